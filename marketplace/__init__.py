"""Mazorca: direct trade for fine-flavour cacao, from the posted lot to the approved contract."""

__version__ = "0.1.0"
