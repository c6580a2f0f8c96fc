"""Instalments, payments, refunds and the provider's news.

Why: what a maker owes is due on a day, is paid in attempts, and is believed only when the provider says so.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261202_payments"
down_revision = "20261202_books"
branch_labels = None
depends_on = None

CURRENCIES = ("USD", "EUR", "PEN", "JPY")
LIVE = "state IN ('opening', 'open', 'processing')"
RECEIPTS_KEPT = """
CREATE TRIGGER receipts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON receipts
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
"""


def upgrade() -> None:
    """Change the schema."""
    _create_news()
    _create_instalments()
    _create_payments()
    _create_receipts()
    _create_refunds()
    op.execute(RECEIPTS_KEPT)


def downgrade() -> None:
    """Change it back; what was paid is lost with it."""
    for table in ("refunds", "receipts", "payments", "instalments", "provider_news"):
        op.drop_table(table)


def _create_news() -> None:
    table = "provider_news"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        _moment("created_at"),
        _moment("received_at"),
        _moment("heard_at", nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_news")),
        sa.UniqueConstraint("event_id", name=op.f("uq_provider_news_event_id")),
    )
    _index("ix_provider_news_unheard", table, "received_at", where="heard_at IS NULL")
    _index("ix_provider_news_trouble", table, "received_at", "id", where="trouble IS NOT NULL")
    _index("ix_provider_news_object_id", table, "object_id")


def _create_instalments() -> None:
    table = "instalments"
    paid = "dropped_price + paid_price + dropped_fee + paid_fee"
    op.create_table(
        table,
        _number("id"),
        _number("contract_id"),
        _number("call_off_id", nullable=True),
        _number("late_of_id", nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", _word("instalment_kind_known", "deposit", "balance", "final", "interest"), nullable=False),
        sa.Column("state", _word("instalment_state_known", "planned", "due", "paid", "cancelled"), nullable=False),
        sa.Column("currency", _word("currency_known", *CURRENCIES), nullable=False),
        *_amounts("price", "fee", "dropped_price", "dropped_fee", "paid_price", "paid_fee"),
        *_amounts("released", "returned_price", "returned_fee", "owed"),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("due_on", "raised_on", "paid_on", "interest_until")),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("changed_at"),
        *_checks(
            table,
            never_negative="LEAST(price, fee, dropped_price, dropped_fee, paid_price, paid_fee, released,"
            " returned_price, returned_fee, owed) >= 0",
            asks_something="price + fee > 0",
            never_overpaid="dropped_price + paid_price <= price AND dropped_fee + paid_fee <= fee",
            never_overreturned="returned_price <= paid_price AND returned_fee <= paid_fee"
            " AND owed <= LEAST(returned_price, released)",
            never_overreleased="released + returned_price - owed <= paid_price",
            state_by_money=f"CASE state WHEN 'planned' THEN {paid} = 0 WHEN 'due' THEN {paid} < price + fee"
            f" WHEN 'paid' THEN {paid} = price + fee ELSE dropped_price + dropped_fee = price + fee END",
            dated="state NOT IN ('due', 'paid') OR (raised_on IS NOT NULL AND due_on IS NOT NULL)",
            interest_on_something="(kind = 'interest') = (late_of_id IS NOT NULL)",
        ),
        _key(table, "contract_id", "contracts"),
        _key(table, "call_off_id", "call_offs"),
        _key(table, "late_of_id", "instalments"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalments")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_instalments_contract_id_number")),
    )
    op.create_index(
        "uq_instalments_planned_once",
        table,
        ["contract_id", "call_off_id", "kind"],
        unique=True,
        postgresql_where=sa.text("kind IN ('deposit', 'balance')"),
        postgresql_nulls_not_distinct=True,
    )
    _index("ix_instalments_due", table, "due_on", "id", where="state = 'due'")
    _index("ix_instalments_late_of_id", table, "late_of_id")


def _create_payments() -> None:
    table = "payments"
    states = ("opening", "open", "processing", "received", "failed", "expired")
    op.create_table(
        table,
        _number("id"),
        _number("instalment_id"),
        _number("contract_id"),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("way", _word("way_known", "card", "bank_debit", "bank_wire", "credit"), nullable=False),
        sa.Column("state", _word("payment_state_known", *states), nullable=False),
        sa.Column("currency", _word("currency_known", *CURRENCIES), nullable=False),
        *_amounts("amount", "received", "refunded"),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("remote_id", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        _moment("expires_at", nullable=True),
        sa.Column("wire", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        _number("source_id", nullable=True),
        _number("opened_by_id", nullable=True),
        _moment("opened_at"),
        _moment("read_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("changed_at"),
        *_checks(
            table,
            asks_something="amount > 0",
            never_overrefunded="refunded >= 0 AND refunded <= received",
            received_something="state <> 'received' OR received > 0",
            credit_has_source="(way = 'credit') = (source_id IS NOT NULL)",
            known_to_provider="state = 'opening' OR state = 'failed' OR remote_id IS NOT NULL",
        ),
        _key(table, "instalment_id", "instalments"),
        _key(table, "contract_id", "contracts"),
        _key(table, "source_id", "payments"),
        _key(table, "opened_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("instalment_id", "attempt", name=op.f("uq_payments_instalment_id_attempt")),
        sa.UniqueConstraint("remote_id", name=op.f("uq_payments_remote_id")),
    )
    op.create_index("uq_payments_live", table, ["instalment_id"], unique=True, postgresql_where=sa.text(LIVE))
    _index("ix_payments_sweep", table, "read_at", where=LIVE)
    _index("ix_payments_trouble", table, "id", where="trouble IS NOT NULL")
    _index("ix_payments_contract_id", table, "contract_id")


def _create_receipts() -> None:
    table = "receipts"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        _number("payment_id"),
        sa.Column("remote_id", sa.String(), nullable=False),
        sa.Column("currency", _word("currency_known", *CURRENCIES), nullable=False),
        *_amounts("amount", "price", "fee", "credit"),
        _moment("at"),
        _moment("booked_at"),
        *_checks(
            table,
            never_negative="amount > 0 AND LEAST(price, fee, credit) >= 0",
            adds_up="price + fee + credit = amount",
        ),
        _key(table, "payment_id", "payments"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("remote_id", name=op.f("uq_receipts_remote_id")),
    )
    _index("ix_receipts_payment_id", table, "payment_id")


def _create_refunds() -> None:
    table = "refunds"
    causes = ("ended", "sample", "settled", "overpaid", "by_hand")
    states = ("asked", "credited", "decided", "sent", "done", "failed", "refused")
    op.create_table(
        table,
        _number("id"),
        _number("payment_id"),
        _number("contract_id"),
        sa.Column("cause", _word("refund_cause_known", *causes), nullable=False),
        sa.Column("state", _word("refund_state_known", *states), nullable=False),
        sa.Column("currency", _word("currency_known", *CURRENCIES), nullable=False),
        *_amounts("amount", "price", "fee", "credit"),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.String(), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        _number("asked_by_id", nullable=True),
        _moment("asked_at"),
        _number("decided_by_id", nullable=True),
        _moment("done_at", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("changed_at"),
        *_checks(
            table,
            never_negative="amount > 0 AND LEAST(price, fee, credit) >= 0",
            adds_up="price + fee + credit = amount",
            asked_by_somebody="cause <> 'by_hand' OR asked_by_id IS NOT NULL",
            known_to_provider="state NOT IN ('sent', 'done') OR remote_id IS NOT NULL",
        ),
        _key(table, "payment_id", "payments"),
        _key(table, "contract_id", "contracts"),
        _key(table, "asked_by_id", "users"),
        _key(table, "decided_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sa.UniqueConstraint("remote_id", name=op.f("uq_refunds_remote_id")),
    )
    _index("ix_refunds_to_send", table, "id", where="state IN ('decided', 'sent')")
    _index("ix_refunds_payment_id", table, "payment_id")
    _index("ix_refunds_contract_id", table, "contract_id")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _amounts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Numeric(precision=14, scale=2), nullable=False) for name in names]


def _checks(table: str, **conditions: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(said, name=op.f(f"ck_{table}_{name}")) for name, said in conditions.items()]


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _index(name: str, table: str, *columns: str, where: str | None = None) -> None:
    op.create_index(name, table, list(columns), postgresql_where=sa.text(where) if where else None)
