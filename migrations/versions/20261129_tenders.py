"""Sealed-bid rounds.

Why: a rare lot is best sold to all who want it at one moment.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261129_tenders"
down_revision = "20261129_notices"
branch_labels = None
depends_on = None

STATES = ("open", "closed", "confirmed", "awarded", "unsold", "lapsed", "cancelled")
OUTCOMES = ("won", "won_part", "outbid", "rest_too_small", "below_minimum", "not_admitted")
SEALED = """
-- A bid is written only while its tender takes bids, whatever the market's own code believes.
CREATE FUNCTION keep_bids_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM tenders
    WHERE id = NEW.tender_id AND state = 'open' AND NEW.placed_at >= opens_at AND NEW.placed_at < closes_at;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'tender % takes no bids', NEW.tender_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER sealed_bids_in_time
    BEFORE INSERT OR UPDATE OF tender_id, maker_id, bags, least_bags, amount, destination, placed_at, is_standing
    ON sealed_bids FOR EACH ROW EXECUTE FUNCTION keep_bids_sealed();
CREATE TRIGGER sealed_bid_versions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sealed_bid_versions
    FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
"""


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "tenders",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("opened_by_id", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", _word("tender_state_known", *STATES), nullable=False),
        sa.Column("bags", sa.Integer(), nullable=False),
        sa.Column("bag_weight", sa.Numeric(precision=12, scale=3), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("terms", JSONB(none_as_null=True), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirm_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("awarded_bags", sa.Integer(), nullable=True),
        sa.Column("lowest_amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("bids_counted", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("awarded_bags BETWEEN 0 AND bags", name=op.f("ck_tenders_never_overawarded")),
        sa.CheckConstraint("bags > 0", name=op.f("ck_tenders_bags_positive")),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_tenders_opens_before_it_closes")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["users.id"], name=op.f("fk_tenders_confirmed_by_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_tenders_lot_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["users.id"], name=op.f("fk_tenders_opened_by_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["organizations.id"], name=op.f("fk_tenders_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenders")),
        sa.UniqueConstraint("code", name=op.f("uq_tenders_code")),
    )
    standing = sa.text("state IN ('open', 'closed', 'confirmed')")
    op.create_index("uq_tenders_standing", "tenders", ["lot_id"], unique=True, postgresql_where=standing)
    op.create_index("ix_tenders_state_closes_at", "tenders", ["state", "closes_at"], unique=False)
    op.create_index(op.f("ix_tenders_lot_id"), "tenders", ["lot_id"], unique=False)
    op.create_index(op.f("ix_tenders_producer_id"), "tenders", ["producer_id"], unique=False)
    _create_bids()
    op.execute(SEALED)
    op.add_column("reservations", sa.Column("tender_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_reservations_tender_id"), "reservations", "tenders", ["tender_id"], ["id"])
    op.create_unique_constraint(op.f("uq_reservations_tender_id_kind"), "reservations", ["tender_id", "kind"])
    _restate(
        "reservations", "one_source", "num_nonnulls(allocation_id, bid_id, amendment_id, call_off_id, tender_id) = 1"
    )
    _restate("reservations", "reservation_kind_known", "kind IN ('taken', 'released', 'handed_on')")
    op.alter_column("allocations", "demand_id", nullable=True)
    op.add_column("allocations", sa.Column("bid_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_allocations_bid_id"), "allocations", "bids", ["bid_id"], ["id"])
    op.create_unique_constraint(op.f("uq_allocations_round_id_bid_id"), "allocations", ["round_id", "bid_id"])
    op.create_index(op.f("ix_allocations_bid_id"), "allocations", ["bid_id"], unique=False)
    op.create_check_constraint(op.f("ck_allocations_one_wish"), "allocations", "num_nonnulls(demand_id, bid_id) = 1")


def downgrade() -> None:
    """Change it back; what was sold in tenders and allocated to bids would be lost, so there must be none."""
    op.drop_column("allocations", "bid_id")
    op.alter_column("allocations", "demand_id", nullable=False)
    _restate("reservations", "reservation_kind_known", "kind IN ('taken', 'released')")
    _restate("reservations", "one_source", "num_nonnulls(allocation_id, bid_id, amendment_id, call_off_id) = 1")
    op.drop_column("reservations", "tender_id")
    op.drop_table("sealed_bid_versions")
    op.drop_table("sealed_bids")
    op.execute("DROP FUNCTION keep_bids_sealed()")
    op.drop_table("tenders")


def _create_bids() -> None:
    op.create_table(
        "sealed_bids",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tender_id", sa.BigInteger(), nullable=False),
        sa.Column("maker_id", sa.BigInteger(), nullable=False),
        sa.Column("placed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_standing", sa.Boolean(), nullable=False),
        sa.Column("bags", sa.Integer(), nullable=False),
        sa.Column("least_bags", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("outcome", _word("outcome_known", *OUTCOMES), nullable=True),
        sa.Column("awarded_bags", sa.Integer(), nullable=True),
        sa.Column("awarded_amount", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("bid_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_sealed_bids_amount_positive")),
        sa.CheckConstraint("awarded_bags BETWEEN 0 AND bags", name=op.f("ck_sealed_bids_never_more_than_asked")),
        sa.CheckConstraint("bags > 0", name=op.f("ck_sealed_bids_bags_positive")),
        sa.CheckConstraint("least_bags BETWEEN 1 AND bags", name=op.f("ck_sealed_bids_least_within_bags")),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"], name=op.f("fk_sealed_bids_bid_id")),
        sa.ForeignKeyConstraint(["maker_id"], ["organizations.id"], name=op.f("fk_sealed_bids_maker_id")),
        sa.ForeignKeyConstraint(["placed_by_id"], ["users.id"], name=op.f("fk_sealed_bids_placed_by_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_sealed_bids_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_bids")),
        sa.UniqueConstraint("bid_id", name=op.f("uq_sealed_bids_bid_id")),
        sa.UniqueConstraint("receipt", name=op.f("uq_sealed_bids_receipt")),
        sa.UniqueConstraint("tender_id", "maker_id", name=op.f("uq_sealed_bids_tender_id_maker_id")),
    )
    op.create_index(op.f("ix_sealed_bids_maker_id"), "sealed_bids", ["maker_id"], unique=False)
    op.create_table(
        "sealed_bid_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sealed_bid_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("terms", JSONB(none_as_null=True), nullable=True),
        sa.Column("by_user_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_user_id"], ["users.id"], name=op.f("fk_sealed_bid_versions_by_user_id")),
        sa.ForeignKeyConstraint(
            ["sealed_bid_id"], ["sealed_bids.id"], name=op.f("fk_sealed_bid_versions_sealed_bid_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_bid_versions")),
        sa.UniqueConstraint("sealed_bid_id", "number", name=op.f("uq_sealed_bid_versions_sealed_bid_id_number")),
    )


def _restate(table: str, name: str, rule: str) -> None:
    named = op.f(f"ck_{table}_{name}")
    op.drop_constraint(named, table, type_="check")
    op.create_check_constraint(named, table, rule)


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
