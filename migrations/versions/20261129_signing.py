"""Signatures, second approval and milestones of contracts.

Why: what binds must be signed by both sides. What waited for a facilitator unsigned goes back to both sides to sign;
every version of terms gets the hash of its document.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "20261129_signing"
down_revision = "20261129_bids"
branch_labels = None
depends_on = None

OLD_STATES = ("in_review", "returned", "revised", "approved", "rejected", "cancelled")
NEW_STATES = ("signing", "second_review", "expired", "ended")
MILESTONES = ("preparing", "ready_to_ship", "shipped", "documents_sent", "arrived", "closed")
FIGURES = ("second_review_from", "concentration_percent")
APPEND_ONLY = ("contract_signatures", "contract_approvals", "contract_milestones")

WITH_A_DEADLINE = """
WITH open AS (
    UPDATE contracts SET sign_by = now() + interval '7 days' WHERE state IN ('returned', 'revised')
    RETURNING id, sign_by
)
UPDATE turns SET due_at = open.sign_by FROM open WHERE subject_kind = 'contract' AND subject_id = open.id
"""
TO_SIGN = """
WITH unsigned AS (
    UPDATE contracts SET state = 'signing', review_by = NULL, sign_by = now() + interval '7 days'
    WHERE state = 'in_review' RETURNING id, code, producer_id, maker_id, sign_by
), gone AS (
    DELETE FROM turns USING unsigned WHERE subject_kind = 'contract' AND subject_id = unsigned.id
)
INSERT INTO turns (subject_kind, subject_id, organization_id, task, about, counterparty_id, due_at, since)
SELECT 'contract', c.id, side.own, 'contract.sign', c.code, side.other, c.sign_by, now()
FROM unsigned c
CROSS JOIN LATERAL (VALUES (c.producer_id, c.maker_id), (c.maker_id, c.producer_id)) AS side (own, other)
"""
ON_THE_WAY = """
WITH underway AS (
    UPDATE contracts SET milestone = 'preparing', milestone_on = (decided_at AT TIME ZONE 'America/Lima')::date
    WHERE state = 'approved' RETURNING *
)
INSERT INTO turns (subject_kind, subject_id, organization_id, task, about, counterparty_id, due_at, since)
SELECT 'contract', id, producer_id, 'contract.make_ready', code, maker_id,
    ((terms ->> 'shipment_start')::timestamp + interval '1 day 4 hours 59 minutes') AT TIME ZONE 'UTC', now()
