"""What a letter about notices says: to whom, in which language and zone, with which lines."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import or_, select

from marketplace.domain.ids import LetterId, UserId
from marketplace.domain.notices.letters import LetterState
from marketplace.domain.notices.telling import Category
from marketplace.models.accounts.wishes import wishes_of
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import User
from marketplace.models.rows.people.notices import Letter, Notice
from marketplace.queries.letters import Addressee
from marketplace.queries.notices.goods import goods_of
from marketplace.queries.notices.inbox import NoticeLine, read_notices, select_notices


@dataclass(frozen=True, slots=True)
class NoticeLetter:
    """A letter to be mailed: of one notice, or, where it has a `day`, with all that came up.

    `unsure` are the numbers of notices that went out before, perhaps without arriving.
    """

    user_id: UserId
    to: Addressee
    zone: str
    day: date | None
    lines: tuple[NoticeLine, ...]
    unsure: frozenset[int]

    @property
    def category(self) -> Category | None:
        """What a reader may wish to get less of; None for the letter of the day."""
        return None if self.day else self.lines[0].category


def find_notice_letter(letter_id: LetterId) -> NoticeLetter | None:
    """Find what a letter says, None when nothing in it is worth saying: a reminder of what is done meanwhile."""
    row = db.session.execute(
        select(Letter, User).join(User, User.id == Letter.user_id).where(Letter.id == letter_id)
    ).one_or_none()
    if row is None:
        return None
    letter, user = row
    query = select_notices().where(or_(Notice.letter_id == letter_id, Notice.digest_id == letter_id))
    lines = read_notices(query.order_by(Notice.subject_kind, Notice.subject_id, Notice.at, Notice.id))
    goods = goods_of(line.subject_key for line in lines)
    told = (replace(line, goods=goods.get(line.subject_key)) for line in lines)
    worth = tuple(line for line in told if line.task or not line.is_reminder)
    if not worth:
        return None
    return NoticeLetter(
        user_id=user.id,
        to=Addressee(user.name, user.email, user.locale),
        zone=wishes_of(user.id).zone,
        day=letter.day,
        lines=worth,
        unsure=_unsure(letter_id) if letter.day else frozenset(),
    )


def _unsure(letter_id: LetterId) -> frozenset[int]:
    """Find which notices of a day's letter went out before, perhaps without arriving."""
    query = select(Notice.id).join(Letter, Letter.id == Notice.letter_id)
    handed = query.where(Notice.digest_id == letter_id, Letter.state == LetterState.HANDED)
    return frozenset(db.session.scalars(handed))
