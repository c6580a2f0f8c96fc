"""Passports of lots, as they were signed.

Why: anybody who holds a bag may read where it comes from, and check that nothing was changed.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261203_passports"
down_revision = "20261203_evidence"
branch_labels = None
depends_on = None

SUBJECTS = ("passport",)


def upgrade() -> None:
    """Change the schema."""
    for table in _tables_with("subject_kind_known"):
        _know(table, "subject_kind", "subject_kind_known", *SUBJECTS)
    _keys()
    _passports()
    _append_only("passports")
    _lots()


def downgrade() -> None:
    """Change it back; what is known of them is lost."""
    op.drop_column("lots", "is_stack_public")
    op.drop_column("lab_results", "file_id")
    op.drop_table("passports")
    op.drop_table("passport_keys")
    for table in _tables_with("subject_kind_known"):
        _know(table, "subject_kind", "subject_kind_known", *SUBJECTS, forget=True)


def _passports() -> None:
    op.create_table(
        "passports",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("former_digest", sa.String(), nullable=True),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["passport_keys.id"], name=op.f("fk_passports_key_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_passports_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passports")),
        sa.UniqueConstraint("lot_id", "number", name=op.f("uq_passports_lot_id_number")),
    )


def _keys() -> None:
    op.create_table(
        "passport_keys",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_passport_keys_validity_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passport_keys")),
    )
    op.create_index(
        "uq_passport_keys_in_use", "passport_keys", ["in_use"], unique=True, postgresql_where=sa.text("in_use")
    )


def _lots() -> None:
    op.add_column("lots", sa.Column("is_stack_public", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("lab_results", sa.Column("file_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_lab_results_file_id"), "lab_results", "files", ["file_id"], ["id"])


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
