"""Instalments, payments, refunds and the provider's news.

Why: what a maker owes is due on a day, is paid in attempts, and is believed only when the provider says so.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261202_payments"
down_revision = "20261202_books"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    _create_news()


def downgrade() -> None:
    """Change it back."""
    op.drop_table("provider_news")


def _create_news() -> None:
    op.create_table(
        "provider_news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_news")),
        sa.UniqueConstraint("event_id", name=op.f("uq_provider_news_event_id")),
    )
    op.create_index(
        "ix_provider_news_unheard", "provider_news", ["received_at"], postgresql_where=sa.text("heard_at IS NULL")
    )
    op.create_index(
        "ix_provider_news_trouble",
        "provider_news",
        ["received_at", "id"],
        postgresql_where=sa.text("trouble IS NOT NULL"),
    )
    op.create_index(op.f("ix_provider_news_object_id"), "provider_news", ["object_id"])
