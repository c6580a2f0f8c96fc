"""A new contract names a forum that serves both parties: the alliance's newest custom, else the usual one."""

from datetime import date

import pytest

from marketplace.domain.contracts.amendments import terms_faults
from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.contracts.disputes import USUAL, DisputeCustom, Reach, custom_faults, custom_on, reach_of
from marketplace.domain.contracts.signing import signable_faults
from tests.domain.samples import some_terms

DAY = date(2027, 1, 15)


def a_custom(day: int, forum: Forum = Forum.ICC, *, reach: Reach = Reach.ABROAD) -> DisputeCustom:
    return DisputeCustom(reach, forum, "Paris", "France", date(2027, 1, day))


@pytest.mark.parametrize(
    ("countries", "reach"),
    [
        (("PE", "PE"), Reach.HOME),
        (("PE", "FR"), Reach.ABROAD),
        (("EC", "EC"), Reach.ABROAD),
        (("FR", "PE"), Reach.ABROAD),
    ],
)
def test_only_two_parties_in_peru_are_at_home(countries: tuple[str, str], reach: Reach) -> None:
    assert reach_of(*countries) is reach


@pytest.mark.parametrize(("reach", "forum"), [(Reach.HOME, Forum.LIMA_CHAMBER), (Reach.ABROAD, Forum.FCC)])
def test_without_a_custom_the_usual_forum_serves(reach: Reach, forum: Forum) -> None:
    assert custom_on(DAY, reach, customs=[]).forum is forum


def test_the_newest_custom_that_has_begun_holds() -> None:
    customs = [a_custom(10), a_custom(12, Forum.LIMA_CHAMBER), a_custom(16), a_custom(14, reach=Reach.HOME)]
    assert custom_on(DAY, Reach.ABROAD, customs=customs) == customs[1]


@pytest.mark.parametrize("reach", Reach)
def test_a_contract_drafted_by_custom_can_be_signed_at_once(reach: Reach) -> None:
    terms = some_terms(disputes=USUAL[reach])
    assert (signable_faults(terms), terms_faults(terms), custom_faults(USUAL[reach])) == ([], [], [])


@pytest.mark.parametrize(
    ("forum", "law", "codes"),
    [
        (Forum.CMAA, "New York", ["contract.cmaa_serves_members_only"]),
        (Forum.UNDECIDED, "Peru", ["contract.forum_open"]),
        (Forum.FCC, " ", ["contract.law_missing"]),
    ],
)
def test_a_custom_must_serve_anybody(forum: Forum, law: str, codes: list[str]) -> None:
    assert [each.code for each in custom_faults(DisputeCustom(Reach.ABROAD, forum, None, law))] == codes
