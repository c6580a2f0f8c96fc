"""Called bags arrive, are weighed, claimed and closed by themselves; makers' banks dispute what was paid.

Why: a frame contract's quarters come one after another, and each has its own goods and its own money. A settlement
gets a number of its own; those there are keep their contract's.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "20261203_called_goods"
down_revision = "20261202_matching"
branch_labels = None
depends_on = None

STATES = ("planned", "open", "called", "confirmed", "shipped", "lapsed")
NEW_STATES = (*STATES, "arrived", "finished")
CAUSES = ("ended", "sample", "settled", "overpaid", "by_hand")
PENDING = "state IN ('open', 'countered', 'contested')"


def upgrade() -> None:
    """Change the schema."""
    _know("call_offs", "state", NEW_STATES)
    op.add_column("contracts", sa.Column("unpaid_note", sa.String(), nullable=True))
    op.add_column("call_offs", sa.Column("arrived_on", sa.Date(), nullable=True))
    _number_settlements()
    op.add_column("claims", sa.Column("call_off_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_claims_call_off_id"), "claims", "call_offs", ["call_off_id"], ["id"])
    op.create_index(op.f("ix_claims_call_off_id"), "claims", ["call_off_id"])
    op.drop_index("uq_claims_pending", "claims")
    op.create_index(
        "uq_claims_pending",
        "claims",
        ["contract_id", "kind", "call_off_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=PENDING,
    )
    _know("refunds", "cause", (*CAUSES, "disputed"), name="refund_cause")
    _disputes()


def _disputes() -> None:
    table = "disputes"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("remote_id", sa.String(), nullable=False),
        sa.Column("state", _word("dispute_state_known", "open", "won", "lost"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("currency", _word("currency_known", "USD", "EUR", "PEN", "JPY"), nullable=False),
        sa.Column("amount", sa.Numeric(14, 2), nullable=False),
        _moment("opened_at"),
        *(_moment(name, nullable=True) for name in ("answer_by", "taken_at", "returned_at")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_disputes_amount_positive")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_disputes_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("remote_id", name=op.f("uq_disputes_remote_id")),
    )
    op.create_index(op.f("ix_disputes_payment_id"), table, ["payment_id"])


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, native_enum=False, length=32, create_constraint=True, name=name)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def downgrade() -> None:
    """Change it back; what was settled or claimed of called bags alone is lost."""
    op.drop_table("disputes")
    op.execute("UPDATE refunds SET cause = 'settled' WHERE cause = 'disputed'")
    _know("refunds", "cause", CAUSES, name="refund_cause")
    op.drop_index("uq_claims_pending", "claims")
    op.execute("DELETE FROM claims WHERE call_off_id IS NOT NULL")
    op.drop_column("claims", "call_off_id")
    op.create_index("uq_claims_pending", "claims", ["contract_id", "kind"], unique=True, postgresql_where=PENDING)
    op.execute("DELETE FROM settlements WHERE call_off_id IS NOT NULL")
    op.execute("UPDATE settlements SET id = contract_id")
    op.drop_column("settlements", "call_off_id")
    op.drop_column("settlements", "contract_id")
    op.execute("ALTER TABLE settlements ALTER COLUMN id DROP DEFAULT")
    op.execute("DROP SEQUENCE settlements_id_seq")
    op.create_foreign_key(op.f("fk_settlements_id"), "settlements", "contracts", ["id"], ["id"])
    op.drop_column("call_offs", "arrived_on")
    op.drop_column("contracts", "unpaid_note")
    op.execute("UPDATE call_offs SET state = 'shipped' WHERE state IN ('arrived', 'finished')")
    _know("call_offs", "state", STATES)


def _number_settlements() -> None:
    op.drop_constraint(op.f("fk_settlements_id"), "settlements")
    op.add_column("settlements", sa.Column("contract_id", sa.BigInteger(), nullable=True))
    op.add_column("settlements", sa.Column("call_off_id", sa.BigInteger(), nullable=True))
    op.execute("UPDATE settlements SET contract_id = id")
    op.alter_column("settlements", "contract_id", nullable=False)
    op.create_foreign_key(op.f("fk_settlements_contract_id"), "settlements", "contracts", ["contract_id"], ["id"])
    op.create_foreign_key(op.f("fk_settlements_call_off_id"), "settlements", "call_offs", ["call_off_id"], ["id"])
    op.create_index(op.f("ix_settlements_call_off_id"), "settlements", ["call_off_id"])
    op.create_unique_constraint(
        op.f("uq_settlements_contract_id_call_off_id"),
        "settlements",
        ["contract_id", "call_off_id"],
        postgresql_nulls_not_distinct=True,
    )
    op.execute("CREATE SEQUENCE settlements_id_seq AS bigint OWNED BY settlements.id")
    op.execute("SELECT setval('settlements_id_seq', (SELECT COALESCE(max(id), 0) + 1 FROM settlements), false)")
    op.execute("ALTER TABLE settlements ALTER COLUMN id SET DEFAULT nextval('settlements_id_seq')")


def _know(table: str, column: str, words: tuple[str, ...], *, name: str = "call_off_state") -> None:
    """Keep a column to these words."""
    name = f"ck_{table}_{name}_known"
    known = ", ".join(f"'{each}'" for each in words)
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IN ({known}))")
