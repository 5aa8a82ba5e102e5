"""Ballots (in the open: consensus calls, polls, calls for statements) and what organisations say in them.

Positions, authorisations and steps are only ever inserted; the latest position of an organisation
counts until the close. What each row says is digested with a salt, so that a redacted one still
verifies. A fingerprint never enters a digest: a redaction carries it over to the redacted text.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field

from workbench.record.base import Base, JSONDocument, UTCDateTime
from workbench.record.testimony import Said


class Ballot(Base, table=True):
    """One text at one revision, several alternatives, or some dates, put to the organisations.

    The row holds the ballot as its last step left it; ``ballot_step`` holds how it came to that.

    Args:
        kind: consensus-call, straw-poll, date-poll or statement-call.
        aspect: which part of the item is asked about: ``text`` or, of an issue, ``destination``.
        choices: for several alternatives ``key`` (code), ``item``, ``revision`` and ``fingerprint``
            of each; for dates the ``key`` alone, in ISO form.
        addressees: uuids of the organisations asked, frozen at opening.
        hidden: positions show only after the close; fixed at opening.
        evidence: evidence is shown beside the text; fixed at opening.
        reservation: the reservation of rights shown with every position, in the group's words.
        round: 1, or one more than the ballot that it repeats (``previous``).
        closed_at: when it was closed before its time.
        contest_until: last moment at which the recorded outcome can be contested.
    """

    __tablename__ = "ballot"

    uuid: str = Field(primary_key=True, max_length=36)
    code: str = Field(unique=True, max_length=80)
    change: int = Field(foreign_key="change_set.number", index=True)
    kind: str = Field(max_length=20)
    item: str = Field(foreign_key="item.uuid", max_length=36, index=True)
    aspect: str = Field(default="text", max_length=20)
    revision: int
    fingerprint: str = Field(max_length=64)
    question: str
    rule: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONDocument, nullable=False))
    choices: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSONDocument, nullable=False)
    )
    addressees: list[str] = Field(default_factory=list, sa_column=Column(JSONDocument, nullable=False))
    notice: str = ""
    reservation: str = ""
    hidden: bool = False
    evidence: bool = False
    opens_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    closes_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    closed_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    outcome: str | None = Field(default=None, max_length=60)
    outcome_sentence: str = ""
    outcome_in: int | None = Field(default=None, foreign_key="change_set.number")
    contest_until: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    voided_in: int | None = Field(default=None, foreign_key="change_set.number")
    void_reason: str = ""
    round: int = 1
    previous: str | None = Field(default=None, max_length=36)


class BallotStep(Said, table=True):
    """What happened to a ballot: prepared, opened, extended, closed, recorded, contested, voided.

    ``detail`` holds what the step wrote, and ``state`` the digest of the ballot after it.
    """

    __tablename__ = "ballot_step"
    __table_args__ = (UniqueConstraint("ballot", "sequence"),)

    ballot: str = Field(foreign_key="ballot.uuid", max_length=36)
    sequence: int
    kind: str = Field(max_length=20)
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    person: str | None = Field(default=None, max_length=36)
    person_name: str = Field(default="", max_length=200)
    organisation: str | None = Field(default=None, max_length=36)
    why: str = ""
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONDocument, nullable=False))
    state: str = Field(default="", max_length=64)


class Position(Said, table=True):
    """What one organisation said in a ballot, about one revision, in whose capacity.

    Args:
        position: the word of the position; ``answered`` where the answers are by choice.
        answers: of several choices the word for each, by its key.
        preference: key of the choice that is preferred.
        change_wanted: the change that would remove an objection, where one was offered.
        instruction: what a position taken on behalf rests on: ``cited`` and ``attachment``.
        joint: uuid of the joint position that this one confirms.
        form: number of the form that it was sent with; the same form is taken once.
        recorded_at: the server's moment that was compared with the close.
    """

    __tablename__ = "position"
    # An organisation's latest position is asked for by each of its next ones.
    __table_args__ = (Index("ix_position_ballot_organisation_change", "ballot", "organisation", "change"),)

    ballot: str = Field(foreign_key="ballot.uuid", max_length=36)
    organisation: str = Field(foreign_key="item.uuid", max_length=36, index=True)
    person: str | None = Field(default=None, max_length=36)
    person_name: str = Field(default="", max_length=200)
    position: str = Field(max_length=40)
    reason: str = ""
    answers: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONDocument, nullable=False))
    preference: str = Field(default="", max_length=80)
    change_wanted: str = ""
    revision: int
    fingerprint: str = Field(max_length=64)
    capacity: str = Field(max_length=40)
    instruction: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONDocument, nullable=False))
    joint: str | None = Field(default=None, max_length=36)
    form: str | None = Field(default=None, unique=True, max_length=36)
    taken_on: date
    recorded_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class PositionCitation(Base, table=True):
    """One of the alternatives that a position is about, at the revision that was shown."""

    __tablename__ = "position_citation"

    position: str = Field(primary_key=True, foreign_key="position.uuid", max_length=36)
    item: str = Field(primary_key=True, foreign_key="item.uuid", max_length=36)
    revision: int
    fingerprint: str = Field(max_length=64)


class Authorisation(Said, table=True):
    """An organisation's authoriser confirmed a position for one revision and one named filing."""

    __tablename__ = "authorisation"

    position: str = Field(foreign_key="position.uuid", max_length=36, index=True)
    organisation: str = Field(foreign_key="item.uuid", max_length=36, index=True)
    person: str | None = Field(default=None, max_length=36)
    person_name: str = Field(default="", max_length=200)
    revision: int
    fingerprint: str = Field(max_length=64)
    filing: str = Field(max_length=200)
    authorised_on: date


class JointPosition(Said, table=True):
    """A position that several organisations take together; each confirms by a position of its own."""

    __tablename__ = "joint_position"

    ballot: str = Field(foreign_key="ballot.uuid", max_length=36, index=True)
    lead: str = Field(foreign_key="item.uuid", max_length=36)
    members: list[str] = Field(default_factory=list, sa_column=Column(JSONDocument, nullable=False))
    person: str | None = Field(default=None, max_length=36)
    person_name: str = Field(default="", max_length=200)
    position: str = Field(max_length=40)
    reason: str = ""
    answers: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONDocument, nullable=False))
    change_wanted: str = ""
    revision: int
    fingerprint: str = Field(max_length=64)
    taken_on: date


class EditorialProposal(Said, table=True):
    """A change of a text that is proposed as editorial: silence until ``ends_at`` carries positions over."""

    __tablename__ = "editorial_proposal"

    item: str = Field(foreign_key="item.uuid", max_length=36, index=True)
    from_revision: int
    from_fingerprint: str = Field(max_length=64)
    to_revision: int
    to_fingerprint: str = Field(max_length=64)
    proposed_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    ends_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    organisations: list[str] = Field(default_factory=list, sa_column=Column(JSONDocument, nullable=False))
    person: str | None = Field(default=None, max_length=36)
    person_name: str = Field(default="", max_length=200)
    why: str = ""


class EditorialObjection(Said, table=True):
    """One organisation says that a change is not editorial; one is enough."""

    __tablename__ = "editorial_objection"

    editorial: str = Field(foreign_key="editorial_proposal.uuid", max_length=36, index=True)
    organisation: str = Field(foreign_key="item.uuid", max_length=36)
    person: str | None = Field(default=None, max_length=36)
    person_name: str = Field(default="", max_length=200)
    reason: str = ""
    objected_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
