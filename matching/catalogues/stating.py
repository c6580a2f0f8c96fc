"""A catalogue stated as a problem: every lot, demand and admissible pair by key."""

import numpy as np

from matching.catalogues.catalogue import Catalogue
from matching.catalogues.valuing import admissible_pairs, misfits
from matching.pairs import Pairs
from matching.policy import WHOLE, Policy
from matching.problem import Demand, Lot, Problem

MILLIONTHS = 1e6


def problem_of(catalogue: Catalogue) -> tuple[Problem, Policy]:
    """State a catalogue as a problem and the policy it is worth deciding under; fit is 1 less the misfit."""
    demand, lot, value = admissible_pairs(catalogue)
    offered, sought = catalogue.offered, catalogue.sought
    fit = np.rint((1 - misfits(catalogue, lot, demand=demand)) * MILLIONTHS) / MILLIONTHS
    landed = offered.ask[lot] + catalogue.freight[offered.origin[lot], sought.port[demand]]
    lots = tuple(_lot(catalogue, at) for at in range(len(offered)))
    demands = tuple(_demand(catalogue, at) for at in range(len(sought)))
    policy = Policy(contract_cost=catalogue.contract_cost, misfit_cost=round(catalogue.misfit_cost * WHOLE))
    return Problem(lots, demands, Pairs(lot, demand, value, landed, fit)), policy


def _lot(catalogue: Catalogue, at: int) -> Lot:
    offered = catalogue.offered
    return Lot(
        f"L{at}",
        bags=int(offered.bags[at]),
        bag_grams=int(offered.bag_grams[at]),
        min_bags=int(offered.least_bags[at]),
        ask=int(offered.ask[at]),
        group=f"G{offered.group[at]}",
        region=f"R{offered.origin[at]}",
        women_led=bool(offered.is_women_led[at]),
        cadmium=int(offered.cadmium[at]),
        most_contracts=int(offered.most_contracts[at]),
    )


def _demand(catalogue: Catalogue, at: int) -> Demand:
    sought = catalogue.sought
    return Demand(
        f"D{at}",
        f"M{sought.maker[at]}",
        min_grams=int(sought.least_grams[at]),
        max_grams=int(sought.most_grams[at]),
        max_lots=int(sought.most_lots[at]),
        ceiling=int(sought.ceiling[at]),
        min_parcel_grams=int(sought.parcel_grams[at]),
        destination=f"P{sought.port[at]}",
    )
