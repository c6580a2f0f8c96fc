"""Steps of talking: words with papers about contracts, bids and samples, and reading them; and what is unread then."""

from collections.abc import Sequence
from typing import Any

import psycopg

from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import MessageId
from marketplace.gateways.attachments import Sent, keeping
from marketplace.queries.threads import list_unread
from marketplace.services.messages import Words, post_message, read_thread
from tests.gateways.contents import a_paper
from tests.never.cast import Actor
from tests.never.scene import Attempt, Reading, Row, Scene

THINGS = {SubjectKind.CONTRACT: "contracts", SubjectKind.BID: "bids", SubjectKind.SAMPLE: "samples"}
UNREAD = """
SELECT m.subject_kind, m.subject_id, count(*) FILTER (WHERE m.user_id <> %(who)s AND m.id > mark) AS unread
FROM messages m JOIN (
        SELECT 'contract' AS subject_kind, id AS subject_id, producer_id, maker_id FROM contracts
        UNION ALL SELECT 'bid', id, producer_id, maker_id FROM bids
        UNION ALL SELECT 'sample', id, producer_id, maker_id FROM samples) things USING (subject_kind, subject_id)
    CROSS JOIN LATERAL (SELECT coalesce(max(last_message_id), 0) AS mark FROM thread_reads r WHERE r.user_id = %(who)s
        AND (r.subject_kind, r.subject_id) = (m.subject_kind, m.subject_id)) read
GROUP BY m.subject_kind, m.subject_id, producer_id, maker_id
HAVING count(*) FILTER (WHERE m.user_id <> %(who)s AND m.id > mark) > 0 AND CASE WHEN %(judges)s
    THEN bool_or(m.asks_alliance OR m.role = 'facilitator') ELSE %(side)s IN (producer_id, maker_id) END
ORDER BY max(m.id) DESC
"""
"""What somebody has not read, counted by the messages themselves, the thread with the newest one first."""


def talk(scene: Scene) -> Attempt | None:
    """Say something about a bid, a sample or a contract, often with a paper."""
    kind, thing = _thing(scene)
    if thing is None:
        return None

    def may(each: Actor) -> bool:
        return each.writes and each.sees(thing.producer_id, thing.maker_id)

    actor = scene.somebody(may)
    papers = [Sent("weights.pdf", a_paper())] if scene.often(0.4) else []
    asks = scene.often(0.2)

    def work() -> MessageId:
        with keeping(papers) as kept:
            words = Words(f"Word of {scene.now:%d %b %H:%M}", kept, asks_alliance=asks)
            return post_message(kind, thing.id, words=words, by=actor.viewer, now=scene.now)

    return Attempt(f"talk about {kind} {thing.id}", actor, work, is_entitled=may(actor), lot_id=thing.lot_id)


def read(scene: Scene) -> Attempt | None:
    """Read a thread, mostly to its end."""
    thread = scene.one_of(scene.rows("SELECT * FROM threads ORDER BY subject_kind, subject_id"))
    if thread is None:
        return None
    kind = SubjectKind(thread.subject_kind)
    [thing] = scene.rows(f"SELECT * FROM {THINGS[kind]} WHERE id = %s", thread.subject_id)  # noqa: S608 - our own tables
    said = scene.rows(
        "SELECT id FROM messages WHERE subject_kind = %s AND subject_id = %s ORDER BY id", kind.value, thing.id
    )
    up_to: Row = said[-1] if scene.often(0.7) else scene.one_of(said)
    actor = scene.somebody(lambda each: each.sees(thing.producer_id, thing.maker_id))
    return Attempt(
        f"read about {kind} {thing.id} to {up_to.id}",
        actor,
        lambda: read_thread(kind, thing.id, up_to=MessageId(up_to.id), by=actor.viewer),
        is_entitled=actor.sees(thing.producer_id, thing.maker_id),
        lot_id=thing.lot_id,
        reading=Reading(actor.viewer.user_id, kind.value, thing.id, up_to.id),
    )


def misread(connection: psycopg.Connection[Any], people: Sequence[Actor]) -> list[str]:
    """Compare what people's inboxes say is unread with the messages themselves."""
    found = []
    for actor in (each for each in people if each.side):
        whose = {"who": actor.viewer.user_id, "side": actor.side, "judges": actor.kind == "alliance"}
        counted = [tuple(row) for row in connection.execute(UNREAD, whose, prepare=True).fetchall()]
        shown = [(each.subject.kind.value, each.subject.id, each.count) for each in list_unread(actor.viewer)]
        if shown != counted:
            found.append(f"{actor.name} is shown {shown}, should be {counted}")
    return found


def _thing(scene: Scene) -> tuple[SubjectKind, Row | Any]:
    kind = scene.dice.choice(list(THINGS))
    return kind, scene.target(THINGS[kind], "true")


STEPS = (talk, talk, read)
