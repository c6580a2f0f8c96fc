"""The transportation engine keeps its promises."""
