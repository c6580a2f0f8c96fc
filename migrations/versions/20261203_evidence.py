"""What satellites say of plots, packs for customs, and the statements filed with them.

Why: from 30 December 2026 customs of the European Union ask for proof that no forest was cut for cacao.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261203_evidence"
down_revision = "20261203_flows"
branch_labels = None
depends_on = None

SUBJECTS = (
    "pack",
    "statement",
)


def upgrade() -> None:
    """Change the schema."""
    for table in _tables_with("subject_kind_known"):
        _know(table, "subject_kind", "subject_kind_known", *SUBJECTS)
    _know("files", "kind", "file_kind_known", "zip")
    op.add_column("plots", sa.Column("awaits_review", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("plots", sa.Column("review_note", sa.String(), nullable=True))
    _screenings()
    _plot_proofs()
    _plot_reviews()
    _packs()
    _statements()
    _append_only("screenings")
    _append_only("plot_reviews")
    _append_only("packs")


def downgrade() -> None:
    """Change it back; what is known of them is lost."""
    op.drop_table("statements")
    op.drop_table("packs")
    op.drop_table("plot_reviews")
    op.drop_table("plot_proofs")
    op.drop_table("screenings")
    op.drop_column("plots", "review_note")
    op.drop_column("plots", "awaits_review")
    op.execute("ALTER TABLE files DISABLE TRIGGER USER")
    op.execute("DELETE FROM files WHERE kind = 'zip'")
    op.execute("ALTER TABLE files ENABLE TRIGGER USER")
    _know("files", "kind", "file_kind_known", "zip", forget=True)
    for table in _tables_with("subject_kind_known"):
        _know(table, "subject_kind", "subject_kind_known", *SUBJECTS, forget=True)


def _screenings() -> None:
    op.create_table(
        "screenings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("plot_id", sa.BigInteger(), nullable=False),
        sa.Column("outline", sa.String(), nullable=False),
        sa.Column("source", _word("screening_source_known", "whisp", "other"), nullable=False),
        sa.Column("dataset_on", sa.Date(), nullable=False),
        sa.Column("risk", _word("risk_known", "low", "more_info_needed", "high"), nullable=False),
        sa.Column("indicators", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["plot_id"], ["plots.id"], name=op.f("fk_screenings_plot_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_screenings_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screenings")),
    )
    op.create_index(
        "ix_screenings_newest", "screenings", ["plot_id", sa.text("dataset_on DESC"), sa.text("id DESC")], unique=False
    )


def _plot_proofs() -> None:
    op.create_table(
        "plot_proofs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plot_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", _word("proof_kind_known", "photo", "document", "visit"), nullable=False),
        sa.Column("shown_on", sa.Date(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_plot_proofs_file_id")),
        sa.ForeignKeyConstraint(["plot_id"], ["plots.id"], name=op.f("fk_plot_proofs_plot_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_plot_proofs_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plot_proofs")),
    )
    op.create_index("ix_plot_proofs_plot_id", "plot_proofs", ["plot_id", "id"], unique=False)


def _plot_reviews() -> None:
    op.create_table(
        "plot_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plot_id", sa.BigInteger(), nullable=False),
        sa.Column("screening_id", sa.BigInteger(), nullable=False),
        sa.Column("verdict", _word("verdict_known", "cleared", "refused"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["plot_id"], ["plots.id"], name=op.f("fk_plot_reviews_plot_id")),
        sa.ForeignKeyConstraint(["screening_id"], ["screenings.id"], name=op.f("fk_plot_reviews_screening_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_plot_reviews_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plot_reviews")),
    )
    op.create_index("ix_plot_reviews_newest", "plot_reviews", ["plot_id", sa.text("id DESC")], unique=False)


def _packs() -> None:
    op.create_table(
        "packs",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("contract_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("manifest", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("plots", sa.Integer(), nullable=False),
        sa.Column("producers", sa.Integer(), nullable=False),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_packs_contract_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_packs_file_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_packs_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packs")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_packs_contract_id_number")),
    )


def _statements() -> None:
    op.create_table(
        "statements",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("contract_id", sa.BigInteger(), nullable=False),
        sa.Column("reference_number", sa.String(), nullable=False),
        sa.Column("verification_number", sa.String(), nullable=False),
        sa.Column(
            "state",
            _word("statement_state_known", "submitted", "available", "rejected", "withdrawn", "archived"),
            nullable=False,
        ),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("char_length(reference_number) = 14", name=op.f("ck_statements_reference_is_whole")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_statements_contract_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_statements_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint("reference_number", name=op.f("uq_statements_reference_number")),
    )
    op.create_index("ix_statements_contract_id", "statements", ["contract_id"], unique=False)


def _append_only(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()"
    )


def _tables_with(constraint: str) -> list[str]:
    query = sa.text(
        "SELECT conrelid::regclass::text FROM pg_constraint WHERE conname LIKE 'ck\\_%' || :name ORDER BY 1"
    )
    return list(op.get_bind().scalars(query, {"name": constraint}))


def _know(table: str, column: str, constraint: str, *words: str, forget: bool = False) -> None:
    """Widen or narrow the known words of a column, whatever else they are by now."""
    name = f"ck_{table}_{constraint}"
    query = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
    known = str(op.get_bind().scalar(query, {"name": name})).split("'")[1::2]
    wanted = [each for each in known if each not in words] + ([] if forget else list(words))
    op.drop_constraint(op.f(name), table, type_="check")
    op.create_check_constraint(op.f(name), table, sa.column(column).in_(wanted))


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
