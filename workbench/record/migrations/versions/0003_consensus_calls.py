"""Consensus calls: steps, frozen texts, authorisations, joint positions, editorial changes, statements"""

from __future__ import annotations

import uuid as uuids
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
UNNAMED_FILING = "not named"
"""The filing of an authorisation that was only a mark on the position."""


def upgrade() -> None:
    create_tables()
    extend_tables()
    keep_authorisations()
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.drop_column("authorised")


def keep_authorisations() -> None:
    """Turn the mark on a position into a row of its own, without a digest: it was never in the chain."""
    connection = op.get_bind()
    position, authorisation = (sa.table(name) for name in ("position", "authorisation"))
    names = ("uuid", "change", "organisation", "person", "revision", "fingerprint", "taken_on", "authorised")
    columns: list[Any] = [sa.column(name) for name in names]
    marked = sa.select(*columns).select_from(position).where(sa.column("authorised").is_(sa.true()))
    for row in connection.execute(marked).mappings().all():
        values = {
            "uuid": str(uuids.uuid4()),
            "change": row["change"],
            "salt": "",
            "digest": "",
            "position": row["uuid"],
            "organisation": row["organisation"],
            "person": row["person"],
            "person_name": "",
            "revision": row["revision"],
            "fingerprint": row["fingerprint"],
            "filing": UNNAMED_FILING,
            "authorised_on": row["taken_on"],
        }
        table = sa.table(authorisation.name, *(sa.column(name) for name in values))
        connection.execute(sa.insert(table).values(**values))