FROM underway
"""
BACK_TO_DESK = """
WITH waiting AS (
    UPDATE contracts SET state = 'in_review', review_by = COALESCE(review_by, now() + interval '5 days')
    WHERE state IN ('signing', 'second_review') RETURNING id, code, review_by
), gone AS (
    DELETE FROM turns USING waiting WHERE subject_kind = 'contract' AND subject_id = waiting.id
)
INSERT INTO turns (subject_kind, subject_id, organization_id, task, about, counterparty_id, due_at, since)
SELECT 'contract', id, NULL, 'contract.judge', code, NULL, review_by, now() FROM waiting
"""


def upgrade() -> None:
    """Change the schema."""
    _know("contracts", "state", "contract_state_known", words=(*NEW_STATES, *OLD_STATES))
    _know_figures(*FIGURES)
    _columns()
    _hashes()
    _signatures()
    _approvals()
    _milestones()
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()"
        )
    op.execute(WITH_A_DEADLINE)
    op.execute(TO_SIGN)
    op.execute(ON_THE_WAY)


def downgrade() -> None:
    """Change it back."""
    op.execute(BACK_TO_DESK)
    op.execute(
        "DELETE FROM turns WHERE task IN ('contract.answer_end', 'contract.make_ready', 'contract.ship',"
        " 'contract.send_documents', 'contract.report_arrival', 'contract.close')"
    )
    op.execute("UPDATE contracts SET state = 'cancelled' WHERE state IN ('expired', 'ended')")
    for table in reversed(APPEND_ONLY):
        op.drop_table(table)
    op.drop_constraint(op.f("uq_contract_terms_document_hash"), "contract_terms", type_="unique")
    op.drop_column("contract_terms", "document_hash")
    op.drop_constraint(op.f("fk_contracts_end_asked_by_id"), "contracts", type_="foreignkey")
    op.drop_constraint(op.f("ck_contracts_milestone_known"), "contracts", type_="check")
    for name in ("end_reason", "end_asked_by_id", "milestone_on", "milestone"):
        op.drop_column("contracts", name)
    for name in ("maker_signed_at", "producer_signed_at", "sign_by"):
        op.drop_column("contracts", name)
    op.execute("UPDATE contracts SET review_by = drafted_at WHERE review_by IS NULL")
    op.alter_column("contracts", "review_by", existing_type=sa.DateTime(timezone=True), nullable=False)
    op.execute(f"DELETE FROM reference_prices WHERE kind IN ({_quoted(FIGURES)})")  # noqa: S608 - our own words
    _know_figures(forget=FIGURES)
    _know("contracts", "state", "contract_state_known", words=OLD_STATES)


def _know(table: str, column: str, name: str, *, words: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, f"{column} IN ({_quoted(words)})")


def _know_figures(*more: str, forget: tuple[str, ...] = ()) -> None:
    """Widen or narrow the words for figures, whatever else they are by now."""
    query = sa.text(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_reference_prices_reference_kind_known'"
    )
    known = str(op.get_bind().scalar(query)).split("'")[1::2]
    words = tuple(dict.fromkeys([*(each for each in known if each not in forget), *more]))
    _know("reference_prices", "kind", "reference_kind_known", words=words)


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{each}'" for each in words)


def _columns() -> None:
    moment = sa.DateTime(timezone=True)
    op.alter_column("contracts", "review_by", existing_type=moment, nullable=True)
    for name in ("sign_by", "producer_signed_at", "maker_signed_at"):
        op.add_column("contracts", sa.Column(name, moment, nullable=True))
    op.add_column("contracts", sa.Column("milestone", sa.String(length=32), nullable=True))
    op.create_check_constraint(
        op.f("ck_contracts_milestone_known"), "contracts", f"milestone IN ({_quoted(MILESTONES)})"
    )
    op.add_column("contracts", sa.Column("milestone_on", sa.Date(), nullable=True))
    op.add_column("contracts", sa.Column("end_asked_by_id", sa.BigInteger(), nullable=True))
    op.add_column("contracts", sa.Column("end_reason", sa.String(), nullable=True))
    op.create_foreign_key(
        op.f("fk_contracts_end_asked_by_id"), "contracts", "organizations", ["end_asked_by_id"], ["id"]
    )


def _hashes() -> None:
    """Give every stored version the hash of its document, as it is computed from now on."""
    op.add_column("contract_terms", sa.Column("document_hash", sa.String(length=64), nullable=True))
    op.execute("ALTER TABLE contract_terms DISABLE TRIGGER USER")
    rows = op.get_bind().execute(
        sa.text("SELECT t.id, t.number, t.terms, c.code FROM contract_terms t JOIN contracts c ON c.id = t.contract_id")
    )
    for row in rows.all():
        document = {"format": "mazorca-contract-1", "code": row.code, "version": row.number, "terms": row.terms}
        text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        op.get_bind().execute(
            sa.text("UPDATE contract_terms SET document_hash = :hash WHERE id = :id"),
            {"hash": hashlib.sha256(text.encode()).hexdigest(), "id": row.id},
        )
    op.execute("ALTER TABLE contract_terms ENABLE TRIGGER USER")
    op.alter_column("contract_terms", "document_hash", existing_type=sa.String(length=64), nullable=False)
    op.create_unique_constraint(op.f("uq_contract_terms_document_hash"), "contract_terms", ["document_hash"])


def _signatures() -> None:
    op.create_table(
        "contract_signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.BigInteger(), nullable=False),
        sa.Column("terms_version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("typed_name", sa.String(), nullable=False),
        sa.Column("document_hash", sa.String(length=64), nullable=False),
        sa.Column("consented_to_arbitration", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("char_length(document_hash) = 64", name=op.f("ck_contract_signatures_document_hash_whole")),
        _points_to("contract_signatures", "contract_id", "contracts"),
        _points_to("contract_signatures", "organization_id", "organizations"),
        _points_to("contract_signatures", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_signatures")),
        sa.UniqueConstraint(
            "contract_id",
            "terms_version",
            "organization_id",
            name=op.f("uq_contract_signatures_contract_id_terms_version_organization_id"),
        ),
    )
    op.create_index(op.f("ix_contract_signatures_document_hash"), "contract_signatures", ["document_hash"])


def _approvals() -> None:
    op.create_table(
        "contract_approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.BigInteger(), nullable=False),
        sa.Column("terms_version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("condition", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _points_to("contract_approvals", "contract_id", "contracts"),
        _points_to("contract_approvals", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_approvals")),
        sa.UniqueConstraint(
            "contract_id",
            "terms_version",
            "user_id",
            name=op.f("uq_contract_approvals_contract_id_terms_version_user_id"),
        ),
    )


def _milestones() -> None:
    op.create_table(
        "contract_milestones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "milestone",
            sa.Enum(*MILESTONES, name="milestone_known", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _points_to("contract_milestones", "contract_id", "contracts"),
        _points_to("contract_milestones", "organization_id", "organizations"),
        _points_to("contract_milestones", "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_milestones")),
        sa.UniqueConstraint("contract_id", "milestone", name=op.f("uq_contract_milestones_contract_id_milestone")),
    )


def _points_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
