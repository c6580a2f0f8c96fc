"""Files and messages.

Why: what is said about a contract belongs beside it.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

revision = "20261129_threads"
down_revision = "20261129_frames"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""


def downgrade() -> None:
    """Change it back."""
