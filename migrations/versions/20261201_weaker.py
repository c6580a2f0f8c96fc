"""Dated customs of who decides disputes, and conditions that both sides take note of.

Why: every new contract left the forum open, so that nobody could sign what was drafted (domain.md 4.4); and nobody had
to read the condition on which a facilitator approved. Conditions set before stay with their approvals and ask for
nothing. The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261201_weaker"
down_revision = "20261130_speed"
branch_labels = None
depends_on = None

REACHES = ("home", "abroad")
FORUMS = ("undecided", "lima_chamber", "icc", "fcc", "cmaa", "courts_of_producer", "courts_of_maker")


def choice(name: str, *words: str) -> sa.Enum:
    """A word out of a known set, as the row classes write it."""
    return sa.Enum(*words, name=name, native_enum=False, length=32, create_constraint=True)


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "dispute_customs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reach", choice("reach_known", *REACHES), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("forum", choice("forum_known", *FORUMS), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("law", sa.String(), nullable=False),
        sa.CheckConstraint("forum <> 'cmaa'", name=op.f("ck_dispute_customs_for_anybody")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_customs")),
        sa.UniqueConstraint("reach", "valid_from", name=op.f("uq_dispute_customs_reach_valid_from")),
    )
    op.add_column("contracts", sa.Column("condition", sa.String(), nullable=True))
    op.add_column("contracts", sa.Column("producer_noted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("contracts", sa.Column("maker_noted_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Change it back."""
    for column in ("maker_noted_at", "producer_noted_at", "condition"):
        op.drop_column("contracts", column)
    op.drop_table("dispute_customs")
