"""Samples of lots and their ledger of grams.

Why: a maker tastes before buying.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

revision = "20261129_samples"
down_revision = "20261128_turns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""


def downgrade() -> None:
    """Change it back."""
