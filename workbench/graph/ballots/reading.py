"""Reading ballots with everything that organisations said in them, now or at an earlier change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from workbench.graph.ballots.bridges import Bridges
from workbench.graph.ballots.earlier import as_of
from workbench.graph.ballots.rows import (
    BallotRow,
    Cited,
    EditorialRow,
    JointRow,
    PositionRow,
    StepRow,
)
from workbench.graph.ballots.subject import choices_fingerprint, subject_fingerprint
from workbench.graph.ballots.taken import Speaker, freshness, position_row
from workbench.graph.clock import now
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
from workbench.record.changes import ChangeSet
from workbench.record.items import Item, ItemRevision


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
        moment: the moment that tells which editorial proposals have run out; for None the one at which the
            change was written, so that a look back always shows the same, or now.
    """
    query = select(Ballot).order_by(col(Ballot.code))
    if code is not None:
        query = query.where(Ballot.code == code)
    if change is not None:
        query = query.where(col(Ballot.change) <= change)
        moment = (
            moment or session.exec(select(ChangeSet.recorded_at).where(ChangeSet.number == change)).first()
        )
    elif item is not None:
        query = query.where(col(Ballot.item).in_(select(Item.uuid).where(Item.code == item)))
    rows = session.exec(query).all()
    if not rows:
        return []
    made = _Reading(session, rows, change, moment or now()).made()
    return [row for row in made if item is None or row.item == item]


def ballot_named(
    session: Session, code: str, *, change: int | None = None, moment: datetime | None = None
) -> BallotRow | None:
    """The ballot with a code, or None."""
    return next(iter(ballots(session, code=code, change=change, moment=moment)), None)


