"""Typed builders: organizations with people in them, and browsers signed in as those people."""

import itertools
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.accounts import Membership, Organization, User
from marketplace.models.base import db
from marketplace.queries.accounts import find_face

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
T = TypeVar("T")


class Browser:
    """A signed-in (or anonymous) browser that fills in what every form carries."""

    def __init__(self, client: FlaskClient) -> None:
        """Use a test client."""
        self.client = client

    def get(self, address: str, **kwargs: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(address, **kwargs)

    def post(self, address: str, form: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Send a form with a key of its own unless one is given."""
        sent = {"idempotency_key": secrets.token_urlsafe(12), **(form or {})}
        return self.client.post(address, data=sent, **kwargs)


class Market:
    """Makes what a test needs, each in a context of its own."""

    def __init__(self, app: Flask) -> None:
        """Build in the market `app`."""
        self.app = app
        self._numbers = itertools.count(1)

    def do(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Call a service or query in a context of its own."""
        with self.app.app_context():
            return work(*args, **kwargs)

    def an_organization(self, kind: OrganizationKind, **fields: Any) -> int:
        """Insert an organization, verified unless told otherwise."""
        number = next(self._numbers)
        plain: dict[str, Any] = {
            "code": f"ORG-{number}",
            "kind": kind,
            "state": VerificationState.VERIFIED,
            "name": f"Organization {number}",
            "country": "PE" if kind is OrganizationKind.PRODUCER_GROUP else "FR",
            "region": "SAM" if kind is OrganizationKind.PRODUCER_GROUP else None,
            "created_at": NOW,
            "changed_at": NOW,
        }
        with self.app.app_context():
            row = Organization(**(plain | fields))
            db.session.add(row)
            db.session.commit()
            return row.id

    def a_person(self, organization_id: int | None, level: Level = Level.OWNER) -> Viewer:
        """Insert a person with a place in the organization, and return the viewer."""
        number = next(self._numbers)
        with self.app.app_context():
            user = User(
                email=f"person{number}@example.org",
                name=f"Person {number}",
                password_hash="!",
                locale="en",
                acting_for_id=organization_id,
                created_at=NOW,
            )
            db.session.add(user)
            db.session.flush()
            if organization_id is not None:
                db.session.add(
                    Membership(user_id=user.id, organization_id=organization_id, level=level, created_at=NOW)
                )
            db.session.commit()
            face = find_face(user.id)
        assert face is not None
        return face.viewer

    def a_producer(self, **fields: Any) -> Viewer:
        """Return the owner of a verified producer group."""
        return self.a_person(self.an_organization(OrganizationKind.PRODUCER_GROUP, **fields))

    def a_maker(self, **fields: Any) -> Viewer:
        """Return the owner of a verified maker."""
        return self.a_person(self.an_organization(OrganizationKind.MAKER, **fields))

    def a_facilitator(self, **fields: Any) -> Viewer:
        """Return an owner of the alliance."""
        return self.a_person(self.an_organization(OrganizationKind.ALLIANCE, **fields))

    def browser(self, viewer: Viewer | None = None, locale: str = "en") -> Browser:
        """Open a browser, signed in as `viewer` if given."""
        client = self.app.test_client()
        client.set_cookie("language", locale)
        if viewer is not None and viewer.user_id is not None:
            face = self.do(find_face, viewer.user_id)
            assert face is not None
            with client.session_transaction() as session:
                session["_user_id"] = f"{viewer.user_id}.{face.session_epoch}"
                session["_fresh"] = True
        return Browser(client)
