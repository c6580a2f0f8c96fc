"""People: the door, forgotten passwords, and what each may change about themselves."""

from marketplace.web.accounts import addresses, door, passwords, settings
from marketplace.web.accounts.rooms import blueprint

PAGES = (addresses, door, passwords, settings)
__all__ = ["PAGES", "blueprint"]
