"""Samples of lots and their ledger of grams.

Why: a maker tastes before buying, a contract may wait for the maker's yes, and no group sends more than it kept.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "20261129_samples"
down_revision = "20261128_turns"
branch_labels = None
depends_on = None

OPEN = "state IN ('requested', 'quoted', 'sent', 'lost', 'received', 'unresolved', 'allowance_asked', 'allowed')"
CHANGE = (
    "CASE kind WHEN 'kept' THEN 1 * grams WHEN 'dispatched' THEN -1 * grams"
    " WHEN 'returned' THEN 1 * grams WHEN 'discarded' THEN -1 * grams ELSE 0 END"
)
CURRENCIES = ("USD", "EUR", "PEN")
STATES = (
    "requested",
    "quoted",
    "sent",
    "lost",
    "received",
    "approved",
    "rejected",
    "unresolved",
    "allowance_asked",
    "allowed",
    "settled",
    "replaced",
    "called_off",
    "declined",
    "cancelled",
)

# Each line of the ledger is added to the lot's stock, whose CHECK then makes it impossible to send what is not there.
LEDGER = """
CREATE FUNCTION count_sample_grams() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sample_stocks (lot_id, grams) VALUES (NEW.lot_id, 0) ON CONFLICT DO NOTHING;
    UPDATE sample_stocks SET grams = grams + NEW.change WHERE lot_id = NEW.lot_id;
    RETURN NEW;
END
$$;
CREATE TRIGGER sample_grams_counted AFTER INSERT ON sample_grams
    FOR EACH ROW EXECUTE FUNCTION count_sample_grams();
CREATE TRIGGER sample_grams_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sample_grams
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
"""


def upgrade() -> None:
    """Change the schema."""
    op.add_column("organizations", sa.Column("sample_fee_amount", sa.Numeric(8, 2), nullable=True))
    op.add_column("organizations", sa.Column("sample_fee_currency", sa.String(32), nullable=True))
    op.create_check_constraint(
        op.f("ck_organizations_sample_fee_currency_known"),
        "organizations",
        "sample_fee_currency IN ('USD', 'EUR', 'PEN')",
    )
    _samples()
    _grams()
    op.execute(LEDGER)


def downgrade() -> None:
    """Change it back."""
    op.drop_table("sample_stocks")
    op.drop_table("sample_grams")
    op.execute("DROP FUNCTION count_sample_grams()")
    op.drop_table("samples")
    op.drop_constraint(op.f("ck_organizations_sample_fee_currency_known"), "organizations", type_="check")
    op.drop_column("organizations", "sample_fee_currency")
    op.drop_column("organizations", "sample_fee_amount")
    op.execute("DELETE FROM turns WHERE subject_kind = 'sample'")


def _samples() -> None:
    op.create_table(
        "samples",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", _word("sample_kind", "offer", "pre_shipment", "arrival", "arbitration"), nullable=False),
        sa.Column("state", _word("sample_state", *STATES), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("contract_id", sa.BigInteger(), nullable=True),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("maker_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("grams", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("fee_amount", sa.Numeric(8, 2), nullable=False),
        sa.Column("fee_currency", _word("fee_currency", *CURRENCIES), nullable=False),
        sa.Column("quoted_amount", sa.Numeric(8, 2), nullable=True),
        sa.Column("quoted_currency", _word("quoted_currency", *CURRENCIES), nullable=True),
        sa.Column("dispatches", sa.SmallInteger(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("courier", sa.String(), nullable=True),
        sa.Column("tracking", sa.String(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("tasted_on", sa.Date(), nullable=True),
        sa.Column("product", _word("tasted_product", "coarse_powder", "cacao_mass", "chocolate"), nullable=True),
        sa.Column("scores", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("global_quality", sa.Numeric(4, 2), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judged_by_id", sa.BigInteger(), nullable=True),
        sa.Column("allowance_amount", sa.Numeric(10, 2), nullable=True),
        sa.Column("allowance_currency", _word("allowance_currency", *CURRENCIES), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("grams > 0", name=op.f("ck_samples_grams_positive")),
        sa.CheckConstraint("fee_amount >= 0", name=op.f("ck_samples_fee_not_negative")),
        sa.CheckConstraint("allowance_amount > 0", name=op.f("ck_samples_allowance_positive")),
        sa.CheckConstraint("producer_id <> maker_id", name=op.f("ck_samples_two_sides")),
        sa.CheckConstraint("(kind = 'offer') = (contract_id IS NULL)", name=op.f("ck_samples_contract_where_due")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_samples_contract_id")),
        sa.ForeignKeyConstraint(["judged_by_id"], ["users.id"], name=op.f("fk_samples_judged_by_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_samples_lot_id")),
        sa.ForeignKeyConstraint(["maker_id"], ["organizations.id"], name=op.f("fk_samples_maker_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["organizations.id"], name=op.f("fk_samples_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_samples")),
        sa.UniqueConstraint("code", name=op.f("uq_samples_code")),
    )
    op.create_index(
        "uq_samples_open_offer",
        "samples",
        ["lot_id", "maker_id"],
        unique=True,
        postgresql_where=sa.text(f"{OPEN} AND kind = 'offer'"),
    )
    op.create_index(
        "uq_samples_open_of_contract", "samples", ["contract_id", "kind"], unique=True, postgresql_where=sa.text(OPEN)
    )
    op.create_index("ix_samples_producer", "samples", ["producer_id", "id"], unique=False)
    op.create_index("ix_samples_maker", "samples", ["maker_id", "id"], unique=False)
    op.create_index("ix_samples_contract", "samples", ["contract_id", "number"], unique=False)
    op.create_index("ix_samples_lot", "samples", ["lot_id", "maker_id"], unique=False)


def _grams() -> None:
    kinds = ("kept", "dispatched", "lost", "found", "returned", "discarded")
    op.create_table(
        "sample_grams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("sample_id", sa.BigInteger(), nullable=True),
        sa.Column("dispatch", sa.SmallInteger(), nullable=True),
        sa.Column("kind", _word("gram_kind", *kinds), nullable=False),
        sa.Column("grams", sa.Integer(), nullable=False),
        sa.Column("change", sa.Integer(), sa.Computed(CHANGE, persisted=True), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("grams > 0", name=op.f("ck_sample_grams_grams_positive")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_sample_grams_by_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_sample_grams_lot_id")),
        sa.ForeignKeyConstraint(["sample_id"], ["samples.id"], name=op.f("fk_sample_grams_sample_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_grams")),
        sa.UniqueConstraint("sample_id", "kind", "dispatch", name=op.f("uq_sample_grams_sample_id_kind_dispatch")),
    )
    op.create_index(op.f("ix_sample_grams_lot_id"), "sample_grams", ["lot_id"], unique=False)
    op.create_table(
        "sample_stocks",
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("grams", sa.Integer(), nullable=False),
        sa.CheckConstraint("grams >= 0", name=op.f("ck_sample_stocks_never_negative")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_sample_stocks_lot_id")),
        sa.PrimaryKeyConstraint("lot_id", name=op.f("pk_sample_stocks")),
    )


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=f"{name}_known", native_enum=False, create_constraint=True, length=32)
