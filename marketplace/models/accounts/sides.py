"""The two sides of a trade, as statements name them beside each other."""

from sqlalchemy.orm import aliased

from marketplace.models.rows.people.accounts import Organization

# Made once: an alias takes longer to make than most statements take to run.
ProducerSide = aliased(Organization, name="producer_side")
MakerSide = aliased(Organization, name="maker_side")
