"""Where an organization is to be written to: street, number and postcode.

Why: contracts, invoices and the papers for customs name a postal address, and a city is none.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261204_streets"
down_revision = "20261204_months"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    op.add_column("organizations", sa.Column("street", sa.String(), nullable=True))


def downgrade() -> None:
    """Change it back."""
    op.drop_column("organizations", "street")
