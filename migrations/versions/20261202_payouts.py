"""Bank accounts of groups and payouts to them.

Revision: 20261202_payouts
"""

revision = "20261202_payouts"
down_revision = "20261202_payments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""


def downgrade() -> None:
    """Take it back."""
