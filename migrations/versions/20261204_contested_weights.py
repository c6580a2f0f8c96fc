"""A final weight that a side does not answer, or on which the two cannot agree, comes before a facilitator.

Why: a stated weight waited for ever for a side that kept silent, and with it the contract's last money.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

from alembic import op

revision = "20261204_contested_weights"
down_revision = "20261204_sample_fees"
branch_labels = None
depends_on = None

NAME = op.f("ck_settlements_settlement_state_known")
BEFORE = ("stated", "disputed", "consented", "settled")
AFTER = ("stated", "disputed", "consented", "contested", "settled")


def _known(states: tuple[str, ...]) -> None:
    op.drop_constraint(NAME, "settlements", type_="check")
    op.create_check_constraint(NAME, "settlements", f"state IN ({', '.join(map(repr, states))})")


def upgrade() -> None:
    """Change the schema."""
    _known(AFTER)


def downgrade() -> None:
    """Change it back: what is before a facilitator is merely disputed again."""
    op.execute("UPDATE settlements SET state = 'disputed' WHERE state = 'contested'")
    _known(BEFORE)
