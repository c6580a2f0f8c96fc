"""What nobody can take back about a contract, read together: signatures, approvals and milestones."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    Date,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    literal,
    null,
    select,
    union_all,
)

from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.ids import ContractId, OrganizationId, UserId
from marketplace.models.base import db
from marketplace.models.rows.contracts.signatures import ContractApproval, ContractMilestone, ContractSignature
from marketplace.models.rows.people.accounts import Organization, User


@dataclass(frozen=True, slots=True)
class SignatureMark:
    """One signature: for whom, by whom, under which name, on which version, with which consent in which language."""

    organization_id: OrganizationId
    organization: str
    person: str
    typed_name: str
    terms_version: int
    document_hash: str
    consented: bool
    locale: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ApprovalMark:
    """One facilitator's approval of one version, with its condition."""

    user_id: UserId
    person: str
    terms_version: int
    condition: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class MilestoneMark:
    """One milestone: the day it was reached, and who reported it."""

    milestone: Milestone
    day: date
    note: str | None
    person: str
    organization: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Marks:
    """All of them, oldest first."""

    signatures: tuple[SignatureMark, ...] = ()
    approvals: tuple[ApprovalMark, ...] = ()
    milestones: tuple[MilestoneMark, ...] = ()

    def signatures_of(self, terms_version: int) -> tuple[SignatureMark, ...]:
        """Give the signatures on one version."""
        return tuple(each for each in self.signatures if each.terms_version == terms_version)

    def approvals_of(self, terms_version: int) -> tuple[ApprovalMark, ...]:
        """Give the approvals of one version."""
        return tuple(each for each in self.approvals if each.terms_version == terms_version)

    def last_at(self, terms_version: int) -> datetime | None:
        """Say when one version was last signed or approved."""
        signed = [each.at for each in self.signatures_of(terms_version)]
        return max((*signed, *(each.at for each in self.approvals_of(terms_version))), default=None)


def marks_of(contract_id: ContractId) -> Marks:
    """Read the marks of one contract that the caller may see, in one statement."""
    found: dict[str, list[Any]] = {"signature": [], "approval": [], "milestone": []}
    for row in db.session.execute(_MARKS, {"contract_id": contract_id}):
        found[row.kind].append(_READERS[row.kind](row))
    return Marks(tuple(found["signature"]), tuple(found["approval"]), tuple(found["milestone"]))


def _parts() -> list[tuple[Select[Any], Any]]:
    signature = _marks("signature", ContractSignature, words=ContractSignature.typed_name).add_columns(
        ContractSignature.signed_at.label("at"),
        ContractSignature.terms_version.label("number"),
        ContractSignature.document_hash.label("document_hash"),
        ContractSignature.consented_to_arbitration.label("consented"),
        ContractSignature.locale.label("locale"),
        cast(null(), Date).label("day"),
        ContractSignature.organization_id.label("organization_id"),
        Organization.name.label("organization"),
    )
    approval = _marks("approval", ContractApproval, words=ContractApproval.condition).add_columns(
        ContractApproval.at,
        ContractApproval.terms_version,
        *_nothing(),
        cast(null(), Date),
        cast(null(), Integer),
        cast(null(), String),
    )
    milestone = _marks("milestone", ContractMilestone, words=ContractMilestone.note).add_columns(
        ContractMilestone.at,
        cast(null(), Integer),
        cast(ContractMilestone.milestone, String),
        *_nothing()[1:],
        ContractMilestone.day,
        ContractMilestone.organization_id,
        Organization.name,
    )
    return [
        (_with_organization(signature, ContractSignature), ContractSignature.contract_id),
        (approval, ContractApproval.contract_id),
        (_with_organization(milestone, ContractMilestone), ContractMilestone.contract_id),
    ]


def _marks(kind: str, table: Any, *, words: Any) -> Select[Any]:  # noqa: ANN401 - one of three row classes
    return select(
        literal(kind, String).label("kind"),
        table.id.label("id"),
        table.user_id.label("user_id"),
        User.name.label("person"),
        words.label("words"),
    ).join_from(table, User, User.id == table.user_id)


def _with_organization(query: Select[Any], table: Any) -> Select[Any]:  # noqa: ANN401 - as above
    return query.join(Organization, Organization.id == table.organization_id)


def _nothing() -> list[Any]:
    return [cast(null(), String), cast(null(), Boolean), cast(null(), String)]


def _signature(row: Any) -> SignatureMark:  # noqa: ANN401 - a result row
    return SignatureMark(
        organization_id=row.organization_id,
        organization=row.organization,
        person=row.person,
        typed_name=row.words,
        terms_version=row.number,
        document_hash=row.document_hash,
        consented=row.consented,
        locale=row.locale,
        at=row.at,
    )


def _approval(row: Any) -> ApprovalMark:  # noqa: ANN401 - a result row
    return ApprovalMark(row.user_id, row.person, row.number, row.words, row.at)


def _milestone(row: Any) -> MilestoneMark:  # noqa: ANN401 - a result row
    return MilestoneMark(Milestone(row.document_hash), row.day, row.words, row.person, row.organization, row.at)


_READERS = {"signature": _signature, "approval": _approval, "milestone": _milestone}


def _all_marks() -> Select[Any]:
    own: BindParameter[ContractId] = bindparam("contract_id")
    query = union_all(*(part.where(column == own) for part, column in _parts())).subquery()
    return select(query).order_by(query.c.at, query.c.id)


_MARKS = _all_marks()
