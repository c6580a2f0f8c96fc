"""Files and messages.

Why: what is said about a contract belongs beside it.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261129_threads"
down_revision = "20261129_frames"
branch_labels = None
depends_on = None

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
    "message",
)
ROLES = ("anonymous", "producer", "maker", "facilitator", "system")
FILES = ("image", "pdf", "text", "csv", "xlsx", "docx")


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "messages",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("subject_kind", _word("subject_kind_known", *SUBJECTS), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("asks_alliance", sa.Boolean(), nullable=False),
        sa.Column("role", _word("role_known", *ROLES), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("party_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("char_length(body) <= 4000", name=op.f("ck_messages_body_fits")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_messages_organization_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_messages_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index("ix_messages_thread", "messages", ["subject_kind", "subject_id", "id"], unique=False)
    op.create_index("ix_messages_pace", "messages", ["user_id", "at"], unique=False)
    _create_threads()
    _create_files()
    for table in ("messages", "files"):
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()"
        )


def downgrade() -> None:
    """Change it back."""
    op.drop_table("files")
    op.drop_table("thread_reads")
    op.drop_table("threads")
    op.drop_table("messages")
    op.execute("ALTER TABLE events DISABLE TRIGGER USER")  # append-only for everybody but who takes messages away
    op.execute("DELETE FROM events WHERE subject_kind = 'message'")
    op.execute("ALTER TABLE events ENABLE TRIGGER USER")


def _create_threads() -> None:
    op.create_table(
        "threads",
        sa.Column("subject_kind", _word("subject_kind_known", *SUBJECTS), nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("party_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("with_alliance", sa.Boolean(), nullable=False),
        sa.Column("last_message_id", sa.BigInteger(), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["last_message_id"], ["messages.id"], name=op.f("fk_threads_last_message_id")),
        sa.PrimaryKeyConstraint("subject_kind", "subject_id", name=op.f("pk_threads")),
    )
    op.create_index("ix_threads_party_ids", "threads", ["party_ids"], unique=False, postgresql_using="gin")
    op.create_index("ix_threads_alliance", "threads", ["last_message_id"], postgresql_where=sa.text("with_alliance"))
    op.create_table(
        "thread_reads",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("subject_kind", _word("subject_kind_known", *SUBJECTS), nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_message_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_thread_reads_user_id")),
        sa.PrimaryKeyConstraint("user_id", "subject_kind", "subject_id", name=op.f("pk_thread_reads")),
    )


def _create_files() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("subject_kind", _word("subject_kind_known", *SUBJECTS), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("stored", sa.String(), nullable=False),
        sa.Column("thumb", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", _word("file_kind_known", *FILES), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_files_not_empty")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_files_message_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_files_organization_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_files_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("stored", name=op.f("uq_files_stored")),
        sa.UniqueConstraint("thumb", name=op.f("uq_files_thumb")),
    )
    op.create_index("ix_files_subject", "files", ["subject_kind", "subject_id"], unique=False)
    op.create_index(op.f("ix_files_message_id"), "files", ["message_id"], unique=False)


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
