"""What was agreed, as the rules read it: an allocation that both sides accepted, or a bid that one side accepted."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from marketplace.domain.accounts import OrganizationKind
from marketplace.domain.bids.worth import pricing_of
from marketplace.domain.cadmium import effective_maximum
from marketplace.domain.contracts.clauses import Party
from marketplace.domain.contracts.disputes import reach_of
from marketplace.domain.contracts.drafts import Agreement, Extras, Wishes, wishes_for, wishes_of
from marketplace.domain.errors import Refused
from marketplace.domain.ids import OrganizationId
from marketplace.domain.prices import PriceKind, Pricing
from marketplace.models.base import db
from marketplace.models.lots.facts import decimals, demand_terms, lot_terms
from marketplace.models.lots.figures import cadmium_limits, disputes_in_force
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.people.accounts import Membership, Organization, User
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.rounds.rounds import Allocation

Source = Allocation | Bid


def agreement_of(source: Source, today: date) -> Agreement:
    """Gather what two sides agreed; raises `Refused` (`allocation.lot_ungraded`) when the lot has lost its grade."""
    lot = source.lot
    if lot.grade is None:
        raise Refused("allocation.lot_ungraded")
    return Agreement(
        producer=_party(source.producer, _signatory(source, source.producer_id)),
        maker=_party(source.maker, _signatory(source, source.maker_id)),
        facilitator=_facilitator(source),
        lot=lot_terms(lot),
        wishes=_wishes(source),
        bags=source.bags,
        pricing=_pricing(source),
        grade=lot.grade,
        profile=decimals(lot.profile),
        cadmium_max=_cadmium_max(source.demand, today),
        agreed_on=today,
        disputes=disputes_in_force(today, reach_of(source.producer.country, source.maker.country)),
        extras=_extras(source),
    )


def _wishes(source: Source) -> Wishes:
    if isinstance(source, Bid):
        return wishes_for(source.newest.destination, source.newest.sample_basis)
    assert source.demand is not None  # noqa: S101 - what is allocated to a bid becomes a contract through the bid
    return wishes_of(demand_terms(source.demand))


def _pricing(source: Source) -> Pricing:
    if isinstance(source, Bid):
        return pricing_of(source.newest, source.newest_worth.price)
    lot = source.lot
    return Pricing(source.price, lot.price_kind, lot.terminal, lot.terminal_month, lot.differential)


def _extras(source: Source) -> Extras:
    if not isinstance(source, Bid):
        return Extras()
    terms, worth = source.newest, source.newest_worth
    return Extras(
        quote=terms.quote if terms.price_kind is PriceKind.FIXED else None,
        exchange=worth.exchange,
        delivered=worth.delivered,
        fixation_side=terms.fixation_side,
        fixation_by=terms.fixation_by,
        reserved_until=terms.reserved_until,
        reservation_percent=terms.reservation_percent,
        platform_fee_percent=worth.fee_percent,
    )


def _cadmium_max(demand: Demand | None, today: date) -> Decimal | None:
    if demand is None:
        return None
    terms = demand_terms(demand)
    return effective_maximum(terms.cadmium_max, terms.recipe, limits=cadmium_limits(), on=today)


def _party(organization: Organization, signatory: str | None) -> Party:
    return Party(
        organization.name,
        organization.country,
        organization.city,
        organization.tax_number,
        signatory,
        street=organization.street,
    )


def _signatory(source: Source, organization_id: OrganizationId) -> str | None:
    """Name the person who last spoke for an organization about it."""
    return db.session.scalar(
        select(User.name)
        .join(Event, Event.user_id == User.id)
        .where(
            Event.subject_kind == source.SUBJECT,
            Event.subject_id == source.id,
            Event.organization_id == organization_id,
        )
        .order_by(Event.id.desc())
        .limit(1)
    )


def _facilitator(source: Source) -> str:
    """Name the alliance of the person who opened the round, the eldest one where that cannot be told."""
    alliances = select(Organization.name).where(Organization.kind == OrganizationKind.ALLIANCE)
    found = None
    if isinstance(source, Allocation):
        own = alliances.join(Membership).where(Membership.user_id == source.round.opened_by_id)
        found = db.session.scalar(own.order_by(Organization.id).limit(1))
    return found or db.session.scalar(alliances.order_by(Organization.id).limit(1)) or ""
