"""What a facilitator may say of a round: its title, and its policy."""

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from marketplace.domain.policies import HIGHEST_PENALTY, LONGEST_ANSWER_DAYS, RoundPolicy
from marketplace.domain.rounds import LONGEST_TITLE, RoundTerms
from marketplace.forms.base import SeenForm
from marketplace.forms.numbers import REQUIRED, Between, CountField, NumberField
from marketplace.forms.policies import USUAL, PolicyForm


class RoundForm(PolicyForm):
    """Title and policy of a round."""

    title = StringField(_("Title"), [InputRequired(REQUIRED), Length(max=LONGEST_TITLE)])
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
        stated: dict[str, Any] = self.stated
        policy = RoundPolicy(
            fit_penalty=self.fit_penalty.data or Decimal(0), answer_days=self.answer_days.count or 0, **stated
        )
        return RoundTerms(self.title.data or "", policy)


class RoundStepForm(SeenForm):
    """One step in a round's life."""
