"""The first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    create_tables()
    create_search()


def create_tables() -> None:
    op.create_table(
        "change_set",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=True),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("redacted_in", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["undoes"], ["change_set.number"], name=op.f("fk_change_set_undoes")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_change_set")),
    )
    with op.batch_alter_table("change_set", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_set_effective_on"), ["effective_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_set_person"), ["person"], unique=False)

    op.create_table(
        "event",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=True),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("change", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("payload", JSON_DOCUMENT, nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_change"), ["change"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_subject"), ["subject"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_verb"), ["verb"], unique=False)

    op.create_table(
        "kind_change",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_kind_change")),
    )
    op.create_table(
        "record_info",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("reconstruction", sa.Boolean(), nullable=False),
        sa.Column("reconstructed_through", sa.Integer(), nullable=False),
        sa.Column("vocabulary", sa.String(), nullable=False),
        sa.Column("cookie_secret", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_info")),
    )
    op.create_table(
        "saved_view",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_saved_view")),
    )
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_view_page"), ["page"], unique=False)
        batch_op.create_index(batch_op.f("ix_saved_view_person"), ["person"], unique=False)

    op.create_table(
        "sign_in_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=True),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_link")),
    )
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_link_person"), ["person"], unique=False)

    op.create_table(
        "web_session",
        sa.Column("session_hash", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=True),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("session_hash", name=op.f("pk_web_session")),
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_session_person"), ["person"], unique=False)

    op.create_table(
        "baseline",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("reconstruction", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_in", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name=op.f("fk_baseline_change")),
        sa.ForeignKeyConstraint(["made_in"], ["change_set.number"], name=op.f("fk_baseline_made_in")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_baseline")),
    )
    with op.batch_alter_table("baseline", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_baseline_change"), ["change"], unique=False)

    op.create_table(
        "item",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("detail", JSON_DOCUMENT, nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name=op.f("fk_item_change")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_item")),
        sa.UniqueConstraint("code", name=op.f("uq_item_code")),
    )
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_kind"), ["kind"], unique=False)

    op.create_table(
        "ballot",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("item", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("rule", JSON_DOCUMENT, nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=60), nullable=True),
        sa.Column("outcome_sentence", sa.String(), nullable=False),
        sa.Column("outcome_in", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name=op.f("fk_ballot_change")),
        sa.ForeignKeyConstraint(["item"], ["item.uuid"], name=op.f("fk_ballot_item")),
        sa.ForeignKeyConstraint(["outcome_in"], ["change_set.number"], name=op.f("fk_ballot_outcome_in")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_ballot")),
        sa.UniqueConstraint("code", name=op.f("uq_ballot_code")),
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballot_change"), ["change"], unique=False)
        batch_op.create_index(batch_op.f("ix_ballot_item"), ["item"], unique=False)

    op.create_table(
        "comment",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=True),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("organisation", sa.String(length=36), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("in_reply_to", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("origin", JSON_DOCUMENT, nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("redacted_in", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name=op.f("fk_comment_change")),
        sa.ForeignKeyConstraint(["item"], ["item.uuid"], name=op.f("fk_comment_item")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_comment")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_change"), ["change"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_item"), ["item"], unique=False)

    op.create_table(
        "item_revision",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("detail", JSON_DOCUMENT, nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("changed", JSON_DOCUMENT, nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("redacted_in", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name=op.f("fk_item_revision_change")),
        sa.ForeignKeyConstraint(
            ["redacted_in"], ["change_set.number"], name=op.f("fk_item_revision_redacted_in")
        ),
        sa.ForeignKeyConstraint(["uuid"], ["item.uuid"], name=op.f("fk_item_revision_uuid")),
        sa.PrimaryKeyConstraint("uuid", "revision", name=op.f("pk_item_revision")),
    )
    with op.batch_alter_table("item_revision", schema=None) as batch_op:
        batch_op.create_index("ix_item_revision_change", ["change"], unique=False)

    op.create_table(
        "link",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=36), nullable=False),
        sa.Column("relation", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=36), nullable=False),
        sa.Column("detail", JSON_DOCUMENT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("added_in", sa.Integer(), nullable=False),
        sa.Column("removed_in", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["added_in"], ["change_set.number"], name=op.f("fk_link_added_in")),
        sa.ForeignKeyConstraint(["removed_in"], ["change_set.number"], name=op.f("fk_link_removed_in")),
        sa.ForeignKeyConstraint(["source"], ["item.uuid"], name=op.f("fk_link_source")),
        sa.ForeignKeyConstraint(["target"], ["item.uuid"], name=op.f("fk_link_target")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_link")),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index("ix_link_added_in", ["added_in"], unique=False)
        batch_op.create_index("ix_link_removed_in", ["removed_in"], unique=False)
        batch_op.create_index(
            "ix_link_source_target_relation", ["source", "target", "relation"], unique=False
        )
        batch_op.create_index("ix_link_target_relation", ["target", "relation"], unique=False)

    op.create_table(
        "meeting_note",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("meeting", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(length=36), nullable=True),
        sa.Column("person", sa.String(length=36), nullable=True),
        sa.Column("item", sa.String(length=36), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_in", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name=op.f("fk_meeting_note_change")),
        sa.ForeignKeyConstraint(["meeting"], ["item.uuid"], name=op.f("fk_meeting_note_meeting")),
        sa.ForeignKeyConstraint(["struck_in"], ["change_set.number"], name=op.f("fk_meeting_note_struck_in")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_meeting_note")),
    )
    with op.batch_alter_table("meeting_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_note_change"), ["change"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_note_meeting"), ["meeting"], unique=False)

    op.create_table(
        "run",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("procedure", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("configuration", sa.String(length=36), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("run_on", sa.Date(), nullable=False),
        sa.Column("evidence", JSON_DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name=op.f("fk_run_change")),
        sa.ForeignKeyConstraint(["procedure"], ["item.uuid"], name=op.f("fk_run_procedure")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_run")),
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_change"), ["change"], unique=False)
        batch_op.create_index(batch_op.f("ix_run_procedure"), ["procedure"], unique=False)

    op.create_table(
        "finding",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("run", sa.String(length=36), nullable=False),
        sa.Column("item", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["item.uuid"], name=op.f("fk_finding_item")),
        sa.ForeignKeyConstraint(["run"], ["run.uuid"], name=op.f("fk_finding_run")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_finding")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_item"), ["item"], unique=False)
        batch_op.create_index(batch_op.f("ix_finding_run"), ["run"], unique=False)

    op.create_table(
        "link_review",
        sa.Column("link", sa.String(length=36), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name=op.f("fk_link_review_change")),
        sa.ForeignKeyConstraint(["link"], ["link.uuid"], name=op.f("fk_link_review_link")),
        sa.PrimaryKeyConstraint("link", "change", name=op.f("pk_link_review")),
    )
    with op.batch_alter_table("link_review", schema=None) as batch_op:
        batch_op.create_index("ix_link_review_change", ["change"], unique=False)

    op.create_table(
        "position",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("ballot", sa.String(length=36), nullable=False),
        sa.Column("organisation", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=True),
        sa.Column("position", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("capacity", sa.String(length=40), nullable=False),
        sa.Column("authorised", sa.Boolean(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["ballot"], ["ballot.uuid"], name=op.f("fk_position_ballot")),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name=op.f("fk_position_change")),
        sa.ForeignKeyConstraint(["organisation"], ["item.uuid"], name=op.f("fk_position_organisation")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_position")),
    )
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_position_ballot"), ["ballot"], unique=False)
        batch_op.create_index(batch_op.f("ix_position_change"), ["change"], unique=False)
        batch_op.create_index(batch_op.f("ix_position_organisation"), ["organisation"], unique=False)


def create_search() -> None:
    """One search table with the same columns on both databases."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE item_search USING fts5("
            "uuid UNINDEXED, code, title, body, tokenize='unicode61 remove_diacritics 2')"
        )
        return
    op.execute("CREATE TABLE item_search (uuid VARCHAR(36) PRIMARY KEY, code TEXT, title TEXT, body TEXT)")
    op.execute(
        "CREATE INDEX ix_item_search_words ON item_search USING gin "
        "(to_tsvector('simple', code || ' ' || title || ' ' || body))"
    )


def downgrade() -> None:
    raise NotImplementedError("restore the copy that was taken before the migration")
