"""Scenarios of a round, questions about pairs, and what a plan's page shows beside its lines.

Why: facilitators compare policies and edit plans by hand before they publish, and everybody is told what would have
won. The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "20261128_scenarios"
down_revision = "20261123_first_market"
branch_labels = None
depends_on = None

SUBJECTS = ("organization", "user", "certificate", "lot", "demand", "round", "allocation", "contract", "reference")


def upgrade() -> None:
    """Change the schema."""
    _know_subjects(*SUBJECTS, "scenario")
    op.add_column("rounds", sa.Column("findings", _plain(), nullable=True))
    op.add_column("misses", sa.Column("wins", _plain(), nullable=True))
    _scenarios()
    _pair_questions()


def downgrade() -> None:
    """Change it back."""
    op.drop_table("pair_questions")
    op.drop_table("scenarios")
    op.drop_column("misses", "wins")
    op.drop_column("rounds", "findings")
    op.execute("ALTER TABLE events DISABLE TRIGGER USER")  # append-only for everybody but who takes scenarios away
    op.execute("DELETE FROM events WHERE subject_kind = 'scenario' OR kind = 'round.adopted'")
    op.execute("ALTER TABLE events ENABLE TRIGGER USER")
    _know_subjects(*SUBJECTS)


def _know_subjects(*subjects: str) -> None:
    known = ", ".join(f"'{each}'" for each in subjects)
    for table in ("events", "misses"):
        name = op.f(f"ck_{table}_subject_kind_known")
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, f"subject_kind IN ({known})")


def _plain() -> pg.JSONB:
    return pg.JSONB(none_as_null=True, astext_type=sa.Text())


def _word(*words: str, name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _scenarios() -> None:
    op.create_table(
        "scenarios",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", _word("baseline", "policy", "by_hand", name="scenario_kind_known"), nullable=False),
        sa.Column(
            "state",
            _word("waiting", "computed", "failed", "discarded", name="scenario_state_known"),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("policy", _plain(), nullable=False),
        sa.Column("edits", _plain(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("is_adopted", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("phase", sa.String(), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("plan_status", sa.String(), nullable=True),
        sa.Column("value_cents", sa.BigInteger(), nullable=True),
        sa.Column("bound_cents", sa.BigInteger(), nullable=True),
        sa.Column("outline", _plain(), nullable=True),
        sa.Column("findings", _plain(), nullable=True),
        sa.Column("claim", _plain(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["users.id"], name=op.f("fk_scenarios_added_by_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_scenarios_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenarios")),
    )
    op.create_index("ix_scenarios_round_id_state", "scenarios", ["round_id", "state"], unique=False)
    op.create_index(
        "uq_scenarios_adopted", "scenarios", ["round_id"], unique=True, postgresql_where=sa.text("is_adopted")
    )


def _pair_questions() -> None:
    op.create_table(
        "pair_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("scenario_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", _plain(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["users.id"], name=op.f("fk_pair_questions_asked_by_id")),
        sa.ForeignKeyConstraint(["demand_id"], ["demands.id"], name=op.f("fk_pair_questions_demand_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_pair_questions_lot_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_pair_questions_round_id")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenarios.id"], name=op.f("fk_pair_questions_scenario_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_questions")),
        sa.UniqueConstraint(
            "scenario_id", "lot_id", "demand_id", name=op.f("uq_pair_questions_scenario_id_lot_id_demand_id")
        ),
    )
    op.create_index(op.f("ix_pair_questions_round_id"), "pair_questions", ["round_id"], unique=False)
