"""Notices and how people wish to receive them.

Why: nobody should have to look whose turn it is.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_notices"
down_revision = "20261129_threads"
branch_labels = None
depends_on = None

WAYS = ("at_once", "digest", "inbox")
SUBJECTS = (
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
    "sample",
    "bid",
    "tender",
    "amendment",
    "call_off",
    "claim",
    "settlement",
    "message",
)
# What waits already: lots to judge or to mend, plans to publish, rounds that failed.
WAITING = """
INSERT INTO turns (subject_kind, subject_id, organization_id, task, about, counterparty_id, since)
SELECT 'lot', id, NULL, 'lot.judge', code, organization_id, changed_at FROM lots WHERE state = 'in_review'
UNION ALL
SELECT 'lot', id, organization_id, 'lot.mend', code, NULL, changed_at FROM lots
WHERE state = 'draft' AND review_note IS NOT NULL
UNION ALL
SELECT 'round', id, NULL, CASE state WHEN 'planned' THEN 'round.publish' ELSE 'round.mend' END, title, NULL, changed_at
FROM rounds WHERE state IN ('planned', 'failed')
"""


def upgrade() -> None:
    """Change the schema."""
    op.execute(WAITING)
    op.create_index("ix_turns_others", "turns", ["counterparty_id", "due_at", "id"], unique=False)
    op.create_index(op.f("ix_turns_due_at"), "turns", ["due_at"], unique=False)
    _create_preferences()
    _create_letters()
    _create_notices()


def downgrade() -> None:
    """Change it back."""
    op.drop_table("notices")
    op.drop_table("letters")
    op.drop_table("notice_preferences")
    op.execute("DELETE FROM turns WHERE subject_kind IN ('lot', 'round')")
    op.drop_index(op.f("ix_turns_due_at"), table_name="turns")
    op.drop_index("ix_turns_others", table_name="turns")


def _create_preferences() -> None:
    op.create_table(
        "notice_preferences",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("turn", _word("turn_known", *WAYS), nullable=False),
        sa.Column("news", _word("news_known", *WAYS), nullable=False),
        sa.Column("messages", _word("messages_known", *WAYS), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("quiet_from", sa.SmallInteger(), nullable=False),
        sa.Column("quiet_to", sa.SmallInteger(), nullable=False),
        sa.Column("digest_hour", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint(
            "quiet_from BETWEEN 0 AND 23 AND quiet_to BETWEEN 0 AND 23 AND digest_hour BETWEEN 0 AND 23",
            name=op.f("ck_notice_preferences_hours"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notice_preferences_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notice_preferences")),
    )


def _create_letters() -> None:
    states = ("waiting", "claimed", "handed", "sent", "failed", "dropped")
    op.create_table(
        "letters",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("state", _word("letter_state_known", *states), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("deliver_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_letters_tries_not_negative")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_letters_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    op.create_index(op.f("ix_letters_user_id"), "letters", ["user_id"], unique=False)
    op.create_index(
        "ix_letters_failed", "letters", ["settled_at"], unique=False, postgresql_where=sa.text("state = 'failed'")
    )
    op.create_index(
        "ix_letters_handed", "letters", ["handed_at"], unique=False, postgresql_where=sa.text("state = 'handed'")
    )
    op.create_index(
        "uq_letters_user_id_day",
        "letters",
        ["user_id", "day"],
        unique=True,
        postgresql_where=sa.text("day IS NOT NULL"),
    )


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("reminder", sa.String(), nullable=True),
        sa.Column("category", _word("category_known", "turn", "news", "messages"), nullable=False),
        sa.Column("way", _word("way_known", *WAYS), nullable=False),
        sa.Column("subject_kind", _word("subject_kind_known", *SUBJECTS), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letter_id", sa.BigInteger(), nullable=True),
        sa.Column("digest_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(event_id IS NULL) <> (reminder IS NULL)", name=op.f("ck_notices_of_an_event_or_a_reminder")
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_notices_{column}"))
            for column, table in (
                ("user_id", "users"),
                ("organization_id", "organizations"),
                ("event_id", "events"),
                ("letter_id", "letters"),
                ("digest_id", "letters"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("event_id", "user_id", name=op.f("uq_notices_event_id_user_id")),
        sa.UniqueConstraint("reminder", "user_id", name=op.f("uq_notices_reminder_user_id")),
    )
    op.create_index("ix_notices_newest", "notices", ["user_id", "at", "id"], unique=False)
    op.create_index(op.f("ix_notices_letter_id"), "notices", ["letter_id"], unique=False)
    op.create_index(op.f("ix_notices_digest_id"), "notices", ["digest_id"], unique=False)
    op.create_index(
        "ix_notices_for_digest",
        "notices",
        ["user_id"],
        unique=False,
        postgresql_where=sa.text("way = 'digest' AND digest_id IS NULL"),
    )


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
