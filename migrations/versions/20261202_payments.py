"""Instalments, payments, refunds and the provider's news.

Revision: 20261202_payments
"""

revision = "20261202_payments"
down_revision = "20261202_books"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""


def downgrade() -> None:
    """Take it back."""
