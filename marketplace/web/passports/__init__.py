"""Pages of passports: the public page of a lot, the file to keep, the keys and the verifier, what is printed."""

from marketplace.web.passports import files, prints, show
from marketplace.web.passports.rooms import blueprint

PAGES = (files, prints, show)
__all__ = ["PAGES", "blueprint"]
