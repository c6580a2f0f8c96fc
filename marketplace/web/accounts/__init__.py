"""People and organizations: the door, passwords, one's own settings, organizations and their members."""

from marketplace.web.accounts import door
from marketplace.web.accounts.rooms import blueprint

PAGES = (door,)
__all__ = ["PAGES", "blueprint"]
