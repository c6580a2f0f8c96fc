"""Reserved bags may be kept longer, once, where the maker asks and the group agrees."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.contracts.changes import AmendmentKind
from marketplace.domain.errors import NotAllowed, Refused
from marketplace.services.contracts.ending import ask_to_end
from tests.approved import REASON, Approved
from tests.market import NOW, Market

UNTIL = NOW.date() + timedelta(days=120)
LATER = UNTIL + timedelta(days=30)
SHARE: dict[str, Any] = {"reserved_until": UNTIL, "reservation_percent": Decimal(15), "deposit_percent": Decimal(15)}
EXTENSION = AmendmentKind.EXTENSION


@pytest.fixture
def deal(market: Market) -> Approved:
    return Approved.in_market(market, **SHARE)


def extend(deal: Approved) -> None:
    amendment_id = deal.ask(deal.maker, EXTENSION, reserved_until=LATER)
    deal.accept(amendment_id, deal.producer)
    deal.approve(amendment_id)


def test_what_the_group_agrees_to_moves_the_last_day_and_nothing_else(deal: Approved) -> None:
    before = deal.terms
    extend(deal)
    assert deal.terms == deal.terms.__class__.from_json({**before.to_json(), "reserved_until": LATER.isoformat()})
    assert deal.reserved == 20


def test_until_the_group_agrees_the_old_day_stands(deal: Approved) -> None:
    deal.ask(deal.maker, EXTENSION, reserved_until=LATER)
    assert deal.terms.reserved_until == UNTIL


def test_it_is_extended_once(deal: Approved) -> None:
    extend(deal)
    with pytest.raises(NotAllowed, match=r"reservation\.extended_already"):
        deal.ask(deal.maker, EXTENSION, reserved_until=LATER + timedelta(days=1))


def test_the_group_does_not_ask_for_it(deal: Approved) -> None:
    with pytest.raises(NotAllowed, match=r"reservation\.maker_asks"):
        deal.ask(deal.producer, EXTENSION, reserved_until=LATER)


@pytest.mark.parametrize("changes", [{"reserved_until": UNTIL}, {"reserved_until": LATER, "claim_days": 3}])
def test_it_only_goes_to_a_later_day_and_changes_no_other_term(deal: Approved, changes: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        deal.ask(deal.maker, EXTENSION, **changes)


def test_as_a_change_of_terms_it_does_not_pass(deal: Approved) -> None:
    with pytest.raises(Refused, match=r"contract\.term_fixed"):
        deal.ask(deal.maker, AmendmentKind.TERMS, reserved_until=LATER)


def test_the_group_cannot_let_the_bags_go_alone_before_the_new_day_is_over(deal: Approved) -> None:
    extend(deal)
    between = NOW + timedelta(days=125)
    deal.market.do(ask_to_end, deal.id, REASON, seen=deal.contract.version, by=deal.producer, now=between)
    assert deal.reserved == 20


def test_the_maker_finds_it_on_the_contract_and_reads_what_is_wrong(deal: Approved) -> None:
    browser, address = deal.market.browser(deal.maker), f"/contracts/{deal.id}/amendments/new/extension"
    assert address in browser.get(f"/contracts/{deal.id}").text
    assert address not in deal.market.browser(deal.producer).get(f"/contracts/{deal.id}").text
    form = {"version": deal.contract.version, "reason": REASON, "reserved_until": UNTIL.isoformat()}
    assert "The new last day lies after" in browser.post(address, form).text
    assert "Sign" in browser.post(address, {**form, "reserved_until": LATER.isoformat()}).text
