"""Bids on lots, every version of their terms.

Why: makers and groups agree on a price outside rounds too.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

revision = "20261129_bids"
down_revision = "20261129_samples"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""


def downgrade() -> None:
    """Change it back."""
