"""What every form shares that binds: first one reads what one promises, then one says that it is meant."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField

from marketplace.domain.bids.promises import Promise
from marketplace.domain.errors import reason
from marketplace.forms.base import BaseForm


class PromiseForm(BaseForm):
    """A form that binds only what was read before: `promised` is the fingerprint of what was shown."""

    promised = HiddenField()
    is_meant = BooleanField(_("Yes, I mean it. This binds my organization."))

    def choices(self) -> list[tuple[str, str | None]]:
        """Say what is chosen beside the terms, by name: it is promised with them."""
        return []

    def show_promise(self, promise: Promise) -> None:
        """Show what is to be meant, and nothing ticked yet."""
        self.promised.data = promise.digest
        self.is_meant.data = False

    def forget_promise(self) -> None:
        """Let it be read again before it can be meant."""
        self.promised.data, self.is_meant.data = "", False

    def is_promised(self, promise: Promise) -> bool:
        """Check that what is sent is what was read, and that it was meant; says beside the box what is missing."""
        if self.promised.data != promise.digest:
            self.take([reason("bid.promise_changed", "is_meant")] if self.promised.data else [])
            return False
        if not self.is_meant.data:
            self.take([reason("bid.not_promised", "is_meant")])
        return bool(self.is_meant.data)
