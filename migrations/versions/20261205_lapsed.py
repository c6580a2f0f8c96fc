"""Reservations whose share nobody pays lapse, and what was paid of it goes back.

Why: an unpaid share held the bags of a lot for ever.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

from alembic import op

revision = "20261205_lapsed"
down_revision = "20261205_turns"
branch_labels = None
depends_on = None

CAUSES = ("ended", "sample", "settled", "overpaid", "by_hand", "disputed")
NAME = "ck_refunds_refund_cause_known"


def upgrade() -> None:
    """Change the schema."""
    _know(*CAUSES, "lapsed")


def downgrade() -> None:
    """Change it back; what lapsed counts as ended."""
    op.execute("UPDATE refunds SET cause = 'ended' WHERE cause = 'lapsed'")
    _know(*CAUSES)


def _know(*causes: str) -> None:
    """Keep the column to these words."""
    known = ", ".join(f"'{each}'" for each in causes)
    op.execute(f"ALTER TABLE refunds DROP CONSTRAINT {NAME}")
    op.execute(f"ALTER TABLE refunds ADD CONSTRAINT {NAME} CHECK (cause IN ({known}))")
