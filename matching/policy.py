"""The numbers a round is decided under: what misfit costs, what a contract costs, and how ties fall."""

from dataclasses import dataclass

from matching.checks import check_text, check_whole

WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Policy:
    """A round's policy, to be published before bids close; matching/README.md says why these defaults are sensible.

    `salt` seeds the tie rule. `contract_cost` (cents) is what every allocation must earn before it adds value.
    `misfit_cost` is the share of its ceiling that a maker would not pay for cacao of fit 0, in parts of 10,000.
    """

    salt: str = ""
    contract_cost: int = 2_500
    misfit_cost: int = 4_500

    def __post_init__(self) -> None:
        check_text("policy.salt", self.salt, may_be_empty=True)
        check_whole("policy.contract_cost", self.contract_cost, least=0)
        check_whole("policy.misfit_cost", self.misfit_cost, least=0, most=WHOLE)
