"""Shipments, their documents and shared freight.

Revision: 20261202_shipments
"""

revision = "20261202_shipments"
down_revision = "20261202_payouts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""


def downgrade() -> None:
    """Take it back."""
