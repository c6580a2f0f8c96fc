"""What people may ask of us about their own data: to consent and take it back, and to be forgotten."""

from datetime import datetime

from sqlalchemy import delete, select

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotAllowed, Refused, reason, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import FarmerId, UserId
from marketplace.domain.memberships import owner_faults
from marketplace.domain.privacy.consents import ConsentWay, Saying
from marketplace.domain.privacy.erasure import address_after, erasure_on
from marketplace.domain.viewers import SYSTEM, Viewer
from marketplace.models.accounts.passwords import check_password
from marketplace.models.accounts.places import levels_in
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Membership, Organization, User
from marketplace.models.rows.people.addresses import AddressChange
from marketplace.models.rows.people.notices import Letter, Notice, NoticePreference
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.traces.consents import add_consent, consents_of
from marketplace.models.traces.erasing import NOTHING, erase_person, erase_place, last_pack_on
from marketplace.models.traces.evidence import settle_evidence_fed_by
from marketplace.models.traces.register import lock_farmer, lock_group, settle_register
from marketplace.services.transaction import use_case


@use_case
def record_consent(farmer_id: int, saying: Saying, *, by: Viewer, now: datetime) -> None:
    """Write down a farmer's yes or no to a purpose; lots that need it are judged anew."""
    lock_group(by)
    row = lock_farmer(farmer_id, by)
    if row.erased_at is not None:
        raise Refused("farmer.erased")
    if saying.said_on > day_in_lima(now):
        raise Refused(reason("consent.in_future", "said_on"))
    add_consent(row.id, saying, by=by, now=now)
    facts = {"purpose": saying.purpose.value, "is_given": saying.is_given}
    record_event(row, EventKind.FARMER_CONSENTED, by=by, now=now, **facts)
    settle_evidence_fed_by(farmers=[row.id], by=by, now=now)


@use_case
def erase_farmer(farmer_id: int, *, seen: int | None, by: Viewer, now: datetime) -> None:
    """Forget a farmer who asks for it; what customs may ask for stays until the law lets it go."""
    group = lock_group(by)
    check_may(by, Act.ERASE_FARMER, group.stake)
    row = lock_farmer(farmer_id, by)
    row.expect_version(seen)
    if row.erased_at is not None:
        raise Refused("farmer.erased")
    erasure = erasure_on(day_in_lima(now), last_pack_on(row.id))
    _take_back_consents(row.id, by=by, now=now)
    erase_person(row, now=now)
    row.kept_until = erasure.kept_until
    if erasure.is_whole:
        erase_place(row, by=by, now=now)
    until = erasure.kept_until.isoformat() if erasure.kept_until else None
    record_event(row, EventKind.FARMER_ERASED, by=by, now=now, kept_until=until)
    settle_register(group, by=by, now=now)
    settle_evidence_fed_by(farmers=[row.id], by=by, now=now)


def _take_back_consents(farmer_id: FarmerId, *, by: Viewer, now: datetime) -> None:
    """Take it that who wants to be forgotten consents to nothing any more: no new pack names the person."""
    for purpose in sorted(consents_of([farmer_id])[farmer_id]):
        no = Saying(purpose, is_given=False, way=ConsentWay.SCREEN, said_on=day_in_lima(now))
        add_consent(farmer_id, no, by=by, now=now)


@use_case
def finish_erasure(farmer_id: FarmerId, *, now: datetime) -> bool:
    """Forget name and plots of a farmer who was erased once nothing asks for them; False when it is too soon."""
    row = db.session.get_one(Farmer, farmer_id, with_for_update=True)
    if row.kept_until is None or row.kept_until >= day_in_lima(now):
        return False
    later = erasure_on(day_in_lima(now), last_pack_on(row.id))
    row.kept_until = later.kept_until
    if later.is_whole:
        erase_place(row, by=SYSTEM, now=now)
    until = row.kept_until.isoformat() if row.kept_until else None
    record_event(row, EventKind.FARMER_ERASED, by=SYSTEM, now=now, kept_until=until)
    settle_evidence_fed_by(farmers=[row.id], by=SYSTEM, now=now)
    return True


@use_case
def erase_account(password: str, *, by: Viewer, now: datetime) -> None:
    """Close the viewer's own account for good and forget the person; what was signed and booked stays.

    Raises `Refused` for a wrong password, and while an organization would be left without an owner.
    """
    user = db.session.get(User, by.user_id, with_for_update=True) if by.user_id else None
    if user is None:
        raise NotAllowed("act.sign_in_first")
    if not check_password(password, user.password_hash)[0]:
        raise Refused(reason("user.password_wrong", "password"))
    places = select(Membership).where(Membership.user_id == user.id).order_by(Membership.organization_id)
    for place in list(db.session.scalars(places)):
        _leave(place, user.id, by=by, now=now)
    db.session.execute(delete(Notice).where(Notice.user_id == user.id))
    db.session.execute(delete(Letter).where(Letter.user_id == user.id))
    db.session.execute(delete(AddressChange).where(AddressChange.user_id == user.id))
    db.session.execute(delete(NoticePreference).where(NoticePreference.user_id == user.id))
    user.email, user.name, user.password_hash = address_after(user.id), NOTHING, "!"
    user.acting_for_id = None
    user.session_epoch += 1
    record_event(user, EventKind.USER_ERASED, by=by, now=now)


def _leave(place: Membership, user_id: UserId, *, by: Viewer, now: datetime) -> None:
    organization = db.session.get_one(Organization, place.organization_id, with_for_update={"key_share": True})
    faults = owner_faults(levels_in(organization), user_id, becomes=None)
    refuse_if_any(reason("privacy.hand_over_first", "password", name=organization.name) for _each in faults)
    db.session.delete(place)
    record_event(organization, EventKind.ORGANIZATION_MEMBER_REMOVED, by=by, now=now, user_id=user_id)
