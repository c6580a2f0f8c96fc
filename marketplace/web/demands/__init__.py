"""Pages about demands: what makers seek, stated in steps, and which lots fit."""

from marketplace.web.demands import editing, life, listing, showing, starting
from marketplace.web.demands.rooms import blueprint

PAGES = (editing, life, listing, showing, starting)
__all__ = ["PAGES", "blueprint"]
