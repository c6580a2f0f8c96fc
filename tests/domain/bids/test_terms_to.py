"""An offer to several makers says to each where its cacao goes."""

import pytest

from marketplace.domain.bids.terms import terms_to
from marketplace.domain.money import Incoterm
from tests.domain.samples import some_bid_terms


@pytest.mark.parametrize(
    ("destination", "incoterm", "city", "said"),
    [
        ("FR", Incoterm.DAP, "Kyoto", ("FR", "Callao")),
        ("", Incoterm.FOB, "Kyoto", ("JP", "Callao")),
        ("", Incoterm.DAP, "Kyoto", ("JP", "Kyoto")),
        ("", Incoterm.DAP, None, ("JP", "JP")),
    ],
)
def test_a_destination_that_is_not_said_is_the_makers_own(
    destination: str, incoterm: Incoterm, city: str | None, said: tuple[str, str]
) -> None:
    terms = terms_to(some_bid_terms(destination=destination, incoterm=incoterm), country="JP", city=city)
    assert (terms.destination, terms.place) == said
