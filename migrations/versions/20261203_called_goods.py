"""Called bags arrive, are weighed, claimed and closed by themselves.

Why: a frame contract's quarters come one after another, and each has its own goods and its own money.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

revision = "20261203_called_goods"
down_revision = "20261202_matching"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""


def downgrade() -> None:
    """Change it back."""
