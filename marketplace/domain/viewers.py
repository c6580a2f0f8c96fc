"""Who is asking right now: a person, the organization acted for, and the role that follows."""

from dataclasses import dataclass, field
from enum import StrEnum

from marketplace.domain.errors import NotAllowed
from marketplace.domain.ids import OrganizationId, UserId


class Role(StrEnum):
    """The part that a viewer plays in the market."""

    ANONYMOUS = "anonymous"
    PRODUCER = "producer"
    MAKER = "maker"
    FACILITATOR = "facilitator"
    SYSTEM = "system"


class Level(StrEnum):
    """What a person may do inside an organization."""

    OWNER = "owner"
    MEMBER = "member"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person asking, acting for one organization; `organization_ids` holds all that the person belongs to."""

    user_id: UserId | None = None
    organization_id: OrganizationId | None = None
    role: Role = Role.ANONYMOUS
    level: Level | None = None
    is_verified: bool = False
    organization_ids: frozenset[OrganizationId] = field(default_factory=frozenset)

    @property
    def is_signed_in(self) -> bool:
        """Whether a known person asks."""
        return self.user_id is not None

    @property
    def acting_for(self) -> OrganizationId:
        """The organization in whose name the viewer acts; raises `NotAllowed` for somebody who acts for none."""
        if self.organization_id is None:
            raise NotAllowed("act.sign_in_first")
        return self.organization_id

    @property
    def person(self) -> UserId:
        """The person who acts; raises `NotAllowed` for somebody who is not signed in."""
        if self.user_id is None:
            raise NotAllowed("act.sign_in_first")
        return self.user_id

    @property
    def may_write(self) -> bool:
        """Whether this person may change things in the organization's name."""
        return self.level in (Level.OWNER, Level.MEMBER)


ANYONE = Viewer()
SYSTEM = Viewer(role=Role.SYSTEM, is_verified=True)
