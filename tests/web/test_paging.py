"""Long lists in pages: a page that is not there is empty, whatever number is typed."""

import pytest

from tests.market import Market

LISTS = ("/bids", "/tenders/", "/allocations/", "/samples", "/contracts/", "/rounds/", "/organizations", "/events")


@pytest.mark.parametrize("typed", ["9" * 30, "-3", "last"])
@pytest.mark.parametrize("address", LISTS)
def test_any_number_of_a_page_may_be_typed(market: Market, address: str, typed: str) -> None:
    browser = market.browser(market.a_facilitator())
    assert browser.get(address, query_string={"page": typed}, follow_redirects=True).status_code == 200
