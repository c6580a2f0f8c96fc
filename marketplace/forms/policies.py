"""What a facilitator may say of a policy: what a plan weighs, which shares it keeps, and what it aims at."""

from decimal import Decimal
from enum import StrEnum

from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from marketplace import wording
from marketplace.domain.policies import CAPS, FLOORS, HIGHEST_COST, WHOLE, Aim, RoundPolicy
from marketplace.forms.base import SeenForm
from marketplace.forms.numbers import REQUIRED, Between, NumberField

USUAL = RoundPolicy()
SHARE = [Optional(), Between(Decimal("0.01"), WHOLE)]


def aim_choices() -> list[tuple[str, str]]:
    """List the aims with their names."""
    return list(wording.labels(Aim.__name__).items())


def second_aim_choices() -> list[tuple[str, str]]:
    """List the aims with their names, and none of them first."""
    return [("", str(_("none"))), *aim_choices()]


class PolicyForm(SeenForm):
    """The part of a policy that every scenario may state anew."""

    contract_cost = NumberField(
        _("Least worth of a contract"), [InputRequired(REQUIRED), Between(0, HIGHEST_COST)], default=USUAL.contract_cost
    )
    women_led_floor = NumberField(_("From women-led groups at least"), SHARE)
    first_sale_floor = NumberField(_("From groups that sell here for the first time at least"), SHARE)
    group_cap = NumberField(_("From one group at most"), SHARE)
    region_cap = NumberField(_("From one region at most"), SHARE)
    maker_cap = NumberField(_("To one maker at most"), SHARE)
    first_aim = SelectField(_("What the plan is to have most of"), choices=aim_choices, default=Aim.GAINS.value)
    first_give_up = NumberField(
        _("How much of it may be given up"), [Optional(), Between(0, WHOLE)], default=Decimal(0)
    )
    second_aim = SelectField(_("For the sake of"), choices=second_aim_choices, default="")

    @property
    def stated(self) -> dict[str, object]:
        """Say what was typed as parts of a policy."""
        return {
            "contract_cost": self.contract_cost.data or Decimal(0),
            **{name: self[name].data for name in (*FLOORS, *CAPS)},
            "first_aim": Aim(self.first_aim.data),
            "first_give_up": self.first_give_up.data or Decimal(0),
            "second_aim": Aim(self.second_aim.data) if self.second_aim.data else None,
        }


def typed_policy(policy: RoundPolicy) -> dict[str, object]:
    """Say a policy as the values of a form's fields, for a form that changes it."""
    values = {name: getattr(policy, name) for name in RoundPolicy.__dataclass_fields__}
    return {name: each.value if isinstance(each, StrEnum) else each for name, each in values.items()}
