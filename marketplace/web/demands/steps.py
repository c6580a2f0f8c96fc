"""One page for each step of stating a demand, whether it is new or a draft being changed."""

from decimal import Decimal

from flask import render_template
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.flavours import GROUPS
from marketplace.forms.base import BareForm
from marketplace.forms.demand_steps import STEPS
from marketplace.forms.demands import DemandStepForm, LimitsForm
from marketplace.forms.tastes import FlavourForm, usual_tolerance
from marketplace.queries.demands.showing import CadmiumReasoning, reason_cadmium
from marketplace.queries.references import list_cadmium_limits

STEP_NAMES = list(STEPS)


def step_page(form: DemandStepForm, step: str, *, action: str, hrefs: dict[int, str], **more: object) -> str:
    """Draw a step with its form, and a preview of what it says so far."""
    return render_template(
        "demands/step.html",
        form=form,
        bare=BareForm(),  # the keys of the page: a form read again from what was typed has none
        step=step,
        step_names=STEP_NAMES,
        number=STEP_NAMES.index(step) + 1,
        action=action,
        hrefs=hrefs,
        target=form.target if isinstance(form, FlavourForm) else {},
        cadmium=_cadmium(form) if isinstance(form, LimitsForm) else None,
        usual_tolerance=usual_tolerance,
        parts_of_axis=GROUPS,
        lead=_leads()[step],
        **more,
    )


def _cadmium(form: LimitsForm) -> CadmiumReasoning | None:
    stated, recipe = form.cadmium_max.data, form.sound_recipe
    if not isinstance(stated, Decimal) and recipe is None:
        return None
    return reason_cadmium(stated, recipe, limits=list_cadmium_limits(), today=day_in_lima(clock.now()))


def _leads() -> dict[str, str]:
    return {
        "flavour": _("What should the cacao taste of? The nearer a lot's profile, the better it fits."),
        "limits": _("What a lot must have. Whatever stays empty limits nothing."),
        "volume": _("How much you seek, and the most you pay for a tonne brought to you."),
        "delivery": _("When you need it, and what groups should know of you."),
    }
