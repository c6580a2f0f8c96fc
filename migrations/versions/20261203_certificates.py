"""Certificates with their file, and an end before their time.

Why: who relies on a certificate wants to see it, and a certificate may be withdrawn.
The lock and statement timeouts are set in env.py (10 s and 10 min).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261203_certificates"
down_revision = "20261203_passports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    op.add_column("certificates", sa.Column("withdrawn_on", sa.Date(), nullable=True))
    op.add_column("certificates", sa.Column("withdrawal_reason", sa.String(), nullable=True))
    op.add_column("certificates", sa.Column("file_id", sa.BigInteger(), nullable=True))
    op.add_column("certificates", sa.Column("reminded", sa.SmallInteger(), nullable=True))
    op.add_column("certificates", sa.Column("is_renewed", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("certificates", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("certificates", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE certificates SET changed_at = recorded_at")
    op.alter_column("certificates", "changed_at", nullable=False)
    for column in ("is_renewed", "version"):
        op.alter_column("certificates", column, server_default=None)
    op.create_foreign_key(op.f("fk_certificates_file_id"), "certificates", "files", ["file_id"], ["id"])
    op.create_index(
        "ix_certificates_ending", "certificates", ["valid_to", "id"], postgresql_where=sa.text("NOT is_renewed")
    )
    op.create_check_constraint(
        op.f("ck_certificates_withdrawn_within_validity"),
        "certificates",
        "withdrawn_on BETWEEN valid_from AND valid_to",
    )
    op.create_check_constraint(
        op.f("ck_certificates_withdrawn_for_a_reason"),
        "certificates",
        "(withdrawn_on IS NULL) = (withdrawal_reason IS NULL)",
    )


def downgrade() -> None:
    """Change it back; who withdrew a certificate, and its file, are forgotten."""
    op.drop_constraint(op.f("ck_certificates_withdrawn_for_a_reason"), "certificates", type_="check")
    op.drop_constraint(op.f("ck_certificates_withdrawn_within_validity"), "certificates", type_="check")
    op.drop_index("ix_certificates_ending", table_name="certificates")
    op.drop_constraint(op.f("fk_certificates_file_id"), "certificates", type_="foreignkey")
    for column in ("changed_at", "version", "is_renewed", "reminded", "file_id", "withdrawal_reason", "withdrawn_on"):
        op.drop_column("certificates", column)
