"""Lots as each viewer may see them: one, many, searched, and what is known of their quality."""
