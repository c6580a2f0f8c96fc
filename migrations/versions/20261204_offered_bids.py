"""A bid is offered to its group by one round at a time.

Why: two rounds that planned the same bid could both be published, and then both held its bags. Where that has happened
the later proposal of each bid is taken back beforehand by a facilitator; the index refuses to be built over two.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261204_offered_bids"
down_revision = "20261203_certificates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    op.create_index(
        "uq_allocations_offered_bid",
        "allocations",
        ["bid_id"],
        unique=True,
        postgresql_where=sa.text("state = 'offered'"),
    )


def downgrade() -> None:
    """Change it back."""
    op.drop_index("uq_allocations_offered_bid", table_name="allocations")
