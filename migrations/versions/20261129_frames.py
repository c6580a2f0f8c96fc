"""Amendments, price fixings, call-offs, settlements and claims.

Why: a contract lives on after it was approved. A season of a frame counts what was called and given back by itself, so
that no bug can call more than was contracted. The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "20261129_frames"
down_revision = "20261129_signing"
branch_labels = None
depends_on = None

TABLES = (
    "claims",
    "settlements",
    "price_fixings",
    "call_offs",
    "frame_seasons",
    "amendment_signatures",
    "amendments",
)
APPEND_ONLY = ("amendment_signatures", "price_fixings")
REMEDIES = ("allowance_percent", "allowance_amount", "replacement", "goods_back", "nothing")
TASKS = "task = 'contract.fix_price' OR subject_kind IN ('amendment', 'call_off', 'claim', 'settlement')"

COUNT_CALLED = """
CREATE FUNCTION count_called_bags() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE frame_seasons SET
        called_bags = called_bags + COALESCE(NEW.bags, 0)
            - CASE TG_OP WHEN 'UPDATE' THEN COALESCE(OLD.bags, 0) ELSE 0 END,
        released_bags = released_bags + NEW.released_bags
            - CASE TG_OP WHEN 'UPDATE' THEN OLD.released_bags ELSE 0 END
    WHERE id = NEW.season_id;
    RETURN NEW;
END
$$;
CREATE TRIGGER call_offs_counted AFTER INSERT OR UPDATE OF bags, released_bags ON call_offs
    FOR EACH ROW EXECUTE FUNCTION count_called_bags();
"""
WAITING_PRICES = """
INSERT INTO turns (subject_kind, subject_id, organization_id, task, about, counterparty_id, due_at, since)
SELECT 'contract', id, CASE terms ->> 'fixation_side' WHEN 'maker' THEN maker_id ELSE producer_id END,
    'contract.fix_price', code, CASE terms ->> 'fixation_side' WHEN 'maker' THEN producer_id ELSE maker_id END,
    ((terms ->> 'fixation_by')::timestamp + interval '1 day 4 hours 59 minutes 59 seconds') AT TIME ZONE 'UTC', now()
