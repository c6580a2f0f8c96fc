"""Notices and how people wish to receive them.

Why: nobody should have to look whose turn it is.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

revision = "20261129_notices"
down_revision = "20261129_threads"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""


def downgrade() -> None:
    """Change it back."""