class _Reading:
    """One reading of some ballots: few queries, whatever their number."""

    def __init__(
        self,
        session: Session,
        rows: Sequence[Ballot],
        change: int | None,
        moment: datetime,
    ) -> None:
        self.session, self.rows, self.change, self.moment = session, rows, change, moment
        self.uuids = [ballot.uuid for ballot in rows]
        self.organisations: dict[str, Speaker] = {}
        self.all_steps = self._all_steps()
        self.put = {ballot.uuid: self._as_of(ballot) for ballot in rows}
        about = {ballot.item for ballot in self.put.values()}
        about |= {c["item"] for ballot in self.put.values() for c in ballot.choices if c.get("item")}
        self.texts = self._texts(about)
        self.codes = dict(session.execute(select(Ballot.uuid, Ballot.code)).all())
        self.bridges, self.pending = Bridges(), Bridges()
        self.editorials = self._editorials(about)
        self._know(uuid for ballot in self.put.values() for uuid in ballot.addressees)

    def _until(self, query: Any, column: Any) -> Any:
        return query if self.change is None else query.where(column <= self.change)

    def _all_steps(self) -> dict[str, list[BallotStep]]:
        """All steps by ballot, also those after the change asked for: they tell what they changed."""
        found: dict[str, list[BallotStep]] = {}
        mine = select(BallotStep).where(col(BallotStep.ballot).in_(self.uuids))
        for step in self.session.exec(mine.order_by(col(BallotStep.sequence))):
            found.setdefault(step.ballot, []).append(step)
        return found

    def _as_of(self, ballot: Ballot) -> Ballot:
        if self.change is None:
            return ballot
        return as_of(ballot, self.all_steps.get(ballot.uuid, ()), self.change, self._text_of)

    def _text_of(self, uuid: str, revision: int, aspect: str) -> str:
        text = self.session.get_one(ItemRevision, (uuid, revision))
        return subject_fingerprint(aspect, text.fingerprint, text.detail)

    def _texts(self, uuids: Collection[str]) -> dict[str, Item | ItemRevision]:
        """Items, or their revisions as of the change asked for, by uuid."""
        self.items = {i.uuid: i for i in self.session.exec(select(Item).where(col(Item.uuid).in_(uuids)))}
        return dict(self.items) if self.change is None else dict(self._revisions(uuids))

    def _revisions(self, uuids: Collection[str]) -> dict[str, ItemRevision]:
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

    def _editorials(self, uuids: Collection[str]) -> dict[str, list[EditorialRow]]:
        """Editorial changes as rows; those not contested become bridges, or bridges that are pending."""
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
                    select(EditorialObjection)
                    .where(col(EditorialObjection.editorial).in_([p.uuid for p in proposals]))
                    .order_by(col(EditorialObjection.change)),
                    col(EditorialObjection.change),
                )
            ).all()
            self._know(objection.organisation for objection in said)
            for objection in said:
                organisation = self.organisations[objection.organisation]
                entry = (organisation.code, organisation.title, objection.reason)
                objections.setdefault(objection.editorial, []).append(entry)
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
            change = (proposal.item, proposal.from_fingerprint, proposal.to_fingerprint, proposal.ends_at)
            if (standing := row.standing(self.moment)) != "contested":
                self.pending.add(*change)
            if standing == "carried":
                self.bridges.add(*change)
        return rows

    def _know(self, uuids: Iterable[str | None]) -> None:
        """Read organisations that are not known yet, with the name that they had then.

        By columns and not as rows: a call may ask hundreds.
        """
        missing = {uuid for uuid in uuids if uuid} - self.organisations.keys()
        if not missing:
            return
        detail: Any = col(Item.detail)
        rows = self.session.execute(
            select(Item.uuid, Item.code, Item.title, detail["category"].as_string()).where(
                col(Item.uuid).in_(missing)
            )
        )
        found = {uuid: Speaker(code, title, category or "") for uuid, code, title, category in rows}
        if self.change is not None:
            for uuid, text in self._revisions(missing).items():
                category = str(text.detail.get("category") or "")
                found[uuid] = Speaker(found[uuid].code, text.title, category)
        self.organisations |= found

    def made(self) -> list[BallotRow]:
        """The rows."""
        positions, joints, steps = self._positions(), self._joints(), self._steps()
        return [self._ballot(ballot, positions, joints, steps) for ballot in self.rows]

    def _ballot(
        self,
        ballot: Ballot,
        positions: Mapping[str, list[PositionRow]],
        joints: Mapping[str, list[JointPosition]],
        steps: Mapping[str, list[StepRow]],
    ) -> BallotRow:
        put, taken = self.put[ballot.uuid], tuple(positions.get(ballot.uuid, ()))
        item = self.items[put.item]
        text = self.texts.get(item.uuid)
        current = "" if text is None else subject_fingerprint(put.aspect, text.fingerprint, text.detail)
        choices = tuple(self._choice(choice) for choice in put.choices)
        return BallotRow(
            code=ballot.code,
            kind=put.kind,
            item=item.code,
            item_title=item.title if text is None else text.title,
            revision=put.revision,
            question=put.question,
            opens_at=put.opens_at,
            closes_at=put.closes_at,
            outcome=put.outcome,
            outcome_sentence=put.outcome_sentence,
            change=ballot.change,
            positions=taken,
            uuid=ballot.uuid,
            item_uuid=item.uuid,
            item_kind=item.kind,
            item_revision=0 if text is None else text.revision,
            fingerprint=choices_fingerprint(
                (choice["key"], getattr(self.texts.get(choice.get("item", "")), "fingerprint", ""))
                for choice in put.choices
            )
            if choices
            else current,
            moved=current != put.fingerprint if not choices else any(c.moved for c in choices),
            aspect=put.aspect,
            rule=put.rule,
            choices=choices,
            addressees=tuple(
                (self.organisations[uuid].code, self.organisations[uuid].title)
                for uuid in put.addressees
                if uuid in self.organisations
            ),
            notice=put.notice,
            reservation=put.reservation,
            hidden=put.hidden,
            evidence=put.evidence,
            closed_at=put.closed_at,
            contest_until=put.contest_until,
            voided=put.voided_in is not None,
            void_reason=put.void_reason,
            round=ballot.round,
            previous=self.codes.get(ballot.previous) if ballot.previous else None,
            steps=tuple(steps.get(ballot.uuid, ())),
            editorials=tuple(
                row
                for uuid in dict.fromkeys([item.uuid, *(c["item"] for c in put.choices if c.get("item"))])
                for row in self.editorials.get(uuid, ())
            ),
            joints=tuple(self._joint(joint, taken) for joint in joints.get(ballot.uuid, ())),
            reveals_at=min(filter(None, (ballot.closed_at, ballot.closes_at)), default=None),
        )

    def _choice(self, choice: Mapping[str, Any]) -> Cited:
        uuid = choice.get("item")
        if not uuid:
            return Cited(choice["key"])
        text = self.texts.get(uuid)
        moved = text is None or text.fingerprint != choice["fingerprint"]
        return Cited(choice["key"], "" if text is None else text.title, choice["revision"], moved)

    def _positions(self) -> dict[str, list[PositionRow]]:
        """Positions by ballot, in the order in which they were taken."""
        query = select(Position).where(col(Position.ballot).in_(self.uuids)).order_by(col(Position.change))
        rows = self.session.exec(self._until(query, col(Position.change))).all()
        self._know(row.organisation for row in rows)
        authorised = self._authorisations()
        citations: dict[str, list[PositionCitation]] = {}
        if any(ballot.choices for ballot in self.put.values()):
            mine = select(Position.uuid).where(col(Position.ballot).in_(self.uuids))
            for cited in self.session.exec(
                select(PositionCitation).where(col(PositionCitation.position).in_(mine))
            ):
                citations.setdefault(cited.position, []).append(cited)
        latest = {(row.ballot, row.organisation): row.uuid for row in rows}
        codes = {c["item"]: c["key"] for put in self.put.values() for c in put.choices if c.get("item")}
        found: dict[str, list[PositionRow]] = {}
        for row in rows:
            organisation = self.organisations[row.organisation]
            fresh = freshness(
                self.put[row.ballot], row, citations.get(row.uuid, ()), self.texts, self.bridges, self.pending
            )
            found.setdefault(row.ballot, []).append(
                position_row(
                    row,
                    organisation,
                    fresh,
                    authorised.get(row.uuid, ()),
                    latest=latest[row.ballot, row.organisation] == row.uuid,
                    cited={codes[c.item]: c.revision for c in citations.get(row.uuid, ()) if c.item in codes},
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

    def _joint(self, joint: JointPosition, taken: Sequence[PositionRow]) -> JointRow:
        self._know(joint.members)
        members = [self.organisations[uuid] for uuid in joint.members]
        lead = self.organisations[joint.lead].code
        said = next((p for p in taken if p.joint == joint.uuid and p.organisation == lead), None)
        return JointRow(
            uuid=joint.uuid,
            lead=lead,
            members=tuple((o.code, o.title) for o in members),
            confirmed=tuple(p.organisation for p in taken if p.joint == joint.uuid and p.latest),
            position=joint.position,
            reason=joint.reason,
            revision=joint.revision,
            overtaken=said is None or said.overtaken,
            answers=joint.answers,
            preference="" if said is None else said.preference,
            change_wanted=joint.change_wanted,
        )

    def _steps(self) -> dict[str, list[StepRow]]:
        self._know(step.organisation for steps in self.all_steps.values() for step in steps)
        return {
            ballot: [self._step(s) for s in steps if self.change is None or s.change <= self.change]
            for ballot, steps in self.all_steps.items()
        }

    def _step(self, step: BallotStep) -> StepRow:
        organisation = self.organisations.get(step.organisation or "")
        return StepRow(
            kind=step.kind,
            at=step.at,
            person_name=step.person_name,
            organisation=organisation.code if organisation else "",
            organisation_name=organisation.title if organisation else "",
            why=step.why,
            detail=step.detail,
            change=step.change,
        )
