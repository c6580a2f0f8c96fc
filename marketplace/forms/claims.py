"""What may be said about a claim: what is wrong, what would mend it, and what the others answer."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Optional

from marketplace import wording
from marketplace.domain.contracts.claims import ClaimKind, ClaimStep, Grievance, Remedy, RemedyKind, Reply
from marketplace.forms.base import BaseForm, SeenForm
from marketplace.forms.numbers import REQUIRED, NumberField

WITH_REMEDY = (ClaimStep.COUNTER, ClaimStep.MEDIATE)


def _remedies() -> list[tuple[str, str]]:
    return list(wording.labels("RemedyKind").items())


class ClaimForm(BaseForm):
    """A claim as the maker opens it."""

    kind = SelectField(_("What is wrong"))
    words = TextAreaField(_("Say what you found"), [InputRequired(REQUIRED)])
    remedy_kind = SelectField(_("What would mend it"))
    remedy_value = NumberField(_("How much, percent or USD"), [Optional()])

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the choices in the reader's language; a claim asks for something."""
        super().__init__(*args, **kwargs)
        self.kind.choices = list(wording.labels("ClaimKind").items())
        self.remedy_kind.choices = [each for each in _remedies() if each[0] != RemedyKind.NOTHING.value]

    def grievance(self) -> Grievance:
        """Say what is claimed."""
        remedy = Remedy(RemedyKind(self.remedy_kind.data), self.remedy_value.data)
        return Grievance(ClaimKind(self.kind.data), self.words.data or "", remedy)


class ClaimAnswerForm(SeenForm):
    """An answer to a claim: words, and a remedy where one is given."""

    words = TextAreaField(_("Your words"))
    remedy_kind = SelectField(_("Remedy"), validate_choice=False)
    remedy_value = NumberField(_("How much, percent or USD"), [Optional()])

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        self.remedy_kind.choices = _remedies()

    def reply(self, step: ClaimStep) -> Reply:
        """Say what was answered; a remedy only with steps that give one."""
        known = {each.value for each in RemedyKind}
        remedy = None
        if step in WITH_REMEDY and self.remedy_kind.data in known:
            remedy = Remedy(RemedyKind(self.remedy_kind.data), self.remedy_value.data)
        return Reply(self.seen, self.words.data or "", remedy)
