"""Who may do what: the table of acts against every kind of viewer."""

import pytest

from marketplace.domain.acts import CONDITIONS, NOBODYS, Act, Stake, check_may, may, why_not
from marketplace.domain.errors import NotAllowed
from marketplace.domain.ids import OrganizationId, UserId
from marketplace.domain.viewers import ANYONE, SYSTEM, Level, Role, Viewer

OURS, THEIRS = OrganizationId(1), OrganizationId(2)


def a_viewer(
    role: Role = Role.PRODUCER, *, level: Level = Level.OWNER, verified: bool = True, also: int | None = None
) -> Viewer:
    others = {OrganizationId(also)} if also else set()
    return Viewer(UserId(7), OURS, role, level, verified, frozenset({OURS, *others}))


PRODUCER, MAKER = a_viewer(), a_viewer(Role.MAKER)
FACILITATOR = a_viewer(Role.FACILITATOR)
OUR_THING, THEIR_THING = Stake.of(OURS), Stake.of(THEIRS)


@pytest.mark.parametrize("act", Act)
def test_nobody_does_anything_without_signing_in(act: Act) -> None:
    assert why_not(ANYONE, act, OUR_THING) == "act.sign_in_first"


@pytest.mark.parametrize("act", Act)
def test_every_act_has_conditions(act: Act) -> None:
    assert CONDITIONS[act]


ALWAYS = {Act.CHANGE_SELF, Act.CREATE_ORGANIZATION, Act.LEAVE_ORGANIZATION}
READERS_MAY = ALWAYS | {act for act in Act if act.value.startswith("see_")}


@pytest.mark.parametrize("act", [act for act in Act if act not in READERS_MAY])
def test_readers_change_nothing(act: Act) -> None:
    viewers = [a_viewer(role, level=Level.READER) for role in (Role.PRODUCER, Role.MAKER, Role.FACILITATOR)]
    assert not any(may(viewer, act, stake) for viewer in viewers for stake in (NOBODYS, OUR_THING, THEIR_THING))


@pytest.mark.parametrize(
    ("viewer", "act", "stake", "verdict"),
    [
        (PRODUCER, Act.EDIT_LOT, OUR_THING, None),
        (PRODUCER, Act.EDIT_LOT, THEIR_THING, "act.not_yours"),
        (MAKER, Act.EDIT_LOT, OUR_THING, "act.producers_only"),
        (MAKER, Act.DRAFT_DEMAND, NOBODYS, None),
        (PRODUCER, Act.DRAFT_DEMAND, NOBODYS, "act.makers_only"),
        (a_viewer(verified=False), Act.DRAFT_LOT, NOBODYS, None),
        (a_viewer(verified=False), Act.SUBMIT_LOT, OUR_THING, "act.verified_only"),
        (a_viewer(Role.MAKER, verified=False), Act.OPEN_DEMAND, OUR_THING, "act.verified_only"),
        (a_viewer(level=Level.MEMBER), Act.INVITE_MEMBER, OUR_THING, "act.owners_only"),
        (a_viewer(level=Level.MEMBER), Act.SUBMIT_LOT, OUR_THING, None),
        (a_viewer(level=Level.READER), Act.SUBMIT_LOT, OUR_THING, "act.readers_may_not"),
        (PRODUCER, Act.ANSWER_ALLOCATION, OUR_THING, None),
        (PRODUCER, Act.REVIEW_LOT, THEIR_THING, "act.facilitators_only"),
        (FACILITATOR, Act.REVIEW_LOT, THEIR_THING, None),
        (FACILITATOR, Act.REVIEW_CONTRACT, Stake.of(OURS, THEIRS), "act.party_may_not_judge"),
        (a_viewer(Role.FACILITATOR, also=2), Act.REVIEW_CONTRACT, THEIR_THING, "act.party_may_not_judge"),
        (FACILITATOR, Act.RUN_ROUND, NOBODYS, None),
        (MAKER, Act.POST_MESSAGE, OUR_THING, None),
        (PRODUCER, Act.POST_MESSAGE, THEIR_THING, "act.not_yours"),
        (FACILITATOR, Act.POST_MESSAGE, THEIR_THING, None),
        (SYSTEM, Act.RUN_ROUND, NOBODYS, "act.sign_in_first"),
        (Viewer(user_id=UserId(1)), Act.SEE_CONTRACTS, NOBODYS, "act.organization_first"),
    ],
)
def test_the_first_missing_condition_is_named(viewer: Viewer, act: Act, stake: Stake, verdict: str | None) -> None:
    assert why_not(viewer, act, stake) == verdict


def test_who_may_passes_the_check() -> None:
    check_may(PRODUCER, Act.EDIT_LOT, OUR_THING)


def test_who_may_not_is_told_why() -> None:
    with pytest.raises(NotAllowed, match=r"act\.not_yours"):
        check_may(PRODUCER, Act.EDIT_LOT, THEIR_THING)
