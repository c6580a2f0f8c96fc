"""The fictional organizations and the people in them: registered, verified, with certificates and colleagues."""

import unicodedata
from datetime import timedelta
from decimal import Decimal
from typing import Any

from marketplace.domain.accounts import OrganizationKind, ProducerKind
from marketplace.domain.certificates import Certificate, Scheme
from marketplace.domain.ids import OrganizationId
from marketplace.domain.organizations import OrganizationTerms
from marketplace.domain.people import PersonTerms
from marketplace.domain.viewers import Level, Viewer
from marketplace.queries.accounts.faces import get_viewer
from marketplace.queries.letters import find_invitation_letter
from marketplace.seed.reading import World
from marketplace.services.accounts import found_alliance, register
from marketplace.services.certificates import record_certificate
from marketplace.services.invitations import invite, register_by_invitation
from marketplace.services.verification import verify_organization

PASSWORD = "cacao fino de aroma"  # noqa: S105 - printed by the demo for everybody to use
ALLIANCE = "Alianza Ficticia Cacao del Perú"
FACILITATORS = ("Rosa Quispe", "Julián Tello")
GROUP_PEOPLE = (
    "Elmer Ríos",
    "Nancy Pinedo",
    "Marlith Tapullima",
    "Segundo Sangama",
    "Wilder Ushiñahua",
    "Gladys Saldaña",
)
MAKER_PEOPLE = (
    "Claire Roussette",
    "Mette Dahl",
    "Jonas Brandt",
    "Abby Thorne",
    "Luis Ortega",
    "Priya Nair",
    "Aiko Mori",
)
BODY = "Certificadora Ficticia S.A.C."


def address_of(name: str) -> str:
    """Make the address of an organization's first person."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return f"{plain}@mazorca.example"


def found(world: World) -> Viewer:
    """Found the alliance; return its first facilitator."""
    person = PersonTerms(name=FACILITATORS[0], email=address_of("alianza"), password=PASSWORD)
    terms = OrganizationTerms(name=ALLIANCE, country="PE", city="Lima")
    place = found_alliance(person, terms, now=world.days_ago(60), is_fictional=True)
    return get_viewer(place.user_id, place.organization_id)


def join_alliance(world: World, founder: Viewer) -> Viewer:
    """Let the alliance's second facilitator join by invitation: much money needs two people."""
    email, organization_id = address_of("alianza2"), founder.organization_id or OrganizationId(0)
    now = world.days_ago(59)
    invited = invite(organization_id, email, level=Level.OWNER, by=founder, now=now)
    letter = find_invitation_letter(invited, now=now)
    assert letter is not None  # noqa: S101 - it was written a moment ago
    person = PersonTerms(name=FACILITATORS[1], email=email, password=PASSWORD)
    return get_viewer(register_by_invitation(letter.token, person, now=now), organization_id)


def join_group(group: dict[str, Any], *, world: World, judge: Viewer) -> Viewer:
    """Register a producer group, verify it, and record its certificates; return its owner."""
    number = group["id"]
    person = PersonTerms(
        name=GROUP_PEOPLE[number % len(GROUP_PEOPLE)],
        email=address_of(group["code"].split("-")[-1]),
        password=PASSWORD,
    )
    kind = OrganizationKind.PRODUCER_GROUP
    place = register(person, group_terms(group), kind=kind, now=world.days_ago(50), is_fictional=True)
    owner = _verified(place.organization_id, place.user_id, world=world, judge=judge)
    for scheme in group["certifications"]:
        record_certificate(
            _certificate(group, Scheme(scheme), world), by=owner, now=world.days_ago(45), is_fictional=True
        )
    return owner


def join_maker(maker: dict[str, Any], *, world: World, judge: Viewer) -> Viewer:
    """Register a maker and verify it; return its owner."""
    name = "".join(letter for letter in maker["name"].split()[0] if letter.isalnum())
    person = PersonTerms(
        name=MAKER_PEOPLE[maker["id"] % len(MAKER_PEOPLE)],
        email=address_of(f"{name}{maker['id']}"),
        password=PASSWORD,
        locale="en",
    )
    terms = OrganizationTerms(
        name=maker["name"], country=maker["country"], city=maker["city"], annual_tonnes=Decimal(maker["annual_t"])
    )
    place = register(person, terms, kind=OrganizationKind.MAKER, now=world.days_ago(48), is_fictional=True)
    return _verified(place.organization_id, place.user_id, world=world, judge=judge)


def group_terms(group: dict[str, Any]) -> OrganizationTerms:
    """Say what a group states about itself."""
    return OrganizationTerms(
        name=group["name"],
        country="PE",
        region=group["region"],
        province=group["province"],
        district=group["district"],
        producer_kind=ProducerKind(group["type"]),
        members=group["members"],
        women_members=group["women_members"],
        women_on_board=group["women_on_board"],
        cacao_hectares=Decimal(group["cacao_ha"]),
        annual_tonnes=Decimal(group["est_annual_t"]),
        story_en=group["story_en"],
        story_es=group["story_es"],
    )


def _verified(organization_id: OrganizationId, user_id: int, *, world: World, judge: Viewer) -> Viewer:
    verify_organization(organization_id, None, by=judge, now=world.days_ago(47))
    return get_viewer(user_id, organization_id)


def _certificate(group: dict[str, Any], scheme: Scheme, world: World) -> Certificate:
    return Certificate(
        scheme=scheme,
        holder=group["name"],
        number=f"FICT-{group['code']}-{scheme.value}",
        control_body=BODY,
        valid_from=world.today - timedelta(days=350),
        valid_to=world.today + timedelta(days=360),
        scope="Cacao",
    )
