"""Salted digests of meeting notes, so that what was written down in a call can be verified"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("meeting_note", schema=None) as batch_op:
        batch_op.add_column(sa.Column("salt", sa.String(length=32), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("digest", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("redacted_in", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("meeting_note", schema=None) as batch_op:
        batch_op.drop_column("redacted_in")
        batch_op.drop_column("digest")
        batch_op.drop_column("salt")
