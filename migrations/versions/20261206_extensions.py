"""A reservation may be extended once, where both sides agree.

Why: a maker whose plans slip by some weeks had to let the bags go and reserve them anew.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

from alembic import op

revision = "20261206_extensions"
down_revision = "20261206_addresses"
branch_labels = None
depends_on = None

KINDS = ("terms", "allowance", "frame", "renewal")
NAME = "ck_amendments_amendment_kind_known"


def upgrade() -> None:
    """Change the schema."""
    _know(*KINDS, "extension")
    where = "kind = 'extension' AND state = 'in_force'"
    op.create_index("uq_amendments_extended_once", "amendments", ["contract_id"], unique=True, postgresql_where=where)


def downgrade() -> None:
    """Change it back; an extension counts as a change of terms."""
    op.drop_index("uq_amendments_extended_once", "amendments")
    op.execute("UPDATE amendments SET kind = 'terms' WHERE kind = 'extension'")
    _know(*KINDS)


def _know(*kinds: str) -> None:
    """Keep the column to these words."""
    known = ", ".join(f"'{each}'" for each in kinds)
    op.execute(f"ALTER TABLE amendments DROP CONSTRAINT {NAME}")
    op.execute(f"ALTER TABLE amendments ADD CONSTRAINT {NAME} CHECK (kind IN ({known}))")
