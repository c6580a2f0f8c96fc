"""What a group says of a certificate that it holds."""

from datetime import date
from typing import Any, cast

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from marketplace import wording
from marketplace.domain.certificates import Certificate, Scheme
from marketplace.forms.base import BaseForm
from marketplace.forms.messages import ACCEPTED
from marketplace.forms.numbers import REQUIRED
from marketplace.forms.texts import long_text, short_text

NEEDED = [InputRequired(REQUIRED)]


class CertificateForm(BaseForm):
    """One certificate, valid on its first and on its last day."""

    scheme = SelectField(_("Scheme"), NEEDED)
    number = short_text(_("Number of the certificate"), *NEEDED)
    control_body = short_text(_("Control body"), *NEEDED)
    valid_from = DateField(_("Valid from"), NEEDED)
    valid_to = DateField(_("Valid until"), NEEDED)
    scope = short_text(_("What it covers"), longest=300)
    file = FileField(_("The certificate as a file"), render_kw={"accept": ACCEPTED})

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        self.scheme.choices = [("", "—"), *wording.labels("Scheme").items()]

    @classmethod
    def showing(cls, terms: Certificate) -> "CertificateForm":
        """Open the form with what is recorded."""
        names = ("scheme", "number", "control_body", "valid_from", "valid_to", "scope")
        return cls(**{name: getattr(terms, name) for name in names})

    def terms(self, holder: str) -> Certificate:
        """Say what is certified, and for whom."""
        return Certificate(
            scheme=Scheme(self.scheme.data),
            holder=holder,
            number=self.number.data or "",
            control_body=self.control_body.data or "",
            valid_from=cast("date", self.valid_from.data),
            valid_to=cast("date", self.valid_to.data),
            scope=self.scope.data,
        )


class WithdrawalForm(BaseForm):
    """When the control body withdrew a certificate, and why."""

    withdrawn_on = DateField(_("Withdrawn on"), NEEDED)
    why = long_text(_("Why it was withdrawn, and where that is written"), *NEEDED, longest=1_000)
