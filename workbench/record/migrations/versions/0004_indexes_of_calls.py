"""Indexes for what every position asks: the last event of its call, and its organisation's latest position"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The columns that the new ones begin with need no index of their own any more.
    op.drop_index("ix_event_subject", table_name="event")
    op.create_index("ix_event_subject_recorded_at", "event", ["subject", "recorded_at"])
    op.drop_index("ix_position_ballot", table_name="position")
    op.create_index(
        "ix_position_ballot_organisation_change", "position", ["ballot", "organisation", "change"]
    )


def downgrade() -> None:
    op.drop_index("ix_position_ballot_organisation_change", table_name="position")
    op.create_index("ix_position_ballot", "position", ["ballot"])
    op.drop_index("ix_event_subject_recorded_at", table_name="event")
    op.create_index("ix_event_subject", "event", ["subject"])
