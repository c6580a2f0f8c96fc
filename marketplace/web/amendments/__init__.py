"""Changes of contracts in force: asking for one, reading and answering it, and what else happens afterwards."""

from marketplace.web.amendments import asking, showing
from marketplace.web.amendments.rooms import blueprint

__all__ = ["asking", "blueprint", "showing"]
