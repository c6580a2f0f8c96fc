"""The books: entries, their lines, what each contract stands at, closed months and corrections.

Why: every cent of every contract must be provable. The database itself refuses an entry that does not balance, any
change of what is written, anything dated in a closed month, and a contract's account that is overdrawn. Yen (no cents)
and the subjects of money and goods become known words.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261202_books"
down_revision = "20261201_quick"
branch_labels = None
depends_on = None

SUBJECTS = ("instalment", "payment", "refund", "payout", "bank_account", "period", "shipment", "correction")
CURRENCIES = ("USD", "EUR", "PEN", "JPY")
ACCOUNTS = (
    "provider",
    "bank",
    "maker_due",
    "group_owes",
    "expected",
    "fees_expected",
    "held",
    "group_due",
    "refund_due",
    "maker_credit",
    "unmatched",
    "fees",
    "provider_costs",
)
CAUSES = (
    "raised",
    "cancelled",
    "received",
    "matched",
    "unmatched",
    "unmatched_returned",
    "credited",
    "provider_cost",
    "swept",
    "released",
    "release_taken_back",
    "paid_out",
    "payout_returned",
    "refund_decided",
    "refunded",
    "refund_failed",
    "given_back",
    "netted",
    "reversed",
)
APPEND_ONLY = ("entries", "postings", "month_totals")

# One number for everybody who books or closes: those who book share it, who closes a month has it alone.
GUARDS = """
CREATE FUNCTION refuse_closed_month() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7305002);
    IF EXISTS (SELECT 1 FROM periods WHERE state = 'closed' AND month >= date_trunc('month', NEW.booked_on)) THEN
        RAISE EXCEPTION 'the month of % is closed', NEW.booked_on
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_entries_month_open';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER entries_month_open BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION refuse_closed_month();

CREATE FUNCTION keep_entry_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own bigint := CASE TG_TABLE_NAME WHEN 'entries' THEN (to_jsonb(NEW) ->> 'id')::bigint
        ELSE (to_jsonb(NEW) ->> 'entry_id')::bigint END;
    expected integer; found integer; total numeric;
BEGIN
    SELECT lines INTO expected FROM entries WHERE id = own;
    SELECT count(*), COALESCE(sum(amount), 0) INTO found, total FROM postings WHERE entry_id = own;
    IF found <> expected OR total <> 0 THEN
        RAISE EXCEPTION 'entry % has % of % lines and a sum of %', own, found, expected, total
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_entries_balanced';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER entries_balanced AFTER INSERT ON entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_entry_balanced();
CREATE CONSTRAINT TRIGGER postings_balanced AFTER INSERT ON postings
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_entry_balanced();

CREATE FUNCTION add_to_contract_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO contract_balances (contract_id, account, currency, amount)
        SELECT DISTINCT e.contract_id, p.account, p.currency, 0
        FROM written p JOIN entries e ON e.id = p.entry_id
        WHERE e.contract_id IS NOT NULL
        ORDER BY e.contract_id, p.account, p.currency
    ON CONFLICT DO NOTHING;
    UPDATE contract_balances AS stands SET amount = stands.amount + added.amount
    FROM (
        SELECT e.contract_id, p.account, p.currency, sum(p.amount) AS amount
        FROM written p JOIN entries e ON e.id = p.entry_id
        GROUP BY e.contract_id, p.account, p.currency
    ) AS added
    WHERE stands.contract_id = added.contract_id AND stands.account = added.account
        AND stands.currency = added.currency;
    RETURN NULL;
END
$$;
CREATE TRIGGER postings_added_up AFTER INSERT ON postings
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION add_to_contract_balances();

CREATE FUNCTION refuse_reopening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state = 'closed' THEN
        RAISE EXCEPTION 'a closed month stays closed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_periods_stays_closed';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.state = 'closed' THEN
        PERFORM pg_advisory_xact_lock(7305002);
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER periods_stay_closed BEFORE INSERT OR UPDATE OR DELETE ON periods
    FOR EACH ROW EXECUTE FUNCTION refuse_reopening();
