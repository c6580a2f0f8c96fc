"""What the optimizer must reach, measured beside what one would otherwise use: `python3 mazorca.py bench matching`."""
