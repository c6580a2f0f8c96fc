"""People at the door: registering, signing in, acting for one of their organizations, and their own settings."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from marketplace.domain.accounts import THROTTLE, OrganizationKind, Throttle, VerificationState, normalised_email
from marketplace.domain.errors import NotAllowed, NotFound, Reason, Refused, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import OrganizationId, UserId
from marketplace.domain.organizations import OrganizationTerms, organization_faults
from marketplace.domain.people import PersonTerms, line_faults, locale_faults, person_faults, tidy
from marketplace.domain.viewers import Viewer
from marketplace.models.accounts.joining import add_organization, add_person, viewer_of
from marketplace.models.accounts.passwords import check_password
from marketplace.models.accounts.throttling import (
    count_attempt,
    email_bucket,
    forget_attempts,
    refuse_wait,
    site_bucket,
)
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Membership, Organization, SignInAttempt, User
from marketplace.models.rows.record.events import record_event
from marketplace.services.transaction import keeping_ticket, use_case

SITE_THROTTLE = Throttle(free_failures=30)
"""Many people share one connection: a cooperative's office, a mobile network."""
REGISTRATION_THROTTLE = Throttle(free_failures=20, window=timedelta(hours=1))
ATTEMPTS_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NewPlace:
    """Who was registered, and the organization that was made with them."""

    user_id: UserId
    organization_id: OrganizationId


@use_case
def register(
    person: PersonTerms,
    organization: OrganizationTerms,
    *,
    kind: OrganizationKind,
    now: datetime,
    is_fictional: bool = False,
) -> NewPlace:
    """Register a person with a first organization, which facilitators have yet to verify."""
    if kind is OrganizationKind.ALLIANCE:
        raise NotAllowed("organization.alliances_are_founded")
    return _found(person, organization, kind=kind, now=now, is_fictional=is_fictional)


@use_case
def found_alliance(
    person: PersonTerms, organization: OrganizationTerms, *, now: datetime, is_fictional: bool = False
) -> NewPlace:
    """Found an alliance with its first facilitator; only those who run the market's machine can ask for it."""
    place = _found(person, organization, kind=OrganizationKind.ALLIANCE, now=now, is_fictional=is_fictional)
    db.session.get_one(Organization, place.organization_id).state = VerificationState.VERIFIED
    return place


def _found(
    person: PersonTerms,
    organization: OrganizationTerms,
    *,
    kind: OrganizationKind,
    now: datetime,
    is_fictional: bool,
) -> NewPlace:
    refuse_if_any([*person_faults(person), *_of_organization(organization, kind)])
    user = add_person(person, now=now)
    place = add_organization(kind, organization, owner=user, now=now)
    place.is_fictional = is_fictional
    record_event(place, EventKind.ORGANIZATION_CREATED, by=viewer_of(user, place), now=now)
    record_event(user, EventKind.USER_REGISTERED, by=viewer_of(user, place), now=now)
    return NewPlace(user.id, place.id)


def count_registration(address: str | None, *, now: datetime) -> None:
    """Count that somebody at the client's `address` tries to register; raises `Refused` (`sign_in.too_often`)."""
    with keeping_ticket():
        _count_registration(address, now=now)


@use_case
def _count_registration(address: str | None, *, now: datetime) -> None:
    refuse_wait(count_attempt({site_bucket("register", address): REGISTRATION_THROTTLE}, now=now))


def sign_in(email: str, password: str, *, address: str | None, now: datetime) -> UserId:
    """Return who signs in with an address and a password.

    Raises `Refused`: `sign_in.too_often` (fact `seconds` to wait) or `sign_in.wrong`. The attempt is counted in a
    transaction of its own before the password is looked at, so that it counts whatever happens next.
    """
    known = normalised_email(email)
    with keeping_ticket():
        _count_sign_in(known, address=address, now=now)
    return _enter(known, password, address=address, now=now)


@use_case
def _count_sign_in(email: str, *, address: str | None, now: datetime) -> None:
    throttles = {email_bucket(email): THROTTLE, site_bucket("sign-in", address): SITE_THROTTLE}
    refuse_wait(count_attempt(throttles, now=now))


@use_case
def _enter(email: str, password: str, *, address: str | None, now: datetime) -> UserId:
    user = db.session.scalar(select(User).where(func.lower(User.email) == func.lower(email)))
    fits, newer = check_password(password, user.password_hash if user else None)
    if user is None or not fits:
        raise Refused("sign_in.wrong")
    if newer:
        user.password_hash = newer
    forget_attempts(email_bucket(email))
    forget_attempts(site_bucket("sign-in", address), at=now)
    user_id: UserId = user.id
    return user_id


@use_case
def act_for(organization_id: int, *, by: Viewer) -> None:
    """Let the viewer act for another of their organizations from now on."""
    user = _own(by)
    place = db.session.scalar(
        select(Membership.organization_id).where(
            Membership.user_id == user.id, Membership.organization_id == organization_id
        )
    )
    if place is None:
        raise NotFound("organization.unknown")
    user.acting_for_id = place


@use_case
def change_person(name: str, locale: str, *, by: Viewer) -> None:
    """Change the viewer's own name and language."""
    refuse_if_any([*line_faults(tidy(name), "name"), *locale_faults(locale)])
    user = _own(by)
    user.name, user.locale = tidy(name), locale


@use_case
def choose_language(locale: str, *, by: Viewer) -> None:
    """Keep the language in which the viewer reads, also for mail."""
    refuse_if_any(locale_faults(locale))
    _own(by).locale = locale


@use_case
def end_sessions(*, by: Viewer, now: datetime) -> None:
    """Sign the viewer out everywhere."""
    user = _own(by)
    user.session_epoch += 1
    record_event(user, EventKind.USER_SESSIONS_ENDED, by=by, now=now)


@use_case
def forget_old_attempts(now: datetime) -> None:
    """Drop attempts so old that they slow nobody down any more."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - ATTEMPTS_KEPT))


def _own(by: Viewer) -> User:
    user = db.session.get(User, by.user_id, with_for_update=True) if by.user_id else None
    if user is None:
        raise NotAllowed("act.sign_in_first")
    return user


def _of_organization(terms: OrganizationTerms, kind: OrganizationKind) -> list[Reason]:
    """Tell the organization's name from the person's, which stands in the same form."""
    faults = organization_faults(terms, kind)
    return [replace(each, field="organization_name") if each.field == "name" else each for each in faults]
