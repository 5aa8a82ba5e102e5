"""Ballots and what organisations said in them, as plain values without a database session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from workbench.graph.ballots.standing import State, ends_at, state_of


@dataclass(frozen=True)
class Cited:
    """One alternative that a ballot is about, or one date.

    Args:
        key: the alternative's code, or the date in ISO form.
        title: of the alternative; empty for a date.
        revision: at which it was put; 0 for a date.
        moved: its text has changed since the ballot was opened.
    """

    key: str
    title: str = ""
    revision: int = 0
    moved: bool = False


@dataclass(frozen=True)
class PositionRow:
    """What one organisation said.

    Args:
        overtaken: it was taken on an earlier text and does not count.
        carried_over_at: the text was changed since, editorially, and nobody objected until then.
        editorial_until: the text was changed since, which is proposed as editorial until then.
        authorised: the organisation's authoriser confirmed it.
        filing: for which filing, the latest of ``filings``.
        filings: every filing for which it was confirmed, by name.
        joint: uuid of the joint position that it confirms.
        cited: of several alternatives the revision on which it was taken, by the alternative's code.
        latest: the organisation's latest; only that counts.
    """

    organisation: str
    organisation_name: str
    position: str
    reason: str
    revision: int
    capacity: str
    authorised: bool
    taken_on: date
    change: int
    overtaken: bool
    uuid: str = ""
    category: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    preference: str = ""
    change_wanted: str = ""
    person: str | None = None
    person_name: str = ""
    instruction: Mapping[str, Any] = field(default_factory=dict)
    recorded_at: datetime | None = None
    carried_over_at: datetime | None = None
    editorial_until: datetime | None = None
    authorised_by: str = ""
    authorised_on: date | None = None
    filing: str = ""
    filings: tuple[str, ...] = ()
    joint: str | None = None
    latest: bool = True
    cited: Mapping[str, int] = field(default_factory=dict)

    def authorised_for(self, filing: str) -> bool:
        """Whether it was confirmed for the filing with this name, in whatever case; for none without a name."""
        wanted = " ".join(filing.split()).casefold()
        return bool(wanted) and any(" ".join(name.split()).casefold() == wanted for name in self.filings)

    @property
    def counts(self) -> bool:
        """Whether it counts: the organisation's latest, on the present text."""
        return self.latest and not self.overtaken


@dataclass(frozen=True)
class StepRow:
    """One step of a ballot: what was done, by whom, when and why."""

    kind: str
    at: datetime
    person_name: str
    organisation: str
    organisation_name: str
    why: str
    detail: Mapping[str, Any]
    change: int


@dataclass(frozen=True)
class EditorialRow:
    """A change of the text that was proposed as editorial, with the organisations that objected."""

    uuid: str
    item: str
    from_revision: int
    to_revision: int
    proposed_at: datetime
    ends_at: datetime
    person_name: str
    why: str
    organisations: tuple[str, ...]
    objections: tuple[tuple[str, str, str], ...] = ()
    """Of each objection the organisation's code, its name, and the reason."""

    def standing(self, moment: datetime) -> str:
        """``contested``, ``open`` or ``carried``: silence through the period carries positions over."""
        if self.objections:
            return "contested"
        return "open" if moment < self.ends_at else "carried"


@dataclass(frozen=True)
class JointRow:
    """A joint position: the members, those that have confirmed, and what they say together.

    Args:
        preference: key of the choice that is preferred, as the lead said it in its own position.
    """

    uuid: str
    lead: str
    members: tuple[tuple[str, str], ...]
    confirmed: tuple[str, ...]
    position: str
    reason: str
    revision: int
    overtaken: bool
    answers: Mapping[str, str] = field(default_factory=dict)
    preference: str = ""
    change_wanted: str = ""


