"""What was left weak in bids and approvals.

Revision: 20261201_weaker
"""

revision = "20261201_weaker"
down_revision = "20261130_speed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""


def downgrade() -> None:
    """Take it back."""
