"""What a facilitator may say of scenarios: another policy, an edit by hand, a question about a pair."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from marketplace import wording
from marketplace.domain.ids import DemandId, LotId
from marketplace.domain.policies import RoundPolicy
from marketplace.domain.scenarios import LONGEST_NAME, LONGEST_WHY, EditKind, HandEdit
from marketplace.forms.base import BaseForm
from marketplace.forms.numbers import REQUIRED, Between, CountField
from marketplace.forms.policies import PolicyForm

Codes = list[tuple[Any, str]]
MOST_BAGS = 1_000_000


class ScenarioForm(PolicyForm):
    """A name, and the policy to try."""

    name = StringField(_("Name"), [InputRequired(REQUIRED), Length(max=LONGEST_NAME)])

    def policy(self, own: RoundPolicy) -> RoundPolicy:
        """Say what was typed as a policy; what no scenario changes is taken from the round's `own`."""
        stated: dict[str, Any] = self.stated
        return RoundPolicy(fit_penalty=own.fit_penalty, answer_days=own.answer_days, **stated)


class PairForm(BaseForm):
    """A lot and a demand that took part in a round."""

    lot_id = SelectField(_("Lot"), coerce=int, choices=[])
    demand_id = SelectField(_("Demand"), coerce=int, choices=[])

    def choose_among(self, lots: Codes, demands: Codes) -> None:
        """Offer the lots and demands that took part."""
        self.lot_id.choices, self.demand_id.choices = lots, demands


def edit_choices() -> list[tuple[str, str]]:
    """List what a hand may settle, with its name."""
    return list(wording.labels(EditKind.__name__).items())


class HandEditForm(PairForm):
    """One pair settled by hand, and why."""

    kind = RadioField(_("What is to be settled"), choices=edit_choices, default=EditKind.LOCK.value)
    bags = CountField(_("Bags"), [Optional(), Between(1, MOST_BAGS)])
    why = TextAreaField(_("Why"), [InputRequired(REQUIRED), Length(max=LONGEST_WHY)])

    @property
    def edit(self) -> HandEdit:
        """Say what was typed as an edit."""
        return HandEdit(
            kind=EditKind(self.kind.data),
            lot_id=LotId(self.lot_id.data),
            demand_id=DemandId(self.demand_id.data),
            bags=self.bags.count or 0,
            why=self.why.data or "",
        )
