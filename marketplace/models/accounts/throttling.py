"""How attempts are counted: the shared step of everything that could be guessed or flooded.

A bucket is the hash of what is counted (an address, a client), so that the table names nobody. Attempts are counted
before it is known whether they succeed: many at once cannot slip through between the look and the count.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy import delete, func, select

from marketplace.domain.accounts import Throttle, wait_seconds
from marketplace.domain.errors import Refused, reason
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import SignInAttempt

IPV6_SITE_BITS = 64


def bucket(purpose: str, subject: str) -> str:
    """Name the bucket in which attempts for `purpose` by or on `subject` are counted."""
    return f"{purpose}:{hashlib.sha256(subject.encode()).hexdigest()[:40]}"


def email_bucket(email: str) -> str:
    """Name the bucket of attempts to get in with an address."""
    return bucket("email", email)


def site_bucket(purpose: str, address: str | None) -> str:
    """Name the bucket of attempts for `purpose` that come from where the client at `address` is."""
    return bucket(purpose, site_of(address))


def site_of(address: str | None) -> str:
    """Say where a client is: its IPv4 address, or the /64 network that one IPv6 site has to itself."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped) if found.ipv4_mapped else f"{int(found) >> IPV6_SITE_BITS:x}"


def count_attempt(throttles: Mapping[str, Throttle], *, now: datetime) -> int:
    """Count one attempt in each bucket and return 0, or return the seconds to wait and count nothing.

    Processes that count in the same bucket wait for each other until the transaction ends.
    """
    for name in sorted(throttles):
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
    wait = max(_wait(name, each, now=now) for name, each in throttles.items())
    if wait == 0:
        db.session.add_all(SignInAttempt(bucket=name, at=now) for name in throttles)
    return wait


def refuse_wait(seconds: int) -> None:
    """Raise `Refused` (`sign_in.too_often`, with the wait as a stretch of time) unless there is nothing to wait for."""
    if seconds:
        raise Refused(reason("sign_in.too_often", seconds=seconds, wait=timedelta(seconds=seconds)))


def forget_attempts(name: str, *, at: datetime | None = None) -> None:
    """Empty a bucket, or take one attempt made `at` out of it."""
    query = select(SignInAttempt.id).where(SignInAttempt.bucket == name)
    chosen = query if at is None else query.where(SignInAttempt.at == at).limit(1)
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(chosen)))


def _wait(name: str, throttle: Throttle, *, now: datetime) -> int:
    query = select(SignInAttempt.at).where(SignInAttempt.bucket == name, SignInAttempt.at > now - throttle.window)
    return wait_seconds(db.session.scalars(query), now=now, throttle=throttle)
