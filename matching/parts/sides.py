"""Rules that reach over many pairs: budgets and recipes of a demand, policies, caps and containers of the market."""

from dataclasses import dataclass

from matching.pairs import IntArray

NOBODY = -1


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """lower <= Σ per_bag · x + Σ per_contract · y <= upper over the listed pairs, in whole numbers.

    `pair` lists positions in the part's columns. `lower` or `upper` may be None (no limit). `demand` names the one
    demand whose own rule this is (`NOBODY`: the market's); then both limits count only when it is served. With `step`
    above 0 the row reads Σ … <= step · n, and each of the n begun steps (a container) costs `step_cost` cents.
    People speak of the row in `per` (bag, tonne, usd), of which each is `unit` of its own whole numbers.
    """

    key: str
    pair: IntArray
    per_bag: IntArray
    per_contract: IntArray
    lower: int | None = None
    upper: int | None = None
    demand: int = NOBODY
    step: int = 0
    step_cost: int = 0
    unit: int = 1
    per: str = "bag"
