"""A sealed bid keeps the fee that its maker was shown.

Why: a figure of a past day that is corrected must not change what was promised.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261206_sealed_fees"
down_revision = "20261206_nothing_arrived"
branch_labels = None
depends_on = None

GUARDED = ("tender_id", "maker_id", "bags", "least_bags", "amount", "destination", "placed_at", "is_standing")
AS_PLACED = """
    UPDATE sealed_bids SET fee_percent = COALESCE((
        SELECT value FROM reference_prices
        WHERE kind = 'platform_fee' AND month IS NULL AND valid_from <= (placed_at AT TIME ZONE 'America/Lima')::date
        ORDER BY valid_from DESC LIMIT 1
    ), 0)
"""


def upgrade() -> None:
    """Change the schema; what was placed before keeps the fee of its day as it is told now."""
    op.add_column("sealed_bids", sa.Column("fee_percent", sa.Numeric(12, 4), nullable=True))
    op.execute(AS_PLACED)
    op.alter_column("sealed_bids", "fee_percent", nullable=False)
    _guard(*GUARDED, "fee_percent")


def downgrade() -> None:
    """Change it back."""
    _guard(*GUARDED)
    op.drop_column("sealed_bids", "fee_percent")


def _guard(*columns: str) -> None:
    """Let these columns change only while bids are taken."""
    op.execute("DROP TRIGGER sealed_bids_in_time ON sealed_bids")
    op.execute(
        f"CREATE TRIGGER sealed_bids_in_time BEFORE INSERT OR UPDATE OF {', '.join(columns)}"
        " ON sealed_bids FOR EACH ROW EXECUTE FUNCTION keep_bids_sealed()"
    )
