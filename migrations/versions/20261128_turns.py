"""Whose turn it is, and the subjects of what comes between a match and a contract.

Why: one inbox, sorted by deadline, must be one question to the database. What waits already is written down here once.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_turns"
down_revision = "20261128_scenarios"
branch_labels = None
depends_on = None

OLD = (
    "organization",
    "user",
    "certificate",
    "lot",
    "demand",
    "round",
    "scenario",
    "allocation",
    "contract",
    "reference",
)
NEW = ("sample", "bid", "tender", "amendment", "call_off", "claim", "message")

BACKFILL = """
INSERT INTO turns (subject_kind, subject_id, organization_id, task, about, counterparty_id, due_at, since)
SELECT 'allocation', a.id, side.own, 'allocation.answer', lots.code, side.other, a.answer_by, a.changed_at
FROM allocations a JOIN lots ON lots.id = a.lot_id
CROSS JOIN LATERAL (VALUES (a.producer_id, a.maker_id, a.producer_answer), (a.maker_id, a.producer_id, a.maker_answer))
    AS side (own, other, answer)
WHERE a.state = 'offered' AND side.answer IS NULL
UNION ALL
SELECT 'contract', c.id, NULL, 'contract.judge', c.code, NULL, c.review_by, c.changed_at
FROM contracts c WHERE c.state = 'in_review'
UNION ALL
SELECT 'contract', c.id, side.own, CASE c.state WHEN 'returned' THEN 'contract.amend' ELSE 'contract.confirm' END,
    c.code, side.other, NULL, c.changed_at
FROM contracts c
CROSS JOIN LATERAL (VALUES (c.producer_id, c.maker_id), (c.maker_id, c.producer_id)) AS side (own, other)
WHERE c.state = 'returned' OR (c.state = 'revised' AND side.own IS DISTINCT FROM c.revised_by_id)
"""


def upgrade() -> None:
    """Change the schema."""
    _know_subjects(*OLD, *NEW)
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", _word("subject_kind_known", *OLD, *NEW), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=True),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("counterparty_id", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["counterparty_id"], ["organizations.id"], name=op.f("fk_turns_counterparty_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_turns_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
        sa.UniqueConstraint(
            "subject_kind",
            "subject_id",
            "task",
            "organization_id",
            name=op.f("uq_turns_subject_kind_subject_id_task_organization_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("ix_turns_inbox", "turns", ["organization_id", "due_at", "id"], unique=False)
    op.execute(BACKFILL)


def downgrade() -> None:
    """Change it back."""
    op.drop_table("turns")
    op.execute("ALTER TABLE events DISABLE TRIGGER USER")  # append-only for everybody but who takes these subjects away
    op.execute(f"DELETE FROM events WHERE subject_kind IN ({_quoted(NEW)})")  # noqa: S608 - our own words
    op.execute("ALTER TABLE events ENABLE TRIGGER USER")
    _know_subjects(*OLD)


def _know_subjects(*subjects: str) -> None:
    for table in ("events", "misses"):
        name = op.f(f"ck_{table}_subject_kind_known")
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, f"subject_kind IN ({_quoted(subjects)})")


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{each}'" for each in words)


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
