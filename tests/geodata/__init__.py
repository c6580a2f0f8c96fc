"""Tests of the maps: files read, judged, mended, measured, drawn and written."""