FROM contracts WHERE state = 'approved' AND terms ->> 'price_kind' = 'differential'
"""


def upgrade() -> None:
    """Change the schema."""
    for table in ("events", "misses", "turns"):
        _know_subject(table, "settlement")
    _amendments()
    _amendment_signatures()
    _price_fixings()
    _frame_seasons()
    _call_offs()
    _settlements()
    _claims()
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()"
        )
    op.execute(COUNT_CALLED)
    _sources()
    op.execute(WAITING_PRICES)


def downgrade() -> None:
    """Change it back; what frames took and gave back is lost with them."""
    op.execute(f"DELETE FROM turns WHERE {TASKS}")  # noqa: S608 - our own words
    op.drop_constraint(op.f("ck_reservations_one_source"), "reservations", type_="check")
    _without_guard("reservations", "DELETE FROM reservations WHERE num_nonnulls(allocation_id, bid_id) = 0")
    op.drop_column("reservations", "call_off_id")
    op.drop_column("reservations", "amendment_id")
    op.create_check_constraint(
        op.f("ck_reservations_one_source"), "reservations", "num_nonnulls(allocation_id, bid_id) = 1"
    )
    for table in TABLES:
        op.drop_table(table)
    op.execute("DROP FUNCTION count_called_bags()")
    _without_guard("events", "DELETE FROM events WHERE subject_kind = 'settlement'")
    for table in ("events", "misses", "turns"):
        _know_subject(table, "settlement", forget=True)


def _without_guard(table: str, statement: str) -> None:
    """Do what an append-only table allows nobody but who takes its subjects away."""
    op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    op.execute(statement)
    op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _know_subject(table: str, word: str, *, forget: bool = False) -> None:
    """Widen or narrow the words for subjects, whatever else they are by now."""
    name = f"ck_{table}_subject_kind_known"
    query = sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
    known = str(op.get_bind().scalar(query, {"name": name})).split("'")[1::2]
    words = [each for each in known if each != word] + ([] if forget else [word])
    quoted = ", ".join(f"'{each}'" for each in words)
    op.drop_constraint(op.f(name), table, type_="check")
    op.create_check_constraint(op.f(name), table, f"subject_kind IN ({quoted})")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _amendments() -> None:
    table = "amendments"
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("contract_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", _word("amendment_kind_known", "terms", "allowance", "frame", "renewal"), nullable=False),
        sa.Column(
            "state",
            _word(
                "amendment_state_known",
                *("waiting", "accepted", "endorsed", "in_force", "refused", "rejected", "withdrawn", "expired"),
            ),
            nullable=False,
        ),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("terms", pg.JSONB(none_as_null=True), nullable=False),
        sa.Column("document_hash", sa.String(64), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_organization_id", sa.BigInteger(), nullable=False),
        _moment("made_at"),
        _moment("expires_at"),
        _moment("judge_by", nullable=True),
        sa.Column("endorsed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("changed_at"),
        sa.CheckConstraint("char_length(document_hash) = 64", name=op.f("ck_amendments_document_hash_whole")),
        sa.CheckConstraint("(kind = 'renewal') = (lot_id IS NOT NULL)", name=op.f("ck_amendments_renewal_names_lot")),
        _key(table, "contract_id", "contracts"),
        _key(table, "lot_id", "lots"),
        _key(table, "by_organization_id", "organizations"),
        _key(table, "endorsed_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendments")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_amendments_contract_id_number")),
    )
    op.create_index(
        "uq_amendments_pending",
        table,
        ["contract_id"],
        unique=True,
        postgresql_where="state IN ('waiting', 'accepted', 'endorsed')",
    )
    op.create_index("ix_amendments_expiry", table, ["expires_at"], postgresql_where="state = 'waiting'")


def _amendment_signatures() -> None:
    table = "amendment_signatures"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("amendment_id", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("typed_name", sa.String(), nullable=False),
        sa.Column("document_hash", sa.String(64), nullable=False),
        sa.Column("consented_to_arbitration", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        _moment("signed_at"),
        _key(table, "amendment_id", "amendments"),
        _key(table, "organization_id", "organizations"),
        _key(table, "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment_signatures")),
        sa.UniqueConstraint(
            "amendment_id", "organization_id", name=op.f("uq_amendment_signatures_amendment_id_organization_id")
        ),
    )


def _price_fixings() -> None:
    table = "price_fixings"
    op.create_table(
        table,
        sa.Column("contract_id", sa.BigInteger(), nullable=False),
        sa.Column("terms_version", sa.Integer(), nullable=False),
        sa.Column("fixed_on", sa.Date(), nullable=False),
        sa.Column("level", sa.Numeric(12, 4), nullable=False),
        sa.Column("level_from", sa.Date(), nullable=False),
        sa.Column("rate", sa.Numeric(12, 4), nullable=True),
        sa.Column("rate_from", sa.Date(), nullable=True),
        sa.Column("differential", sa.Numeric(10, 2), nullable=False),
        sa.Column("price", sa.Numeric(12, 2), nullable=False),
        sa.Column("side", _word("side_known", "producer", "maker"), nullable=True),
        sa.Column("by_user_id", sa.BigInteger(), nullable=True),
        _moment("at"),
        sa.CheckConstraint("price > 0", name=op.f("ck_price_fixings_price_positive")),
        _key(table, "contract_id", "contracts"),
        _key(table, "by_user_id", "users"),
        sa.PrimaryKeyConstraint("contract_id", "terms_version", name=op.f("pk_price_fixings")),
    )


def _frame_seasons() -> None:
    table = "frame_seasons"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("amendment_id", sa.BigInteger(), nullable=True),
        sa.Column("bags", sa.Integer(), nullable=False),
        sa.Column("called_bags", sa.Integer(), server_default="0", nullable=False),
        sa.Column("released_bags", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "called_bags >= 0 AND released_bags >= 0", name=op.f("ck_frame_seasons_counts_not_negative")
        ),
        sa.CheckConstraint("called_bags + released_bags <= bags", name=op.f("ck_frame_seasons_never_overcalled")),
        _key(table, "contract_id", "contracts"),
        _key(table, "lot_id", "lots"),
        _key(table, "amendment_id", "amendments"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frame_seasons")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_frame_seasons_contract_id_number")),
    )
    op.create_index(op.f("ix_frame_seasons_lot_id"), table, ["lot_id"])


def _call_offs() -> None:
    table = "call_offs"
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("quarter_number", sa.SmallInteger(), nullable=False),
        sa.Column(
            "state",
            _word("call_off_state_known", "planned", "open", "called", "confirmed", "shipped", "lapsed"),
            nullable=False,
        ),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("carried", sa.Integer(), nullable=False),
        _moment("call_by"),
        sa.Column("bags", sa.Integer(), nullable=True),
        _moment("confirm_by", nullable=True),
        sa.Column("shipment_on", sa.Date(), nullable=True),
        sa.Column("shipped_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("released_bags", sa.Integer(), nullable=False),
        _moment("closed_at", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("changed_at"),
        sa.CheckConstraint("bags > 0", name=op.f("ck_call_offs_bags_positive")),
        sa.CheckConstraint("released_bags >= 0", name=op.f("ck_call_offs_released_not_negative")),
        _key(table, "season_id", "frame_seasons"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_offs")),
        sa.UniqueConstraint(
            "season_id", "year", "quarter_number", name=op.f("uq_call_offs_season_id_year_quarter_number")
        ),
    )
    op.create_index("ix_call_offs_closing", table, ["call_by"], postgresql_where="closed_at IS NULL")


def _settlements() -> None:
    table = "settlements"
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "state", _word("settlement_state_known", "stated", "disputed", "consented", "settled"), nullable=False
        ),
        sa.Column("final_weight", sa.Numeric(12, 3), nullable=False),
        sa.Column("weighed_on", sa.Date(), nullable=False),
        sa.Column("surveyor_note", sa.String(), nullable=True),
        sa.Column("stated_by_id", sa.BigInteger(), nullable=False),
        _moment("stated_at"),
        _moment("due_at", nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("amount", sa.Numeric(14, 2), nullable=True),
        sa.Column("difference", sa.Numeric(14, 2), nullable=True),
        _moment("settled_at", nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("changed_at"),
        sa.CheckConstraint("final_weight > 0", name=op.f("ck_settlements_weight_positive")),
        sa.CheckConstraint(
            "(state = 'settled') = (amount IS NOT NULL)", name=op.f("ck_settlements_amount_once_settled")
        ),
        sa.CheckConstraint(
            "(amount IS NULL) = (difference IS NULL)", name=op.f("ck_settlements_difference_with_amount")
        ),
        _key(table, "id", "contracts"),
        _key(table, "stated_by_id", "organizations"),
        _key(table, "decided_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlements")),
    )


def _claims() -> None:
    table = "claims"
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("contract_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", _word("claim_kind_known", "weight", "quality", "contamination", "documents"), nullable=False),
        sa.Column(
            "state",
            _word(
                "claim_state_known",
                *("open", "countered", "contested", "agreed", "mediated", "referred", "withdrawn"),
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("remedy_kind", _word("remedy_kind_known", *REMEDIES), nullable=False),
        sa.Column("remedy_value", sa.Numeric(14, 2), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("counter_kind", _word("counter_kind_known", *REMEDIES), nullable=True),
        sa.Column("counter_value", sa.Numeric(14, 2), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("outcome_kind", _word("outcome_kind_known", *REMEDIES), nullable=True),
        sa.Column("outcome_value", sa.Numeric(14, 2), nullable=True),
        sa.Column("opened_by_id", sa.BigInteger(), nullable=False),
        _moment("opened_at"),
        _moment("answer_by", nullable=True),
        _moment("closed_at", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("changed_at"),
        _key(table, "contract_id", "contracts"),
        _key(table, "opened_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_claims_contract_id_number")),
    )
    op.create_index(
        "uq_claims_pending",
        table,
        ["contract_id", "kind"],
        unique=True,
        postgresql_where="state IN ('open', 'countered', 'contested')",
    )
    op.create_index("ix_claims_expiry", table, ["answer_by"], postgresql_where="state IN ('open', 'countered')")


def _sources() -> None:
    """Let bags be taken by a renewal, and given back when a quarter is over."""
    for column, other in (("amendment_id", "amendments"), ("call_off_id", "call_offs")):
        op.add_column("reservations", sa.Column(column, sa.BigInteger(), nullable=True))
        op.create_foreign_key(op.f(f"fk_reservations_{column}"), "reservations", other, [column], ["id"])
        op.create_unique_constraint(op.f(f"uq_reservations_{column}_kind"), "reservations", [column, "kind"])
    op.drop_constraint(op.f("ck_reservations_one_source"), "reservations", type_="check")
    op.create_check_constraint(
        op.f("ck_reservations_one_source"),
        "reservations",
        "num_nonnulls(allocation_id, bid_id, amendment_id, call_off_id) = 1",
    )
