"""What is said of proof: a file of screenings, what shows how a plot was used, a verdict, a statement's numbers."""

from datetime import date
from typing import Any, cast

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from marketplace import wording
from marketplace.domain.evidence.screening import Dataset, Judgement, ProofKind, ScreeningSource, Verdict
from marketplace.domain.evidence.statements import StatementState, StatementTerms, tidy_number
from marketplace.forms.base import BaseForm, SeenForm
from marketplace.forms.messages import ACCEPTED
from marketplace.forms.numbers import REQUIRED
from marketplace.forms.texts import long_text, short_text

NEEDED = [InputRequired(REQUIRED)]
RESULT_FILES = ".csv,.geojson,.json,text/csv,application/geo+json"


class ScreeningForm(BaseForm):
    """A file of results, or the ticket of one that was looked at already; of which day its data are, and whose."""

    file = FileField(_("Whisp's results"), render_kw={"accept": RESULT_FILES})
    dataset_on = DateField(_("Day of the data"), NEEDED)
    source = RadioField(_("Whose screening"), NEEDED, default=ScreeningSource.WHISP.value)
    ticket = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Offer the sources in the reader's language."""
        super().__init__(*args, **kwargs)
        self.source.choices = [*wording.labels("ScreeningSource").items()]

    @property
    def dataset(self) -> Dataset:
        """Say whose data of which day they are."""
        return Dataset(cast("date", self.dataset_on.data), ScreeningSource(self.source.data))


class ProofForm(BaseForm):
    """A photo, a paper or a visit."""

    kind = RadioField(_("What you bring"), NEEDED)
    shown_on = DateField(_("Of which day"), NEEDED)
    file = FileField(_("Photo or paper"), render_kw={"accept": ACCEPTED})
    note = long_text(_("What it shows"), longest=1_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Offer the kinds in the reader's language."""
        super().__init__(*args, **kwargs)
        self.kind.choices = [*wording.labels("ProofKind").items()]

    @property
    def said(self) -> tuple[ProofKind, date, str | None]:
        """Say what it is, of which day, and what it shows."""
        return ProofKind(self.kind.data), cast("date", self.shown_on.data), self.note.data


class VerdictForm(SeenForm):
    """What a facilitator makes of a plot that satellites left open; the button says which verdict."""

    reason = long_text(_("Why"), *NEEDED, longest=2_000)

    def judgement(self, verdict: str) -> Judgement:
        """Say the verdict and why."""
        return Judgement(Verdict(verdict), self.reason.data or "")


class StatementForm(BaseForm):
    """The numbers of a due-diligence statement as the EU's system gave them."""

    reference_number = short_text(_("Reference number"), *NEEDED)
    verification_number = short_text(_("Verification number"), *NEEDED)
    filed_on = DateField(_("Filed on"), NEEDED)
    state = SelectField(_("Where it stands"), NEEDED, default=StatementState.SUBMITTED.value)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Offer the states in the reader's language."""
        super().__init__(*args, **kwargs)
        self.state.choices = [*wording.labels("StatementState").items()]

    def terms(self) -> StatementTerms:
        """Say the statement, its numbers written as the EU's system does."""
        return StatementTerms(
            tidy_number(self.reference_number.data or ""),
            tidy_number(self.verification_number.data or ""),
            StatementState(self.state.data),
            cast("date", self.filed_on.data),
        )


class StatementStateForm(SeenForm):
    """Where a statement stands now."""

    state = SelectField(_("Where it stands"), NEEDED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Offer the states in the reader's language."""
        super().__init__(*args, **kwargs)
        self.state.choices = [*wording.labels("StatementState").items()]
