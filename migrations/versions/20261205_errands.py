"""Letters about accounts are written down like letters that carry notices.

Why: a worker that was killed after the last dot sent such a letter again; now it is handed over in the same two phases.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261205_errands"
down_revision = "20261205_lapsed"
branch_labels = None
depends_on = None

ERRANDS = ("reset", "invitation", "confirm_address", "address_asked", "address_changed")


def upgrade() -> None:
    """Change the schema."""
    op.alter_column("letters", "user_id", nullable=True)
    word = sa.Enum(*ERRANDS, name="errand_known", native_enum=False, create_constraint=True, length=32)
    op.add_column("letters", sa.Column("errand", word))
    op.add_column("letters", sa.Column("about_id", sa.BigInteger()))
    op.add_column("letters", sa.Column("key", sa.String()))
    op.create_unique_constraint("uq_letters_key", "letters", ["key"])
    op.create_check_constraint("errand_has_key", "letters", "(errand IS NULL) = (key IS NULL)")
    op.create_check_constraint("concerns_somebody", "letters", "num_nonnulls(user_id, about_id) = 1")


def downgrade() -> None:
    """Change it back."""
    op.execute("DELETE FROM letters WHERE errand IS NOT NULL")
    for name in ("concerns_somebody", "errand_has_key"):
        op.drop_constraint(op.f(f"ck_letters_{name}"), "letters")
    op.drop_constraint("uq_letters_key", "letters")
    for name in ("key", "about_id", "errand"):
        op.drop_column("letters", name)
    op.alter_column("letters", "user_id", nullable=False)
