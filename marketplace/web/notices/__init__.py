"""The inbox, and how each person wishes to be told."""

from marketplace.web.notices import inbox, wishes
from marketplace.web.notices.rooms import blueprint

__all__ = ["blueprint", "inbox", "wishes"]
