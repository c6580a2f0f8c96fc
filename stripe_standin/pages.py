"""The hosted pages on which people pay: plain forms that work without JavaScript and say loudly what they are."""

import re
from decimal import Decimal
from functools import partial
from http import HTTPStatus

from flask import Blueprint, Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from stripe_standin import sessions, wires
from stripe_standin.answers import ApiError, Json
from stripe_standin.standin import Standin
from stripe_standin.words import say

blueprint = Blueprint("pages", __name__, template_folder="templates")
WHOLE = frozenset({"jpy"})
CARDS = (
    ("4242 4242 4242 4242", "card_works"),
    ("4000 0000 0000 0002", "card_declined"),
    ("4000 0000 0000 9995", "card_insufficient"),
    ("4000 0025 0000 3155", "card_asks"),
    ("4000 0000 0000 5126", "card_refund_fails"),
)
AMOUNT = re.compile(r"\d{1,9}(\.\d{1,2})?", re.ASCII)
SEEN = {"complete": "paid", "expired": "closed"}
Page = str | tuple[str, int] | AnyResponse


@blueprint.get("/c/pay/<session_id>")
def show_session(session_id: str) -> Page:
    """Show the page of a session, or that it is over."""
    with _standin().alone() as store:
        return _pay_page(store.get("checkout.session", session_id))


@blueprint.post("/c/pay/<session_id>")
def pay(session_id: str) -> Page:
    """Try to pay; afterwards the payer is led back to the market."""
    with _standin().alone() as store:
        session = store.get("checkout.session", session_id)
        if session["status"] != "open":
            return _pay_page(session)
        came_of_it = _try(session)
        if came_of_it in {"paid", "processing"}:
            return redirect(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session_id), 303)
        if came_of_it == "confirm":
            return _render("confirm.html", session, number=_card())
        return _pay_page(session, wrong=came_of_it)


@blueprint.get("/bank_transfers/instructions/<intent_id>")
def show_wire(intent_id: str) -> Page:
    """Show where to wire to, and what has arrived."""
    with _standin().alone() as store:
        return _wire_page(store.get("payment_intent", intent_id))


@blueprint.post("/bank_transfers/instructions/<intent_id>")
def send_wire(intent_id: str) -> Page:
    """Let a wire arrive."""
    typed = request.form.get("amount", "").strip().replace(" ", "").replace(",", "")
    with _standin().alone() as store:
        intent = store.get("payment_intent", intent_id)
        units = _units(typed, intent["currency"])
        if not units:
            return _wire_page(intent, wrong="not_an_amount")
        payer = store.get("customer", intent["customer"])
        wires.wire(store, payer, amount=units, currency=intent["currency"])
    return redirect(request.path, 303)


@blueprint.errorhandler(ApiError)
def missing(error: ApiError) -> tuple[str, int]:
    """Say that there is no such page."""
    return str(error), error.status


def _standin() -> Standin:
    found: Standin = current_app.extensions["standin"]
    return found


def _try(session: Json) -> str:
    store, way = _standin().store, request.form.get("way", "card")
    if way == "not_confirmed":
        sessions.refuse_at_the_bank(store, session)
        return "not_confirmed"
    if way.startswith("debit"):
        store.beside(session["id"])["fails"] = way == "debit_fails"
        return sessions.pay_by_debit(store, session)
    return sessions.pay_by_card(store, session, number=_card(), is_confirmed=way == "confirmed")


def _card() -> str:
    return re.sub(r"\D", "", request.form.get("number", ""), flags=re.ASCII)


def _pay_page(session: Json, *, wrong: str = "") -> Page:
    if session["status"] != "open":
        return _render("closed.html", session, what=SEEN[session["status"]])
    page = _render("pay.html", session, wrong=wrong, cards=CARDS)
    return (page, HTTPStatus.PAYMENT_REQUIRED) if wrong else page


def _render(template: str, session: Json, **more: object) -> str:
    language = session["locale"] or "en"
    money = shown(session["amount_total"], session["currency"])
    name = _standin().store.beside(session["id"])["name"]
    words = {"say": partial(say, language=language), "language": language}
    return render_template(template, session=session, money=money, name=name, **words, **more)


def _wire_page(intent: Json, *, wrong: str = "") -> Page:
    store, currency = _standin().store, intent["currency"]
    payer = store.get("customer", intent["customer"])
    language = (payer["preferred_locales"] or ["en"])[0]
    told = (intent["next_action"] or {}).get("display_bank_transfer_instructions")
    remaining = told["amount_remaining"] if told else 0
    lines = store.newest("customer_cash_balance_transaction", customer=payer["id"], type="funded")
    page = render_template(
        "wire.html",
        intent=intent,
        told=told,
        address=_address(told),
        money=shown(intent["amount"], currency),
        remaining=shown(remaining, currency),
        suggested=_plain(remaining, currency),
        arrived=[shown(line["net_amount"], currency) for line in lines],
        say=partial(say, language=language),
        language=language,
        wrong=wrong,
    )
    return (page, HTTPStatus.UNPROCESSABLE_ENTITY) if wrong else page


def _address(told: Json | None) -> list[tuple[str, str]]:
    if told is None:
        return []
    address = told["financial_addresses"][0]
    if "aba" in address:
        aba = address["aba"]
        return [("account", aba["account_number"]), ("routing", aba["routing_number"]), ("bank", aba["bank_name"])]
    iban = address["iban"]
    return [("account", iban["iban"]), ("routing", iban["bic"]), ("bank", iban["account_holder_name"])]


def shown(units: int, currency: str) -> str:
    """Write an amount with its currency."""
    return f"{currency.upper()} {_plain(units, currency, sign=',')}"


def _plain(units: int, currency: str, *, sign: str = "") -> str:
    places = 0 if currency in WHOLE else 2
    return f"{Decimal(units).scaleb(-places):{sign}.{places}f}"


def _units(typed: str, currency: str) -> int:
    """Read an amount; 0 for what is none."""
    if not AMOUNT.fullmatch(typed):
        return 0
    units = Decimal(typed).scaleb(0 if currency in WHOLE else 2)
    return int(units) if units == units.to_integral_value() else 0


def harden(response: Response) -> Response:
    """Let nothing be kept of a page, and nothing be loaded from elsewhere."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    return response
