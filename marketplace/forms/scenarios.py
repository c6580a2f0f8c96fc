"""What a facilitator may say of scenarios: another policy, an edit by hand, a question about a pair."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from marketplace import wording
from marketplace.domain.ids import BidId, DemandId, LotId
from marketplace.domain.policies import RoundPolicy
from marketplace.domain.scenarios import BID_EDITS, LONGEST_NAME, LONGEST_WHY, PAIR_EDITS, EditKind, HandEdit
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


def pair_choices() -> list[tuple[str, str]]:
    """List what a hand may settle about a pair, with its name."""
    return _named(PAIR_EDITS)


def bid_choices() -> list[tuple[str, str]]:
    """List what a hand may settle about bids, with its name."""
    return _named(BID_EDITS)


def _named(kinds: Iterable[EditKind]) -> list[tuple[str, str]]:
    names = wording.labels(EditKind.__name__)
    return [(each.value, names[each.value]) for each in kinds]


class HandEditForm(PairForm):
    """One pair settled by hand, and why."""

    kind = RadioField(_("What is to be settled"), choices=pair_choices, default=EditKind.LOCK.value)
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


class BidEditForm(BaseForm):
    """Whether a bid is in the plan, settled by hand, and why."""

    kind = RadioField(_("What is to be settled"), choices=bid_choices, default=EditKind.LEAVE_OUT.value)
    bid_id = SelectField(_("Bid"), coerce=int, choices=[])
    why = TextAreaField(_("Why"), [InputRequired(REQUIRED), Length(max=LONGEST_WHY)])

    def choose_among(self, bids: Codes) -> None:
        """Offer the bids that took part."""
        self.bid_id.choices = bids

    @property
    def edit(self) -> HandEdit:
        """Say what was typed as an edit; what the bid goes only together with is settled with it."""
        bid_ids = (BidId(self.bid_id.data),)
        return HandEdit(kind=EditKind(self.kind.data), bags=0, why=self.why.data or "", bid_ids=bid_ids)
