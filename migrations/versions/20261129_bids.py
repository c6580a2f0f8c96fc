"""Bids on lots, every version of their terms.

Why: makers and groups agree on a price outside rounds too. Bags and contracts come from a bid or an allocation from now
on; a contract need not serve a demand. The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "20261129_bids"
down_revision = "20261129_samples"
branch_labels = None
depends_on = None

KINDS = ("bid", "offer", "list_price", "reservation", "tender")
STATES = ("open", "agreed_in_part", "accepted", "refused", "withdrawn", "expired", "outbid")
ENDINGS = (
    "price_too_low",
    "price_too_high",
    "other_volume",
    "other_date",
    "promised_elsewhere",
    "terms",
    "plans_changed",
    "mistake",
    "other",
    "choice_met",
    "cap_reached",
    "package_broken",
    "sold_out",
    "not_for_sale",
)
OLD_FIGURES = (
    "ice_ny",
    "ice_london",
    "fx_pen_usd",
    "fx_usd_gbp",
    "farm_gate",
    "fairtrade_minimum",
    "fairtrade_organic_differential",
    "fairtrade_premium",
)
NEW_FIGURES = ("fx_usd_eur", "platform_fee")


def upgrade() -> None:
    """Change the schema."""
    _know_figures(*OLD_FIGURES, *NEW_FIGURES)
    op.add_column("lots", sa.Column("sells_at_list", sa.Boolean(), server_default="false", nullable=False))
    _bids()
    _bid_indexes()
    _bid_versions()
    for table in ("contracts", "reservations"):
        op.add_column(table, sa.Column("bid_id", sa.BigInteger(), nullable=True))
        op.create_foreign_key(op.f(f"fk_{table}_bid_id"), table, "bids", ["bid_id"], ["id"])
        op.alter_column(table, "allocation_id", nullable=True)
        name = op.f(f"ck_{table}_one_source")
        op.create_check_constraint(name, table, "num_nonnulls(allocation_id, bid_id) = 1")
    op.create_unique_constraint(op.f("uq_contracts_bid_id"), "contracts", ["bid_id"])
    op.create_unique_constraint(op.f("uq_reservations_bid_id_kind"), "reservations", ["bid_id", "kind"])
    op.alter_column("contracts", "demand_id", nullable=True)


def downgrade() -> None:
    """Change it back; what came from bids is lost with them."""
    _forget_what_bids_led_to()
    op.alter_column("contracts", "demand_id", nullable=False)
    for table in ("contracts", "reservations"):
        op.drop_constraint(op.f(f"ck_{table}_one_source"), table, type_="check")
        op.drop_column(table, "bid_id")
        op.alter_column(table, "allocation_id", nullable=False)
    op.drop_table("bid_versions")
    op.drop_table("bids")
    op.drop_column("lots", "sells_at_list")
    op.execute(f"DELETE FROM reference_prices WHERE kind IN ({_quoted(NEW_FIGURES)})")  # noqa: S608 - our own words
    _know_figures(*OLD_FIGURES)


def _forget_what_bids_led_to() -> None:
    for table in ("contract_terms", "reservations", "events"):
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    op.execute(
        "UPDATE lots SET reserved_bags = reserved_bags - gone.bags FROM (SELECT lot_id, sum(bags) AS bags "
        "FROM reservations WHERE bid_id IS NOT NULL GROUP BY lot_id) AS gone WHERE gone.lot_id = lots.id"
    )
    op.execute("DELETE FROM reservations WHERE bid_id IS NOT NULL")
    op.execute("DELETE FROM contract_terms WHERE contract_id IN (SELECT id FROM contracts WHERE bid_id IS NOT NULL)")
    op.execute("DELETE FROM contracts WHERE bid_id IS NOT NULL")
    op.execute("DELETE FROM events WHERE subject_kind = 'bid'")
    op.execute("DELETE FROM turns WHERE subject_kind = 'bid'")
    for table in ("contract_terms", "reservations", "events"):
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _know_figures(*kinds: str) -> None:
    name = op.f("ck_reference_prices_reference_kind_known")
    op.drop_constraint(name, "reference_prices", type_="check")
    op.create_check_constraint(name, "reference_prices", f"kind IN ({_quoted(kinds)})")


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{each}'" for each in words)


def _plain() -> pg.JSONB:
    return pg.JSONB(none_as_null=True, astext_type=sa.Text())


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _organization(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["organizations.id"], name=op.f(f"fk_{table}_{column}"))


def _bids() -> None:
    op.create_table(
        "bids",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", _word("bid_kind_known", *KINDS), nullable=False),
        sa.Column("state", _word("bid_state_known", *STATES), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("maker_id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=True),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("opened_by_id", sa.BigInteger(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("written_by_id", sa.BigInteger(), nullable=False),
        sa.Column("terms", _plain(), nullable=False),
        sa.Column("worth", _plain(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("bags", sa.Integer(), nullable=False),
        sa.Column("bag_weight", sa.Numeric(precision=12, scale=3), nullable=False),
        sa.Column("fob", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("only_together_with", sa.String(), nullable=True),
        sa.Column("either_of", sa.String(), nullable=True),
        sa.Column("counted_with", sa.String(), nullable=True),
        sa.Column("ending", _word("ending_known", *ENDINGS), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("bags > 0", name=op.f("ck_bids_bags_positive")),
        sa.CheckConstraint("producer_id <> maker_id", name=op.f("ck_bids_two_sides")),
        sa.CheckConstraint("written_by_id IN (producer_id, maker_id)", name=op.f("ck_bids_written_by_a_side")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_bids_lot_id")),
        sa.ForeignKeyConstraint(["demand_id"], ["demands.id"], name=op.f("fk_bids_demand_id")),
        _organization("producer_id", "bids"),
        _organization("maker_id", "bids"),
        _organization("opened_by_id", "bids"),
        _organization("written_by_id", "bids"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bids")),
        sa.UniqueConstraint("code", name=op.f("uq_bids_code")),
    )


def _bid_indexes() -> None:
    standing = sa.text("state IN ('open', 'agreed_in_part')")
    op.create_index(op.f("ix_bids_demand_id"), "bids", ["demand_id"])
    op.create_index("ix_bids_lot_open", "bids", ["lot_id", "fob"], postgresql_where=sa.text("state = 'open'"))
    op.create_index("ix_bids_lot_maker", "bids", ["lot_id", "maker_id"])
    op.create_index("ix_bids_maker", "bids", ["maker_id", "state", "valid_until"])
    op.create_index("ix_bids_producer", "bids", ["producer_id", "state", "valid_until"])
    op.create_index("ix_bids_due", "bids", ["valid_until", "id"], postgresql_where=standing)
    for name, column in (
        ("ix_bids_package", "only_together_with"),
        ("ix_bids_choice", "either_of"),
        ("ix_bids_cap", "counted_with"),
    ):
        op.create_index(name, "bids", [column], postgresql_where=sa.text(f"{column} IS NOT NULL"))


def _bid_versions() -> None:
    op.create_table(
        "bid_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by_organization_id", sa.BigInteger(), nullable=False),
        sa.Column("by_user_id", sa.BigInteger(), nullable=True),
        sa.Column("terms", _plain(), nullable=False),
        sa.Column("worth", _plain(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"], name=op.f("fk_bid_versions_bid_id")),
        _organization("by_organization_id", "bid_versions"),
        sa.ForeignKeyConstraint(["by_user_id"], ["users.id"], name=op.f("fk_bid_versions_by_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_versions")),
        sa.UniqueConstraint("bid_id", "number", name=op.f("uq_bid_versions_bid_id_number")),
    )
    op.execute(
        "CREATE TRIGGER bid_versions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON bid_versions "
        "FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()"
    )
