"""What is to be seen of a contract: a line in a list, and the contract whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from marketplace.domain.acts import Stake
from marketplace.domain.contracts.amendments import Difference
from marketplace.domain.contracts.life import ContractState, ContractStep
from marketplace.domain.contracts.milestones import Milestone, MilestoneStep
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Reason
from marketplace.domain.ids import ContractId, LotId, OrganizationId
from marketplace.domain.lots import EudrStatus
from marketplace.domain.mass import Mass
from marketplace.domain.money import Money
from marketplace.queries.contracts.marks import ApprovalMark, Marks, SignatureMark


@dataclass(frozen=True, slots=True)
class ContractLine:
    """One contract in a list."""

    id: ContractId
    code: str
    state: ContractState
    lot_id: LotId
    lot_code: str
    producer_name: str
    maker_name: str
    bags: int
    volume: Mass
    total: Money
    terms: ContractTerms
    due_at: datetime | None
    is_late: bool
    is_your_turn: bool
    milestone: Milestone | None = None
    flags: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Ending:
    """The wish to end an approved contract: whose, and why."""

    organization_id: OrganizationId
    reason: str | None


@dataclass(frozen=True, slots=True)
class Condition:
    """On what a facilitator approved, and who has still to take note of it."""

    words: str
    noted: tuple[tuple[OrganizationId, datetime], ...]
    unread_by: tuple[OrganizationId, ...]


@dataclass(frozen=True, slots=True)
class ContractPage:
    """One contract, whole; `flags` only for facilitators, `changes` against the version before."""

    line: ContractLine
    version: int
    terms_version: int
    versions: tuple[tuple[int, datetime, str | None], ...]
    changes: tuple[Difference, ...]
    steps: tuple[ContractStep, ...]
    note: str | None
    stake: Stake
    producer_id: OrganizationId
    maker_id: OrganizationId
    is_fictional: bool
    document_hash: str
    stored_terms: Mapping[str, object]
    marked_at: datetime
    marks: Marks
    milestone_on: date | None
    milestone_steps: tuple[MilestoneStep, ...]
    ending: Ending | None
    condition: Condition | None
    revised_by_id: OrganizationId | None
    eudr_status: EudrStatus
    waits_for_deposit: bool
    unpaid_note: str | None
    has_lapsed: bool = False

    @property
    def terms(self) -> ContractTerms:
        """The present terms."""
        return self.line.terms

    @property
    def signatures(self) -> tuple[SignatureMark, ...]:
        """The signatures on the present terms, or on those of which only the price was fixed since."""
        return self.marks.signatures_of(self.signed_version)

    @property
    def signed_version(self) -> int:
        """The version that is signed: the present one, or that before it where only the price was fixed since."""
        follows = self.terms.fixing is not None and not self.marks.signatures_of(self.terms_version)
        return self.terms_version - follows

    @property
    def unsigned(self) -> tuple[str, ...]:
        """Name the sides that have not signed the present terms."""
        signed = {each.organization_id for each in self.signatures}
        sides = ((self.producer_id, self.line.producer_name), (self.maker_id, self.line.maker_name))
        return tuple(name for side, name in sides if side not in signed)

    @property
    def approvals(self) -> tuple[ApprovalMark, ...]:
        """The approvals of the present terms."""
        return self.marks.approvals_of(self.signed_version)

    def name_of(self, organization_id: OrganizationId | None) -> str:
        """Name one of the two sides."""
        return self.line.maker_name if organization_id == self.maker_id else self.line.producer_name
