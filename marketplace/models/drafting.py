"""The step that turns an agreed allocation into a contract before the facilitators, with its first terms."""

from datetime import date, datetime

from sqlalchemy import select, text

from marketplace.domain.accounts import OrganizationKind
from marketplace.domain.cadmium import effective_maximum
from marketplace.domain.contracts.clauses import Party
from marketplace.domain.contracts.drafts import AllocationFacts, draft_terms
from marketplace.domain.contracts.life import ContractState, review_due
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Refused
from marketplace.domain.events import EventKind, SubjectKind
from marketplace.domain.ids import ContractId, OrganizationId, UserId
from marketplace.domain.viewers import Viewer
from marketplace.models.accounts import Membership, Organization, User
from marketplace.models.base import db
from marketplace.models.contracts import Contract, ContractTermsVersion
from marketplace.models.events import Event, record_event
from marketplace.models.facts import decimals, demand_terms, lot_terms
from marketplace.models.figures import cadmium_limits, references_in_force
from marketplace.models.rounds import Allocation, Round


def draft_contract(allocation: Allocation, *, by: Viewer, now: datetime) -> Contract:
    """Draft the contract of an allocation that both sides accepted; it waits for a facilitator from now on.

    Raises `Refused` (`allocation.lot_ungraded`) when the lot's grade was taken away since the plan was made.
    """
    terms = _terms(allocation, now.date())
    contract_id = ContractId(db.session.scalar(text("SELECT nextval(pg_get_serial_sequence('contracts', 'id'))")))
    contract = Contract(
        id=contract_id,
        code=contract_code(contract_id, now.date()),
        allocation_id=allocation.id,
        lot_id=allocation.lot_id,
        demand_id=allocation.demand_id,
        producer_id=allocation.producer_id,
        maker_id=allocation.maker_id,
        state=ContractState.IN_REVIEW,
        bags=allocation.bags,
        bag_weight=allocation.bag_weight,
        total=terms.total,
        terms=terms.to_json(),
        terms_version=1,
        drafted_at=now,
        review_by=review_due(now),
    )
    record_event(contract, EventKind.CONTRACT_DRAFTED, by=by, now=now, code=contract.code)
    db.session.add(ContractTermsVersion(contract_id=contract.id, number=1, terms=contract.terms, at=now))
    return contract


def contract_code(contract_id: ContractId, day: date) -> str:
    """Number a contract: the year, then the number under which the database keeps it, `MZ-2026-00042`."""
    return f"MZ-{day.year}-{contract_id:05d}"


def _terms(allocation: Allocation, today: date) -> ContractTerms:
    lot, demand = allocation.lot, demand_terms(allocation.demand)
    if lot.grade is None:
        raise Refused("allocation.lot_ungraded")
    agreed = AllocationFacts(
        producer=_party(allocation.producer, _signatory(allocation, allocation.producer_id)),
        maker=_party(allocation.maker, _signatory(allocation, allocation.maker_id)),
        facilitator=_facilitator(allocation.round),
        lot=lot_terms(lot),
        demand=demand,
        bags=allocation.bags,
        price=allocation.price,
        grade=lot.grade,
        profile=decimals(lot.profile),
        cadmium_max=effective_maximum(demand.cadmium_max, demand.recipe, limits=cadmium_limits(), on=today),
    )
    return draft_terms(agreed, references=references_in_force(today))


def _party(organization: Organization, signatory: str | None) -> Party:
    return Party(organization.name, organization.country, organization.city, organization.tax_number, signatory)


def _signatory(allocation: Allocation, organization_id: OrganizationId) -> str | None:
    """Name the person who accepted the allocation for an organization."""
    return db.session.scalar(
        select(User.name)
        .join(Event, Event.user_id == User.id)
        .where(
            Event.subject_kind == SubjectKind.ALLOCATION,
            Event.subject_id == allocation.id,
            Event.organization_id == organization_id,
        )
        .order_by(Event.id.desc())
        .limit(1)
    )


def _facilitator(matching_round: Round) -> str:
    """Name the alliance of the person who opened the round, the eldest one where that cannot be told."""
    alliances = select(Organization.name).where(Organization.kind == OrganizationKind.ALLIANCE)
    own = alliances.join(Membership).where(Membership.user_id == UserId(matching_round.opened_by_id or 0))
    found = db.session.scalar(own.order_by(Organization.id).limit(1))
    return found or db.session.scalar(alliances.order_by(Organization.id).limit(1)) or ""
