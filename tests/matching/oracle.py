"""The truth about small markets, found by trying every deal of whole bags."""

from itertools import product

from matching.problem import Problem


def best_value(problem: Problem, contract_cost: int, *, serving: str | None = None) -> int:
    """Return the greatest value of any plan that obeys the README's rules, and serves the demand `serving` if any."""
    pairs = list(
        zip(problem.pairs.lot.tolist(), problem.pairs.demand.tolist(), problem.pairs.value.tolist(), strict=True)
    )
    choices = [range(problem.lots[lot].bags + 1) for lot, _, _ in pairs]
    found: list[int] = []
    for bags in product(*choices):
        deals = [(*ends, count) for (*ends, _), count in zip(pairs, bags, strict=True) if count]
        served = {problem.demands[demand].key for _, demand, _ in deals}
        value = sum(count * worth - contract_cost for (*_, worth), count in zip(pairs, bags, strict=True) if count)
        if (serving is None or serving in served) and value > max(found, default=value - 1) and _obeys(problem, deals):
            found.append(value)
    return max(found)


def _obeys(problem: Problem, deals: list[tuple[int, int, int]]) -> bool:
    for at, lot in enumerate(problem.lots):
        sold = [count for lot_at, _, count in deals if lot_at == at]
        if sum(sold) > lot.bags or any(count < lot.min_bags for count in sold):
            return False
    for at, demand in enumerate(problem.demands):
        parcels = [count * problem.lots[lot].bag_grams for lot, demand_at, count in deals if demand_at == at]
        if not parcels:
            continue
        if not demand.min_grams <= sum(parcels) <= demand.max_grams or len(parcels) > demand.max_lots:
            return False
        if min(parcels) < demand.min_parcel_grams:
            return False
    return True
