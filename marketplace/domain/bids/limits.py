"""What no bid can be for: more than its own cap, or a price that in USD/t is none or was meant for another unit."""

from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.bids.worth import Worth
from marketplace.domain.errors import Reason, reason
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.prices import HIGHEST_PRICE
from marketplace.domain.ranges import is_share


def cap_faults(terms: BidTerms, volume: Mass) -> list[Reason]:
    """List why a bid could never be accepted for its own cap: it alone is for more than the maker wants in all."""
    is_above = terms.most_kg_in_all is not None and NO_MASS < terms.most_kg_in_all < volume
    return [reason("bid.cap_too_small", "most_kg_in_all")] if is_above else []


def range_faults(worth: Worth) -> list[Reason]:
    """List what is wrong with a price once it is in USD/t: nothing is left of it, or it was meant for another unit."""
    if is_share(worth.price.amount, HIGHEST_PRICE):
        return []
    return [reason("bid.worth_out_of_range", "price_amount", value=worth.price.amount, most=HIGHEST_PRICE)]
