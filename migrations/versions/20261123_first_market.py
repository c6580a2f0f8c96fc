"""The first market: people, lots, demands, rounds, contracts, the ledger of bags and the job queue.

Why: nothing existed before. The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "20261123_first_market"
down_revision = None
branch_labels = None
depends_on = None

SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    """Build everything."""
    _run("words.sql")
    _cadmium_limits()
    _freight_rates()
    _organizations()
    _reference_prices()
    _sign_in_attempts()
    _submissions()
    _certificates()
    _demands()
    _lots()
    _users()
    _events()
    _invitations()
    _lab_results()
    _lot_photos()
    _memberships()
    _panel_results()
    _physical_results()
    _rounds()
    _started_demands()
    _started_lots()
    _allocations()
    _misses()
    _round_progress()
    _contracts()
    _reservations()
    _contract_terms()
    _run("ledger.sql")
    _run("procrastinate_3_10.sql")


def downgrade() -> None:
    """Leave an empty database."""
    _run("procrastinate_3_10_down.sql")
    op.drop_table("contract_terms")
    op.drop_table("reservations")
    op.drop_table("contracts")
    op.drop_table("round_progress")
    op.drop_table("misses")
    op.drop_table("allocations")
    op.drop_table("started_lots")
    op.drop_table("started_demands")
    op.drop_table("rounds")
    op.drop_table("physical_results")
    op.drop_table("panel_results")
    op.drop_table("memberships")
    op.drop_table("lot_photos")
    op.drop_table("lab_results")
    op.drop_table("invitations")
    op.drop_table("events")
    op.drop_table("users")
    op.drop_table("lots")
    op.drop_table("demands")
    op.drop_table("certificates")
    op.drop_table("submissions")
    op.drop_table("sign_in_attempts")
    op.drop_table("reference_prices")
    op.drop_table("organizations")
    op.drop_table("freight_rates")
    op.drop_table("cadmium_limits")
    _run("words_down.sql")


def _run(name: str) -> None:
    # Straight to the driver: the scripts hold % signs and colons that SQLAlchemy would read as parameters.
    op.get_bind().connection.driver_connection.execute((SQL / name).read_text(encoding="utf-8"))


def _cadmium_limits() -> None:
    op.create_table(
        "cadmium_limits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("market", sa.String(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "milk_under_30",
                "milk_from_30",
                "dark_under_50",
                "dark_from_50",
                "powder",
                name="product_category_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("mg_per_kg", sa.Numeric(precision=6, scale=3), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cadmium_limits")),
        sa.UniqueConstraint(
            "market", "category", "valid_from", name=op.f("uq_cadmium_limits_market_category_valid_from")
        ),
    )


def _freight_rates() -> None:
    op.create_table(
        "freight_rates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "incoterm",
            sa.Enum(
                "EXW",
                "FCA",
                "FOB",
                "CIF",
                "CIP",
                "DAP",
                name="incoterm_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("lcl", "fcl", name="freight_mode_known", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("usd_per_tonne", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("is_fictional", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freight_rates")),
        sa.UniqueConstraint(
            "incoterm",
            "destination",
            "mode",
            "valid_from",
            name=op.f("uq_freight_rates_incoterm_destination_mode_valid_from"),
        ),
    )


def _organizations() -> None:
    op.create_table(
        "organizations",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "producer_group",
                "maker",
                "alliance",
                name="organization_kind_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "unverified",
                "verified",
                "refused",
                "suspended",
                name="verification_state_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_fictional", sa.Boolean(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("province", sa.String(), nullable=True),
        sa.Column("district", sa.String(), nullable=True),
        sa.Column("tax_number", sa.String(), nullable=True),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column(
            "producer_kind",
            sa.Enum(
                "single_farm",
                "association",
                "cooperative",
                "women_association",
                "group",
                "washing_station",
                "other",
                name="producer_kind_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.Column("women_members", sa.Integer(), nullable=True),
        sa.Column("women_on_board", sa.Integer(), nullable=True),
        sa.Column("is_women_led", sa.Boolean(), nullable=False),
        sa.Column("cacao_hectares", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("annual_tonnes", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("story_en", sa.String(), nullable=True),
        sa.Column("story_es", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("members IS NULL OR members >= 0", name=op.f("ck_organizations_members_not_negative")),
        sa.CheckConstraint(
            "women_members IS NULL OR women_members BETWEEN 0 AND members",
            name=op.f("ck_organizations_women_among_members"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        sa.UniqueConstraint("code", name=op.f("uq_organizations_code")),
    )
    op.create_index("ix_organizations_kind_state", "organizations", ["kind", "state"], unique=False)


def _reference_prices() -> None:
    op.create_table(
        "reference_prices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ice_ny",
                "ice_london",
                "fx_pen_usd",
                "fx_usd_gbp",
                "farm_gate",
                "fairtrade_minimum",
                "fairtrade_organic_differential",
                "fairtrade_premium",
                name="reference_kind_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(precision=12, scale=4), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("is_fictional", sa.Boolean(), nullable=False),
        sa.CheckConstraint("value > 0", name=op.f("ck_reference_prices_value_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_prices")),
        sa.UniqueConstraint("kind", "valid_from", name=op.f("uq_reference_prices_kind_valid_from")),
    )


def _sign_in_attempts() -> None:
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index("ix_sign_in_attempts_bucket_at", "sign_in_attempts", ["bucket", "at"], unique=False)


def _submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_submissions")),
    )
    op.create_index(op.f("ix_submissions_at"), "submissions", ["at"], unique=False)


def _certificates() -> None:
    op.create_table(
        "certificates",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "scheme",
            sa.Enum(
                "EU_ORGANIC",
                "NOP",
                "FAIRTRADE",
                "RAINFOREST",
                "SPP",
                "DEMETER",
                name="scheme_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("control_body", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("scope", sa.String(), nullable=True),
        sa.Column("is_fictional", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_certificates_validity_in_order")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_certificates_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("scheme", "number", name=op.f("uq_certificates_scheme_number")),
    )
    op.create_index(op.f("ix_certificates_organization_id"), "certificates", ["organization_id"], unique=False)


def _demands() -> None:
    op.create_table(
        "demands",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "withdrawn",
                "closed",
                name="demand_state_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("is_fictional", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("target_profile", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("weights", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("tolerances", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("certificates", pg.ARRAY(sa.Text()), nullable=False),
        sa.Column("needs_eudr", sa.Boolean(), nullable=False),
        sa.Column("cadmium_max", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("recipe", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("moisture_max", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("fermentation_min", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.Column("off_max", sa.Numeric(precision=4, scale=2), nullable=True),
        sa.Column("global_quality_min", sa.Numeric(precision=4, scale=2), nullable=True),
        sa.Column("volume_min", sa.Numeric(12, 3), nullable=False),
        sa.Column("volume_max", sa.Numeric(12, 3), nullable=False),
        sa.Column("max_lots", sa.SmallInteger(), nullable=False),
        sa.Column("ceiling_amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column(
            "ceiling_currency",
            sa.Enum("USD", "EUR", "PEN", name="currency_known", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "ceiling_incoterm",
            sa.Enum(
                "EXW",
                "FCA",
                "FOB",
                "CIF",
                "CIP",
                "DAP",
                name="incoterm_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("ceiling_place", sa.String(), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("delivery_start", sa.Date(), nullable=False),
        sa.Column("delivery_end", sa.Date(), nullable=False),
        sa.Column("needs_sample", sa.Boolean(), nullable=False),
        sa.Column("prefers_women_led", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ceiling_amount > 0", name=op.f("ck_demands_ceiling_positive")),
        sa.CheckConstraint("delivery_end >= delivery_start", name=op.f("ck_demands_delivery_in_order")),
        sa.CheckConstraint("max_lots >= 1", name=op.f("ck_demands_at_least_one_lot")),
        sa.CheckConstraint("volume_min > 0 AND volume_max >= volume_min", name=op.f("ck_demands_volume_in_order")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_demands_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demands")),
        sa.UniqueConstraint("code", name=op.f("uq_demands_code")),
    )
    op.create_index(op.f("ix_demands_organization_id"), "demands", ["organization_id"], unique=False)
    op.create_index("ix_demands_state", "demands", ["state"], unique=False)


def _lots() -> None:
    op.create_table(
        "lots",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("copied_from_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_review",
                "published",
                "held",
                "withdrawn",
                "rejected",
                "closed",
                name="lot_state_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "visibility",
            sa.Enum("public", "private", name="visibility_known", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("review_note", sa.String(), nullable=True),
        sa.Column("is_fictional", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("crop_year", sa.SmallInteger(), nullable=False),
        sa.Column("harvest_start", sa.Date(), nullable=False),
        sa.Column("harvest_end", sa.Date(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("province", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("altitude_min", sa.SmallInteger(), nullable=True),
        sa.Column("altitude_max", sa.SmallInteger(), nullable=True),
        sa.Column("producer_name", sa.String(), nullable=True),
        sa.Column("producer_kind", sa.String(), nullable=True),
        sa.Column("varieties", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("fermentation_method", sa.String(), nullable=True),
        sa.Column("fermentation_days", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.Column("fermentation_turns", sa.SmallInteger(), nullable=True),
        sa.Column("drying_method", sa.String(), nullable=True),
        sa.Column("drying_days", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.Column("is_wet_purchase", sa.Boolean(), nullable=True),
        sa.Column("protocol_note", sa.String(), nullable=True),
        sa.Column("notes_en", sa.String(), nullable=True),
        sa.Column("notes_es", sa.String(), nullable=True),
        sa.Column("bags", sa.Integer(), nullable=False),
        sa.Column("bag_weight", sa.Numeric(12, 3), nullable=False),
        sa.Column("minimum_bags", sa.Integer(), nullable=False),
        sa.Column("reserved_bags", sa.Integer(), server_default="0", nullable=False),
        sa.Column("available_from", sa.Date(), nullable=False),
        sa.Column("sales_until", sa.Date(), nullable=True),
        sa.Column("shipment_start", sa.Date(), nullable=True),
        sa.Column("shipment_end", sa.Date(), nullable=True),
        sa.Column("price_amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column(
            "price_currency",
            sa.Enum("USD", "EUR", "PEN", name="currency_known", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "price_incoterm",
            sa.Enum(
                "EXW",
                "FCA",
                "FOB",
                "CIF",
                "CIP",
                "DAP",
                name="incoterm_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("price_place", sa.String(), nullable=False),
        sa.Column(
            "price_kind",
            sa.Enum(
                "fixed", "differential", name="price_kind_known", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("differential", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column(
            "terminal",
            sa.Enum(
                "ice_ny", "ice_london", name="terminal_known", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("terminal_month", sa.String(), nullable=True),
        sa.Column("farm_gate_pen_kg", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("price_stack", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("certificates", pg.ARRAY(sa.Text()), nullable=False),
        sa.Column(
            "eudr_status",
            sa.Enum(
                "not_ready",
                "in_progress",
                "ready",
                name="eudr_status_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("global_quality", sa.Numeric(precision=4, scale=2), nullable=True),
        sa.Column("profile", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column(
            "tasted_product",
            sa.Enum(
                "coarse_powder",
                "cacao_mass",
                "chocolate",
                name="tasted_product_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("off_total", sa.Numeric(precision=4, scale=2), nullable=True),
        sa.Column("moisture", sa.Numeric(precision=4, scale=2), nullable=True),
        sa.Column("fermentation_index", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column(
            "grade",
            sa.Enum("1", "2", "SS", name="grade_known", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("cadmium", sa.Numeric(precision=8, scale=4), nullable=True),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column(
            "search",
            pg.TSVECTOR(),
            sa.Computed(
                "to_tsvector('es_unaccent', search_text) || to_tsvector('en_unaccent', search_text)", persisted=True
            ),
            nullable=False,
        ),
        sa.Column(
            "is_listed",
            sa.Boolean(),
            sa.Computed("state = 'published' AND visibility = 'public' AND reserved_bags < bags", persisted=True),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("bag_weight > 0", name=op.f("ck_lots_bag_weight_positive")),
        sa.CheckConstraint("bags > 0", name=op.f("ck_lots_bags_positive")),
        sa.CheckConstraint("harvest_end >= harvest_start", name=op.f("ck_lots_harvest_in_order")),
        sa.CheckConstraint("minimum_bags BETWEEN 1 AND bags", name=op.f("ck_lots_minimum_within_lot")),
        sa.CheckConstraint("price_amount > 0", name=op.f("ck_lots_price_positive")),
        sa.CheckConstraint("reserved_bags BETWEEN 0 AND bags", name=op.f("ck_lots_never_oversold")),
        sa.ForeignKeyConstraint(["copied_from_id"], ["lots.id"], name=op.f("fk_lots_copied_from_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_lots_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lots")),
        sa.UniqueConstraint("code", name=op.f("uq_lots_code")),
    )
    op.create_index(
        "ix_lots_browse",
        "lots",
        [sa.literal_column("published_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        postgresql_include=["sales_until"],
        postgresql_where="is_listed",
    )
    op.create_index(
        "ix_lots_filter",
        "lots",
        [sa.literal_column("published_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        postgresql_include=[
            "sales_until",
            "available_from",
            "region",
            "certificates",
            "price_amount",
            "global_quality",
            "cadmium",
            "moisture",
            "eudr_status",
            "organization_id",
        ],
        postgresql_where="is_listed",
    )
    op.create_index(
        "ix_lots_shown",
        "lots",
        [sa.literal_column("published_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        postgresql_include=["is_listed", "sales_until"],
        postgresql_where="visibility = 'public' AND state IN ('published', 'closed')",
    )
    op.create_index("ix_lots_certificates", "lots", ["certificates"], unique=False, postgresql_using="gin")
    op.create_index("ix_lots_listed_cadmium", "lots", ["cadmium", "id"], unique=False, postgresql_where="is_listed")
    op.create_index("ix_lots_listed_price", "lots", ["price_amount", "id"], unique=False, postgresql_where="is_listed")
    op.create_index(
        "ix_lots_listed_quality", "lots", ["global_quality", "id"], unique=False, postgresql_where="is_listed"
    )
    op.create_index(
        "ix_lots_listed_region",
        "lots",
        ["region", sa.literal_column("published_at DESC")],
        unique=False,
        postgresql_where="is_listed",
    )
    op.create_index(op.f("ix_lots_organization_id"), "lots", ["organization_id"], unique=False)
    op.create_index("ix_lots_search", "lots", ["search"], unique=False, postgresql_using="gin")
    op.create_index(
        "ix_lots_search_text",
        "lots",
        ["search_text"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_index("ix_lots_varieties", "lots", ["varieties"], unique=False, postgresql_using="gin")


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.Column("acting_for_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["acting_for_id"], ["organizations.id"], name=op.f("fk_users_acting_for_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
    )
    op.create_index("uq_users_email_lower", "users", [sa.literal_column("lower(email)")], unique=True)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "subject_kind",
            sa.Enum(
                "organization",
                "user",
                "certificate",
                "lot",
                "demand",
                "round",
                "allocation",
                "contract",
                "reference",
                name="subject_kind_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "anonymous",
                "producer",
                "maker",
                "facilitator",
                "system",
                name="role_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("organization_id", sa.BigInteger(), nullable=True),
        sa.Column("party_ids", pg.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("facts", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_events_organization_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_events_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint(
            "subject_kind", "subject_id", "version", name=op.f("uq_events_subject_kind_subject_id_version")
        ),
    )
    op.create_index(op.f("ix_events_at"), "events", ["at"], unique=False)
    op.create_index("ix_events_party_ids", "events", ["party_ids"], unique=False, postgresql_using="gin")


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "owner", "member", "reader", name="level_known", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("invited_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["invited_by_id"], ["users.id"], name=op.f("fk_invitations_invited_by_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_invitations_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
    )
    op.create_index(
        "uq_invitations_open",
        "invitations",
        ["organization_id", sa.literal_column("lower(email)")],
        unique=True,
        postgresql_where="accepted_at IS NULL AND revoked_at IS NULL",
    )


def _lab_results() -> None:
    op.create_table(
        "lab_results",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("analyte", sa.String(), nullable=False),
        sa.Column("value", sa.Numeric(precision=12, scale=4), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=True),
        sa.Column("laboratory", sa.String(), nullable=True),
        sa.Column("samples", sa.SmallInteger(), nullable=True),
        sa.Column("sampled_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_lab_results_lot_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_lab_results_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_results")),
    )
    op.create_index(op.f("ix_lab_results_lot_id"), "lab_results", ["lot_id"], unique=False)


def _lot_photos() -> None:
    op.create_table(
        "lot_photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(), nullable=True),
        sa.Column("added_by_id", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["users.id"], name=op.f("fk_lot_photos_added_by_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_lot_photos_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_photos")),
        sa.UniqueConstraint("name", name=op.f("uq_lot_photos_name")),
    )
    op.create_index(op.f("ix_lot_photos_lot_id"), "lot_photos", ["lot_id"], unique=False)


def _memberships() -> None:
    op.create_table(
        "memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "owner", "member", "reader", name="level_known", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_memberships_organization_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memberships_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("user_id", "organization_id", name=op.f("uq_memberships_user_id_organization_id")),
    )
    op.create_index(op.f("ix_memberships_organization_id"), "memberships", ["organization_id"], unique=False)


def _panel_results() -> None:
    op.create_table(
        "panel_results",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "product",
            sa.Enum(
                "coarse_powder",
                "cacao_mass",
                "chocolate",
                name="tasted_product_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("protocol", sa.String(), nullable=False),
        sa.Column("laboratory", sa.String(), nullable=True),
        sa.Column("panel_size", sa.SmallInteger(), nullable=False),
        sa.Column("replicates", sa.SmallInteger(), nullable=False),
        sa.Column("evaluated_on", sa.Date(), nullable=False),
        sa.Column("means", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("deviations", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("quality", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("global_quality", sa.Numeric(precision=4, scale=2), nullable=False),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("off_other_note", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_panel_results_lot_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_panel_results_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_results")),
    )
    op.create_index(op.f("ix_panel_results_lot_id"), "panel_results", ["lot_id"], unique=False)


def _physical_results() -> None:
    op.create_table(
        "physical_results",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("analysed_on", sa.Date(), nullable=False),
        sa.Column("laboratory", sa.String(), nullable=True),
        sa.Column("moisture", sa.Numeric(precision=4, scale=2), nullable=False),
        sa.Column("bean_count", sa.SmallInteger(), nullable=True),
        sa.Column("beans_cut", sa.SmallInteger(), nullable=False),
        sa.Column("cut_test", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("defects", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column(
            "grade",
            sa.Enum("1", "2", "SS", name="grade_known", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_physical_results_lot_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_physical_results_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_physical_results")),
    )
    op.create_index(op.f("ix_physical_results_lot_id"), "physical_results", ["lot_id"], unique=False)


def _rounds() -> None:
    op.create_table(
        "rounds",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "running",
                "planned",
                "failed",
                "published",
                "closed",
                "discarded",
                name="round_state_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opened_by_id", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("policy", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("inputs", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("inputs_hash", sa.String(), nullable=True),
        sa.Column("versions", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("plan_status", sa.String(), nullable=True),
        sa.Column("value_cents", sa.BigInteger(), nullable=True),
        sa.Column("bound_cents", sa.BigInteger(), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["opened_by_id"], ["users.id"], name=op.f("fk_rounds_opened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
    )


def _started_demands() -> None:
    op.create_table(
        "started_demands",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("started_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("typed", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_started_demands_organization_id")
        ),
        sa.ForeignKeyConstraint(["started_by_id"], ["users.id"], name=op.f("fk_started_demands_started_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_started_demands")),
    )
    op.create_index(op.f("ix_started_demands_organization_id"), "started_demands", ["organization_id"], unique=False)


def _started_lots() -> None:
    op.create_table(
        "started_lots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("started_by_id", sa.BigInteger(), nullable=False),
        sa.Column("copied_from_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("typed", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["copied_from_id"], ["lots.id"], name=op.f("fk_started_lots_copied_from_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_started_lots_organization_id")
        ),
        sa.ForeignKeyConstraint(["started_by_id"], ["users.id"], name=op.f("fk_started_lots_started_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_started_lots")),
    )
    op.create_index(op.f("ix_started_lots_organization_id"), "started_lots", ["organization_id"], unique=False)


def _allocations() -> None:
    op.create_table(
        "allocations",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("maker_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "offered",
                "agreed",
                "declined",
                "expired",
                "withdrawn",
                name="allocation_state_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("bags", sa.Integer(), nullable=False),
        sa.Column("bag_weight", sa.Numeric(12, 3), nullable=False),
        sa.Column("price_amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column(
            "price_currency",
            sa.Enum("USD", "EUR", "PEN", name="currency_known", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "price_incoterm",
            sa.Enum(
                "EXW",
                "FCA",
                "FOB",
                "CIF",
                "CIP",
                "DAP",
                name="incoterm_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("price_place", sa.String(), nullable=False),
        sa.Column("landed", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("fit", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.Column("value_cents", sa.BigInteger(), nullable=False),
        sa.Column(
            "producer_answer",
            sa.Enum(
                "accepted",
                "declined",
                name="producer_answer_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "maker_answer",
            sa.Enum(
                "accepted", "declined", name="maker_answer_known", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("decline_reason", sa.String(), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("bags > 0", name=op.f("ck_allocations_bags_positive")),
        sa.ForeignKeyConstraint(["demand_id"], ["demands.id"], name=op.f("fk_allocations_demand_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_allocations_lot_id")),
        sa.ForeignKeyConstraint(["maker_id"], ["organizations.id"], name=op.f("fk_allocations_maker_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["organizations.id"], name=op.f("fk_allocations_producer_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_allocations_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocations")),
        sa.UniqueConstraint("round_id", "lot_id", "demand_id", name=op.f("uq_allocations_round_id_lot_id_demand_id")),
    )
    op.create_index(op.f("ix_allocations_demand_id"), "allocations", ["demand_id"], unique=False)
    op.create_index(op.f("ix_allocations_lot_id"), "allocations", ["lot_id"], unique=False)
    op.create_index("ix_allocations_maker_id_state", "allocations", ["maker_id", "state"], unique=False)
    op.create_index("ix_allocations_producer_id_state", "allocations", ["producer_id", "state"], unique=False)


def _misses() -> None:
    op.create_table(
        "misses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "subject_kind",
            sa.Enum(
                "organization",
                "user",
                "certificate",
                "lot",
                "demand",
                "round",
                "allocation",
                "contract",
                "reference",
                name="subject_kind_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("facts", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_misses_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misses")),
        sa.UniqueConstraint(
            "round_id", "subject_kind", "subject_id", name=op.f("uq_misses_round_id_subject_kind_subject_id")
        ),
    )


def _round_progress() -> None:
    op.create_table(
        "round_progress",
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("incumbent_cents", sa.BigInteger(), nullable=True),
        sa.Column("bound_cents", sa.BigInteger(), nullable=True),
        sa.Column("trace", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_round_progress_round_id")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_progress")),
    )


def _contracts() -> None:
    op.create_table(
        "contracts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("allocation_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("maker_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "in_review",
                "returned",
                "revised",
                "approved",
                "rejected",
                "cancelled",
                name="contract_state_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("bags", sa.Integer(), nullable=False),
        sa.Column("bag_weight", sa.Numeric(12, 3), nullable=False),
        sa.Column("total_amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column(
            "total_currency",
            sa.Enum("USD", "EUR", "PEN", name="currency_known", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("terms", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("terms_version", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("revised_by_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("bags > 0", name=op.f("ck_contracts_bags_positive")),
        sa.CheckConstraint("producer_id <> maker_id", name=op.f("ck_contracts_two_sides")),
        sa.ForeignKeyConstraint(["allocation_id"], ["allocations.id"], name=op.f("fk_contracts_allocation_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_contracts_decided_by_id")),
        sa.ForeignKeyConstraint(["demand_id"], ["demands.id"], name=op.f("fk_contracts_demand_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_contracts_lot_id")),
        sa.ForeignKeyConstraint(["maker_id"], ["organizations.id"], name=op.f("fk_contracts_maker_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["organizations.id"], name=op.f("fk_contracts_producer_id")),
        sa.ForeignKeyConstraint(["revised_by_id"], ["organizations.id"], name=op.f("fk_contracts_revised_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
        sa.UniqueConstraint("allocation_id", name=op.f("uq_contracts_allocation_id")),
        sa.UniqueConstraint("code", name=op.f("uq_contracts_code")),
    )
    op.create_index(op.f("ix_contracts_demand_id"), "contracts", ["demand_id"], unique=False)
    op.create_index(op.f("ix_contracts_lot_id"), "contracts", ["lot_id"], unique=False)
    op.create_index(op.f("ix_contracts_maker_id"), "contracts", ["maker_id"], unique=False)
    op.create_index(op.f("ix_contracts_producer_id"), "contracts", ["producer_id"], unique=False)
    op.create_index("ix_contracts_queue", "contracts", ["state", "review_by"], unique=False)


def _reservations() -> None:
    op.create_table(
        "reservations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("allocation_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "taken", "released", name="reservation_kind_known", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("bags", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("bags <> 0", name=op.f("ck_reservations_bags_not_zero")),
        sa.ForeignKeyConstraint(["allocation_id"], ["allocations.id"], name=op.f("fk_reservations_allocation_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_reservations_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservations")),
        sa.UniqueConstraint("allocation_id", "kind", name=op.f("uq_reservations_allocation_id_kind")),
    )
    op.create_index(op.f("ix_reservations_lot_id"), "reservations", ["lot_id"], unique=False)


def _contract_terms() -> None:
    op.create_table(
        "contract_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("terms", pg.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("by_organization_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_organization_id"], ["organizations.id"], name=op.f("fk_contract_terms_by_organization_id")
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_contract_terms_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_terms")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_contract_terms_contract_id_number")),
    )
