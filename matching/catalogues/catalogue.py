"""A market as arrays, before any pair is judged: what a market too large to list its pairs is asked by."""

from dataclasses import dataclass

from matching.pairs import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Offered:
    """What is on offer, a row for each lot.

    `profile` has a column for each attribute, 0 to 10. `cadmium` is in µg/kg, `certificates` a bit mask, `opens` and
    `closes` the days (counted from any day) within which the lot can be shipped. `origin` is a row of the freight
    table. `ask` is in cents per tonne; a parcel has at least `least_bags` bags and a lot at most `most_contracts`
    contracts.
    """

    profile: FloatArray
    cadmium: IntArray
    certificates: IntArray
    opens: IntArray
    closes: IntArray
    origin: IntArray
    group: IntArray
    is_women_led: BoolArray
    ask: IntArray
    bags: IntArray
    bag_grams: IntArray
    least_bags: IntArray
    most_contracts: IntArray

    def __len__(self) -> int:
        return len(self.bags)


@dataclass(frozen=True, slots=True, eq=False)
class Sought:
    """What is sought, a row for each demand.

    `weights` are 0 or more and add up to 1 in each row; a lot is too far when its misfit is above 1, which `tolerance`
    scales (`matching.catalogues.valuing`). `cadmium_cap` is in µg/kg, `required` a bit mask of certificates, `port` a
    column of the freight table, `ceiling` the landed limit in cents per tonne. A demand takes nothing, or from
    `least_grams` to `most_grams` from at most `most_lots` lots, in parcels of `parcel_grams` or more.
    """

    target: FloatArray
    weights: FloatArray
    tolerance: FloatArray
    cadmium_cap: IntArray
    required: IntArray
    opens: IntArray
    closes: IntArray
    port: IntArray
    maker: IntArray
    ceiling: IntArray
    least_grams: IntArray
    most_grams: IntArray
    most_lots: IntArray
    parcel_grams: IntArray

    def __len__(self) -> int:
        return len(self.ceiling)


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """A whole market as arrays. `freight[origin, port]` is in cents per tonne; `misfit_cost` is from 0 to 1."""

    offered: Offered
    sought: Sought
    freight: IntArray
    misfit_cost: float
    contract_cost: int
