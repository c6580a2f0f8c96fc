"""Deliveries, batches, and what flows from one into another.

Why: every gram of a lot is led back to who brought it, and no gram is used twice.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261203_flows"
down_revision = "20261203_register"
branch_labels = None
depends_on = None

SUBJECTS = (
    "delivery",
    "batch",
)
FIGURES = ("dry_of_wet_least", "dry_of_wet", "dry_of_wet_most", "yield_plausible", "yield_most")

COUNTING = """
CREATE FUNCTION count_flows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE deliveries SET drawn = drawn + NEW.weight WHERE id = NEW.delivery_id;
    UPDATE batches SET drawn = drawn + NEW.weight WHERE id = NEW.from_batch_id;
    UPDATE batches SET taken = taken + NEW.weight WHERE id = NEW.batch_id;
    UPDATE lots SET filled = filled + NEW.weight WHERE id = NEW.lot_id;
    RETURN NEW;
END
$$;
CREATE TRIGGER flows_counted AFTER INSERT ON flows FOR EACH ROW EXECUTE FUNCTION count_flows();
"""


def upgrade() -> None:
    """Change the schema."""
    for table in _tables_with("subject_kind_known"):
        _know(table, "subject_kind", "subject_kind_known", *SUBJECTS)
    _know("reference_prices", "kind", "reference_kind_known", *FIGURES)
    op.add_column("lots", sa.Column("filled", sa.Numeric(12, 3), server_default="0", nullable=False))
    op.create_check_constraint(op.f("ck_lots_never_overfilled"), "lots", "filled BETWEEN 0 AND bags * bag_weight")
    _deliveries()
    _batches()
    _flows()
    _append_only("flows")
    op.execute(COUNTING)


def downgrade() -> None:
    """Change it back; what is known of them is lost."""
    op.drop_table("flows")
    op.execute("DROP FUNCTION count_flows()")
    op.drop_table("batches")
    op.drop_table("deliveries")
    op.drop_constraint(op.f("ck_lots_never_overfilled"), "lots", type_="check")
    op.drop_column("lots", "filled")
    reference_prices = sa.table("reference_prices", sa.column("kind"))
    op.execute(reference_prices.delete().where(reference_prices.c.kind.in_(FIGURES)))
    _know("reference_prices", "kind", "reference_kind_known", *FIGURES, forget=True)
    for table in _tables_with("subject_kind_known"):
        _know(table, "subject_kind", "subject_kind_known", *SUBJECTS, forget=True)


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("farmer_id", sa.BigInteger(), nullable=False),
        sa.Column("plot_id", sa.BigInteger(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("form", _word("cacao_form_known", "wet", "dry"), nullable=False),
        sa.Column("weight", sa.Numeric(12, 3), nullable=False),
        sa.Column("drawn", sa.Numeric(12, 3), server_default="0", nullable=False),
        sa.Column("variety", sa.String(), nullable=True),
        sa.Column("moisture", sa.Numeric(precision=4, scale=2), nullable=True),
        sa.Column("price", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("means", _word("pay_means_known", "cash", "bank", "wallet", "other"), nullable=True),
        sa.Column("payment_reference", sa.String(), nullable=True),
        sa.Column("receipt_file_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("received_by_id", sa.BigInteger(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("is_fictional", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(paid_on IS NULL) = (means IS NULL)", name=op.f("ck_deliveries_paid_by_some_means")),
        sa.CheckConstraint("drawn BETWEEN 0 AND weight", name=op.f("ck_deliveries_never_overdrawn")),
        sa.CheckConstraint("moisture BETWEEN 0 AND 100", name=op.f("ck_deliveries_moisture_believable")),
        sa.CheckConstraint("price > 0 AND amount >= 0", name=op.f("ck_deliveries_paid_not_negative")),
        sa.CheckConstraint("voided_at IS NULL OR drawn = 0", name=op.f("ck_deliveries_voided_is_whole")),
        sa.CheckConstraint("weight > 0", name=op.f("ck_deliveries_weight_positive")),
        sa.ForeignKeyConstraint(["farmer_id"], ["farmers.id"], name=op.f("fk_deliveries_farmer_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_deliveries_organization_id")),
        sa.ForeignKeyConstraint(["plot_id"], ["plots.id"], name=op.f("fk_deliveries_plot_id")),
        sa.ForeignKeyConstraint(["receipt_file_id"], ["files.id"], name=op.f("fk_deliveries_receipt_file_id")),
        sa.ForeignKeyConstraint(["received_by_id"], ["users.id"], name=op.f("fk_deliveries_received_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("organization_id", "code", name=op.f("uq_deliveries_organization_id_code")),
    )
    op.create_index("ix_deliveries_farmer_id", "deliveries", ["farmer_id", "delivered_on"], unique=False)
    op.create_index(
        "ix_deliveries_own",
        "deliveries",
        ["organization_id", sa.text("delivered_on DESC"), sa.text("id DESC")],
        unique=False,
    )
    op.create_index("ix_deliveries_plot_id", "deliveries", ["plot_id", "delivered_on"], unique=False)


def _batches() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("state", _word("batch_state_known", "open", "closed"), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("fermentation_method", sa.String(), nullable=True),
        sa.Column("fermentation_days", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.Column("drying_method", sa.String(), nullable=True),
        sa.Column("drying_days", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.Column("taken", sa.Numeric(12, 3), server_default="0", nullable=False),
        sa.Column("dry_weight", sa.Numeric(12, 3), nullable=True),
        sa.Column("drawn", sa.Numeric(12, 3), server_default="0", nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("is_fictional", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (dry_weight IS NOT NULL)", name=op.f("ck_batches_closed_is_weighed")),
        sa.CheckConstraint(
            "drawn >= 0 AND (drawn = 0 OR drawn <= dry_weight)", name=op.f("ck_batches_never_overdrawn")
        ),
        sa.CheckConstraint("ended_on >= began_on", name=op.f("ck_batches_days_in_order")),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_batches_taken_not_negative")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_batches_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sa.UniqueConstraint("organization_id", "code", name=op.f("uq_batches_organization_id_code")),
    )
    op.create_index(
        "ix_batches_own", "batches", ["organization_id", sa.text("began_on DESC"), sa.text("id DESC")], unique=False
    )


def _flows() -> None:
    op.create_table(
        "flows",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=True),
        sa.Column("from_batch_id", sa.BigInteger(), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("lot_id", sa.BigInteger(), nullable=True),
        sa.Column("weight", sa.Numeric(12, 3), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("from_batch_id <> batch_id", name=op.f("ck_flows_not_into_itself")),
        sa.CheckConstraint("num_nonnulls(batch_id, lot_id) = 1", name=op.f("ck_flows_one_aim")),
        sa.CheckConstraint("num_nonnulls(delivery_id, from_batch_id) = 1", name=op.f("ck_flows_one_source")),
        sa.CheckConstraint("weight <> 0", name=op.f("ck_flows_something_flowed")),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_flows_batch_id")),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_flows_delivery_id")),
        sa.ForeignKeyConstraint(["from_batch_id"], ["batches.id"], name=op.f("fk_flows_from_batch_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_flows_lot_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_flows_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flows")),
    )
    op.create_index("ix_flows_batch_id", "flows", ["batch_id"], unique=False)
    op.create_index("ix_flows_delivery_id", "flows", ["delivery_id"], unique=False)
    op.create_index("ix_flows_from_batch_id", "flows", ["from_batch_id"], unique=False)
    op.create_index("ix_flows_lot_id", "flows", ["lot_id"], unique=False)


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
