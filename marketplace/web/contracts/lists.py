"""The list of contracts, and how single terms are written."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from flask import render_template, request
from flask_babel import gettext as _

from marketplace import clock, wording
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import Fixing
from marketplace.domain.contracts.frames import FrameTerms, QuarterPlan
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.exchange import Exchange, Quote
from marketplace.domain.mass import Mass
from marketplace.domain.money import UnitPrice
from marketplace.domain.prices import Conversion, PriceStack
from marketplace.queries.contracts.showing import PER_PAGE, count_contracts, list_contracts
from marketplace.web import formats
from marketplace.web.contracts.rooms import blueprint
from marketplace.web.paging import asked_page, pages_of
from marketplace.web.sessions import current_viewer


@blueprint.get("/", endpoint="list_contracts")
def list_contracts_page() -> str:
    """Show the viewer's contracts, what waits first."""
    viewer = current_viewer()
    check_may(viewer, Act.SEE_CONTRACTS)
    states = [ContractState(each) for each in request.args.getlist("state") if each in set(ContractState)]
    page = asked_page()
    total = count_contracts(viewer, states)
    lines = list_contracts(viewer, now=clock.now(), states=states, page=page)
    pages = pages_of(total, PER_PAGE)
    return render_template("contracts/list.html", lines=lines, states=states, page=page, pages=pages, total=total)


@blueprint.app_template_filter("term")
def say_term(value: object) -> str:
    """Write one term of a contract, whatever it is, in the reader's language."""
    if value is None:
        return formats.NOTHING
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    for kind, write in WRITERS.items():
        if isinstance(value, kind):
            return str(write(value))
    return str(value)


def _quarter(plan: QuarterPlan) -> str:
    return f"{plan.quarter}: {plan.least}{formats.DASH}{plan.most}"


WRITERS: dict[type, Callable[..., object]] = {
    UnitPrice: formats.price,
    Mass: formats.mass,
    Decimal: formats.number,
    date: formats.day,
    StrEnum: wording.label,
    PriceStack: lambda stack: formats.number(stack.total),
    frozenset: lambda words: ", ".join(sorted(say_term(each) for each in words)) or formats.NOTHING,
    FrameTerms: lambda frame: "; ".join(map(_quarter, frame.quarters)),
    Fixing: lambda fixing: formats.day(fixing.on),
    Conversion: lambda amount: formats.number(amount.amount),
    Quote: lambda quote: f"{formats.number(quote.amount)} {quote.currency.value}/{quote.unit.value}",
    Exchange: lambda rate: formats.number(rate.rate),
}
