"""Translating frozen inputs into the problem that the optimizer solves."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marketplace.domain.eligibility import DemandFacts, LotFacts
from marketplace.domain.flavours import TASTES, default_tolerance
from marketplace.domain.mass import Mass
from marketplace.domain.plain import from_plain
from marketplace.domain.policies import RoundPolicy
from matching import policy as rules
from matching.problem import Demand, Lot, MakerCap, Piece, Problem, Settled, Taste
from matching.scoring import Link, score_pairs

Plain = dict[str, Any]
ATTRIBUTES = tuple(sorted(TASTES))
CENTS = 100
UNKNOWN = float("nan")


def policy_of(inputs: Plain) -> rules.Policy:
    """Say the round's policy in the optimizer's units: cents, and parts of 10,000."""
    stated = from_plain(RoundPolicy, inputs["policy"])
    return rules.Policy(
        salt=inputs["policy"]["salt"],
        contract_cost=int(stated.contract_cost * CENTS),
        misfit_cost=_parts(stated.fit_penalty),
        floors=tuple(
            rules.Floor(who, _parts(share))
            for who, share in (
                (rules.Who.WOMEN_LED, stated.women_led_floor),
                (rules.Who.FIRST_SALE, stated.first_sale_floor),
            )
            if share is not None
        ),
        caps=tuple(
            rules.ShareCap(by, _parts(share))
            for by, share in (
                (rules.By.GROUP, stated.group_cap),
                (rules.By.REGION, stated.region_cap),
                (rules.By.MAKER, stated.maker_cap),
            )
            if share is not None
        ),
        aims=_aims(stated),
    )


def _aims(stated: RoundPolicy) -> tuple[rules.Aim, ...]:
    first = rules.Aim(rules.Measure(stated.first_aim.value), _parts(stated.first_give_up))
    return (first, rules.Aim(rules.Measure(stated.second_aim.value))) if stated.second_aim else (first,)


def _parts(percent: Decimal) -> int:
    return int(percent * CENTS)


def problem_of(inputs: Plain) -> Problem:
    """Build the optimizer's problem; keys are the ids of lots and demands, and `b` with the ids of bids."""
    lots = tuple(map(_lot, inputs["lots"]))
    demands = (*map(_demand, inputs["demands"]), *map(_bid, inputs.get("bids", ())))
    links = [
        Link(lot=str(lot), demand=str(demand), landed=_cents(landed)) for lot, demand, _, landed in inputs["pairs"]
    ]
    pairs = score_pairs(lots, demands, links=links, policy=policy_of(inputs))
    settled = tuple(
        Settled(str(each["lot"]), str(each["demand"]), each["bags"], each["bags"]) for each in inputs.get("settled", ())
    )
    caps = tuple(map(_cap, inputs.get("limits", ())))
    return Problem(lots=lots, demands=demands, pairs=pairs, attributes=ATTRIBUTES, caps=caps, settled=settled)


def _bid(plain: Plain) -> Demand:
    """Say bids that go only together as a demand for exactly their bags of their lots, whatever they taste of."""
    grams = sum(from_plain(Mass, part["volume"]).grams for part in plain["parts"])
    return Demand(
        key=plain["key"],
        maker=plain["maker"],
        min_grams=grams,
        max_grams=grams,
        max_lots=len(plain["parts"]),
        ceiling=_cents(plain["ceiling"]),
        destination=plain["destination"],
        taste=Taste((UNKNOWN,) * len(ATTRIBUTES), (0.0,) * len(ATTRIBUTES), (0.0,) * len(ATTRIBUTES)),
        choice=plain["choice"],
        bundle=tuple(Piece(str(part["lot"]), part["bags"]) for part in plain["parts"]),
    )


def _cap(plain: Plain) -> MakerCap:
    most = from_plain(Mass, plain["most"]).grams
    return MakerCap(plain["key"], tuple(plain["keys"]), most_grams=most, while_served=plain.get("only_with", ""))


def _lot(plain: Plain) -> Lot:
    profile = from_plain(LotFacts, plain["facts"]).profile
    return Lot(
        key=str(plain["id"]),
        bags=plain["bags"],
        bag_grams=from_plain(Mass, plain["bag_weight"]).grams,
        min_bags=plain["minimum_bags"],
        ask=_cents(plain["price"]["amount"]),
        group=plain["group"],
        region=plain["region"],
        women_led=plain["is_women_led"],
        first_sale=plain.get("is_first_sale", False),
        profile=_along_attributes(profile, missing=UNKNOWN),
    )


def _demand(plain: Plain) -> Demand:
    facts = from_plain(DemandFacts, plain["facts"])
    tolerances = {name: facts.tolerances.get(name, default_tolerance(name)) for name in ATTRIBUTES}
    return Demand(
        key=str(plain["id"]),
        maker=plain["maker"],
        min_grams=facts.volume_min.grams,
        max_grams=facts.volume_max.grams,
        max_lots=plain["max_lots"],
        ceiling=_cents(facts.ceiling.amount),
        destination=facts.destination,
        taste=Taste(
            target=_along_attributes(facts.target_profile, missing=UNKNOWN),
            weights=_along_attributes(facts.weights, missing=0.0),
            tolerances=_along_attributes(tolerances, missing=0.0),
        ),
    )


def _along_attributes(values: Mapping[str, Decimal | None], *, missing: float) -> tuple[float, ...]:
    found = (values.get(name) for name in ATTRIBUTES)
    return tuple(missing if value is None else float(value) for value in found)


def _cents(amount: Decimal | str) -> int:
    return int(Decimal(amount) * CENTS)
