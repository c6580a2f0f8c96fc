"""A signature keeps the contract as it was said when it was signed, word for word, in both languages.

Why: the paper said the stored terms in today's words, so that a sentence mended later stood above an old signature.
What was signed before is said as ever. The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261204_signed_words"
down_revision = "20261204_contested_weights"
branch_labels = None
depends_on = None

TABLES = ("contract_signatures", "amendment_signatures")


def upgrade() -> None:
    """Change the schema."""
    for table in TABLES:
        op.add_column(table, sa.Column("words", postgresql.JSONB(astext_type=sa.Text()), nullable=True))


def downgrade() -> None:
    """Change it back."""
    for table in TABLES:
        op.drop_column(table, "words")
