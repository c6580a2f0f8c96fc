"""Farmers, to what they consented, and their plots.

Why: cacao is traced to the land it grew on, and no person's data is used for what they did not agree to.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261203_register"
down_revision = "20261203_called_goods"
branch_labels = None
depends_on = None

SUBJECTS = (
    "farmer",
    "plot",
)


def upgrade() -> None:
    """Change the schema."""
    for table in _tables_with("subject_kind_known"):
        _know(table, "subject_kind", "subject_kind_known", *SUBJECTS)
    _farmers()
    _consents()
    _plots()
    _imports()
    _append_only("consents")


def downgrade() -> None:
    """Change it back; what is known of them is lost."""
    op.drop_table("register_imports")
    op.drop_table("plots")
    op.drop_table("consents")
    op.drop_table("farmers")
    for table in _tables_with("subject_kind_known"):
        _know(table, "subject_kind", "subject_kind_known", *SUBJECTS, forget=True)


def _farmers() -> None:
    op.create_table(
        "farmers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("national_id", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("sex", _word("sex_known", "woman", "man", "unstated"), nullable=False),
        sa.Column("birth_year", sa.SmallInteger(), nullable=True),
        sa.Column("household_size", sa.SmallInteger(), nullable=True),
        sa.Column("community", sa.String(), nullable=True),
        sa.Column("district", sa.String(), nullable=True),
        sa.Column("is_leader", sa.Boolean(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("is_fictional", sa.Boolean(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "erased_at IS NULL OR (national_id IS NULL AND phone IS NULL)", name=op.f("ck_farmers_erased_is_unknown")
        ),
        sa.CheckConstraint("household_size BETWEEN 1 AND 99", name=op.f("ck_farmers_household_believable")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_farmers_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_farmers")),
        sa.UniqueConstraint("organization_id", "code", name=op.f("uq_farmers_organization_id_code")),
    )
    op.create_index("ix_farmers_name", "farmers", ["organization_id", sa.text("lower(name)"), "id"], unique=False)
    op.create_index(
        "uq_farmers_national_id",
        "farmers",
        ["organization_id", "national_id"],
        unique=True,
        postgresql_where="national_id IS NOT NULL",
    )


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("farmer_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", _word("purpose_known", "register", "customs", "passport", "impact"), nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("way", _word("consent_way_known", "paper", "spoken", "screen"), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["farmer_id"], ["farmers.id"], name=op.f("fk_consents_farmer_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_consents_file_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_consents_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_newest", "consents", ["farmer_id", "purpose", sa.text("id DESC")], unique=False)


def _plots() -> None:
    op.create_table(
        "plots",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("farmer_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("state", _word("plot_state_known", "active", "retired"), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("kind", _word("shape_kind_known", "point", "polygon", "multi_polygon"), nullable=True),
        sa.Column("outline", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("lon_span", postgresql.INT4RANGE(), nullable=True),
        sa.Column("lat_span", postgresql.INT4RANGE(), nullable=True),
        sa.Column("area", sa.Numeric(precision=10, scale=4), nullable=True),
        sa.Column("declared_area", sa.Numeric(precision=10, scale=4), nullable=True),
        sa.Column("cacao_area", sa.Numeric(precision=10, scale=4), nullable=True),
        sa.Column("planted_year", sa.SmallInteger(), nullable=True),
        sa.Column(
            "tenure", _word("tenure_known", "title", "possession", "communal", "rented", "unstated"), nullable=False
        ),
        sa.Column("is_agroforestry", sa.Boolean(), nullable=True),
        sa.Column("source", _word("plot_source_known", "walked", "drawn", "imported"), nullable=True),
        sa.Column("mapped_on", sa.Date(), nullable=True),
        sa.Column("accuracy_metres", sa.Numeric(precision=6, scale=1), nullable=True),
        sa.Column("faults", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("risk", _word("risk_known", "low", "more_info_needed", "high"), nullable=True),
        sa.Column("screened_on", sa.Date(), nullable=True),
        sa.Column("is_cleared", sa.Boolean(), nullable=False),
        sa.Column("is_segregated", sa.Boolean(), nullable=False),
        sa.Column("is_fictional", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'retired') = (retired_on IS NOT NULL)", name=op.f("ck_plots_retired_on_a_day")),
        sa.CheckConstraint("(kind IS NULL) = (outline IS NULL)", name=op.f("ck_plots_outline_has_kind")),
        sa.CheckConstraint("(outline IS NULL) = (lon_span IS NULL)", name=op.f("ck_plots_outline_has_bounds")),
        sa.CheckConstraint("area > 0", name=op.f("ck_plots_area_positive")),
        sa.CheckConstraint("declared_area > 0", name=op.f("ck_plots_declared_area_positive")),
        sa.ForeignKeyConstraint(["farmer_id"], ["farmers.id"], name=op.f("fk_plots_farmer_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_plots_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plots")),
        sa.UniqueConstraint("organization_id", "code", name=op.f("uq_plots_organization_id_code")),
    )
    op.create_index("ix_plots_bounds", "plots", ["lon_span", "lat_span"], unique=False, postgresql_using="gist")
    op.create_index("ix_plots_farmer_id", "plots", ["farmer_id"], unique=False)


def _imports() -> None:
    op.create_table(
        "register_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column(
            "state",
            _word("import_state_known", "waiting", "read", "ordered", "done", "failed", "dropped"),
            nullable=False,
        ),
        sa.Column("repairs", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("takes_only_right", sa.Boolean(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("preview", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("taken", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(content IS NULL) = (state IN ('done', 'failed', 'dropped'))",
            name=op.f("ck_register_imports_content_until_the_end"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_register_imports_organization_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_register_imports_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_imports")),
    )
    op.create_index("ix_register_imports_newest", "register_imports", ["organization_id", "id"], unique=False)


def _append_only(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()"
    )


def _tables_with(constraint: str) -> list[str]:
    query = sa.text(
        "SELECT conrelid::regclass::text FROM pg_constraint WHERE conname LIKE 'ck\\_%' || :name ORDER BY 1"
    )
    return list(op.get_bind().scalars(query, {"name": constraint}))


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
