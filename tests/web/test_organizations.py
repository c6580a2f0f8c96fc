"""Organizations in the browser: who sees what, forms that keep what was typed, invitations from link to place."""

import re

import pytest

from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.viewers import Level, Viewer
from tests.market import Market

PASSWORD = "four plain cacao words"
TOKEN = re.compile(r"/invitations/([\w.\-]+)</code>")


def page_of(market: Market, organization_id: int | None, *, tail: str = "") -> str:
    return f"/organizations/{market.code_of(organization_id)}{tail}"


def invited(market: Market, owner: Viewer, *, email: str = "new@example.org") -> str:
    """Invite somebody and return the address of the link that the owner sees."""
    browser, home = market.browser(owner), owner.organization_id
    assert (
        browser.post(page_of(market, home, tail="/invitations"), {"email": email, "level": "member"}).status_code == 303
    )
    found = TOKEN.search(browser.get(page_of(market, home, tail="/members")).text)
    assert found is not None
    return f"/invitations/{found[1]}"


@pytest.mark.parametrize(
    ("kind", "state", "seen_by"),
    [
        ("producer_group", "verified", {"anonymous", "maker", "facilitator"}),
        ("producer_group", "unverified", {"facilitator"}),
        ("producer_group", "suspended", {"facilitator"}),
        ("maker", "verified", {"maker", "facilitator"}),
        ("maker", "refused", {"facilitator"}),
        ("alliance", "verified", {"maker", "facilitator"}),
    ],
)
def test_who_sees_an_organization(market: Market, kind: str, state: str, seen_by: set[str]) -> None:
    thing = market.an_organization(OrganizationKind(kind), state=VerificationState(state), name="The seen one")
    viewers = {"anonymous": None, "maker": market.a_maker(), "facilitator": market.a_facilitator()}
    pages = {name: market.browser(viewer).get(page_of(market, thing)) for name, viewer in viewers.items()}
    assert {name for name, page in pages.items() if page.status_code == 200} == seen_by
    assert all("The seen one" not in page.text for name, page in pages.items() if name not in seen_by)
    lists = {name: market.browser(viewer).get("/organizations").text for name, viewer in viewers.items()}
    assert {name for name, page in lists.items() if "The seen one" in page} == seen_by


def test_people_and_contacts_are_not_for_strangers(market: Market) -> None:
    owner = market.a_producer()
    address = page_of(market, owner.organization_id)
    unverified = market.a_maker(state=VerificationState.UNVERIFIED)
    assert "mailto:" not in market.browser().get(address).text
    assert "mailto:" not in market.browser(unverified).get(address).text
    assert "mailto:" in market.browser(market.a_maker()).get(address).text
    assert market.browser(market.a_maker()).get(f"{address}/members").status_code == 404


@pytest.mark.parametrize("words", ["ñahui", "NAHUI", "tocache nahui", "%", "_", "'; DROP TABLE users; --", "\\"])
def test_looking_for_words_takes_them_as_words(market: Market, words: str) -> None:
    owner = market.a_producer(name="Asociación Ñahui", province="Tocache")
    assert market.browser(owner).get("/organizations", query_string={"q": words}).status_code == 200
    page = market.browser().get("/organizations", query_string={"q": words}).text
    assert ("Asociación Ñahui" in page) is ("ahui" in words.lower())


@pytest.mark.parametrize("query", ["kind=nonsense&state=x&page=abc", "page=99999999999999999999", "q=" + "x" * 5000])
def test_any_address_of_the_list_is_answered(market: Market, query: str) -> None:
    assert market.browser().get(f"/organizations?{query}").status_code == 200


def test_what_was_typed_stays_when_something_is_wrong(market: Market) -> None:
    owner = market.a_producer(name="Sacha")
    form = {
        "name": "Sacha",
        "country": "PE",
        "region": "SAM",
        "members": "1,5",
        "province": "Tocache 🍫",
        "version": "1",
    }
    answer = market.browser(owner).post(page_of(market, owner.organization_id, tail="/edit"), form)
    assert answer.status_code == 422
    assert 'value="1,5"' in answer.text
    assert 'value="Tocache 🍫"' in answer.text
    assert 'id="members-error"' in answer.text


def test_the_second_of_two_tabs_keeps_its_text_and_is_told(market: Market) -> None:
    owner = market.a_producer(name="Sacha")
    browser, address = market.browser(owner), page_of(market, owner.organization_id, tail="/edit")
    form = {"name": "Sacha", "country": "PE", "region": "SAM", "version": "1"}
    assert browser.post(address, {**form, "story_en": "First tab"}).status_code == 303
    second = browser.post(address, {**form, "story_en": "Second tab"})
    assert second.status_code == 422
    assert "Second tab" in second.text
    assert "changed this while you were looking" in second.text
    assert 'name="version" type="hidden" value="2"' in second.text


