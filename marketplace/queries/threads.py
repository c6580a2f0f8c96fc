"""What was said about a thing, as those who may see the thing read it, and what the viewer has not read yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, null, select
from sqlalchemy.orm import aliased

from marketplace.domain.acts import Stake
from marketplace.domain.bids.life import BidState
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import MessageId, OrganizationId
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.people.accounts import Organization, User
from marketplace.models.rows.record.files import StoredFile
from marketplace.models.rows.record.messages import Message, Thread, ThreadRead
from marketplace.models.threads.steps import Matter, get_matter
from marketplace.queries.events import Happening, list_history
from marketplace.queries.files import FileLine, list_files
from marketplace.queries.subjects import Subject, name_keys

NEWEST = 50
MOST_UNREAD = 30
MOST_COUNTED = 100
LONGEST_EXCERPT = 160


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message: who wrote it for whom (None where the viewer may not know yet), when, and what."""

    id: MessageId
    at: datetime
    body: str
    who: str | None
    organization: str | None
    role: Role
    asks_alliance: bool
    files: tuple[FileLine, ...]
    is_own: bool
    is_new: bool


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """One thread: messages and events in time order, oldest first; `earlier` is the message before which more stand.

    `is_unnamed`: the other side does not know yet who the viewer is.
    """

    kind: SubjectKind
    subject_id: int
    stake: Stake
    entries: tuple[MessageLine | Happening, ...]
    earlier: MessageId | None
    newest: MessageId | None
    has_new: bool
    is_unnamed: bool


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """One thread with messages that the viewer has not read: about what, how many, and the last of them."""

    subject: Subject
    count: int
    organization: str | None
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What a page that shows a thread has asked already: what happened, and whose the thing is if nobody is hidden."""

    history: Sequence[Happening] | None = None
    stake: Stake | None = None


def get_thread(
    kind: SubjectKind, subject_id: int, *, viewer: Viewer, known: Known | None = None, before: int | None = None
) -> ThreadPage:
    """Return a thread's newest messages (or those before one) among the events of its subject.

    Raises `NotFound` when the viewer may not see the subject; `known` is of a subject that the viewer may see.
    """
    known = known or Known()
    matter = Matter(known.stake) if known.stake else get_matter(kind, subject_id, viewer=viewer)
    hidden = matter.hides_from(viewer)
    rows = db.session.execute(_messages(kind, subject_id, viewer, before=before).limit(NEWEST + 1)).all()
    shown = rows[:NEWEST]
    files = list_files([row.Message.id for row in shown if row.has_files])
    messages = [_line(row, viewer, files=files, hidden=hidden) for row in shown]
    happenings = list_history(kind, subject_id, viewer=viewer) if known.history is None else known.history
    is_cut = len(rows) > NEWEST
    return ThreadPage(
        kind=kind,
        subject_id=subject_id,
        stake=matter.stake,
        entries=_mixed(messages, happenings, is_cut=is_cut, before=before),
        earlier=messages[-1].id if is_cut else None,
        newest=messages[0].id if messages and before is None else None,
        has_new=any(each.is_new for each in messages),
        is_unnamed=matter.hidden_id is not None and matter.hidden_id == viewer.organization_id,
    )


def list_unread(viewer: Viewer) -> list[UnreadLine]:
    """List the threads with messages that others wrote and the viewer has not read, the newest first.

    Facilitators are told of threads in which the alliance was asked or has written. Where all that came after the mark
    are the viewer's own words, nothing is unread.
    """
    if viewer.organization_id is None:
        return []
    rows = db.session.execute(_unread(viewer)).all()
    subjects = name_keys({(row.subject_kind, row.subject_id) for row in rows})
    return [
        UnreadLine(
            subject=subjects.get(key) or Subject(row.subject_kind, row.subject_id, None, str(row.subject_id)),
            count=row.news,
            organization=row.organization,
            words=row.words,
            at=row.at,
        )
        for row in rows
        if row.news
        for key in [(row.subject_kind, row.subject_id)]
    ]


def _messages(kind: SubjectKind, subject_id: int, viewer: Viewer, *, before: int | None) -> Select[*tuple[Any, ...]]:
    read = and_(
        ThreadRead.user_id == viewer.user_id, ThreadRead.subject_kind == kind, ThreadRead.subject_id == subject_id
    )
    query = (
        select(
            Message,
            User.name.label("who"),
            Organization.name.label("organization"),
            func.coalesce(ThreadRead.last_message_id, 0).label("read_to"),
            exists().where(StoredFile.message_id == Message.id).label("has_files"),
        )
        .join(User, User.id == Message.user_id)
        .join(Organization, Organization.id == Message.organization_id)
        .outerjoin(ThreadRead, read)
        .where(Message.subject_kind == kind, Message.subject_id == subject_id)
        .order_by(Message.id.desc())
    )
    return query if before is None else query.where(Message.id < before)


def _line(
    row: Any,  # noqa: ANN401 - a result row
    viewer: Viewer,
    *,
    files: dict[MessageId, list[FileLine]],
    hidden: OrganizationId | None,
) -> MessageLine:
    message: Message = row.Message
    is_hidden = message.organization_id == hidden
    return MessageLine(
        id=message.id,
        at=message.at,
        body=message.body,
        who=None if is_hidden else row.who,
        organization=None if is_hidden else row.organization,
        role=message.role,
        asks_alliance=message.asks_alliance,
        files=tuple(files.get(message.id, ())),
        is_own=message.organization_id == viewer.organization_id,
        is_new=message.id > row.read_to and message.user_id != viewer.user_id,
    )


def _mixed(
    messages: list[MessageLine], happenings: Sequence[Happening], *, is_cut: bool, before: int | None
) -> tuple[MessageLine | Happening, ...]:
    """Put events between the messages, oldest first; on a page of older messages only those of its stretch of time."""
    times = [each.at for each in messages]
    chosen = [
        each
        for each in happenings
        if (not is_cut or each.at >= min(times)) and (before is None or (times and each.at <= max(times)))
    ]
    oldest_first: list[MessageLine | Happening] = [*reversed(chosen), *reversed(messages)]
    return tuple(sorted(oldest_first, key=lambda each: each.at))


def _unread(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """Ask about the newest threads only: the index of a thread's messages counts what came after the mark."""
    chosen, last = _waiting(viewer).subquery(), aliased(Message)
    news = (
        select(Message.id)
        .where(
            Message.subject_kind == chosen.c.subject_kind,
            Message.subject_id == chosen.c.subject_id,
            Message.id > chosen.c.read_to,
            Message.user_id != viewer.user_id,
        )
        .limit(MOST_COUNTED)
        .correlate(chosen)
    )
    return (
        select(
            chosen.c.subject_kind,
            chosen.c.subject_id,
            func.cardinality(func.array(news.scalar_subquery())).label("news"),
            case((_is_hidden(viewer, last), null()), else_=Organization.name).label("organization"),
            func.left(last.body, LONGEST_EXCERPT).label("words"),
            last.at.label("at"),
        )
        .join(last, last.id == chosen.c.last_message_id)
        .join(Organization, Organization.id == last.organization_id)
        .outerjoin(Bid, and_(chosen.c.subject_kind == SubjectKind.BID, Bid.id == chosen.c.subject_id))
        .order_by(chosen.c.last_message_id.desc())
    )


def _waiting(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """Choose the threads with something unread, the newest ones."""
    is_facilitator = viewer.role is Role.FACILITATOR
    concerns = Thread.with_alliance if is_facilitator else Thread.party_ids.contains([viewer.organization_id])
    read_to = func.coalesce(ThreadRead.last_message_id, 0)
    read = and_(
        ThreadRead.user_id == viewer.user_id,
        ThreadRead.subject_kind == Thread.subject_kind,
        ThreadRead.subject_id == Thread.subject_id,
    )
    return (
        select(Thread.subject_kind, Thread.subject_id, Thread.last_message_id, read_to.label("read_to"))
        .outerjoin(ThreadRead, read)
        .where(concerns, Thread.last_message_id > read_to)
        .order_by(Thread.last_message_id.desc())
        .limit(MOST_UNREAD)
    )


def _is_hidden(viewer: Viewer, last: type[Message]) -> ColumnElement[bool]:
    """Say whether the last words are those of a maker whom the viewer's group may not know yet."""
    if viewer.role is not Role.PRODUCER:
        return false()
    return and_(Bid.is_anonymous, Bid.state != BidState.ACCEPTED, Bid.maker_id == last.organization_id)
