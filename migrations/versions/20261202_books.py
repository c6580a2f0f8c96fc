"""The books: entries, postings and closed periods.

Revision: 20261202_books
"""

revision = "20261202_books"
down_revision = "20261201_quick"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""


def downgrade() -> None:
    """Take it back."""
