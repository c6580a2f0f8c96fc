"""Matching rounds: their market frozen, their plans, scenarios and answers."""
