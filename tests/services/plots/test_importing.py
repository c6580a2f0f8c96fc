"""Files are taken into a register whole, matched with what is there, and twice makes no difference."""

from collections import Counter
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from marketplace.domain.errors import NotAllowed, Refused, reason
from marketplace.domain.plots.farmers import FarmerTerms
from marketplace.domain.plots.land import PlotTerms
from marketplace.domain.plots.lines import RegisterLine
from marketplace.domain.plots.register import PlotSource, Sex
from marketplace.domain.plots.shapes import Shape
from marketplace.domain.privacy.consents import ConsentWay, Purpose, Saying
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.traces.farmers import Consent, Farmer
from marketplace.models.rows.traces.plots import Plot
from marketplace.services.plots.importing import import_register
from tests.land import a_farmer, a_plot, a_square
from tests.market import NOW, Market
from tests.services.plots.test_recording import CROSSED


def drawn(shape: Shape | None = None, **stated: Any) -> PlotTerms:
    return PlotTerms(shape=shape or a_square(), source=PlotSource.IMPORTED, **stated)


def a_line(number: int, plot: PlotTerms | None = None, **stated: Any) -> RegisterLine:
    return RegisterLine(number=number, farmer=FarmerTerms(**({"name": f"Socia {number}"} | stated)), plot=plot)


def bring(market: Market, by: Viewer, *lines: RegisterLine, **more: Any) -> tuple[int, ...]:
    return tuple(asdict(market.do(import_register, lines, by=by, now=NOW, **more)).values())


def kinds(market: Market) -> Counter[str]:
    with market.app.app_context():
        return Counter(db.session.scalars(select(Event.kind).where(Event.kind.regexp_match("farmer|plot|register"))))


SQUARES = [a_square(east=2_000 * each) for each in range(4)]
FILE = [a_line(2 + at, drawn(shape), sex=Sex.WOMAN) for at, shape in enumerate(SQUARES)]


def test_the_same_file_twice_changes_nothing(market: Market) -> None:
    group = market.a_producer()
    first = bring(market, group, *FILE)
    events = kinds(market)
    second = bring(market, group, *FILE)
    assert (first, second) == ((4, 0, 4, 0), (0, 0, 0, 0))
    assert kinds(market) == events


def test_each_farmer_and_plot_of_a_file_has_its_own_event_and_the_file_one_more(market: Market) -> None:
    bring(market, market.a_producer(), *FILE)
    assert kinds(market) == {"farmer.registered": 4, "plot.recorded": 4, "organization.register_imported": 1}


def test_a_file_adds_and_corrects_and_takes_nothing_away(market: Market) -> None:
    group = market.a_producer()
    farmer_id = a_farmer(market, group, name="Rosa", national_id="01234567", phone="942123456")
    plot_id = a_plot(market, group, farmer_id, shape=None, source=None)
    done = bring(market, group, a_line(2, drawn(), name="", national_id="01234567", birth_year=1980))
    with market.app.app_context():
        row, plot = db.session.get_one(Farmer, farmer_id), db.session.get_one(Plot, plot_id)
        assert (row.name, row.phone, row.birth_year, row.version) == ("Rosa", "942123456", 1980, 2)
        assert (plot.area, plot.declared_area, plot.version) == (Decimal("2.2196"), Decimal("2.2"), 2)
    assert done == (0, 1, 0, 1)


def test_a_redrawn_plot_is_told_as_such(market: Market) -> None:
    group = market.a_producer()
    a_plot(market, group, code="P-1")
    bring(market, group, RegisterLine(number=2, plot=drawn(a_square(side=900), code="P-1")))
    assert kinds(market)["plot.redrawn"] == 1


@pytest.mark.parametrize(
    ("line", "code", "row"),
    [
        (a_line(3, national_id="1"), "farmer.national_id_malformed", 3),
        (a_line(4, drawn(CROSSED)), "plot.self_intersection", 4),
        (RegisterLine(number=5, faults=(reason("register.cell", "area"),)), "register.cell", 5),
        (a_line(6, drawn(planted_year=1700)), "plot.planted_year_out_of_range", 6),
    ],
)
def test_one_wrong_line_keeps_all_out_and_is_named(market: Market, line: RegisterLine, code: str, row: int) -> None:
    group = market.a_producer()
    with pytest.raises(Refused) as no:
        bring(market, group, a_line(2), line)
    assert [(each.code, each.facts["row"]) for each in no.value.reasons] == [(code, row)]
    with market.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Farmer)) == 0


def test_overlaps_are_told_to_both_of_one_file_and_about_a_stranger_without_a_name(market: Market) -> None:
    group = market.a_producer()
    a_plot(market, market.a_producer(), shape=a_square(north=1_000))
    bring(market, group, a_line(2, drawn()), a_line(3, drawn(a_square(east=900))))
    with market.app.app_context():
        found = db.session.execute(
            select(Plot.code, Plot.faults).where(Plot.organization_id == group.organization_id).order_by(Plot.id)
        ).all()
    told = {code: sorted(str(each["facts"].get("other")) for each in faults) for code, faults in found}
    assert told == {"S0001-P1": ["None", "S0002-P1"], "S0002-P1": ["None", "S0001-P1"]}


def test_who_leads_follows_from_the_file_and_consents_are_written_for_the_new(market: Market) -> None:
    group, said = market.a_producer(), Saying(Purpose.CUSTOMS, is_given=True, way=ConsentWay.PAPER, said_on=NOW.date())
    bring(market, group, a_line(2, sex=Sex.WOMAN, is_leader=True), sayings=[said])
    bring(market, group, a_line(2, sex=Sex.WOMAN, is_leader=True), sayings=[said])
    with market.app.app_context():
        assert db.session.get_one(Organization, group.organization_id).is_women_led
        assert db.session.scalar(select(func.count()).select_from(Consent)) == 1


def test_nobody_brings_a_file_into_anothers_register(market: Market) -> None:
    for viewer in (market.a_maker(), market.a_facilitator()):
        with pytest.raises(NotAllowed):
            bring(market, viewer, a_line(2))
