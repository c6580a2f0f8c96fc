"""The optimizer: a frozen `Problem` in, a frozen `Plan` out, an independent `audit` of it, and `explain` for the rest.

It knows nobody: no web, no database, no marketplace. matching/README.md is its mathematics and its manual. Nothing is
imported here, so that who only scores a pair does not load the solver.
"""
