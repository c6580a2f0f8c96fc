"""Figures of terminal markets by delivery month, and contracts that wait for one.

Why: a price follows one month of a terminal, and no other month's level may fix it. Figures that were kept before have
no month; they stay as what they were, the level of the market as a whole, by which nothing is fixed any more.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261204_months"
down_revision = "20261204_offered_bids"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    op.add_column("reference_prices", sa.Column("month", sa.String(length=7), nullable=True))
    op.create_check_constraint(
        op.f("ck_reference_prices_month_of_terminal"),
        "reference_prices",
        "month IS NULL OR kind IN ('ice_ny', 'ice_london')",
    )
    op.create_check_constraint(
        op.f("ck_reference_prices_month_traded"), "reference_prices", "month ~ '^20[0-9]{2}-(03|05|07|09|12)$'"
    )
    op.drop_constraint(op.f("uq_reference_prices_kind_valid_from"), "reference_prices", type_="unique")
    op.create_unique_constraint(
        op.f("uq_reference_prices_kind_month_valid_from"),
        "reference_prices",
        ["kind", "month", "valid_from"],
        postgresql_nulls_not_distinct=True,
    )
    op.add_column("contracts", sa.Column("level_missed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Change it back; figures of months are lost, for they could not be told from those of the market as a whole."""
    op.drop_column("contracts", "level_missed_at")
    op.drop_constraint(op.f("uq_reference_prices_kind_month_valid_from"), "reference_prices", type_="unique")
    op.execute("DELETE FROM reference_prices WHERE month IS NOT NULL")
    op.create_unique_constraint(op.f("uq_reference_prices_kind_valid_from"), "reference_prices", ["kind", "valid_from"])
    op.drop_constraint(op.f("ck_reference_prices_month_traded"), "reference_prices", type_="check")
    op.drop_constraint(op.f("ck_reference_prices_month_of_terminal"), "reference_prices", type_="check")
    op.drop_column("reference_prices", "month")
