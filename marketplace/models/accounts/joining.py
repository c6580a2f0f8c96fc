"""How people and organizations begin: the shared step of signing up, founding and accepting an invitation."""

import secrets
from datetime import datetime

from marketplace.domain.accounts import OrganizationKind, VerificationState, normalised_email
from marketplace.domain.organizations import OrganizationTerms
from marketplace.domain.people import PersonTerms, tidy
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.accounts.held import refuse_held
from marketplace.models.accounts.passwords import hash_password
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Membership, Organization, User

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""No letters that are taken for figures."""
PREFIXES = {OrganizationKind.PRODUCER_GROUP: "G", OrganizationKind.MAKER: "M", OrganizationKind.ALLIANCE: "A"}


def add_person(terms: PersonTerms, *, now: datetime) -> User:
    """Add a person whose terms have been checked; a taken address shows when the row is written."""
    user = User(
        email=normalised_email(terms.email),
        name=tidy(terms.name),
        password_hash=hash_password(terms.password),
        locale=terms.locale,
        session_epoch=1,
        created_at=now,
    )
    db.session.add(user)
    db.session.flush()
    refuse_held(user.email, user_id=user.id, now=now)
    return user


def add_organization(kind: OrganizationKind, terms: OrganizationTerms, *, owner: User, now: datetime) -> Organization:
    """Add an organization whose terms have been checked, with its first owner acting for it."""
    organization = Organization(
        code=new_code(kind),
        kind=kind,
        state=VerificationState.UNVERIFIED,
        created_at=now,
        asked_at=now,
        changed_at=now,
    )
    write_terms(organization, terms)
    db.session.add(organization)
    db.session.flush()
    add_membership(organization, owner, level=Level.OWNER, now=now)
    return organization


def add_membership(organization: Organization, user: User, *, level: Level, now: datetime) -> None:
    """Give a person a place in an organization, and let that person act for it from now on."""
    db.session.add(Membership(user_id=user.id, organization_id=organization.id, level=level, created_at=now))
    user.acting_for_id = organization.id
    db.session.flush()


def viewer_of(user: User, organization: Organization, *, level: Level = Level.OWNER) -> Viewer:
    """Say as whom a person acts who just came in."""
    return Viewer(
        user_id=user.id,
        organization_id=organization.id,
        role=organization.kind.role,
        level=level,
        organization_ids=frozenset({organization.id}),
    )


def terms_of(organization: Organization) -> OrganizationTerms:
    """Read what an organization states about itself."""
    return OrganizationTerms(**{name: getattr(organization, name) for name in STATED})


def write_terms(organization: Organization, terms: OrganizationTerms) -> None:
    """Write what an organization states about itself."""
    for name in STATED:
        setattr(organization, name, getattr(terms, name))


def new_code(kind: OrganizationKind) -> str:
    """Make a short code for a new organization; it means nothing."""
    return f"{PREFIXES[kind]}-{''.join(secrets.choice(ALPHABET) for _ in range(7))}"


STATED = tuple(OrganizationTerms.__dataclass_fields__)
