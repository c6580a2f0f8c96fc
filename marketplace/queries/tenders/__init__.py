"""Sealed-bid rounds as each viewer may see them: the rules for all, a bid for its maker, the book once it is open."""
