"""Indexes for what facilitators look at first, and for what a person did.

Why: with 100,000 lots, 1,000,000 bids and 50,000 contracts (`bench trade`) these pages read whole tables: the desk's
lots in review, each side's share of what was approved in a year, the order of all contracts and samples, and the newest
events of one person.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_speed"
down_revision = "20261129_tenders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    in_review, approved = sa.text("state = 'in_review'"), sa.text("state = 'approved'")
    op.create_index("ix_lots_in_review", "lots", ["changed_at", "id"], postgresql_where=in_review)
    op.create_index(
        "ix_contracts_approved",
        "contracts",
        ["decided_at"],
        postgresql_include=["producer_id", "maker_id", "total_amount"],
        postgresql_where=approved,
    )
    op.create_index("ix_contracts_order", "contracts", ["id"], postgresql_include=["state", "review_by", "sign_by"])
    op.create_index("ix_samples_order", "samples", ["id"], postgresql_include=["state", "kind", "due_at"])
    op.create_index("ix_events_user", "events", ["user_id", "at", "id"])


def downgrade() -> None:
    """Change it back."""
    op.drop_index("ix_events_user", table_name="events")
    op.drop_index("ix_samples_order", table_name="samples")
    op.drop_index("ix_contracts_order", table_name="contracts")
    op.drop_index("ix_contracts_approved", table_name="contracts")
    op.drop_index("ix_lots_in_review", table_name="lots")
