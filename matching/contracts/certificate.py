"""What proves a bound: how the worth of every parcel was split between its demand and its lot."""

from dataclasses import dataclass

from matching.pairs import IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """Of the listed pairs (rising places in the part), what each parcel of low to high bags brings its demand.

    `table` lists these worths pair by pair, in 64ths of a cent; the lot gets the rest. Of any other pair the lot gets
    `price` (by lot, 64ths of a cent) a bag, and the demand the rest.
    """

    listed: IntArray
    table: IntArray
    price: IntArray
