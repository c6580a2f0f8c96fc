"""The notices of one person, newest first, and the letters that could not be delivered."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from marketplace.domain.accounts import OrganizationKind
from marketplace.domain.errors import NotFound
from marketplace.domain.events import SubjectKind, step_taken
from marketplace.domain.ids import MessageId, NoticeId, OrganizationId
from marketplace.domain.notices.letters import LetterState
from marketplace.domain.notices.telling import Category
from marketplace.domain.samples.life import SampleStep
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Membership, Organization, User
from marketplace.models.rows.people.notices import Letter, Notice
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.record.messages import Message
from marketplace.models.rows.record.turns import Turn
from marketplace.queries.notices.goods import Goods
from marketplace.queries.notices.receipts import Receipt, receipts_of
from marketplace.queries.subjects import Subject, name_keys

NEWEST = 20
MOST_TASTED = 5
NEWEST_LOOKED_AT = 300
"""A verdict is looked for among so many unseen notices, so that the inbox of a busy group opens soon."""
VERDICTS = tuple(
    step_taken(SubjectKind.SAMPLE, step) for step in (SampleStep.APPROVE, SampleStep.REJECT, SampleStep.REJECT_AGAIN)
)
LONGEST_EXCERPT = 1_000
FAILED_SHOWN = 20
FAILED_FOR = timedelta(days=30)
Key = tuple[SubjectKind, int]


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice: what happened (`kind`, none for a reminder) by whom, about what, and what is still to do about it.

    `note` is what was written with it, of a message its beginning; `files` counts what came with a message; `due_at` is
    until when it is to be done by now, should the day have been moved since; `goods` are read for letters only.
    """

    id: NoticeId
    organization_id: OrganizationId
    category: Category
    kind: str | None
    subject_kind: SubjectKind
    subject_id: int
    subject: Subject | None
    at: datetime
    who: str | None
    organization: str | None
    note: str | None
    task: str | None
    due_at: datetime | None
    is_new: bool
    message_id: MessageId | None = None
    files: int = 0
    receipt: Receipt | None = None
    goods: Goods | None = None

    @property
    def subject_key(self) -> Key:
        """What it is about, for grouping."""
        return self.subject_kind, self.subject_id

    @property
    def others(self) -> tuple[str, ...]:
        """Whom the reader deals with about the goods, as far as the reader may know."""
        return self.goods.others(self.organization_id) if self.goods else ()

    @property
    def is_reminder(self) -> bool:
        """Whether it reminds of something to do."""
        return self.kind is None and self.receipt is None


@dataclass(frozen=True, slots=True)
class LostLetter:
    """A letter that the mail server would not take: to whom, when, and what the server said."""

    name: str
    email: str
    at: datetime | None
    failure: str | None


def list_notices(viewer: Viewer, *, limit: int = NEWEST) -> list[NoticeLine]:
    """List what the viewer was told, newest first; only the newest are looked at further, however many there are."""
    own = Notice.user_id == viewer.user_id, Notice.organization_id.in_(viewer.organization_ids)
    newest = select(Notice.id).where(*own).order_by(Notice.at.desc(), Notice.id.desc()).limit(limit)
    query = select_notices().where(Notice.id.in_(newest))
    return read_notices(query.order_by(Notice.at.desc(), Notice.id.desc()))


def list_tasted(viewer: Viewer) -> list[NoticeLine]:
    """List what makers said of samples that the viewer's group has not opened yet, newest first."""
    if viewer.role is not Role.PRODUCER:
        return []
    unseen = select(Notice.id).where(Notice.user_id == viewer.user_id, Notice.seen_at.is_(None))
    newest = unseen.order_by(Notice.at.desc(), Notice.id.desc()).limit(NEWEST_LOOKED_AT)
    said = Notice.id.in_(newest), Event.kind.in_(VERDICTS)
    return read_notices(select_notices().where(*said).order_by(Notice.id.desc()).limit(MOST_TASTED))


def get_notice(notice_id: NoticeId, viewer: Viewer) -> NoticeLine:
    """Return one notice of the viewer's own; raises `NotFound`."""
    found = read_notices(select_notices().where(Notice.id == notice_id, Notice.user_id == viewer.user_id))
    if not found:
        raise NotFound("notice.unknown")
    return found[0]


