"""Who takes part: kinds of organization and their roles, verification, and the rules of signing in."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from marketplace.domain.errors import Reason, reason
from marketplace.domain.ids import OrganizationId
from marketplace.domain.machines import Machine
from marketplace.domain.turns import Task, Turn
from marketplace.domain.viewers import Role


class OrganizationKind(StrEnum):
    """What an organization is in the market."""

    PRODUCER_GROUP = "producer_group"
    MAKER = "maker"
    ALLIANCE = "alliance"

    @property
    def role(self) -> Role:
        """The role that acting for such an organization gives."""
        return ROLES[self]


ROLES: dict[OrganizationKind, Role] = {
    OrganizationKind.PRODUCER_GROUP: Role.PRODUCER,
    OrganizationKind.MAKER: Role.MAKER,
    OrganizationKind.ALLIANCE: Role.FACILITATOR,
}


class ProducerKind(StrEnum):
    """What kind of producer grew or gathered the cacao."""

    SINGLE_FARM = "single_farm"
    ASSOCIATION = "association"
    COOPERATIVE = "cooperative"
    WOMEN_ASSOCIATION = "women_association"
    GROUP = "group"
    WASHING_STATION = "washing_station"
    OTHER = "other"


class VerificationState(StrEnum):
    """Whether facilitators know the organization."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    REFUSED = "refused"
    SUSPENDED = "suspended"


class VerificationStep(StrEnum):
    """One move in an organization's standing."""

    VERIFY = "verify"
    REFUSE = "refuse"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    ASK_AGAIN = "ask_again"


class VerificationPermit(StrEnum):
    """What a state may permit."""

    TRADE = "trade"


FACILITATOR = frozenset({Role.FACILITATOR})
SIDES = frozenset({Role.PRODUCER, Role.MAKER})

VERIFICATION_MACHINE = Machine(
    noun="organization",
    next={
        (VerificationState.UNVERIFIED, VerificationStep.VERIFY): VerificationState.VERIFIED,
        (VerificationState.UNVERIFIED, VerificationStep.REFUSE): VerificationState.REFUSED,
        (VerificationState.REFUSED, VerificationStep.VERIFY): VerificationState.VERIFIED,
        (VerificationState.REFUSED, VerificationStep.ASK_AGAIN): VerificationState.UNVERIFIED,
        (VerificationState.VERIFIED, VerificationStep.SUSPEND): VerificationState.SUSPENDED,
        (VerificationState.SUSPENDED, VerificationStep.REINSTATE): VerificationState.VERIFIED,
        (VerificationState.SUSPENDED, VerificationStep.REFUSE): VerificationState.REFUSED,
    },
    who=dict.fromkeys(VerificationStep, FACILITATOR) | {VerificationStep.ASK_AGAIN: SIDES},
    what={VerificationState.VERIFIED: frozenset({VerificationPermit.TRADE})},
)

VERIFY_TIME = timedelta(days=5)
"""So long facilitators may take to look at an organization that asked."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks to be verified, and since when."""

    organization_id: OrganizationId
    name: str
    kind: OrganizationKind
    asked_at: datetime


def verification_turns(asking: Asking, state: VerificationState) -> list[Turn]:
    """Say whose turn it is: a facilitator's from the moment it is asked, the organization's when it was refused.

    Alliances are founded, and nobody asks for them.
    """
    own, name = asking.organization_id, asking.name
    if asking.kind is OrganizationKind.ALLIANCE:
        return []
    if state is VerificationState.UNVERIFIED:
        return [Turn(None, Task.ORGANIZATION_VERIFY, name, asking.asked_at + VERIFY_TIME, own)]
    return [Turn(own, Task.ORGANIZATION_MEND, name)] if state is VerificationState.REFUSED else []


LONGEST_EMAIL = 254
NO_ADDRESS_SIGNS = frozenset('<>()[],;:"\\')
"""Signs that addresses hold only in quotes, which nobody uses and few mail servers take."""
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
RUC_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
RUC_BEGINNINGS = ("10", "15", "16", "17", "20")


def normalised_email(text: str) -> str:
    """Bring an address to the one form in which it is kept and compared: trimmed, composed, lower case."""
    return unicodedata.normalize("NFC", text.strip()).lower()


def email_faults(text: str) -> list[Reason]:
    """List what keeps a text from being an address: one @, something on both sides, a dot in the domain, no blanks."""
    local, at, domain = text.rpartition("@")
    is_shaped = bool(local and at and "@" not in local and "." in domain.strip(".") and domain == domain.strip("."))
    has_blank = any(letter.isspace() or not letter.isprintable() for letter in text)
    is_odd = bool(NO_ADDRESS_SIGNS & set(text)) or ".." in text or local.startswith(".") or local.endswith(".")
    if not is_shaped or has_blank or is_odd:
        return [reason("user.email_malformed", "email")]
    return [reason("user.email_too_long", "email", limit=LONGEST_EMAIL)] if len(text) > LONGEST_EMAIL else []


def password_faults(password: str, *, email: str) -> list[Reason]:
    """List what is wrong with a new password: too short, too long, the address itself, one letter over and over."""
    found = []
    if len(password) < SHORTEST_PASSWORD:
        found.append(reason("user.password_too_short", "password", limit=SHORTEST_PASSWORD))
    if len(password) > LONGEST_PASSWORD:
        found.append(reason("user.password_too_long", "password", limit=LONGEST_PASSWORD))
    if password.strip().lower() == normalised_email(email):
        found.append(reason("user.password_is_email", "password"))
    if password and len(set(password)) == 1:
        found.append(reason("user.password_too_plain", "password"))
    return found


def ruc_faults(text: str) -> list[Reason]:
    """List what keeps a text from being a Peruvian taxpayer number: eleven digits, the last one checks (mod 11)."""
    if len(text) != len(RUC_WEIGHTS) + 1 or not (text.isascii() and text.isdigit()):
        return [reason("organization.ruc_malformed", "tax_number", value=text)]
    total = sum(int(digit) * weight for digit, weight in zip(text, RUC_WEIGHTS, strict=False))
    check = (11 - total % 11) % 10
    if not text.startswith(RUC_BEGINNINGS) or int(text[-1]) != check:
        return [reason("organization.ruc_wrong", "tax_number", value=text)]
    return []


@dataclass(frozen=True, slots=True)
class Throttle:
    """How patient signing in is: so many free failures in a window, then each failure doubles the wait."""

    free_failures: int = 5
    window: timedelta = timedelta(minutes=15)
    first_wait: timedelta = timedelta(seconds=30)
    longest_wait: timedelta = timedelta(minutes=15)


THROTTLE = Throttle()


def wait_seconds(failures: Iterable[datetime], *, now: datetime, throttle: Throttle = THROTTLE) -> int:
    """Say how many seconds must pass before the next attempt, given the times of failed ones; 0 means try."""
    recent = [at for at in failures if now - throttle.window < at <= now]
    beyond = len(recent) - throttle.free_failures
    if beyond < 0:
        return 0
    wait = min(throttle.first_wait * (1 << min(beyond, 16)), throttle.longest_wait)
    left: timedelta = max(recent) + wait - now
    return max(0, -(-left // timedelta(seconds=1)))
