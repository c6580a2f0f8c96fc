"""Organizations: their pages, who belongs to them, who is invited, and whether the alliance verified them."""

from marketplace.web.organizations import invitations, members, profile, standing
from marketplace.web.organizations.rooms import blueprint

PAGES = (invitations, members, profile, standing)
__all__ = ["PAGES", "blueprint"]