def list_lost_letters(viewer: Viewer, *, now: datetime) -> list[LostLetter]:
    """List the newest letters that were given up, for facilitators."""
    if viewer.role is not Role.FACILITATOR:
        return []
    query = (
        select(User.name, User.email, Letter.settled_at, Letter.failure)
        .join(User, User.id == Letter.user_id)
        .where(Letter.state == LetterState.FAILED, Letter.settled_at > now - FAILED_FOR)
        .order_by(Letter.settled_at.desc())
        .limit(FAILED_SHOWN)
    )
    return [LostLetter(name, email, at, failure) for name, email, at, failure in db.session.execute(query)]


def name_of_organization(organization_id: OrganizationId) -> str:
    """Return the name under which an organization is known to its own people."""
    return db.session.scalar(select(Organization.name).where(Organization.id == organization_id)) or ""


def select_notices() -> Select[*tuple[Any, ...]]:
    """Select notices with what their event says, and whether what they ask for is still to do.

    Whoever has left an organization reads nothing more of what was told in its name, by mail or on a page.
    """
    doer = Organization.__table__.alias("doer")
    own = Organization.__table__.alias("own")
    is_desk = own.c.kind == OrganizationKind.ALLIANCE
    side = (Turn.organization_id == Notice.organization_id) | (Turn.organization_id.is_(None) & is_desk)
    turn = (
        select(Turn)
        .where(
            Turn.subject_kind == Notice.subject_kind,
            Turn.subject_id == Notice.subject_id,
            Turn.task == Notice.task,
            side,
        )
        .correlate(Notice, own)
    )
    return (
        select(Notice, Event, User.name.label("who"), doer.c.name.label("organization"))
        .add_columns(turn.exists().label("stands"), is_desk.label("is_desk"))
        .add_columns(turn.with_only_columns(Turn.due_at).limit(1).scalar_subquery().label("due_at"))
        .add_columns(func.left(Message.body, LONGEST_EXCERPT).label("words"), Message.id.label("message_id"))
        .join(own, own.c.id == Notice.organization_id)
        .join(Membership, (Membership.user_id == Notice.user_id) & (Membership.organization_id == own.c.id))
        .outerjoin(Event, Event.id == Notice.event_id)
        .outerjoin(Message, (Event.subject_kind == SubjectKind.MESSAGE) & (Message.id == Event.subject_id))
        .outerjoin(User, User.id == Event.user_id)
        .outerjoin(doer, doer.c.id == Event.organization_id)
    )


def read_notices(query: Select[*tuple[Any, ...]]) -> list[NoticeLine]:
    """Read selected notices with the names of what they are about, in two statements, in three with receipts."""
    rows = list(db.session.execute(query))
    subjects = name_keys((row.Notice.subject_kind, row.Notice.subject_id) for row in rows)
    receipts = receipts_of(row.Notice for row in rows)
    return [replace(_line(row, subjects), receipt=receipts.get(row.Notice.id)) for row in rows]


def _line(row: Any, subjects: dict[Key, Subject]) -> NoticeLine:  # noqa: ANN401 - a row of `select_notices`
    """Read one notice; who a maker is that is not named yet (the fact `hidden`) is kept from the other side."""
    notice, event = row.Notice, row.Event
    is_foreign = event is not None and not row.is_desk and event.organization_id != notice.organization_id
    is_hidden = is_foreign and event.facts.get("hidden") == event.organization_id
    return NoticeLine(
        id=notice.id,
        organization_id=notice.organization_id,
        category=notice.category,
        kind=event.kind if event else None,
        subject_kind=notice.subject_kind,
        subject_id=notice.subject_id,
        subject=subjects.get((notice.subject_kind, notice.subject_id)),
        at=notice.at if event is None else event.at,
        who=None if is_hidden else row.who,
        organization=None if is_hidden else row.organization,
        note=row.words or (event.facts.get("note") if event else None),
        task=notice.task if row.stands else None,
        due_at=row.due_at if row.stands else None,
        is_new=notice.seen_at is None,
        message_id=row.message_id,
        files=event.facts.get("files", 0) if row.message_id else 0,
    )
