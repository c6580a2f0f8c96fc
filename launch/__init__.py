"""What `mazorca.py` needs to set up and run the market, in the standard library alone."""
