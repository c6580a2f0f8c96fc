"""Stray money, what becomes of it, and news that facilitators must look into.

Why: money that fits nothing of ours must get a place by two people, once, or go back to where it came from; until then
it, and news that fits nothing, stands in the facilitators' inbox.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261202_matching"
down_revision = "20261202_shipments"
branch_labels = None
depends_on = None

SUBJECTS = ("news", "stray", "placement")


def upgrade() -> None:
    """Change the schema."""
    for table in _tables_with("subject_kind_known"):
        _know(table, "subject_kind", "subject_kind_known", *SUBJECTS)
    _know("payments", "way", "way_known", "matched")
    _strays()
    _placements()
    _payments()
    op.add_column("provider_news", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("provider_news", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE provider_news SET changed_at = COALESCE(heard_at, received_at)")
    op.alter_column("provider_news", "changed_at", nullable=False)
    op.alter_column("provider_news", "version", server_default=None)


def downgrade() -> None:
    """Change it back; what is known of stray money is lost with it."""
    op.drop_column("provider_news", "changed_at")
    op.drop_column("provider_news", "version")
    op.drop_constraint(op.f("ck_payments_matched_has_stray"), "payments", type_="check")
    op.drop_column("payments", "stray_id")
    op.drop_table("placements")
    op.drop_table("strays")
    _know("payments", "way", "way_known", "matched", forget=True)
    for table in _tables_with("subject_kind_known"):
        _know(table, "subject_kind", "subject_kind_known", *SUBJECTS, forget=True)


def _strays() -> None:
    op.create_table(
        "strays",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("remote_id", sa.String(), nullable=False),
        sa.Column("payment_remote_id", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("currency", _word("currency_known", "USD", "EUR", "PEN", "JPY"), nullable=False),
        sa.Column("amount", sa.Numeric(14, 2), nullable=False),
        sa.Column("claimed", sa.Numeric(14, 2), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "amount > 0 AND claimed >= 0 AND claimed <= amount", name=op.f("ck_strays_never_overclaimed")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strays")),
        sa.UniqueConstraint("remote_id", name=op.f("uq_strays_remote_id")),
    )
    op.create_index("ix_strays_free", "strays", ["id"], postgresql_where=sa.text("claimed < amount"))


def _placements() -> None:
    op.create_table(
        "placements",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("stray_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", _word("placement_kind_known", "match", "send_back"), nullable=False),
        sa.Column(
            "state",
            _word("placement_state_known", "asked", "matched", "decided", "sent", "done", "failed", "refused"),
            nullable=False,
        ),
        sa.Column("currency", _word("currency_known", "USD", "EUR", "PEN", "JPY"), nullable=False),
        sa.Column("amount", sa.Numeric(14, 2), nullable=False),
        sa.Column("instalment_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("remote_id", sa.String(), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        *_promises(),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_placements_{column}"))
            for column, target in (
                ("stray_id", "strays.id"),
                ("instalment_id", "instalments.id"),
                ("asked_by_id", "users.id"),
                ("decided_by_id", "users.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
        sa.UniqueConstraint("remote_id", name=op.f("uq_placements_remote_id")),
    )
    op.create_index(op.f("ix_placements_stray_id"), "placements", ["stray_id"])
    op.create_index(
        "ix_placements_to_send", "placements", ["id"], postgresql_where=sa.text("state IN ('decided', 'sent')")
    )


def _promises() -> list[sa.CheckConstraint]:
    said = {
        "places_something": "amount > 0",
        "match_has_instalment": "(kind = 'match') = (instalment_id IS NOT NULL)",
        "two_people": ("state IN ('asked', 'refused') OR (decided_by_id IS NOT NULL AND decided_by_id <> asked_by_id)"),
        "known_to_provider": "state NOT IN ('sent', 'done') OR remote_id IS NOT NULL",
    }
    return [sa.CheckConstraint(text, name=op.f(f"ck_placements_{name}")) for name, text in said.items()]


def _payments() -> None:
    op.add_column("payments", sa.Column("stray_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_payments_stray_id"), "payments", "strays", ["stray_id"], ["id"])
    op.create_check_constraint(
        op.f("ck_payments_matched_has_stray"), "payments", "(way = 'matched') = (stray_id IS NOT NULL)"
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
