"""Indexes for the pages of a trade.

Revision: 20261201_quick
"""

revision = "20261201_quick"
down_revision = "20261201_weaker"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""


def downgrade() -> None:
    """Take it back."""
