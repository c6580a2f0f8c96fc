"""What must never happen, tried: random trades by many hands at once, and processes killed at every commit.

`books.py` checks what stands in the database by SQL of its own; `steps_*.py` say who may do what until when by rules of
their own. Neither asks the code that is tried. `MAZORCA_NEVER=20` multiplies the number of trades.
"""
