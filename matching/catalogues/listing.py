"""Writing out a catalogue as one part, pair by pair, for markets small enough to list their admissible pairs."""

import numpy as np

from matching.catalogues.catalogue import Catalogue
from matching.catalogues.valuing import admissible_pairs
from matching.parts.part import Part, trimmed


def part_of(catalogue: Catalogue) -> Part:
    """List all admissible pairs that gain as a part, by demand and then by lot, impossible parcels dropped.

    Pairs of no value are left out: a plan with a minimum to fill could use one, so the market is decided as if makers
    never bought at a loss to fill up.
    """
    offered, sought = catalogue.offered, catalogue.sought
    demand, lot, value = admissible_pairs(catalogue)
    grams = offered.bag_grams[lot]
    part = Part(
        pair=np.arange(len(lot), dtype=np.int64),
        lot=lot,
        demand=demand,
        value=value,
        fee=np.full(len(lot), catalogue.contract_cost, dtype=np.int64),
        grams=grams,
        low=np.maximum(offered.least_bags[lot], -(-sought.parcel_grams[demand] // grams)),
        high=np.minimum(offered.bags[lot], sought.most_grams[demand] // grams),
        luck=np.ones(len(lot), dtype=np.int64),
        twin=np.arange(len(lot), dtype=np.int64),
        supply=offered.bags,
        most_contracts=offered.most_contracts,
        opening=np.zeros(len(offered), dtype=np.int64),
        least=sought.least_grams,
        most=sought.most_grams,
        max_lots=sought.most_lots,
    )
    return trimmed(part)
