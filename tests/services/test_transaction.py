"""One use case is one transaction, and a form is acted on once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from marketplace.domain.accounts import OrganizationKind
from marketplace.domain.errors import Refused, Stale
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Organization
from marketplace.services.transaction import NestedUseCaseError, Ticket, hold_ticket, use_case
from tests.market import NOW, Market


@use_case
def rename(organization_id: int, name: str) -> None:
    """Give an organization a name."""
    organization = db.session.get_one(Organization, organization_id)
    organization.name = name


@use_case
def rename_and_fail(organization_id: int) -> None:
    """Change a row, then refuse."""
    db.session.get_one(Organization, organization_id).name = "half done"
    db.session.flush()
    raise Refused("test.no")


@use_case
def rename_inside(organization_id: int) -> None:
    """Call a use case from a use case."""
    rename(organization_id, "nested")


def name_of(market: Market, organization_id: int) -> str:
    return str(market.do(lambda: db.session.get_one(Organization, organization_id).name))


@pytest.fixture
def organization_id(market: Market) -> int:
    return market.an_organization(OrganizationKind.MAKER, name="Before")


def test_what_a_use_case_changes_stays(market: Market, organization_id: int) -> None:
    market.do(rename, organization_id, "After")
    assert name_of(market, organization_id) == "After"


def test_a_refused_use_case_leaves_nothing_behind(market: Market, organization_id: int) -> None:
    with pytest.raises(Refused):
        market.do(rename_and_fail, organization_id)
    assert name_of(market, organization_id) == "Before"


def test_use_cases_do_not_nest(market: Market, organization_id: int) -> None:
    with pytest.raises(NestedUseCaseError):
        market.do(rename_inside, organization_id)
    assert name_of(market, organization_id) == "Before"


def test_of_twenty_simultaneous_sendings_of_one_form_exactly_one_acts(app: Flask, market: Market) -> None:
    organization_id = market.an_organization(OrganizationKind.MAKER, members=0)

    @use_case
    def count_one_more() -> None:
        row = db.session.execute(
            update(Organization)
            .where(Organization.id == organization_id)
            .values(annual_tonnes=func.coalesce(Organization.annual_tonnes, 0) + 1)
        )
        assert row is not None

    def send(_number: int) -> str:
        with app.app_context():
            hold_ticket(Ticket("one key", "same content", NOW))
            try:
                count_one_more()
            except Stale as stale:
                return stale.code
            finally:
                hold_ticket(None)
                db.session.remove()
            return "done"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(20)))
    tonnes = market.do(lambda: db.session.scalar(select(Organization.annual_tonnes).filter_by(id=organization_id)))
    assert (answers.count("done"), answers.count("submission.repeated")) == (1, 19)
    assert tonnes == 1


def test_a_refused_form_may_be_sent_again_with_the_same_key(app: Flask, market: Market, organization_id: int) -> None:
    with app.app_context():
        hold_ticket(Ticket("key", "content", NOW))
        with pytest.raises(Refused):
            rename_and_fail(organization_id)
        hold_ticket(Ticket("key", "content", NOW))
        rename(organization_id, "After all")
        hold_ticket(None)
    assert name_of(market, organization_id) == "After all"


@pytest.mark.parametrize("table", ["reservations", "events", "contract_terms"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET id = id", "TRUNCATE {} CASCADE"])
def test_the_record_only_grows(market: Market, table: str, change: str) -> None:
    def attempt() -> Any:
        return db.session.execute(text(change.format(table)))

    with pytest.raises(Exception, match="append-only"):
        market.do(attempt)
