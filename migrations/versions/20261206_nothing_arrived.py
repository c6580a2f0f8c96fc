"""Let a final weight be nothing at all: everything was lost or refused where the group bears the risk until arrival.

Why: under DAP such a contract could not be settled, so its deposit was never given back.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

from alembic import op

revision = "20261206_nothing_arrived"
down_revision = "20261205_errands"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    op.drop_constraint(op.f("ck_settlements_weight_positive"), "settlements", type_="check")
    op.create_check_constraint(op.f("ck_settlements_weight_not_negative"), "settlements", "final_weight >= 0")


def downgrade() -> None:
    """Change it back: a weight of nothing becomes the least that can be written."""
    op.drop_constraint(op.f("ck_settlements_weight_not_negative"), "settlements", type_="check")
    op.execute("UPDATE settlements SET final_weight = 0.001 WHERE final_weight = 0")
    op.create_check_constraint(op.f("ck_settlements_weight_positive"), "settlements", "final_weight > 0")
