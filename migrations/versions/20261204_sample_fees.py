"""Samples know on which day their fee came.

Why: a fee that the group has is taken off the price of the contract; one that never came is not asked for any more.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261204_sample_fees"
down_revision = "20261204_streets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    op.add_column("samples", sa.Column("fee_paid_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Change it back."""
    op.drop_column("samples", "fee_paid_on")