def test_a_form_opened_for_one_organization_does_not_act_for_another(market: Market) -> None:
    owner = market.a_maker()
    other = market.an_organization(OrganizationKind.PRODUCER_GROUP)
    market.a_place(owner, other)
    browser = market.browser(owner)
    browser.post("/organizations/switch", {"organization_id": str(other)})
    form = {"kind": "maker", "name": "X", "country": "FR", "acting_for": str(owner.organization_id)}
    answer = browser.post("/organizations/new", form)
    assert answer.status_code == 409
    assert "act for another of your organizations" in answer.text


def test_only_owners_reach_the_form(market: Market) -> None:
    owner = market.a_producer()
    address = page_of(market, owner.organization_id, tail="/edit")
    member, rival = market.a_person(owner.organization_id, Level.MEMBER), market.a_producer()
    statuses = [market.browser(viewer).get(address).status_code for viewer in (owner, member, rival)]
    assert statuses == [200, 403, 403]


def test_a_newcomer_goes_from_the_link_to_a_place(market: Market) -> None:
    owner = market.a_producer()
    link, newcomer = invited(market, owner), market.browser()
    assert newcomer.get(link).status_code == 200
    refused = newcomer.post(f"{link}/register", {"name": "Luz 🌱", "password": "short"})
    assert refused.status_code == 422
    assert 'value="Luz 🌱"' in refused.text
    assert newcomer.post(f"{link}/register", {"name": "Luz 🌱", "password": PASSWORD}).status_code == 303
    assert "Luz 🌱" in newcomer.get(page_of(market, owner.organization_id, tail="/members")).text
    assert market.browser().get(link).status_code == 410


def test_somebody_registered_signs_in_and_accepts(market: Market) -> None:
    owner, maker = market.a_producer(), market.a_maker()
    email = market.email_of(maker)
    link = invited(market, owner, email=email)
    assert "Sign in with it" in market.browser().get(link).text
    browser = market.browser(maker)
    assert browser.post(link).status_code == 303
    assert browser.get(page_of(market, owner.organization_id, tail="/members")).status_code == 200


def test_somebody_else_is_told_for_whom_the_link_is(market: Market) -> None:
    link = invited(market, market.a_producer())
    browser = market.browser(market.a_maker())
    assert "was sent to new@example.org" in browser.get(link).text
    assert browser.post(link).status_code == 422


def test_a_withdrawn_link_says_so(market: Market) -> None:
    owner = market.a_producer()
    link, browser = invited(market, owner), market.browser(owner)
    members = page_of(market, owner.organization_id, tail="/members")
    revoke = re.search(r'action="([^"]+/revoke)"', browser.get(members).text)
    assert revoke is not None
    assert browser.post(revoke[1]).status_code == 303
    gone = market.browser().get(link)
    assert gone.status_code == 410
    assert "withdrawn" in gone.text


@pytest.mark.parametrize("form", [{"email": "x", "level": "owner"}, {"email": "a@b.org", "level": "king"}, {}])
def test_a_wrong_invitation_is_not_sent(market: Market, form: dict[str, str]) -> None:
    owner = market.a_producer()
    answer = market.browser(owner).post(page_of(market, owner.organization_id, tail="/invitations"), form)
    assert answer.status_code == 422


@pytest.mark.parametrize("number", ["0", "9223372036854775807", "99999999999999999999", "-1", "x"])
def test_numbers_that_lead_nowhere_are_not_found(market: Market, number: str) -> None:
    owner = market.a_producer()
    for tail in (f"/members/{number}/remove", f"/invitations/{number}/revoke"):
        assert market.browser(owner).post(page_of(market, owner.organization_id, tail=tail)).status_code == 404


def test_a_facilitator_verifies_and_the_group_sees_it(market: Market) -> None:
    owner = market.a_producer(state=VerificationState.UNVERIFIED)
    address, desk = page_of(market, owner.organization_id), market.browser(market.a_facilitator())
    assert desk.post(f"{address}/refuse", {"version": "1", "note": ""}).status_code == 422
    assert desk.post(f"{address}/refuse", {"version": "1", "note": "No RUC 🙁"}).status_code == 303
    assert "No RUC 🙁" in market.browser(owner).get(address).text
    assert desk.post(f"{address}/verify", {"version": "2", "note": ""}).status_code == 303
    assert market.browser().get(address).status_code == 200


def test_two_facilitators_at_one_organization(market: Market) -> None:
    waiting = market.an_organization(OrganizationKind.MAKER, state=VerificationState.UNVERIFIED)
    address = page_of(market, waiting, tail="/verify")
    desks = [market.browser(market.a_facilitator()) for _ in range(2)]
    assert [desk.post(address, {"version": "1"}).status_code for desk in desks] == [303, 409]