"""
FUNCTIONS = ("refuse_closed_month", "keep_entry_balanced", "add_to_contract_balances", "refuse_reopening")


def upgrade() -> None:
    """Change the schema."""
    for table in _tables_with("subject_kind_known"):
        _know(table, "subject_kind", "subject_kind_known", *SUBJECTS)
    _know_yen(forget=False)
    _entries()
    _postings()
    _balances()
    _periods()
    _totals()
    _corrections()
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()"
        )
    op.execute(GUARDS)


def downgrade() -> None:
    """Change it back; the books are lost with it."""
    for table in ("corrections", "month_totals", "periods", "contract_balances", "postings", "entries"):
        op.drop_table(table)
    for name in FUNCTIONS:
        op.execute(f"DROP FUNCTION {name}()")
    _know_yen(forget=True)
    for table in _tables_with("subject_kind_known"):
        _know(table, "subject_kind", "subject_kind_known", *SUBJECTS, forget=True)


def _tables_with(constraint: str) -> list[str]:
    query = sa.text(
        "SELECT conrelid::regclass::text FROM pg_constraint WHERE conname LIKE 'ck\\_%' || :name ORDER BY 1"
    )
    return list(op.get_bind().scalars(query, {"name": constraint}))


def _know_yen(*, forget: bool) -> None:
    columns = {
        "organizations": ("sample_fee_currency",),
        "demands": ("currency",),
        "lots": ("currency",),
        "allocations": ("currency",),
        "contracts": ("currency",),
        "samples": ("fee_currency", "quoted_currency", "allowance_currency"),
    }
    places = {"demands": "ceiling_currency", "contracts": "total_currency"}
    for table, names in columns.items():
        for name in names:
            column = name if name != "currency" else places.get(table, "price_currency")
            _know(table, column, f"{name}_known", "JPY", forget=forget)
    _know("reference_prices", "kind", "reference_kind_known", "fx_jpy_usd", forget=forget)


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


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _entries() -> None:
    table = "entries"
    op.create_table(
        table,
        _number("id"),
        sa.Column("cause_kind", _word("cause_kind_known", *CAUSES), nullable=False),
        sa.Column("cause_key", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        _moment("booked_at"),
        sa.Column("currency", _word("currency_known", *CURRENCIES), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        _number("contract_id", nullable=True),
        _number("instalment_id", nullable=True),
        _number("reverses_id", nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint("lines >= 2", name=op.f("ck_entries_lines_enough")),
        sa.CheckConstraint("booked_on >= happened_on", name=op.f("ck_entries_never_booked_back")),
        sa.CheckConstraint(
            "(reverses_id IS NULL) = (cause_kind <> 'reversed')", name=op.f("ck_entries_reversed_knows_what")
        ),
        _key(table, "contract_id", "contracts"),
        _key(table, "reverses_id", "entries"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("cause_kind", "cause_key", name=op.f("uq_entries_cause_kind_cause_key")),
        sa.UniqueConstraint("id", "currency", "booked_on", name="uq_entries_frame"),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_entries_reverses_id")),
    )
    op.create_index("ix_entries_contract", table, ["contract_id", "booked_on", "id"])
    op.create_index("ix_entries_day", table, ["booked_on", "id"])
    op.create_index(op.f("ix_entries_instalment_id"), table, ["instalment_id"])


def _postings() -> None:
    table = "postings"
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), nullable=False),
        _number("entry_id"),
        sa.Column("account", _word("account_known", *ACCOUNTS), nullable=False),
        sa.Column("currency", _word("currency_known", *CURRENCIES), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(14, 2), nullable=False),
        _number("organization_id", nullable=True),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_postings_amount_matters")),
        sa.CheckConstraint("currency <> 'JPY' OR amount = trunc(amount)", name=op.f("ck_postings_whole_coins")),
        _key(table, "organization_id", "organizations"),
        sa.ForeignKeyConstraint(
            ["entry_id", "currency", "booked_on"],
            ["entries.id", "entries.currency", "entries.booked_on"],
            name="fk_postings_frame",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
    )
    op.create_index("ix_postings_entry_id", table, ["entry_id"])
    op.create_index("ix_postings_account", table, ["account", "currency", "booked_on", "id"])
    op.create_index("ix_postings_organization", table, ["organization_id", "id"])


def _balances() -> None:
    table = "contract_balances"
    op.create_table(
        table,
        _number("contract_id"),
        sa.Column("account", _word("account_known", *ACCOUNTS), nullable=False),
        sa.Column("currency", _word("currency_known", *CURRENCIES), nullable=False),
        sa.Column("amount", sa.Numeric(14, 2), nullable=False),
        sa.CheckConstraint(
            "CASE WHEN account IN ('maker_due', 'group_owes') THEN amount >= 0"
            " WHEN account IN ('provider', 'bank', 'unmatched', 'fees', 'provider_costs') THEN true"
            " ELSE amount <= 0 END",
            name=op.f("ck_contract_balances_never_overdrawn"),
        ),
        _key(table, "contract_id", "contracts"),
        sa.PrimaryKeyConstraint("contract_id", "account", "currency", name=op.f("pk_contract_balances")),
    )


def _periods() -> None:
    table = "periods"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("state", _word("period_state_known", "open", "asked", "closed"), nullable=False),
        _number("asked_by_id", nullable=True),
        _moment("asked_at"),
        _number("closed_by_id", nullable=True),
        _moment("closed_at", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("changed_at"),
        sa.CheckConstraint("month = date_trunc('month', month)", name=op.f("ck_periods_whole_month")),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_by_id IS NOT NULL)", name=op.f("ck_periods_closed_by_somebody")
        ),
        sa.CheckConstraint("closed_by_id <> asked_by_id", name=op.f("ck_periods_two_people")),
        _key(table, "asked_by_id", "users"),
        _key(table, "closed_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periods")),
        sa.UniqueConstraint("month", name=op.f("uq_periods_month")),
    )


def _totals() -> None:
    table = "month_totals"
    op.create_table(
        table,
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("account", _word("account_known", *ACCOUNTS), nullable=False),
        sa.Column("currency", _word("currency_known", *CURRENCIES), nullable=False),
        sa.Column("debit", sa.Numeric(16, 2), nullable=False),
        sa.Column("credit", sa.Numeric(16, 2), nullable=False),
        sa.CheckConstraint("debit >= 0 AND credit >= 0", name=op.f("ck_month_totals_sides_apart")),
        sa.PrimaryKeyConstraint("month", "account", "currency", name=op.f("pk_month_totals")),
    )


def _corrections() -> None:
    table = "corrections"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        _number("entry_id"),
        sa.Column("state", _word("correction_state_known", "asked", "booked", "refused"), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        _number("asked_by_id"),
        _moment("asked_at"),
        _number("decided_by_id", nullable=True),
        _moment("decided_at", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("changed_at"),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_by_id IS NULL)", name=op.f("ck_corrections_decided_by_somebody")
        ),
        sa.CheckConstraint("state <> 'booked' OR decided_by_id <> asked_by_id", name=op.f("ck_corrections_two_people")),
        _key(table, "entry_id", "entries"),
        _key(table, "asked_by_id", "users"),
        _key(table, "decided_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index(
        "uq_corrections_standing",
        table,
        ["entry_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'refused'"),
    )
