"""Indexes in the order in which the long lists of a trade are read.

Why: with 100,000 lots, 1,000,000 bids and 50,000 contracts (`bench trade`) the facilitators' lists of contracts and
samples sorted everything there is to show 24 lines, a group's list of bids fetched every open bid with its terms, a
deep page of settled bids everything before it, a group's own lots were sorted whole, and what waits for the desk was
sought among everybody's turns.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261201_quick"
down_revision = "20261201_weaker"
branch_labels = None
depends_on = None

JUDGED = "$1 IN ('in_review', 'second_review')"
OPEN = "'requested', 'quoted', 'sent', 'lost', 'received', 'unresolved', 'allowance_asked', 'allowed'"
FUNCTIONS = {
    "contract_urgency(state varchar) RETURNS integer": (
        f"CASE WHEN {JUDGED} THEN 0 WHEN $1 IN ('signing', 'revised', 'returned') THEN 1 ELSE 2 END"
    ),
    "contract_due(state varchar, review_by timestamptz, sign_by timestamptz) RETURNS timestamptz": (
        f"CASE WHEN {JUDGED} THEN $2 ELSE $3 END"
    ),
    "sample_urgency(state varchar, kind varchar) RETURNS integer": (
        f"CASE WHEN $1 = 'received' AND $2 = 'arbitration' THEN 0 WHEN $1 IN ({OPEN}) THEN 1 ELSE 2 END"
    ),
}
STANDING = "'agreed_in_part', 'open'"


def upgrade() -> None:
    """Change the schema."""
    for head, value in FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {head} LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN {value}")
    op.drop_index("ix_contracts_order", table_name="contracts")
    order = [sa.text("contract_urgency(state)"), sa.text("contract_due(state, review_by, sign_by)"), "id"]
    op.create_index("ix_contracts_order", "contracts", order)
    op.drop_index("ix_samples_order", table_name="samples")
    order = [sa.text("sample_urgency(state, kind)"), "due_at", sa.text("id DESC")]
    op.create_index("ix_samples_order", "samples", order)
    op.create_index("ix_lots_own", "lots", ["organization_id", sa.text("changed_at DESC"), sa.text("id DESC")])
    op.drop_index("ix_lots_organization_id", table_name="lots")
    desk = sa.text("organization_id IS NULL")
    op.create_index(
        "ix_turns_desk", "turns", ["due_at", "id"], postgresql_include=["subject_kind"], postgresql_where=desk
    )
    for side in ("maker", "producer"):
        op.create_index(
            f"ix_bids_{side}_standing",
            "bids",
            [f"{side}_id", "valid_until", "id"],
            postgresql_include=["written_by_id"],
            postgresql_where=sa.text(f"state IN ({STANDING})"),
        )
        over = sa.text(f"state NOT IN ({STANDING})")
        op.create_index(f"ix_bids_{side}_over", "bids", [f"{side}_id", "id"], postgresql_where=over)
        op.drop_index(f"ix_bids_{side}", table_name="bids")


def downgrade() -> None:
    """Change it back."""
    for side in ("maker", "producer"):
        op.create_index(f"ix_bids_{side}", "bids", [f"{side}_id", "state", "valid_until"])
        op.drop_index(f"ix_bids_{side}_over", table_name="bids")
        op.drop_index(f"ix_bids_{side}_standing", table_name="bids")
    op.drop_index("ix_turns_desk", table_name="turns")
    op.create_index("ix_lots_organization_id", "lots", ["organization_id"])
    op.drop_index("ix_lots_own", table_name="lots")
    op.drop_index("ix_samples_order", table_name="samples")
    op.create_index("ix_samples_order", "samples", ["id"], postgresql_include=["state", "kind", "due_at"])
    op.drop_index("ix_contracts_order", table_name="contracts")
    op.create_index("ix_contracts_order", "contracts", ["id"], postgresql_include=["state", "review_by", "sign_by"])
    for head in FUNCTIONS:
        op.execute(f"DROP FUNCTION {head.partition('(')[0]}")
