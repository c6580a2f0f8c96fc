"""A believable market of any size, the same for the same seed: what the bench and the tests are run on.

Regions differ in cadmium and freight, lots fall into genetic clusters that taste alike and grow in few regions, and
makers ask for what such cacao tastes like; so the best lots of one demand are the best lots of many.
"""

import numpy as np

from matching.catalogues.catalogue import Catalogue, Offered, Sought
from matching.pairs import FloatArray, IntArray

ATTRIBUTES = 20
REGIONS, PORTS, CLUSTERS, LOTS_PER_GROUP = 12, 6, 40, 20
CERTIFICATES = 4
STEP = 0.25
SEASON_DAYS = 360
KILOGRAM = 1_000
Random = np.random.Generator


def generate(
    *, lots: int, demands: int, seed: int, bag_kilograms: tuple[float, ...] = (69.0,), contract_cost: int = 6_000
) -> Catalogue:
    """Draw a market of so many lots and demands; supply and demand are about equal, about 5 % of pairs admissible.

    `bag_kilograms` are the bag weights that lots are drawn from, `contract_cost` is in cents.
    """
    random = np.random.default_rng([seed, lots, demands])
    clusters = np.clip(random.normal(3.0, 2.2, (CLUSTERS, ATTRIBUTES)), 0, 10)
    offered = _offered(random, lots, clusters, bag_kilograms=bag_kilograms)
    sought = _sought(random, demands, clusters)
    freight = random.integers(12_000, 42_000, (REGIONS, PORTS))
    return Catalogue(offered, sought, freight.astype(np.int64), misfit_cost=0.45, contract_cost=contract_cost)


def _offered(random: Random, lots: int, clusters: FloatArray, *, bag_kilograms: tuple[float, ...]) -> Offered:
    region = random.integers(0, REGIONS, lots)
    homes = random.integers(0, CLUSTERS, (REGIONS, 8))
    cluster = homes[region, random.integers(0, 8, lots)]
    bags = np.clip(np.rint(np.exp(random.normal(np.log(20), 0.9, lots))), 2, 180).astype(np.int64)
    opens = random.integers(0, SEASON_DAYS, lots)
    groups = max(1, lots // LOTS_PER_GROUP)
    group = random.integers(0, groups, lots)
    certificates = _masks(random, lots, chance=0.45)
    quality = random.normal(0, 1, lots)
    ask = 480_000 + 28_000 * quality + 22_000 * _count_bits(certificates) + random.normal(0, 25_000, lots)
    return Offered(
        profile=_on_grid(clusters[cluster] + random.normal(0, 0.9, (lots, ATTRIBUTES))),
        cadmium=np.rint(np.exp(random.normal(np.log(180 + 55 * region), 0.45))).astype(np.int64),
        certificates=certificates,
        opens=opens,
        closes=opens + random.integers(60, 200, lots),
        origin=region,
        group=group,
        is_women_led=(random.random(groups) < 0.3)[group],  # noqa: PLR2004 - the share of groups led by women
        ask=np.clip(np.rint(ask), 300_000, None).astype(np.int64),
        bags=bags,
        bag_grams=np.rint(random.choice(bag_kilograms, lots) * KILOGRAM).astype(np.int64),
        least_bags=np.minimum(bags, random.integers(2, 9, lots)),
        most_contracts=random.integers(2, 7, lots),
    )


def _sought(random: Random, demands: int, clusters: FloatArray) -> Sought:
    cluster = random.integers(0, CLUSTERS, demands)
    bags = np.clip(np.rint(np.exp(random.normal(np.log(20), 1.0, demands))), 1, 300)
    most = np.rint(bags * 69 * KILOGRAM).astype(np.int64)
    opens = random.integers(0, SEASON_DAYS, demands)
    required = _masks(random, demands, chance=0.2)
    return Sought(
        target=_on_grid(clusters[cluster] + random.normal(0, 0.7, (demands, ATTRIBUTES))),
        weights=random.dirichlet(np.full(ATTRIBUTES, 0.6), demands),
        tolerance=random.uniform(2.0, 3.8, demands),
        cadmium_cap=random.choice(np.array([300, 500, 800, 1_200]), demands),
        required=required,
        opens=opens,
        closes=opens + random.integers(40, 160, demands),
        port=random.integers(0, PORTS, demands),
        maker=random.integers(0, max(1, demands // 3), demands),
        ceiling=np.rint(770_000 + 40_000 * _count_bits(required) + random.normal(0, 80_000, demands)).astype(np.int64),
        least_grams=np.rint(bags * random.choice(np.array([0.0, 0.3, 0.6]), demands)).astype(np.int64) * 69 * KILOGRAM,
        most_grams=most,
        most_lots=random.integers(1, 5, demands),
        parcel_grams=np.minimum(most, random.integers(2, 11, demands) * 69 * KILOGRAM),
    )


def _on_grid(values: FloatArray) -> FloatArray:
    return np.clip(np.rint(values / STEP) * STEP, 0, 10)


def _masks(random: Random, rows: int, *, chance: float) -> IntArray:
    holds = random.random((rows, CERTIFICATES)) < chance
    return np.array((holds << np.arange(CERTIFICATES)).sum(axis=1), dtype=np.int64)


def _count_bits(masks: IntArray) -> IntArray:
    return np.array(np.bitwise_count(masks), dtype=np.int64)
