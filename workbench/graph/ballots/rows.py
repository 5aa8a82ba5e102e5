"""Reading ballots with everything that organisations said in them, now or at an earlier change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from workbench.graph.ballots.standing import State, ends_at, state_of
from workbench.graph.ballots.subject import choices_fingerprint, subject_fingerprint
from workbench.graph.ballots.words import UNNAMED_FILING
from workbench.record.ballots import (
    Authorisation,
    Ballot,
    BallotStep,
    EditorialObjection,
    EditorialProposal,
    JointPosition,
    Position,
    PositionCitation,
)
from workbench.record.items import Item, ItemRevision


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
    """A joint position: the members, those that have confirmed, and those that are waited for."""

    uuid: str
    lead: str
    members: tuple[tuple[str, str], ...]
    confirmed: tuple[str, ...]
    position: str
    reason: str
    revision: int
    overtaken: bool


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

    def state(self, moment: datetime) -> State:
        """Where the ballot stands at a moment."""
        return state_of(self, moment)

    @property
    def ends(self) -> datetime | None:
        """The moment from which on no position is taken."""
        return ends_at(self) if self.closes_at or self.closed_at else None

    def latest(self) -> dict[str, PositionRow]:
        """The latest position of every organisation, by its code."""
        return {p.organisation: p for p in self.positions if p.latest}

    def of(self, organisation: str) -> list[PositionRow]:
        """Every position of one organisation, the first one first."""
        return [p for p in self.positions if p.organisation == organisation]

    def answered(self, organisation: str) -> bool:
        """Whether an organisation said something, also where what it said is withheld from the reader."""
        return organisation in self.withheld or any(p.organisation == organisation for p in self.positions)

    @property
    def contests(self) -> list[StepRow]:
        """Who contested the recorded outcome."""
        return [step for step in self.steps if step.kind == "contested"]


def ballots(
    session: Session,
    *,
    item: str | None = None,
    code: str | None = None,
    change: int | None = None,
    moment: datetime | None = None,
) -> list[BallotRow]:
    """All ballots in order of their codes.

    Args:
        item: only those about the item with this code, or about alternatives of it.
        code: only the one with this code.
        change: as they stood after this change; now for None.
        moment: the moment that tells which editorial proposals have run out; now for None.
    """
    query = select(Ballot, Item).where(col(Item.uuid) == col(Ballot.item)).order_by(col(Ballot.code))
    if item is not None:
        query = query.where(Item.code == item)
    if code is not None:
        query = query.where(Ballot.code == code)
    if change is not None:
        query = query.where(col(Ballot.change) <= change)
    rows = session.exec(query).all()
    if not rows:
        return []
    return _Reading(session, rows, change, moment or datetime.now(UTC)).made()


def ballot_named(
    session: Session, code: str, *, change: int | None = None, moment: datetime | None = None
) -> BallotRow | None:
    """The ballot with a code, or None."""
    return next(iter(ballots(session, code=code, change=change, moment=moment)), None)


class _Reading:
    """One reading of some ballots: few queries, whatever their number."""

    def __init__(
        self, session: Session, rows: Sequence[tuple[Ballot, Item]], change: int | None, moment: datetime
    ) -> None:
        self.session, self.rows, self.change, self.moment = session, rows, change, moment
        self.uuids = [ballot.uuid for ballot, _ in rows]
        about = {item.uuid for _, item in rows}
        about |= {choice["item"] for ballot, _ in rows for choice in ballot.choices if choice.get("item")}
        self.texts = self._texts(about)
        self.codes = dict(session.execute(select(Ballot.uuid, Ballot.code)).all())
        self.bridges, self.pending, self.editorials = self._editorials(about)
        self.organisations = self._organisations()

    def _until(self, query: Any, column: Any) -> Any:
        return query if self.change is None else query.where(column <= self.change)

    def _texts(self, uuids: Collection[str]) -> dict[str, Item | ItemRevision]:
        """Items, or their revisions as of the change asked for, by uuid."""
        self.items = {i.uuid: i for i in self.session.exec(select(Item).where(col(Item.uuid).in_(uuids)))}
        if self.change is None:
            return dict(self.items)
        latest = (
            select(ItemRevision.uuid, func.max(ItemRevision.revision).label("revision"))
            .where(col(ItemRevision.uuid).in_(uuids), col(ItemRevision.change) <= self.change)
            .group_by(col(ItemRevision.uuid))
            .subquery()
        )
        found = self.session.exec(
            select(ItemRevision).join(
                latest,
                (latest.c.uuid == col(ItemRevision.uuid)) & (latest.c.revision == col(ItemRevision.revision)),
            )
        )
        return {row.uuid: row for row in found}

    def _editorials(
        self, uuids: Collection[str]
    ) -> tuple[dict[tuple[str, str], tuple[str, datetime]], dict[tuple[str, str], tuple[str, datetime]], Any]:
        """Changes that silence carried positions over, those that still can be contested, and all as rows."""
        proposals = self.session.exec(
            self._until(
                select(EditorialProposal)
                .where(col(EditorialProposal.item).in_(uuids))
                .order_by(col(EditorialProposal.change)),
                col(EditorialProposal.change),
            )
        ).all()
        objections: dict[str, list[tuple[str, str, str]]] = {}
        if proposals:
            said = self.session.exec(
                self._until(
                    select(EditorialObjection, Item)
                    .where(col(Item.uuid) == col(EditorialObjection.organisation))
                    .where(col(EditorialObjection.editorial).in_([p.uuid for p in proposals])),
                    col(EditorialObjection.change),
                )
            )
            for objection, organisation in said:
                entry = (organisation.code, organisation.title, objection.reason)
                objections.setdefault(objection.editorial, []).append(entry)
        bridges: dict[tuple[str, str], tuple[str, datetime]] = {}
        pending: dict[tuple[str, str], tuple[str, datetime]] = {}
        rows: dict[str, list[EditorialRow]] = {}
        for proposal in proposals:
            row = EditorialRow(
                uuid=proposal.uuid,
                item=self.items[proposal.item].code,
                from_revision=proposal.from_revision,
                to_revision=proposal.to_revision,
                proposed_at=proposal.proposed_at,
                ends_at=proposal.ends_at,
                person_name=proposal.person_name,
                why=proposal.why,
                organisations=tuple(proposal.organisations),
                objections=tuple(objections.get(proposal.uuid, ())),
            )
            rows.setdefault(proposal.item, []).append(row)
            standing = row.standing(self.moment)
            if standing != "contested":
                kept = bridges if standing == "carried" else pending
                kept[proposal.item, proposal.from_fingerprint] = (proposal.to_fingerprint, proposal.ends_at)
        return bridges, pending, rows

    def _organisations(self) -> dict[str, Item]:
        wanted = {uuid for ballot, _ in self.rows for uuid in ballot.addressees}
        found = {
            o.uuid: o
            for o in self.session.exec(
                select(Item).where(
                    col(Item.uuid).in_(
                        select(Position.organisation).where(col(Position.ballot).in_(self.uuids))
                    )
                )
            )
        }
        missing = wanted - found.keys()
        if missing:
            found |= {o.uuid: o for o in self.session.exec(select(Item).where(col(Item.uuid).in_(missing)))}
        return found

    def made(self) -> list[BallotRow]:
        """The rows."""
        positions, joints, steps = self._positions(), self._joints(), self._steps()
        return [self._ballot(b, i, positions, joints, steps) for b, i in self.rows]

    def _ballot(
        self,
        ballot: Ballot,
        item: Item,
        positions: Mapping[str, list[PositionRow]],
        joints: Mapping[str, list[JointPosition]],
        steps: Mapping[str, list[StepRow]],
    ) -> BallotRow:
        taken = tuple(positions.get(ballot.uuid, ()))
        kinds = {step.kind for step in steps.get(ballot.uuid, ())}
        then = self.change is not None and bool(steps.get(ballot.uuid))
        recorded = ballot.outcome_in is not None and (self.change is None or ballot.outcome_in <= self.change)
        text = self.texts.get(item.uuid)
        current = "" if text is None else subject_fingerprint(ballot.aspect, text.fingerprint, text.detail)
        choices = tuple(self._choice(choice) for choice in ballot.choices)
        return BallotRow(
            code=ballot.code,
            kind=ballot.kind,
            item=item.code,
            item_title=item.title if text is None else text.title,
            revision=ballot.revision,
            question=ballot.question,
            opens_at=None if then and "opened" not in kinds else ballot.opens_at,
            closes_at=self._closes_at(ballot, steps.get(ballot.uuid, ())),
            outcome=ballot.outcome if recorded else None,
            outcome_sentence=ballot.outcome_sentence if recorded else "",
            change=ballot.change,
            positions=taken,
            uuid=ballot.uuid,
            item_uuid=item.uuid,
            item_kind=item.kind,
            item_revision=0 if text is None else text.revision,
            fingerprint=choices_fingerprint(
                (choice["key"], getattr(self.texts.get(choice.get("item", "")), "fingerprint", ""))
                for choice in ballot.choices
            )
            if choices
            else current,
            moved=current != ballot.fingerprint if not choices else any(c.moved for c in choices),
            aspect=ballot.aspect,
            rule=ballot.rule,
            choices=choices,
            addressees=tuple(
                (self.organisations[uuid].code, self.organisations[uuid].title)
                for uuid in ballot.addressees
                if uuid in self.organisations
            ),
            notice=ballot.notice,
            reservation=ballot.reservation,
            hidden=ballot.hidden,
            evidence=ballot.evidence,
            closed_at=None if then and "closed" not in kinds else ballot.closed_at,
            contest_until=ballot.contest_until if recorded else None,
            voided=ballot.voided_in is not None and (self.change is None or ballot.voided_in <= self.change),
            void_reason=ballot.void_reason,
            round=ballot.round,
            previous=self.codes.get(ballot.previous) if ballot.previous else None,
            steps=tuple(steps.get(ballot.uuid, ())),
            editorials=tuple(
                row
                for uuid in {item.uuid, *(c["item"] for c in ballot.choices if c.get("item"))}
                for row in self.editorials.get(uuid, ())
            ),
            joints=tuple(self._joint(joint, ballot, taken, current) for joint in joints.get(ballot.uuid, ())),
            reveals_at=min(filter(None, (ballot.closed_at, ballot.closes_at)), default=None),
        )

    @staticmethod
    def _closes_at(ballot: Ballot, steps: Iterable[StepRow]) -> datetime | None:
        """The closing time, as the last of the steps read set it."""
        set_to = [step.detail["closes_at"] for step in steps if step.detail.get("closes_at")]
        return datetime.fromisoformat(set_to[-1]) if set_to else ballot.closes_at

    def _choice(self, choice: Mapping[str, Any]) -> Cited:
        uuid = choice.get("item")
        if not uuid:
            return Cited(choice["key"])
        text = self.texts.get(uuid)
        moved = text is None or text.fingerprint != choice["fingerprint"]
        return Cited(choice["key"], "" if text is None else text.title, choice["revision"], moved)

    def _positions(self) -> dict[str, list[PositionRow]]:
        """Positions by ballot, in the order in which they were taken."""
        rows = self.session.exec(
            self._until(
                select(Position).where(col(Position.ballot).in_(self.uuids)).order_by(col(Position.change)),
                col(Position.change),
            )
        ).all()
        authorised = self._authorisations()
        citations: dict[str, list[PositionCitation]] = {}
        if any(ballot.choices for ballot, _ in self.rows):
            mine = select(Position.uuid).where(col(Position.ballot).in_(self.uuids))
            for cited in self.session.exec(
                select(PositionCitation).where(col(PositionCitation.position).in_(mine))
            ):
                citations.setdefault(cited.position, []).append(cited)
        latest = {(row.ballot, row.organisation): row.uuid for row in rows}
        ballots_by_uuid = {ballot.uuid: ballot for ballot, _ in self.rows}
        found: dict[str, list[PositionRow]] = {}
        for row in rows:
            organisation = self.organisations[row.organisation]
            overtaken, carried, until = self._freshness(
                ballots_by_uuid[row.ballot], row, citations.get(row.uuid, ())
            )
            stamps = authorised.get(row.uuid, [])
            stamp = stamps[-1] if stamps else None
            found.setdefault(row.ballot, []).append(
                PositionRow(
                    organisation=organisation.code,
                    organisation_name=organisation.title,
                    position=row.position,
                    reason=row.reason,
                    revision=row.revision,
                    capacity=row.capacity,
                    authorised=stamp is not None,
                    taken_on=row.taken_on,
                    change=row.change,
                    overtaken=overtaken,
                    uuid=row.uuid,
                    category=str(organisation.detail.get("category") or ""),
                    answers=row.answers,
                    preference=row.preference,
                    change_wanted=row.change_wanted,
                    person=row.person,
                    person_name=row.person_name,
                    instruction=row.instruction,
                    recorded_at=row.recorded_at,
                    carried_over_at=carried,
                    editorial_until=until,
                    authorised_by=stamp.person_name if stamp else "",
                    authorised_on=stamp.authorised_on if stamp else None,
                    filing=stamp.filing if stamp else "",
                    filings=tuple(
                        dict.fromkeys(one.filing for one in stamps if one.filing not in ("", UNNAMED_FILING))
                    ),
                    joint=row.joint,
                    latest=latest[row.ballot, row.organisation] == row.uuid,
                )
            )
        return found

    def _authorisations(self) -> dict[str, list[Authorisation]]:
        """Authorisations by position, in the order in which they were given: one a filing."""
        mine = select(Position.uuid).where(col(Position.ballot).in_(self.uuids))
        rows = self.session.exec(
            self._until(
                select(Authorisation)
                .where(col(Authorisation.position).in_(mine))
                .order_by(col(Authorisation.change)),
                col(Authorisation.change),
            )
        )
        found: dict[str, list[Authorisation]] = {}
        for row in rows:
            found.setdefault(row.position, []).append(row)
        return found

    def _freshness(
        self, ballot: Ballot, position: Position, citations: Iterable[PositionCitation]
    ) -> tuple[bool, datetime | None, datetime | None]:
        """Whether it was taken on an earlier text; since when it is carried over; until when it may be."""
        about = [(cited.item, cited.fingerprint) for cited in citations]
        if not about:
            about = [] if ballot.choices else [(ballot.item, position.fingerprint)]
        carried: datetime | None = None
        until: datetime | None = None
        overtaken = False
        for uuid, fingerprint in about:
            text = self.texts.get(uuid)
            if text is None:
                return True, None, None
            aspect = ballot.aspect if uuid == ballot.item else "text"
            current = subject_fingerprint(aspect, text.fingerprint, text.detail)
            reached, at = self._walk(uuid, fingerprint, current, self.bridges)
            if reached:
                carried = max(filter(None, (carried, at)), default=None)
                continue
            overtaken = True
            reachable, ends = self._walk(uuid, fingerprint, current, {**self.pending, **self.bridges})
            if reachable and ends is not None:
                until = max(filter(None, (until, ends)), default=None)
        return overtaken, None if overtaken else carried, until

    @staticmethod
    def _walk(
        uuid: str, start: str, end: str, bridges: Mapping[tuple[str, str], tuple[str, datetime]]
    ) -> tuple[bool, datetime | None]:
        at, when, seen = start, None, {start}
        while at != end:
            if (uuid, at) not in bridges:
                return False, None
            at, ends = bridges[uuid, at]
            when = ends if when is None else max(when, ends)
            if at in seen:
                return False, None
            seen.add(at)
        return True, when

    def _joints(self) -> dict[str, list[JointPosition]]:
        rows = self.session.exec(
            self._until(
                select(JointPosition)
                .where(col(JointPosition.ballot).in_(self.uuids))
                .order_by(col(JointPosition.change)),
                col(JointPosition.change),
            )
        )
        found: dict[str, list[JointPosition]] = {}
        for row in rows:
            found.setdefault(row.ballot, []).append(row)
        return found

    def _joint(
        self, joint: JointPosition, ballot: Ballot, taken: Sequence[PositionRow], current: str
    ) -> JointRow:
        missing = set(joint.members) - self.organisations.keys()
        if missing:
            found = self.session.exec(select(Item).where(col(Item.uuid).in_(missing)))
            self.organisations |= {o.uuid: o for o in found}
        members = [self.organisations[uuid] for uuid in joint.members]
        return JointRow(
            uuid=joint.uuid,
            lead=self.organisations[joint.lead].code,
            members=tuple((o.code, o.title) for o in members),
            confirmed=tuple(p.organisation for p in taken if p.joint == joint.uuid and p.latest),
            position=joint.position,
            reason=joint.reason,
            revision=joint.revision,
            overtaken=not ballot.choices
            and not self._walk(ballot.item, joint.fingerprint, current, self.bridges)[0],
        )

    def _steps(self) -> dict[str, list[StepRow]]:
        rows = self.session.exec(
            self._until(
                select(BallotStep, Item)
                .join(Item, col(Item.uuid) == col(BallotStep.organisation), isouter=True)
                .where(col(BallotStep.ballot).in_(self.uuids))
                .order_by(col(BallotStep.sequence)),
                col(BallotStep.change),
            )
        )
        found: dict[str, list[StepRow]] = {}
        for step, organisation in rows:
            found.setdefault(step.ballot, []).append(
                StepRow(
                    kind=step.kind,
                    at=step.at,
                    person_name=step.person_name,
                    organisation=organisation.code if organisation else "",
                    organisation_name=organisation.title if organisation else "",
                    why=step.why,
                    detail=step.detail,
                    change=step.change,
                )
            )
        return found
