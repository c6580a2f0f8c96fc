"""A plan in a few figures in the market's units, so that plans can be compared."""

from decimal import Decimal

from marketplace.domain.scenarios import Outline
from matching.plan import Plan
from matching.problem import Problem
from matching.scenarios import summary

HUNDRED, GRAMS = Decimal(100), Decimal(1000)
FIT_STEP = Decimal("0.0001")


def outline_of(problem: Problem, plan: Plan, *, baseline: Plan) -> Outline:
    """Sum a plan up beside the baseline."""
    found = summary(problem, plan, baseline=baseline)
    return Outline(
        value=Decimal(found.value) / HUNDRED,
        kilograms=Decimal(found.grams) / GRAMS,
        bags=sum(line.bags for line in plan.allocations),
        lines=len(plan.allocations),
        makers=found.makers,
        groups=found.groups,
        women_led=Decimal(found.women_led_share) / HUNDRED,
        first_sale=Decimal(found.first_sale_share) / HUNDRED,
        smallest_share=Decimal(found.smallest_share) / HUNDRED,
        fit=Decimal(str(found.fit)).quantize(FIT_STEP),
        changed=found.changed_lines,
    )
