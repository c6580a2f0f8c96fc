"""Rows of what is offered and sought, and of the figures that rules compare with."""
