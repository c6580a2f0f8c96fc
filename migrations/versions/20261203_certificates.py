"""Certificates with their file, and an end before their time.

Why: who relies on a certificate wants to see it, and a certificate may be withdrawn.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

revision = "20261203_certificates"
down_revision = "20261203_passports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""


def downgrade() -> None:
    """Change it back."""
