"""What a facilitator may say of a round: its title, and what it weighs."""

from decimal import Decimal

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from marketplace.domain.rounds import (
    HIGHEST_COST,
    HIGHEST_PENALTY,
    LONGEST_ANSWER_DAYS,
    LONGEST_TITLE,
    RoundPolicy,
    RoundTerms,
)
from marketplace.forms.base import SeenForm
from marketplace.forms.numbers import REQUIRED, Between, CountField, NumberField

USUAL = RoundPolicy()


class RoundForm(SeenForm):
    """Title and policy of a round."""

    title = StringField(_("Title"), [InputRequired(REQUIRED), Length(max=LONGEST_TITLE)])
    contract_cost = NumberField(
        _("Least worth of a contract"), [InputRequired(REQUIRED), Between(0, HIGHEST_COST)], default=USUAL.contract_cost
    )
    fit_penalty = NumberField(
        _("Price of misfit"), [InputRequired(REQUIRED), Between(0, HIGHEST_PENALTY)], default=USUAL.fit_penalty
    )
    answer_days = CountField(
        _("Days to answer"),
        [InputRequired(REQUIRED), Between(1, LONGEST_ANSWER_DAYS)],
        default=Decimal(USUAL.answer_days),
    )

    @property
    def terms(self) -> RoundTerms:
        """Say what was typed as terms of a round."""
        policy = RoundPolicy(
            contract_cost=self.contract_cost.data or Decimal(0),
            fit_penalty=self.fit_penalty.data or Decimal(0),
            answer_days=self.answer_days.count or 0,
        )
        return RoundTerms(self.title.data or "", policy)


class RoundStepForm(SeenForm):
    """One step in a round's life."""
