"""Sealed-bid rounds.

Why: a rare lot is best sold to all who want it at one moment.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

revision = "20261129_tenders"
down_revision = "20261129_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""


def downgrade() -> None:
    """Change it back."""
