"""Amendments, price fixings, call-offs, settlements and claims.

Why: a contract lives on after it was approved.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

revision = "20261129_frames"
down_revision = "20261129_signing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""


def downgrade() -> None:
    """Change it back."""