def create_tables() -> None:
    op.create_table(
        "attachment",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("redacted_in", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=True),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name=op.f("fk_attachment_change")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_change"), ["change"], unique=False)

    op.create_table(
        "editorial_proposal",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("redacted_in", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(length=36), nullable=False),
        sa.Column("from_revision", sa.Integer(), nullable=False),
        sa.Column("from_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("to_revision", sa.Integer(), nullable=False),
        sa.Column("to_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisations", JSON_DOCUMENT, nullable=False),
        sa.Column("person", sa.String(length=36), nullable=True),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name=op.f("fk_editorial_proposal_change")),
        sa.ForeignKeyConstraint(["item"], ["item.uuid"], name=op.f("fk_editorial_proposal_item")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_editorial_proposal")),
    )
    with op.batch_alter_table("editorial_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_editorial_proposal_change"), ["change"], unique=False)
        batch_op.create_index(batch_op.f("ix_editorial_proposal_item"), ["item"], unique=False)

    op.create_table(
        "ballot_step",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("redacted_in", sa.Integer(), nullable=True),
        sa.Column("ballot", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=True),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("organisation", sa.String(length=36), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("detail", JSON_DOCUMENT, nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["ballot"], ["ballot.uuid"], name=op.f("fk_ballot_step_ballot")),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name=op.f("fk_ballot_step_change")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_ballot_step")),
        sa.UniqueConstraint("ballot", "sequence", name=op.f("uq_ballot_step_ballot_sequence")),
    )
    with op.batch_alter_table("ballot_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballot_step_change"), ["change"], unique=False)

    op.create_table(
        "comment_resolution",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("redacted_in", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(length=36), nullable=False),
        sa.Column("resolution", sa.String(length=30), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("deferred_to", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=True),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("resolved_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name=op.f("fk_comment_resolution_change")),
        sa.ForeignKeyConstraint(["comment"], ["comment.uuid"], name=op.f("fk_comment_resolution_comment")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_comment_resolution")),
    )
    with op.batch_alter_table("comment_resolution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_resolution_change"), ["change"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_resolution_comment"), ["comment"], unique=False)

    op.create_table(
        "editorial_objection",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("redacted_in", sa.Integer(), nullable=True),
        sa.Column("editorial", sa.String(length=36), nullable=False),
        sa.Column("organisation", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=True),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["change"], ["change_set.number"], name=op.f("fk_editorial_objection_change")
        ),
        sa.ForeignKeyConstraint(
            ["editorial"], ["editorial_proposal.uuid"], name=op.f("fk_editorial_objection_editorial")
        ),
        sa.ForeignKeyConstraint(
            ["organisation"], ["item.uuid"], name=op.f("fk_editorial_objection_organisation")
        ),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_editorial_objection")),
    )
    with op.batch_alter_table("editorial_objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_editorial_objection_change"), ["change"], unique=False)
        batch_op.create_index(batch_op.f("ix_editorial_objection_editorial"), ["editorial"], unique=False)

    op.create_table(
        "joint_position",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("redacted_in", sa.Integer(), nullable=True),
        sa.Column("ballot", sa.String(length=36), nullable=False),
        sa.Column("lead", sa.String(length=36), nullable=False),
        sa.Column("members", JSON_DOCUMENT, nullable=False),
        sa.Column("person", sa.String(length=36), nullable=True),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answers", JSON_DOCUMENT, nullable=False),
        sa.Column("change_wanted", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["ballot"], ["ballot.uuid"], name=op.f("fk_joint_position_ballot")),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name=op.f("fk_joint_position_change")),
        sa.ForeignKeyConstraint(["lead"], ["item.uuid"], name=op.f("fk_joint_position_lead")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_joint_position")),
    )
    with op.batch_alter_table("joint_position", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_joint_position_ballot"), ["ballot"], unique=False)
        batch_op.create_index(batch_op.f("ix_joint_position_change"), ["change"], unique=False)

    op.create_table(
        "statement",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("redacted_in", sa.Integer(), nullable=True),
        sa.Column("ballot", sa.String(length=36), nullable=False),
        sa.Column("organisation", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=True),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["ballot"], ["ballot.uuid"], name=op.f("fk_statement_ballot")),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name=op.f("fk_statement_change")),
        sa.ForeignKeyConstraint(["organisation"], ["item.uuid"], name=op.f("fk_statement_organisation")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_statement")),
    )
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_ballot"), ["ballot"], unique=False)
        batch_op.create_index(batch_op.f("ix_statement_change"), ["change"], unique=False)
        batch_op.create_index(batch_op.f("ix_statement_organisation"), ["organisation"], unique=False)

    op.create_table(
        "authorisation",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("redacted_in", sa.Integer(), nullable=True),
        sa.Column("position", sa.String(length=36), nullable=False),
        sa.Column("organisation", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=True),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("filing", sa.String(length=200), nullable=False),
        sa.Column("authorised_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name=op.f("fk_authorisation_change")),
        sa.ForeignKeyConstraint(["organisation"], ["item.uuid"], name=op.f("fk_authorisation_organisation")),
        sa.ForeignKeyConstraint(["position"], ["position.uuid"], name=op.f("fk_authorisation_position")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_authorisation")),
    )
    with op.batch_alter_table("authorisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_authorisation_change"), ["change"], unique=False)
        batch_op.create_index(batch_op.f("ix_authorisation_organisation"), ["organisation"], unique=False)
        batch_op.create_index(batch_op.f("ix_authorisation_position"), ["position"], unique=False)

    op.create_table(
        "position_citation",
        sa.Column("position", sa.String(length=36), nullable=False),
        sa.Column("item", sa.String(length=36), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["item.uuid"], name=op.f("fk_position_citation_item")),
        sa.ForeignKeyConstraint(["position"], ["position.uuid"], name=op.f("fk_position_citation_position")),
        sa.PrimaryKeyConstraint("position", "item", name=op.f("pk_position_citation")),
    )
    op.create_table(
        "resolution_answer",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("redacted_in", sa.Integer(), nullable=True),
        sa.Column("resolution", sa.String(length=36), nullable=False),
        sa.Column("organisation", sa.String(length=36), nullable=True),
        sa.Column("person", sa.String(length=36), nullable=True),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("satisfied", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["change"], ["change_set.number"], name=op.f("fk_resolution_answer_change")),
        sa.ForeignKeyConstraint(
            ["resolution"], ["comment_resolution.uuid"], name=op.f("fk_resolution_answer_resolution")
        ),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_resolution_answer")),
    )
    with op.batch_alter_table("resolution_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resolution_answer_change"), ["change"], unique=False)
        batch_op.create_index(batch_op.f("ix_resolution_answer_resolution"), ["resolution"], unique=False)


def extend_tables() -> None:
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.add_column(sa.Column("aspect", sa.String(length=20), nullable=False, server_default="text"))
        batch_op.add_column(sa.Column("choices", JSON_DOCUMENT, nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("addressees", JSON_DOCUMENT, nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("notice", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("reservation", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("hidden", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("evidence", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("contest_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("voided_in", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("void_reason", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("previous", sa.String(length=36), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_ballot_voided_in"), "change_set", ["voided_in"], ["number"]
        )

    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ballot", sa.String(length=36), nullable=True))
        batch_op.create_index(batch_op.f("ix_comment_ballot"), ["ballot"], unique=False)

    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.add_column(sa.Column("salt", sa.String(length=32), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("digest", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("redacted_in", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("person_name", sa.String(length=200), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("answers", JSON_DOCUMENT, nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("preference", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("change_wanted", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("instruction", JSON_DOCUMENT, nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("joint", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("form", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_position_form"), ["form"])


def downgrade() -> None:
    raise NotImplementedError("put back the copy that was kept before the migration: workbench restore FILE")
