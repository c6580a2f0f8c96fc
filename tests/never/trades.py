"""Random trades as hypothesis drives them: somebody acts, two act at once, time passes, workers work, rivals look."""

import re
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from random import Random
from typing import Any, ClassVar

from hypothesis import currently_in_test_context, note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from marketplace.domain.errors import MarketError, NotAllowed, NotFound
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import EventId
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.bidding.tenders import Tender
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.contracts.call_offs import CallOff
from marketplace.models.rows.contracts.claims import Claim
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.samples import Sample
from marketplace.models.rows.contracts.settlements import Settlement
from marketplace.models.rows.money.bank_accounts import BankAccount
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.payments import Payment, Refund
from marketplace.models.rows.money.payouts import Payout
from marketplace.models.rows.record.turns import Turn
from marketplace.models.rows.rounds.rounds import Allocation
from marketplace.services.notices.telling import tell
from tests.market import NOW, Market
from tests.never import (
    books,
    clockwork,
    steps_afterwards,
    steps_bids,
    steps_contracts,
    steps_money,
    steps_rounds,
    steps_samples,
    steps_talk,
    steps_tenders,
)
from tests.never.marks import Marks
from tests.never.scene import Attempt, Reading, Scene
from tests.never.stage import Stage

ROOMS: tuple[Any, ...] = (
    *(steps_bids, steps_bids, steps_contracts, steps_contracts),
    *(steps_tenders, steps_afterwards, steps_money, steps_samples, steps_rounds, steps_talk),
)
MOODS: dict[str, tuple[Any, ...]] = {
    "of everything": ROOMS,
    "mostly rounds": (*[steps_rounds] * 6, steps_bids, steps_contracts),
    "mostly tenders": (*[steps_tenders] * 5, steps_bids, steps_contracts),
    "mostly frames and changes": (*[steps_afterwards] * 5, steps_contracts, steps_money),
    "mostly samples and words": (*[steps_samples] * 4, *[steps_talk] * 3, *[steps_contracts] * 2),
    "mostly what arrives": (*[steps_money] * 4, *[steps_contracts] * 3, steps_afterwards),
}
"""What people are mostly about in one trade: who does a little of everything gets nowhere far."""
SUBJECTS: dict[str, type[Any]] = {
    SubjectKind.BID: Bid,
    SubjectKind.CONTRACT: Contract,
    SubjectKind.SAMPLE: Sample,
    SubjectKind.TENDER: Tender,
    SubjectKind.AMENDMENT: Amendment,
    SubjectKind.CALL_OFF: CallOff,
    SubjectKind.ALLOCATION: Allocation,
    SubjectKind.CLAIM: Claim,
    SubjectKind.SETTLEMENT: Settlement,
    SubjectKind.INSTALMENT: Instalment,
    SubjectKind.PAYMENT: Payment,
    SubjectKind.REFUND: Refund,
    SubjectKind.PAYOUT: Payout,
    SubjectKind.BANK_ACCOUNT: BankAccount,
}
DICE = st.integers(0, 2**32)
WHAT = st.sampled_from(
    (
        *["somebody_acts"] * 10,
        *["two_act_at_once"] * 5,
        *["time_passes"] * 2,
        "somebody_is_late",
        "workers_tell",
        "a_rival_looks",
    )
)
"""What happens next, and how often."""
TO_TELL = """
(SELECT args FROM procrastinate_jobs WHERE task_name = 'notices:tell' AND id > %(told)s ORDER BY id) UNION ALL
(SELECT args FROM procrastinate_jobs WHERE task_name = 'notices:tell' AND id <= %(told)s
    ORDER BY md5((id * %(told)s)::text) LIMIT %(again)s)
"""
"""What nobody told of yet, and some of what was told already."""
AGAIN_TOLD = 8
EVERY = 4
"""Of so many people one is asked after a step what is unread; who has read what is known of all."""
AGAIN, CONTRARY, ROLLS = 0.4, 0.35, 4
HOURS = (1, 6, 12, 24, 48)
DEADLINES = """
SELECT valid_until FROM bids WHERE state = 'open' AND valid_until > %(now)s
UNION ALL SELECT sign_by FROM contracts WHERE state IN ('signing', 'revised', 'returned') AND sign_by > %(now)s
UNION ALL SELECT answer_by FROM allocations WHERE state = 'offered' AND answer_by > %(now)s
UNION ALL SELECT expires_at FROM amendments WHERE state = 'waiting' AND expires_at > %(now)s
UNION ALL SELECT answer_by FROM claims WHERE state IN ('open', 'countered') AND answer_by > %(now)s
UNION ALL SELECT (due_on + 1 + time '05:00:01') AT TIME ZONE 'UTC' FROM instalments
    WHERE state = 'due' AND due_on >= %(now)s::date
UNION ALL SELECT closes_at FROM tenders WHERE state = 'open' AND closes_at > %(now)s ORDER BY 1 LIMIT 3
"""


