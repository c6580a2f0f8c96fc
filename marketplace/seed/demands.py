"""What the fictional makers seek, stated and opened through the services."""

from decimal import Decimal
from typing import Any

from marketplace.domain.certificates import Scheme
from marketplace.domain.demands import DemandTerms
from marketplace.domain.ids import DemandId
from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Incoterm, UnitPrice
from marketplace.domain.viewers import Viewer
from marketplace.seed.reading import World
from marketplace.services.demands import draft_demand, open_demand


def post_demand(demand: dict[str, Any], *, world: World, owner: Viewer) -> DemandId:
    """State one demand as its maker would, and open it."""
    demand_id = draft_demand(demand_terms(demand, world), by=owner, now=world.days_ago(12), is_fictional=True).id
    open_demand(demand_id, seen=None, by=owner, now=world.days_ago(12, hour=10))
    return demand_id


def demand_terms(demand: dict[str, Any], world: World) -> DemandTerms:
    """Say what the maker seeks."""
    limits, (start, end) = demand["constraints"], demand["delivery_window"]
    ceiling = Decimal(demand["price_ceiling_usd_t"])
    return DemandTerms(
        title=demand["title"],
        target_profile={name: Decimal(value) for name, value in demand["target_profile"].items()},
        weights={name: Decimal(value) for name, value in demand["weights"].items()},
        volume_min=Mass.of(demand["min_volume_kg"]),
        volume_max=Mass.of(demand["volume_kg"]),
        ceiling=UnitPrice(ceiling, Currency.USD, Incoterm(demand["price_basis"]), demand["destination"]),
        destination=demand["destination"],
        delivery_start=world.day(start),
        delivery_end=world.day(end),
        max_lots=demand["max_lots"],
        certificates=frozenset(map(Scheme, limits["certs_all"])),
        needs_eudr=limits["eudr"],
        cadmium_max=Decimal(limits["cd_max"]),
        moisture_max=Decimal(limits["moisture_max"]),
        fermentation_min=Decimal(limits["fermentation_min"]),
        off_max=Decimal(limits["off_max"]),
        global_quality_min=Decimal(limits["gq_min"]),
        needs_sample=demand["sample_required"],
        prefers_women_led="women-led" in demand["notes"],
        notes=demand["notes"],
    )