@dataclass(frozen=True)
class BallotRow:
    """One ballot with what it is about and every position in the order in which it was taken.

    Args:
        item_revision: the item's revision now; ``revision`` is the one at opening.
        fingerprint: of what is asked about, as it stands.
        moved: what is asked about has changed since the opening.
        addressees: codes and names of the organisations asked.
        reveals_at: the end as the record has it now, whatever moment is read: what is hidden stays hidden until
            then, also in a baseline from before an extension.
        withheld: codes of organisations whose position was taken out for the reader
            (``process.ballots.visibility``); only that they answered is told.
        not_asked: codes of organisations that are shown and were not asked, where ``addressees`` was cut for the
            reader.
        selected: the reader sees a selection of the positions; from who is missing nothing follows.
    """

    code: str
    kind: str
    item: str
    item_title: str
    revision: int
    question: str
    opens_at: datetime | None
    closes_at: datetime | None
    outcome: str | None
    outcome_sentence: str
    change: int
    positions: tuple[PositionRow, ...] = field(default=())
    uuid: str = ""
    item_uuid: str = ""
    item_kind: str = ""
    item_revision: int = 0
    fingerprint: str = ""
    moved: bool = False
    aspect: str = "text"
    rule: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[Cited, ...] = ()
    addressees: tuple[tuple[str, str], ...] = ()
    notice: str = ""
    reservation: str = ""
    hidden: bool = False
    evidence: bool = False
    closed_at: datetime | None = None
    contest_until: datetime | None = None
    voided: bool = False
    void_reason: str = ""
    round: int = 1
    previous: str | None = None
    steps: tuple[StepRow, ...] = ()
    editorials: tuple[EditorialRow, ...] = ()
    joints: tuple[JointRow, ...] = ()
    reveals_at: datetime | None = None
    withheld: tuple[str, ...] = ()
    selected: bool = False
    not_asked: tuple[str, ...] = ()

    def state(self, moment: datetime) -> State:
        """Where the ballot stands at a moment."""
        return state_of(self, moment)

    @property
    def given_up(self) -> bool:
        """Whether it was given up as a draft: nobody was ever asked, and it is no round of anything."""
        return self.voided and self.opens_at is None

    @property
    def ends(self) -> datetime | None:
        """The moment from which on no position is taken."""
        return ends_at(self) if self.closes_at or self.closed_at else None

    def latest(self) -> dict[str, PositionRow]:
        """The latest position of every organisation, by its code."""
        return dict(self._latest)

    @cached_property
    def _latest(self) -> dict[str, PositionRow]:
        # Asked several times by every page, of rows that many visitors share.
        return {p.organisation: p for p in self.positions if p.latest}

    def was_asked(self, organisation: str) -> bool:
        """Whether an organisation was asked; where the record names nobody, whoever answers is taken as asked."""
        if organisation in self.not_asked:
            return False
        return not self.addressees or organisation in self._asked

    @cached_property
    def _asked(self) -> frozenset[str]:
        return frozenset(code for code, _ in self.addressees)

    def of(self, organisation: str) -> list[PositionRow]:
        """Every position of one organisation, the first one first."""
        return [p for p in self.positions if p.organisation == organisation]

    def unanswered(self, organisation: str) -> tuple[Cited, ...]:
        """Choices to which an organisation gave no answer, although it answered others."""
        latest = self._latest.get(organisation)
        return () if latest is None else tuple(c for c in self.choices if c.key not in latest.answers)

    def answered(self, organisation: str) -> bool:
        """Whether an organisation said something, also where what it said is withheld from the reader."""
        return organisation in self.withheld or any(p.organisation == organisation for p in self.positions)

    def unconfirmed(self, joint: JointRow) -> list[str]:
        """Names of those who have not confirmed a joint position; nobody whose answer is withheld is among them."""
        return [name for code, name in joint.members if code not in (*joint.confirmed, *self.withheld)]

    @property
    def contests(self) -> list[StepRow]:
        """Who contested the recorded outcome."""
        return [step for step in self.steps if step.kind == "contested"]
