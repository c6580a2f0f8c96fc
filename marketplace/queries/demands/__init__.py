"""Demands as each viewer may see them, and what nobody has promised yet."""
