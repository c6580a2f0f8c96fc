"""The trial balance of a month, and the lines of an account."""

from datetime import date

from flask import abort, render_template, request

from marketplace.domain.books.chart import NATURES, Account
from marketplace.domain.books.periods import month_after, month_of
from marketplace.domain.money import Currency
from marketplace.domain.prices import ReferenceKind
from marketplace.queries.books.lines import list_account
from marketplace.queries.books.trial import get_trial_balance, last_month
from marketplace.queries.references import get_references
from marketplace.web.books.rooms import asked_month, asked_place, blueprint, today
from marketplace.web.sessions import current_viewer

RATES = (ReferenceKind.FX_PEN_USD, ReferenceKind.FX_USD_EUR, ReferenceKind.FX_JPY_USD)


@blueprint.get("/")
def show() -> str:
    """Show what every account stands at, currency by currency."""
    month = asked_month()
    trial = get_trial_balance(current_viewer(), month)
    references = get_references(min(today(), last_day(month)))
    return render_template(
        "books/show.html",
        trial=trial,
        natures=NATURES,
        rates=[references.figures[each] for each in RATES if each in references.figures],
        rates_on=references.on,
        earlier=last_month(month),
        later=month_after(month) if month_after(month) <= month_of(today()) else None,
    )


@blueprint.get("/accounts/<account>/<currency>")
def show_account(account: str, currency: str) -> str:
    """Show the lines of an account in one currency, newest first."""
    if account not in set(Account) or currency not in set(Currency):
        abort(404)
    page = list_account(current_viewer(), Account(account), currency=Currency(currency), before=asked_place())
    return render_template(
        "books/account.html",
        account=Account(account),
        currency=Currency(currency),
        page=page,
        is_first=not request.args.get("before"),
    )


def last_day(month: date) -> date:
    """Give the last day of a month."""
    return date.fromordinal(month_after(month).toordinal() - 1)
