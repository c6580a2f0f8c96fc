"""Who is told of an event: nobody of their own doing, nobody outside, and whose turn it is as that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.events import EventKind, SubjectKind
from marketplace.domain.ids import OrganizationId, UserId
from marketplace.domain.notices.telling import (
    BY_SUBJECT,
    MESSAGES,
    TO_FACILITATORS,
    TO_PARTIES,
    TOLD,
    Category,
    Occasion,
    Person,
    category_for,
    told,
)
from marketplace.domain.viewers import Level, Role

GROUP, MAKER, RIVAL, ALLIANCE = (OrganizationId(number) for number in range(1, 5))
PARTIES = frozenset({GROUP, MAKER})


def a_person(number: int, home: OrganizationId, *, level: Level = Level.OWNER) -> Person:
    role = {GROUP: Role.PRODUCER, MAKER: Role.MAKER, RIVAL: Role.MAKER, ALLIANCE: Role.FACILITATOR}[home]
    return Person(UserId(number), home, role, level)


AUTHOR, COLLEAGUE, OTHER = a_person(1, GROUP), a_person(2, GROUP), a_person(3, MAKER)
READER, STRANGER, DESK = a_person(4, MAKER, level=Level.READER), a_person(5, RIVAL), a_person(6, ALLIANCE)
EVERYBODY = (AUTHOR, COLLEAGUE, OTHER, READER, STRANGER, DESK)


def an_occasion(**changes: object) -> Occasion:
    plain: dict[str, object] = {"telling": TO_PARTIES, "author_id": AUTHOR.user_id, "party_ids": PARTIES}
    return Occasion(**(plain | changes))  # type: ignore[arg-type]


def test_both_sides_hear_what_one_did_but_not_who_did_it() -> None:
    assert set(told(EVERYBODY, an_occasion())) == {COLLEAGUE, OTHER, READER}


def test_whose_turn_it_is_hears_it_as_that() -> None:
    heard = told(EVERYBODY, an_occasion(turns=frozenset({MAKER})))
    assert (heard[OTHER], heard[COLLEAGUE]) == (Category.TURN, Category.NEWS)


def test_a_reader_never_has_a_turn() -> None:
    assert told(EVERYBODY, an_occasion(turns=frozenset({MAKER})))[READER] is Category.NEWS


def test_facilitators_hear_of_it_when_it_is_their_turn() -> None:
    assert told(EVERYBODY, an_occasion(turns=frozenset({None})))[DESK] is Category.TURN


def test_facilitators_hear_a_message_that_asks_them() -> None:
    occasion = an_occasion(telling=MESSAGES, asks_alliance=True)
    assert occasion.with_desk
    assert told(EVERYBODY, occasion)[DESK] is Category.MESSAGES


def test_what_is_for_the_desk_is_for_nobody_else() -> None:
    occasion = an_occasion(telling=TO_FACILITATORS)
    assert told(EVERYBODY, occasion) == {DESK: Category.NEWS}
    assert occasion.with_desk


def test_a_facilitator_who_is_at_home_with_a_party_is_only_told_as_that() -> None:
    double = Person(OTHER.user_id, ALLIANCE, Role.FACILITATOR, Level.OWNER)
    heard = told((*EVERYBODY, double), an_occasion(turns=frozenset({None})))
    assert double not in heard
    assert heard[OTHER] is Category.NEWS


def test_who_is_at_home_on_both_sides_is_told_once_where_the_turn_is() -> None:
    double = Person(OTHER.user_id, GROUP, Role.PRODUCER, Level.MEMBER)
    heard = told((double, OTHER, double), an_occasion(turns=frozenset({MAKER})))
    assert heard == {OTHER: Category.TURN}


@pytest.mark.parametrize("kind", TOLD)
def test_no_kind_is_told_to_strangers(kind: EventKind) -> None:
    assert category_for(STRANGER, an_occasion(telling=TOLD[kind], turns=frozenset({RIVAL, None}))) is None


PEOPLE = st.builds(
    a_person, st.integers(1, 8), st.sampled_from([GROUP, MAKER, RIVAL, ALLIANCE]), level=st.sampled_from(Level)
)


@given(
    st.lists(PEOPLE, max_size=12),
    st.sampled_from(list(TOLD)),
    st.integers(1, 8).map(UserId),
    st.frozensets(st.sampled_from([GROUP, MAKER, RIVAL, None])),
)
def test_everybody_who_is_told_may_know_and_is_told_once(
    people: list[Person], kind: EventKind, author: UserId, turns: frozenset[OrganizationId | None]
) -> None:
    occasion = Occasion(TOLD[kind], author, PARTIES, turns)
    heard = told(people, occasion)
    assert all(person.organization_id in {*PARTIES, ALLIANCE} for person in heard)
    assert occasion.with_desk or all(person.organization_id != ALLIANCE for person in heard)
    assert author not in {person.user_id for person in heard}
    assert len({person.user_id for person in heard}) == len(heard)


def test_every_step_between_a_match_and_a_contract_is_told() -> None:
    between = {kind for kind in EventKind if SubjectKind(kind.partition(".")[0]) in BY_SUBJECT}
    assert between <= set(TOLD)


@pytest.mark.parametrize(
    ("kind", "telling"),
    [
        (EventKind.CONTRACT_DRAFTED, TO_PARTIES),
        (EventKind.MESSAGE_POSTED, MESSAGES),
        (EventKind.LOT_RETURNED, TO_PARTIES),
        (EventKind.ROUND_FAILED, TO_FACILITATORS),
        (EventKind.LOT_CHANGED, None),
        (EventKind.USER_PASSWORD_CHANGED, None),
        (EventKind.DEMAND_OPENED, None),
    ],
)
def test_who_is_told_stands_in_the_table(kind: EventKind, telling: object) -> None:
    assert TOLD.get(kind) == telling
