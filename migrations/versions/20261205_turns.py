"""Since when an organization asks to be verified, and the turns that nobody had written down.

Why: facilitators look at organizations, held lots wait for them, and groups note sample fees that came; each is now
somebody's turn, and what stands already in such a state must be in the inbox too.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261205_turns"
down_revision = "20261204_signed_words"
branch_labels = None
depends_on = None

TASKS = ("organization.verify", "organization.mend", "lot.release", "sample.note_fee")
COLUMNS = "subject_kind, subject_id, organization_id, task, about, counterparty_id, due_at, since"
WAITING = (
    """SELECT 'organization', id, NULL::bigint, 'organization.verify', name, id, asked_at + interval '5 days', asked_at
       FROM organizations WHERE state = 'unverified' AND kind <> 'alliance'""",
    """SELECT 'organization', id, id, 'organization.mend', name, NULL::bigint, NULL::timestamptz, changed_at
       FROM organizations WHERE state = 'refused' AND kind <> 'alliance'""",
    """SELECT 'lot', id, NULL::bigint, 'lot.release', code, organization_id, NULL::timestamptz, changed_at
       FROM lots WHERE state = 'held'""",
    """SELECT 'sample', s.id, s.producer_id, 'sample.note_fee', s.code, s.maker_id, NULL::timestamptz, s.changed_at
       FROM samples s
       WHERE s.fee_amount > 0 AND s.fee_paid_on IS NULL
         AND s.state NOT IN ('requested', 'quoted', 'lost', 'declined', 'cancelled')
         AND NOT EXISTS (SELECT FROM contracts c
                         WHERE c.lot_id = s.lot_id AND c.maker_id = s.maker_id AND c.state = 'approved')""",
)


def upgrade() -> None:
    """Change the schema."""
    op.add_column("organizations", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE organizations SET asked_at = created_at WHERE kind <> 'alliance'")
    for waiting in WAITING:
        op.execute(f"INSERT INTO turns ({COLUMNS}) {waiting}")


def downgrade() -> None:
    """Change it back."""
    op.execute(f"DELETE FROM turns WHERE task IN {TASKS}")  # noqa: S608 - as above
    op.drop_column("organizations", "asked_at")
