"""What the list's address asks is read strictly; what is not understood is left out and named."""

from decimal import Decimal

import pytest

from marketplace.domain.browsing import LotFilters, LotSort
from marketplace.domain.certificates import Scheme
from marketplace.domain.lots import SaleStage
from marketplace.forms.filters import read_filters


def faults(query: str) -> list[tuple[str, str]]:
    return [(name, fault.code) for name, fault in read_filters(query).faults]


def test_an_empty_address_asks_for_everything_newest_first() -> None:
    asked = read_filters("")
    assert (asked.filters, asked.sort, asked.page) == (LotFilters(), LotSort.NEWEST, 1)


def test_every_filter_has_its_place_in_the_address() -> None:
    query = (
        "q=orange+blossom&region=SAM&region=HUC&variety=native&certificate=EU_ORGANIC&certificate=NOP&stage=upcoming"
        "&price_min=4000&price_max=6000.50&quality_min=7.5&cadmium_max=0.5&moisture_max=7.5&flavour=floral_total"
        "&flavour_min=2&eudr=1&women_led=yes&bags_min=2&kg_min=500&sort=-quality&page=3"
    )
    asked = read_filters(query)
    assert asked.filters == LotFilters(
        q="orange blossom",
        region=("SAM", "HUC"),
        variety=("native",),
        certificate=(Scheme.EU_ORGANIC, Scheme.NOP),
        stage=SaleStage.UPCOMING,
        price_min=Decimal(4000),
        price_max=Decimal("6000.50"),
        quality_min=Decimal("7.5"),
        cadmium_max=Decimal("0.5"),
        moisture_max=Decimal("7.5"),
        flavour="floral_total",
        flavour_min=Decimal(2),
        eudr=True,
        women_led=True,
        bags_min=Decimal(2),
        kg_min=Decimal(500),
    )
    assert (asked.sort, asked.page, asked.faults, asked.unknown) == (LotSort.BEST, 3, (), ())


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("price_max=1,5", ("price_max", "filter.two_readings")),
        ("price_max=1.500", ("price_max", "filter.two_readings")),
        ("cadmium_max=a+lot", ("cadmium_max", "filter.not_a_number")),
        ("cadmium_max=-1", ("cadmium_max", "filter.negative")),
        ("price_min=99999999", ("price_min", "filter.negative")),
        ("region=XXX", ("region", "filter.unknown_value")),
        ("certificate=GOLD", ("certificate", "filter.unknown_value")),
        ("sort=random", ("sort", "filter.unknown_value")),
        ("stage=later", ("stage", "filter.unknown_value")),
        ("flavour=off_total", ("flavour", "filter.unknown_value")),
        ("flavour_min=2", ("flavour", "filter.flavour_missing")),
    ],
)
def test_what_is_not_understood_is_left_out_and_named(query: str, fault: tuple[str, str]) -> None:
    assert (read_filters(query).filters, faults(query)) == (LotFilters(), [fault])


def test_a_flavour_without_an_intensity_must_at_least_be_there() -> None:
    assert read_filters("flavour=floral_total").filters.flavour_min == Decimal(1)


def test_unknown_names_are_left_out_and_named_once() -> None:
    asked = read_filters("utm_source=x&utm_source=y&region=SAM")
    assert (asked.unknown, asked.on_page(2)) == (("utm_source",), "region=SAM&page=2")


@pytest.mark.parametrize("page", ["0", "-3", "x", "9" * 200, "1.5", "²"])
def test_a_page_that_cannot_be_is_the_first(page: str) -> None:
    assert read_filters(f"page={page}").page == 1


def test_the_address_of_the_list_without_one_filter_leads_to_its_first_page() -> None:
    asked = read_filters("region=SAM&region=HUC&flavour=floral_total&flavour_min=2&page=4")
    assert asked.without("region", "SAM") == "flavour=floral_total&flavour_min=2&region=HUC"
    assert asked.without("flavour") == "region=SAM&region=HUC"


def test_long_and_odd_words_are_cut_and_cleaned() -> None:
    asked = read_filters("q=" + "%00floral%07" + "x" * 500)
    assert asked.filters.q is not None
    assert len(asked.filters.q) == 120
    assert asked.filters.q.startswith("floral")
