"""The books: trial balance, accounts, entries, months and exports for facilitators; statements for everybody."""

from marketplace.web.books import entries, exports, months, statements, trial
from marketplace.web.books.rooms import blueprint

ROOMS = (entries, exports, months, statements, trial)
__all__ = ["ROOMS", "blueprint"]
