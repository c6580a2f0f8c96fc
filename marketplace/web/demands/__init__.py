"""Pages about demands: what makers seek, stated in steps, and which lots fit."""

from marketplace.web.demands import board, browse, editing, life, showing, starting
from marketplace.web.demands.rooms import blueprint

PAGES = (board, browse, editing, life, showing, starting)
__all__ = ["PAGES", "blueprint"]