class Trades(RuleBasedStateMachine):
    """One trade; `stage` is where all are played, `counted` what was tried in all of them, `recorded` what happened."""

    stage: ClassVar[Stage]
    rooms: tuple[Any, ...] = ROOMS
    moods: ClassVar[dict[str, tuple[Any, ...]]] = MOODS
    counted: ClassVar[Counter[str]] = Counter()
    recorded: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        """Begin anew."""
        super().__init__()
        self.ending = ExitStack()
        self.connection = self.ending.enter_context(self.stage.begin())
        self.now = NOW
        self.happened = 0
        self.told = self.looked_at = self.terms_read = 0
        self.read: list[Reading] = []
        self.marks = Marks(self.connection)
        [(self.began,)] = self.connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchall()
        self.versions = books.versions(self.connection)
        self.kept = books.fingerprints(self.connection)

    def teardown(self) -> None:
        """Count what happened, and let the database go."""
        query = "SELECT kind, count(*) FROM events WHERE id > %s GROUP BY kind"
        self.recorded.update(dict(self.connection.execute(query, [self.began]).fetchall()))
        self.ending.close()

    @initialize(mood=st.sampled_from(list(MOODS)))
    def choose(self, mood: str) -> None:
        """Choose what people are about."""
        self.rooms = self.moods.get(mood, self.rooms)
        self.counted[f"trades {mood}"] += 1

    @rule(what=WHAT, dice=DICE)
    def happens(self, what: str, dice: int) -> None:
        """Let one thing happen."""
        self.happened += 1
        getattr(self, f"_{what}")(Random(f"{dice} {self.happened}"))  # noqa: S311 - dice

    def _somebody_acts(self, dice: Random) -> None:
        """One person tries one step."""
        attempt = self._attempt(dice)
        if attempt is None:
            return
        no = self.stage.try_it(attempt)
        self._count(attempt, no)
        assert attempt.may_succeed or no is not None, f"{attempt} should have been refused"
        if attempt.is_entitled and attempt.is_timely and attempt.is_current:
            assert not isinstance(no, NotAllowed | NotFound), f"{attempt} was not allowed: {no}"

    def _two_act_at_once(self, dice: Random) -> None:
        """Two people try a step at the same moment, often the same step with the same thing."""
        seed = dice.random()
        first = self._attempt(Random(seed))  # noqa: S311 - dice
        second = self._attempt(Random(seed) if dice.random() < AGAIN else dice)  # noqa: S311 - dice
        if first is None or second is None:
            return
        attempts = [first, second]
        noes = self.stage.try_at_once(attempts)
        for attempt, no in zip(attempts, noes, strict=True):
            self._count(attempt, no, at_once=True)
            assert no is not None or (attempt.is_entitled and attempt.is_current) or self._followed(attempts), (
                f"{attempt} at once with the other of {attempts} should have been refused"
            )
        if first.claim is not None and first.claim == second.claim:
            assert noes.count(None) < len(noes), f"both had {first.claim}: {first} and {second}"

    def _time_passes(self, dice: Random) -> None:
        """Some hours go by; the jobs of the clock run, or are late."""
        self.now += timedelta(hours=dice.choice(HOURS))
        with self.stage.app.app_context():
            for sweep in clockwork.SWEEPS:
                if dice.random() < clockwork.ON_TIME:
                    self.counted["clock"] += clockwork.run(sweep, self.now)

    def _somebody_is_late(self, dice: Random) -> None:
        """A deadline passes, no job says so yet, and somebody tries what would have been possible before."""
        deadlines = self.connection.execute(DEADLINES, {"now": self.now}).fetchall()
        if deadlines:
            self.now = dice.choice(deadlines)[0] + timedelta(seconds=1)
        for _ in range(ROLLS):
            self._somebody_acts(dice)

    def _workers_tell(self, dice: Random) -> None:
        """Workers take up what is to be told, some of it a second time, as after a crash."""
        jobs = self.connection.execute(TO_TELL, {"told": self.told, "again": dice.choice((0, AGAIN_TOLD))}).fetchall()
        with self.stage.app.app_context():
            for (arguments,) in jobs:
                for event_id in arguments["event_ids"]:
                    tell(EventId(event_id), now=self.now)
        [(self.told,)] = self.connection.execute("SELECT coalesce(max(id), 0) FROM procrastinate_jobs").fetchall()
        self._check_told()

    def _a_rival_looks(self, dice: Random) -> None:
        """Somebody opens the pages of a tender, and finds no sealed price but the own."""
        scene = self._scene(dice)
        tender = scene.target("tenders", "state = 'open'")
        if tender is None or tender.state != "open":
            return
        sealed = scene.rows("SELECT maker_id, amount FROM sealed_bids WHERE tender_id = %s", tender.id)
        actor = scene.dice.choice(scene.people)
        browser = Market(self.stage.app).browser(actor.viewer if actor.viewer.user_id else None)
        pages = [f"/tenders/{tender.id}", "/tenders/", f"/tenders/{tender.id}/result", "/bids", "/events", "/inbox"]
        text = browser.get(scene.dice.choice(pages), follow_redirects=True).text
        for bid in sealed:
            whole, cents = f"{bid.amount:.2f}".split(".")
            printed = rf"{whole[0]}[.,\s\u202f]?{whole[1:]}[.,]{cents}"
            assert bid.maker_id == actor.side or not re.search(printed, text), f"{actor.name} reads {bid.amount}"
        self.counted["looks"] += 1

    @invariant()
    def nothing_is_wrong(self) -> None:
        """After every step the books are right."""
        found = [*books.complaints(self.connection), *books.untold(self.connection, self.versions, self.began)]
        kept = books.fingerprints(self.connection)
        found += books.tampered(self.kept, kept)
        self.kept = kept
        found += books.broken_words(self.connection, self.terms_read)
        self.terms_read = max(kept["contract_terms"], default=0)
        found += self._turns_out_of_step()
        found += self._marks_out_of_step()
        assert not found, "\n".join(found)

    def _attempt(self, dice: Random) -> Attempt | None:
        """Choose a step, mostly one that may succeed: trades that get nowhere try little."""
        attempt = None
        for _ in range(ROLLS):
            step: Callable[[Scene], Attempt | None] = dice.choice(dice.choice(self.rooms).STEPS)
            attempt = step(self._scene(dice)) or attempt
            if attempt and (attempt.may_succeed or dice.random() < CONTRARY):
                return attempt
        return attempt

    def _scene(self, dice: Random) -> Scene:
        return Scene(self.connection, self.stage.people, self.now, dice)

    def _count(self, attempt: Attempt, no: MarketError | None, *, at_once: bool = False) -> None:
        self.counted["steps"] += 1
        self.counted["at once"] += at_once
        self.counted["refused" if no else "done"] += 1
        if attempt.reading and not no:
            self.read.append(attempt.reading)
        if currently_in_test_context():
            note(f"{attempt}: {no.code if no else 'done'}")
        verb = attempt.what.split(" ", 1)[0]
        self.counted[f"{verb}: {no.code if no else 'yes'}"] += 1

    @staticmethod
    def _followed(attempts: list[Attempt]) -> bool:
        """Whether one step may have made the other one possible meanwhile."""
        return len({each.actor.name for each in attempts}) > 1 and all(each.is_current for each in attempts)

    def _check_told(self) -> None:
        """Everybody concerned has exactly one notice of each event that was told of."""
        missing = self.connection.execute(
            """
            SELECT DISTINCT e.id, e.kind, m.user_id FROM procrastinate_jobs j,
                jsonb_array_elements_text(j.args -> 'event_ids') AS told(id) JOIN events e ON e.id = told.id::bigint
                JOIN memberships m ON m.organization_id = ANY(e.party_ids)
            WHERE j.task_name = 'notices:tell' AND j.id <= %s AND m.user_id IS DISTINCT FROM e.user_id
                AND NOT EXISTS (SELECT FROM notices n WHERE n.event_id = e.id AND n.user_id = m.user_id)
            """,
            [self.told],
        ).fetchall()
        assert not missing, f"nobody told {missing}"

    def _turns_out_of_step(self) -> list[str]:
        """Compare the turns written down with what the things say, for those that have changed."""
        query = "SELECT DISTINCT subject_kind, subject_id FROM events WHERE id > %s"
        changed = self.connection.execute(query, [self.looked_at]).fetchall()
        [(self.looked_at,)] = self.connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchall()
        found = []
        with self.stage.app.app_context():
            for kind, number in changed:
                if kind not in SUBJECTS:
                    continue
                said = {(turn.organization_id, turn.task, turn.due_at) for turn in self._row(kind, number).turns}
                rows = db.session.query(Turn).filter_by(subject_kind=kind, subject_id=number)
                written = {(turn.organization_id, turn.task, turn.due_at) for turn in rows}
                if said != written:
                    found.append(f"the turns of {kind} {number} are {written}, should be {said}")
        return found

    def _marks_out_of_step(self) -> list[str]:
        """Compare how far people are said to have read with what they did, and their inboxes with that."""
        found, self.read = self.marks.follow(self.read), []
        if self.marks.moved:
            with self.stage.app.app_context():
                found += steps_talk.misread(self.connection, self.stage.people[self.happened % EVERY :: EVERY])
        return found

    @staticmethod
    def _row(kind: str, number: int) -> Any:
        return db.session.get_one(SUBJECTS[kind], number)
