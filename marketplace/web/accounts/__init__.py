"""People: the door, forgotten passwords, and what each may change about themselves."""

from marketplace.web.accounts import door, passwords, settings
from marketplace.web.accounts.rooms import blueprint

PAGES = (door, passwords, settings)
__all__ = ["PAGES", "blueprint"]
