"""What is on offer: lots, and the price tiers of those that are cheaper by the sack-load."""

from dataclasses import dataclass

from matching.checks import check_all_are, check_numbers, check_text, check_truth, check_whole, malformed

MOST_BAGS = 10**6
HEAVIEST_BAG = 10**7
MOST_CONTRACTS = 10**6
DEAREST = 10**9


@dataclass(frozen=True, slots=True)
class Tier:
    """A parcel of `from_bags` bags or more costs `discount` cents a tonne less than the asking price."""

    from_bags: int
    discount: int

    def __post_init__(self) -> None:
        check_whole("tier.from_bags", self.from_bags, least=2, most=MOST_BAGS)
        check_whole("tier.discount", self.discount, least=1)


@dataclass(frozen=True, slots=True)
class Lot:
    """Cacao on offer: `bags` bags of `bag_grams` each, sold in at most `most_contracts` parcels of `min_bags` or more.

    `ask` is the asking price in cents per tonne on the FOB basis, lower from each of the `tiers` on. `profile` follows
    `Problem.attributes`; NaN means "not measured". `cadmium` is in µg/kg. `opening_cost` (cents) is paid once if any
    bag is sold. `origin` names the place that containers leave from.
    """

    key: str
    bags: int
    bag_grams: int
    min_bags: int
    ask: int
    group: str
    region: str
    women_led: bool = False
    profile: tuple[float, ...] = ()
    first_sale: bool = False
    origin: str = ""
    cadmium: int | None = None
    most_contracts: int = MOST_CONTRACTS
    opening_cost: int = 0
    tiers: tuple[Tier, ...] = ()

    def __post_init__(self) -> None:
        check_text("lot.key", self.key)
        tiers = f"lot {self.key}: tiers"
        check_whole(f"lot {self.key}: bags", self.bags, least=0, most=MOST_BAGS)
        check_whole(f"lot {self.key}: bag_grams", self.bag_grams, least=1, most=HEAVIEST_BAG)
        check_whole(f"lot {self.key}: min_bags", self.min_bags, least=1)
        check_whole(f"lot {self.key}: ask", self.ask, least=0, most=DEAREST)
        for name in ("group", "region", "origin"):
            check_text(f"lot {self.key}: {name}", getattr(self, name), may_be_empty=True)
        for name in ("women_led", "first_sale"):
            check_truth(f"lot {self.key}: {name}", getattr(self, name))
        check_numbers(f"lot {self.key}: profile", self.profile, least=0, may_be_nan=True)
        if self.cadmium is not None:
            check_whole(f"lot {self.key}: cadmium", self.cadmium, least=0)
        check_whole(f"lot {self.key}: most_contracts", self.most_contracts, least=1, most=MOST_CONTRACTS)
        check_whole(f"lot {self.key}: opening_cost", self.opening_cost, least=0)
        check_all_are(tiers, self.tiers, kind=Tier)
        for earlier, later in zip(self.tiers, self.tiers[1:], strict=False):
            if not (earlier.from_bags < later.from_bags and earlier.discount < later.discount):
                raise malformed(tiers, "bags and discounts must both rise from tier to tier")
        if self.tiers and self.tiers[-1].discount > self.ask:
            raise malformed(tiers, "a discount cannot be more than the asking price")
