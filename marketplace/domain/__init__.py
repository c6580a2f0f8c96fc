"""The rules of the market in plain Python: no web, no database, no clock, no float."""
