"""Shipments, what they carry, their days, costs and papers.

Why: an approved contract becomes cacao in a warehouse. Where it is, which papers are missing and what the way costs
must be known, and the bags of one contract are never in two shipments.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261202_shipments"
down_revision = "20261202_payouts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    for table in _tables_with("subject_kind_known"):
        _know(table, "subject_kind", "subject_kind_known", "cargo")
    _shipments()
    _costs()
    _days()
    _cargoes()
    _papers()
    _contracts()
    op.execute(
        "CREATE TRIGGER shipment_days_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON shipment_days"
        " FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()"
    )


def downgrade() -> None:
    """Change it back; what is known of shipments is lost with it."""
    op.drop_constraint(op.f("fk_contracts_shipment_id"), "contracts", type_="foreignkey")
    op.drop_index(op.f("ix_contracts_shipment_id"), table_name="contracts")
    op.drop_column("contracts", "shipment_id")
    for table in ("shipping_papers", "cargoes", "shipment_days", "shipment_costs", "shipments"):
        op.drop_table(table)
    for table in _tables_with("subject_kind_known"):
        _know(table, "subject_kind", "subject_kind_known", "cargo", forget=True)


def _shipments() -> None:
    op.create_table(
        "shipments",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("organizer_id", sa.BigInteger(), nullable=False),
        sa.Column("is_by_alliance", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            _word(
                "shipment_state_known",
                "planned",
                "loading",
                "shipped",
                "documents_sent",
                "arrived",
                "closed",
                "cancelled",
            ),
            nullable=False,
        ),
        sa.Column(
            "carriage",
            _word("carriage_known", "container_20", "container_40", "less_than_container", "air", "courier", "road"),
            nullable=False,
        ),
        sa.Column("collection_point", sa.String(), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("port_from", sa.String(), nullable=True),
        sa.Column("port_to", sa.String(), nullable=True),
        sa.Column("carrier", sa.String(), nullable=True),
        sa.Column("vessel", sa.String(), nullable=True),
        sa.Column("voyage", sa.String(), nullable=True),
        sa.Column("container_number", sa.String(), nullable=True),
        sa.Column("seal", sa.String(), nullable=True),
        sa.Column("bill_number", sa.String(), nullable=True),
        sa.Column("capacity", sa.Numeric(12, 3), nullable=True),
        sa.Column("load_on", sa.Date(), nullable=False),
        sa.Column("depart_on", sa.Date(), nullable=False),
        sa.Column("arrive_on", sa.Date(), nullable=False),
        sa.Column("last_step_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_shipments_capacity_positive")),
        sa.CheckConstraint("load_on <= depart_on AND depart_on <= arrive_on", name=op.f("ck_shipments_days_in_order")),
        sa.ForeignKeyConstraint(["organizer_id"], ["organizations.id"], name=op.f("fk_shipments_organizer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipments")),
        sa.UniqueConstraint("code", name=op.f("uq_shipments_code")),
    )
    op.create_index("ix_shipments_order", "shipments", ["id"], unique=False, postgresql_include=["state", "arrive_on"])
    op.create_index(op.f("ix_shipments_organizer_id"), "shipments", ["organizer_id"], unique=False)


def _costs() -> None:
    op.create_table(
        "shipment_costs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shipment_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            _word("cost_kind_known", "inland", "export", "freight", "insurance", "destination", "storage", "other"),
            nullable=False,
        ),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("currency", _word("currency_known", "USD", "EUR", "PEN", "JPY"), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_shipment_costs_amount_positive")),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipments.id"], name=op.f("fk_shipment_costs_shipment_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_shipment_costs_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment_costs")),
    )
    op.create_index(op.f("ix_shipment_costs_shipment_id"), "shipment_costs", ["shipment_id"], unique=False)


def _days() -> None:
    op.create_table(
        "shipment_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shipment_id", sa.BigInteger(), nullable=False),
        sa.Column("stage", _word("stage_known", "loading", "departure", "arrival"), nullable=False),
        sa.Column("certainty", _word("certainty_known", "planned", "expected", "actual"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipments.id"], name=op.f("fk_shipment_days_shipment_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_shipment_days_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment_days")),
    )
    op.create_index(op.f("ix_shipment_days_shipment_id"), "shipment_days", ["shipment_id"], unique=False)


def _cargoes() -> None:
    op.create_table(
        "cargoes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("shipment_id", sa.BigInteger(), nullable=False),
        sa.Column("contract_id", sa.BigInteger(), nullable=False),
        sa.Column("call_off_id", sa.BigInteger(), nullable=True),
        sa.Column("bags", sa.Integer(), nullable=False),
        sa.Column("volume", sa.Numeric(12, 3), nullable=False),
        sa.Column("loaded_weight", sa.Numeric(12, 3), nullable=True),
        sa.Column("gross_weight", sa.Numeric(12, 3), nullable=True),
        sa.Column("arrived_weight", sa.Numeric(12, 3), nullable=True),
        sa.Column("arrived_bags", sa.Integer(), nullable=True),
        sa.Column("arrived_moisture", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.Column("arrival_note", sa.String(), nullable=True),
        sa.Column("taken_over_on", sa.Date(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("arrived_weight >= 0 AND arrived_bags >= 0", name=op.f("ck_cargoes_arrived_not_negative")),
        sa.CheckConstraint("bags > 0", name=op.f("ck_cargoes_bags_positive")),
        sa.CheckConstraint(
            "loaded_weight > 0 AND gross_weight >= loaded_weight", name=op.f("ck_cargoes_loaded_weights_sane")
        ),
        sa.CheckConstraint("volume > 0", name=op.f("ck_cargoes_volume_positive")),
        sa.ForeignKeyConstraint(["call_off_id"], ["call_offs.id"], name=op.f("fk_cargoes_call_off_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_cargoes_contract_id")),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipments.id"], name=op.f("fk_cargoes_shipment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cargoes")),
    )
    op.create_index(op.f("ix_cargoes_call_off_id"), "cargoes", ["call_off_id"], unique=False)
    op.create_index("ix_cargoes_shipment_id", "cargoes", ["shipment_id"], unique=False)
    op.create_index(
        "uq_cargoes_aboard",
        "cargoes",
        ["contract_id", "call_off_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where="dropped_at IS NULL",
    )


def _papers() -> None:
    op.create_table(
        "shipping_papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cargo_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            _word(
                "paper_kind_known",
                "invoice",
                "packing_list",
                "weight_note",
                "bill_of_lading",
                "air_waybill",
                "courier_receipt",
                "road_note",
                "certificate_of_origin",
                "phytosanitary",
                "organic_inspection",
                "laboratory_reports",
                "eudr_pack",
                "eudr_statement",
                "security_filing",
                "fda_prior_notice",
            ),
            nullable=False,
        ),
        sa.Column("side", _word("side_known", "producer", "maker"), nullable=False),
        sa.Column("due", _word("paper_due_known", "loading", "departure", "documents", "arrival"), nullable=False),
        sa.Column(
            "state",
            _word("paper_state_known", "missing", "uploaded", "accepted", "refused", "not_needed"),
            nullable=False,
        ),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uploaded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('missing', 'not_needed') OR file_id IS NOT NULL OR number IS NOT NULL",
            name=op.f("ck_shipping_papers_never_empty"),
        ),
        sa.ForeignKeyConstraint(["cargo_id"], ["cargoes.id"], name=op.f("fk_shipping_papers_cargo_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_shipping_papers_file_id")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["users.id"], name=op.f("fk_shipping_papers_uploaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipping_papers")),
        sa.UniqueConstraint("cargo_id", "kind", name=op.f("uq_shipping_papers_cargo_id_kind")),
    )


def _contracts() -> None:
    op.add_column("contracts", sa.Column("shipment_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_contracts_shipment_id"), "contracts", ["shipment_id"], unique=False)
    op.create_foreign_key(op.f("fk_contracts_shipment_id"), "contracts", "shipments", ["shipment_id"], ["id"])


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
