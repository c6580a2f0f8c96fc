"""People change the address with which they sign in.

Why: a new address counts only once it was confirmed there, and the old one can take the account back for some days.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261206_addresses"
down_revision = "20261206_sealed_fees"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "address_changes",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("user_id", sa.BigInteger(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("old_email", sa.String(), nullable=False),
        sa.Column("new_email", sa.String(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("undone_at", MOMENT),
    )
    op.create_index(
        "uq_address_changes_waiting",
        "address_changes",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("confirmed_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.create_index("ix_address_changes_user_id", "address_changes", ["user_id", "id"])
    op.create_index(
        "ix_address_changes_old_email",
        "address_changes",
        [sa.text("lower(old_email)")],
        postgresql_where=sa.text("confirmed_at IS NOT NULL"),
    )


def downgrade() -> None:
    """Change it back."""
    op.drop_table("address_changes")
