"""Bank accounts of groups, payouts to them, and papers about money.

Why: no provider pays out in Peru. A payout is a wire that two people decide on, to an account that a third one stated,
and that the group confirms; the database refuses what one person alone would do.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261202_payouts"
down_revision = "20261202_payments"
branch_labels = None
depends_on = None

CURRENCIES = ("USD", "EUR", "PEN", "JPY")
STATED_FIXED = """
CREATE FUNCTION forbid_account_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.organization_id, OLD.rail, OLD.bank, OLD.holder, OLD.ruc, OLD.cci, OLD.bic, OLD.currency, OLD.stated_by_id)
        IS DISTINCT FROM
       (NEW.organization_id, NEW.rail, NEW.bank, NEW.holder, NEW.ruc, NEW.cci, NEW.bic, NEW.currency, NEW.stated_by_id)
    THEN
        RAISE EXCEPTION 'a bank account is never changed, only stated anew' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bank_accounts_fixed BEFORE UPDATE ON bank_accounts
    FOR EACH ROW EXECUTE FUNCTION forbid_account_change();
CREATE TRIGGER bank_accounts_kept BEFORE DELETE OR TRUNCATE ON bank_accounts
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
CREATE TRIGGER money_papers_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON money_papers
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
CREATE TRIGGER payout_parts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payout_parts
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
"""


def upgrade() -> None:
    """Change the schema."""
    _create_accounts()
    _create_payouts()
    _create_parts()
    _create_papers()
    op.execute(STATED_FIXED)


def downgrade() -> None:
    """Change it back; whom we paid where is lost with it."""
    for table in ("money_papers", "money_paper_series", "payout_parts", "payouts", "bank_accounts"):
        op.drop_table(table)
    op.execute("DROP FUNCTION forbid_account_change()")


def _create_accounts() -> None:
    table = "bank_accounts"
    states = ("stated", "confirmed", "refused", "replaced")
    op.create_table(
        table,
        _number("id"),
        _number("organization_id"),
        sa.Column("rail", _word("rail_known", "bank_wire"), nullable=False),
        sa.Column("state", _word("account_state_known", *states), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("bank", "holder", "ruc", "cci")),
        sa.Column("bic", sa.String(), nullable=True),
        sa.Column("currency", _word("currency_known", *CURRENCIES), nullable=False),
        _number("stated_by_id"),
        _moment("stated_at"),
        _number("confirmed_by_id", nullable=True),
        _moment("confirmed_at", nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("changed_at"),
        *_checks(
            table,
            numbered="cci ~ '^[0-9]{20}$' AND ruc ~ '^[0-9]{11}$'",
            confirmed_by_another="state <> 'confirmed' OR"
            " (confirmed_by_id IS NOT NULL AND confirmed_by_id <> stated_by_id)",
        ),
        _key(table, "organization_id", "organizations"),
        _key(table, "stated_by_id", "users"),
        _key(table, "confirmed_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_accounts")),
    )
    op.create_index(
        "uq_bank_accounts_standing",
        table,
        ["organization_id", "currency"],
        unique=True,
        postgresql_where=sa.text("state IN ('stated', 'confirmed')"),
    )
    _index("ix_bank_accounts_organization_id", table, "organization_id")


def _create_payouts() -> None:
    table = "payouts"
    states = ("prepared", "approved", "sent", "not_arrived", "confirmed", "returned", "cancelled")
    op.create_table(
        table,
        _number("id"),
        _number("organization_id"),
        _number("account_id"),
        _number("again_of_id", nullable=True),
        sa.Column("state", _word("payout_state_known", *states), nullable=False),
        sa.Column("currency", _word("currency_known", *CURRENCIES), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        _number("prepared_by_id"),
        _moment("prepared_at"),
        _number("approved_by_id", nullable=True),
        _moment("approved_at", nullable=True),
        _number("sent_by_id", nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        _number("receipt_id", nullable=True),
        _number("confirmed_by_id", nullable=True),
        _moment("confirmed_at", nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("changed_at"),
        *_payout_rules(table),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payouts")),
        sa.UniqueConstraint("again_of_id", name=op.f("uq_payouts_again_of_id")),
    )
    _index("ix_payouts_organization_id", table, "organization_id", "id")
    _index("ix_payouts_account_id", table, "account_id")


def _payout_rules(table: str) -> list[sa.Constraint]:
    return [
        *_checks(
            table,
            pays_something="amount > 0",
            approved_by_another="state IN ('prepared', 'cancelled') OR"
            " (approved_by_id IS NOT NULL AND approved_by_id <> prepared_by_id)",
            told_when_sent="state IN ('prepared', 'approved', 'cancelled') OR"
            " (sent_by_id IS NOT NULL AND sent_on IS NOT NULL AND reference IS NOT NULL AND receipt_id IS NOT NULL)",
            confirmed_by_somebody="state <> 'confirmed' OR confirmed_by_id IS NOT NULL",
        ),
        _key(table, "organization_id", "organizations"),
        _key(table, "account_id", "bank_accounts"),
        _key(table, "again_of_id", "payouts"),
        *(_key(table, f"{who}_by_id", "users") for who in ("prepared", "approved", "sent", "confirmed")),
        _key(table, "receipt_id", "files"),
    ]


def _create_parts() -> None:
    table = "payout_parts"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        _number("payout_id"),
        _number("contract_id"),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        *_checks(table, pays_something="amount > 0"),
        _key(table, "payout_id", "payouts"),
        _key(table, "contract_id", "contracts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_parts")),
        sa.UniqueConstraint("payout_id", "contract_id", name=op.f("uq_payout_parts_payout_id_contract_id")),
    )
    _index("ix_payout_parts_contract_id", table, "contract_id")


def _create_papers() -> None:
    kinds = ("receipt", "proforma", "invoice", "payout_note")
    op.create_table(
        "money_paper_series",
        sa.Column("kind", _word("money_paper_kind_known", *kinds), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("year", "last")),
        sa.PrimaryKeyConstraint("kind", "year", name=op.f("pk_money_paper_series")),
    )
    table = "money_papers"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _word("money_paper_kind_known", *kinds), nullable=False),
        _number("subject_id"),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("edition", "year", "place")),
        sa.Column("number", sa.String(), nullable=False),
        _number("contract_id", nullable=True),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("party_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("said", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("document_hash", sa.String(), nullable=False),
        _moment("at"),
        _key(table, "contract_id", "contracts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_papers")),
        sa.UniqueConstraint("kind", "subject_id", "edition", name=op.f("uq_money_papers_kind_subject_id_edition")),
        sa.UniqueConstraint("kind", "year", "place", name=op.f("uq_money_papers_kind_year_place")),
        sa.UniqueConstraint("document_hash", name=op.f("uq_money_papers_document_hash")),
    )
    op.create_index("ix_money_papers_party_ids", table, ["party_ids"], postgresql_using="gin")
    _index("ix_money_papers_contract_id", table, "contract_id")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _checks(table: str, **conditions: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(said, name=op.f(f"ck_{table}_{name}")) for name, said in conditions.items()]


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _index(name: str, table: str, *columns: str) -> None:
    op.create_index(name, table, list(columns))
