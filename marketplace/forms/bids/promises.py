"""What every form shares that binds: first one reads what one promises, then one says that it is meant."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField

from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.errors import reason
from marketplace.forms.base import BaseForm


class PromiseForm(BaseForm):
    """A form that binds only what was read before: `promised` is the fingerprint of the terms that were shown."""

    promised = HiddenField()
    is_meant = BooleanField(_("Yes, I mean it. This binds my organization."))

    def show_promise(self, terms: BidTerms) -> None:
        """Show terms to be meant, and nothing ticked yet."""
        self.promised.data = terms.digest
        self.is_meant.data = False

    def is_promised(self, terms: BidTerms) -> bool:
        """Check that what is sent is what was read, and that it was meant; says beside the box what is missing."""
        if self.promised.data != terms.digest:
            self.take([reason("bid.promise_changed", "is_meant")] if self.promised.data else [])
            return False
        if not self.is_meant.data:
            self.take([reason("bid.not_promised", "is_meant")])
        return bool(self.is_meant.data)
