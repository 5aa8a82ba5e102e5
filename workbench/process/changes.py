"""Saving changes: validate all, report all, write once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from workbench.graph.ballots.cache import BALLOTS
from workbench.graph.plain_text import fault, tidied
from workbench.graph.proposed import ItemEdit, Problem, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.runs import runs_at
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import Actor
from workbench.process.ballots.visibility import visible_positions
from workbench.process.clock import group_today, now
from workbench.process.ledger import Ledger
from workbench.process.planning.citing import cited_texts
from workbench.process.planning.consequences import Consequences, consequences
from workbench.process.planning.hops import settle_hops
from workbench.process.planning.items import order_of_dates, plan_edit, plan_new
from workbench.process.planning.links import LinkPlan, plan_link, plan_review, plan_views, refuse_circles
from workbench.process.planning.outcome import snapshot_after
from workbench.process.planning.preview import (
    Conflict,
    Draft,
    ItemChange,
    Preview,
    Refused,
    TurnsSuspect,
)
from workbench.process.planning.situation import Situation, chunks
from workbench.process.rules import broken_rules
from workbench.process.visibility import visible_snapshot
from workbench.record.ballots import Position
from workbench.record.database import Database
from workbench.record.items import Item
from workbench.record.kinds import KINDS
from workbench.record.links import Link


@dataclass(frozen=True)
class Saved:
    """A change-set that was written: its number, the codes it touched, and what it did."""

    number: int
    codes: tuple[str, ...]
    preview: Preview


@dataclass
class Plan:
    """A validated change, ready to be written."""

    drafts: list[Draft]
    links: LinkPlan
    preview: Preview


def preview(database: Database, actor: Actor, proposed: ProposedChange) -> Preview:
    """What a save would do, merged with what others saved meanwhile; nothing is written.

    Raises:
        NotPermitted: when the actor may not edit.
    """
    actor.require("edit")
    with database.read() as session:
        looked = plan(session, proposed).preview
    if not looked.moved or not looked.savable:
        return looked
    return replace(looked, consequences=_beyond(database, actor, looked.moved))


def _beyond(database: Database, actor: Actor, moved: Sequence[str]) -> Consequences:
    """What a change of these texts overtakes, as far as the actor may see it; read from the process's caches."""
    head = SNAPSHOTS.get(database)
    snapshot = visible_snapshot(actor, head, now=head)
    moment = now()
    calls = [visible_positions(actor, row, moment) for _, row in sorted(BALLOTS.get(database).items())]
    with database.read() as session:
        known = runs_at(session, snapshot)
    return consequences(snapshot, moved, calls, known)


def outcome(database: Database, actor: Actor, proposed: ProposedChange) -> Snapshot:
    """The record as a save would leave it, for what is drawn before it is saved; nothing is written.

    Raises:
        NotPermitted: when the actor may not edit.
        Refused: with every conflict and problem.
    """
    actor.require("edit")
    with database.read() as session:
        planned = plan(session, proposed)
        if not planned.preview.savable:
            raise Refused(planned.preview)
        return snapshot_after(session, planned.drafts, planned.links)


def save(database: Database, actor: Actor, proposed: ProposedChange, *, verb: str = "edit") -> Saved:
    """Write a proposed change as one change-set.

    Raises:
        NotPermitted: when the actor may not do this.
        Refused: with every conflict and problem; nothing was written.
    """
    actor.require(verb)
    with database.write() as session:
        return save_in(session, actor, proposed, verb=verb)


def save_in(
    session: Session, actor: Actor, proposed: ProposedChange, *, verb: str, reconstructing: bool = False
) -> Saved:
    """Write a proposed change within a writing session that the caller commits.

    Args:
        reconstructing: a record of the past is being loaded; rules about how the group came to a
            status do not apply to what it had then.
    """
    planned = plan(session, proposed, reconstructing=reconstructing)
    if not planned.preview.savable or planned.preview.empty:
        raise Refused(planned.preview)
    ledger = Ledger(session, actor, verb, tidied(proposed.why), effective_on=planned.preview.effective_on)
    codes = write(ledger, planned)
    ledger.close()
    return Saved(ledger.number, tuple(codes), planned.preview)


def plan(session: Session, proposed: ProposedChange, *, reconstructing: bool = False) -> Plan:
    """Validate a proposed change whole against the record as it is now."""
    effective_on = proposed.effective_on or group_today()
    situation = Situation(session, proposed)
    links = LinkPlan(drafts={})
    conflicts: list[Conflict] = []
    taken: set[str] = set()
    sources = []
    wrong = fault(tidied(proposed.why), longest=5_000)
    if wrong:
        links.problems.append(_problem(f"the reason {wrong}"))
    for new in proposed.new:
        draft, problems = plan_new(new, situation, taken)
        links.problems += problems
        if draft is not None and draft.code not in links.drafts:
            links.drafts[draft.code] = draft
            sources.append((draft, new.fields, new.place))
    seen: set[str] = set()
    for edit in proposed.edits:
        if edit.code in seen:
            links.problems.append(_problem(f"{edit.code} is edited twice in one change", edit.code))
            continue
        seen.add(edit.code)
        draft, problems, collided = plan_edit(edit, situation)
        links.problems += problems
        conflicts += collided
        if draft is not None:
            links.drafts[draft.code] = draft
            sources.append((draft, edit.fields, edit.place))
    for link in proposed.links:
        item = situation.items.get(link.source)
        if item is not None and item.code not in links.drafts:
            touched, _, _ = plan_edit(_no_edit(item.code), situation)
            assert touched is not None
            links.drafts[item.code] = touched
    for draft, fields, place in sources:
        plan_views(draft, fields, place, links, situation)
    for link in proposed.links:
        plan_link(link, links, situation)
    for review in proposed.reviews:
        plan_review(review, links, situation)
    settle_hops(links, situation, {draft.uuid: frozenset(fields) for draft, fields, _ in sources})
    refuse_circles(links, situation)
    links.problems += order_of_dates(links.drafts.values(), situation, effective_on)
    drafts = [d for d in links.drafts.values() if d.created or d.changed]
    if not links.problems and not conflicts and not reconstructing:
        links.problems += broken_rules(session, drafts, links)
    return Plan(drafts, links, _preview(session, situation, drafts, links, conflicts, effective_on))


def _no_edit(code: str) -> ItemEdit:
    return ItemEdit(code, {})


def _problem(message: str, code: str = "") -> Problem:
    return Problem(message, code=code)


def write(ledger: Ledger, planned: Plan) -> list[str]:
    """Write a validated plan through the ledger.

    Returns:
        Codes of the items that were created or changed.
    """
    created, revised = [], []
    for draft in planned.drafts:
        kind = KINDS[draft.kind]
        row = {
            "uuid": draft.uuid,
            "code": draft.code,
            "kind": draft.kind,
            "fingerprint": kind.fingerprint(draft.after["title"], draft.after["text"], draft.after["detail"]),
            **draft.after,
        }
        if draft.created:
            created.append(row)
        else:
            revised.append(dict(row, revision=draft.revision + 1))
    ledger.create(created)
    ledger.revise(revised, {d.uuid: d.changed for d in planned.drafts if not d.created})
    ledger.remove_links(planned.links.remove)
    targets = {target for _, _, target, _ in planned.links.add} | {x.target for x, _ in planned.links.review}
    cited = {draft.uuid: (draft.revision + 1, _new_fingerprint(draft)) for draft in planned.drafts}
    for batch in chunks(targets - cited.keys()):
        for item in ledger.session.exec(select(Item).where(col(Item.uuid).in_(batch))):
            cited[item.uuid] = (item.revision, item.fingerprint)
    texts = cited_texts(ledger.session, planned.links, cited)
    ledger.add_links(
        {
            "source": link[0],
            "relation": link[1],
            "target": link[2],
            "detail": link[3],
            "revision": revision,
            "fingerprint": fingerprint,
        }
        for link, (revision, fingerprint) in zip(planned.links.add, texts, strict=True)
    )
    for link, note in planned.links.review:
        revision, fingerprint = cited[link.target]
        ledger.review(link, revision=revision, fingerprint=fingerprint, note=note)
    if planned.links.add or planned.links.remove or planned.links.review:
        ledger.touches("link")
    return [draft.code for draft in planned.drafts]


def _new_fingerprint(draft: Draft) -> str:
    return KINDS[draft.kind].fingerprint(draft.after["title"], draft.after["text"], draft.after["detail"])


def _preview(
    session: Session,
    situation: Situation,
    drafts: list[Draft],
    links: LinkPlan,
    conflicts: list[Conflict],
    effective_on: date,
) -> Preview:
    moved = {
        d.uuid: d for d in drafts if not d.created and _new_fingerprint_or_none(d) != d.fingerprint_before
    }
    suspects, overtaken = _consequences(session, moved, links)
    suspects = tuple(sorted((*suspects, *_suspect_from_the_start(situation, links)), key=_by_target))
    named = {d.uuid: d.code for d in links.drafts.values()}
    named |= {item.uuid: item.code for item in situation.by_uuid.values()}
    return Preview(
        changes=tuple(
            ItemChange(d.code, d.kind, d.after["title"], d.created, tuple(d.shown), tuple(d.merges))
            for d in drafts
        ),
        links_added=tuple((named[s], r, named[t]) for s, r, t, _ in links.add),
        links_removed=tuple(
            (named.get(x.source, x.source), x.relation, named.get(x.target, x.target)) for x in links.remove
        ),
        reviewed=len(links.review),
        suspects=suspects,
        positions_overtaken=overtaken,
        moved=tuple(draft.code for draft in moved.values()),
        conflicts=tuple(conflicts),
        problems=tuple(links.problems),
        effective_on=effective_on,
    )


def _new_fingerprint_or_none(draft: Draft) -> str | None:
    try:
        return _new_fingerprint(draft)
    except ValueError:
        return None


def _consequences(
    session: Session, moved: dict[str, Draft], links: LinkPlan
) -> tuple[tuple[TurnsSuspect, ...], int]:
    """Links that would turn suspect, and the number of positions taken on the earlier text."""
    ended = {x.uuid for x in links.remove} | {x.uuid for x, _ in links.review}
    found: list[TurnsSuspect] = []
    positions = 0
    for batch in chunks(moved):
        rows = session.exec(
            select(Link, Item)
            .where(col(Link.target).in_(batch), col(Link.removed_in).is_(None))
            .where(col(Item.uuid) == col(Link.source))
        )
        for link, source in rows:
            draft = moved[link.target]
            if link.uuid not in ended and link.fingerprint == draft.fingerprint_before:
                found.append(TurnsSuspect(source.code, source.title, link.relation, draft.code))
        before = [moved[uuid].fingerprint_before for uuid in batch]
        count = select(func.count(col(Position.uuid))).where(col(Position.fingerprint).in_(before))
        positions += session.exec(count).one()
    return tuple(sorted(found, key=_by_target)), positions


def _suspect_from_the_start(situation: Situation, links: LinkPlan) -> list[TurnsSuspect]:
    """Added links that cite another text of their target than the one that will stand."""
    ends: dict[str, tuple[str, str, str | None]] = {
        item.uuid: (item.code, item.title, item.fingerprint) for item in situation.by_uuid.values()
    }
    for draft in links.drafts.values():
        ends[draft.uuid] = (draft.code, draft.after["title"], _new_fingerprint_or_none(draft))
    found = []
    for link in links.add:
        cites = links.cites(link)
        if cites and cites != ends[link[2]][2]:
            found.append(TurnsSuspect(ends[link[0]][0], ends[link[0]][1], link[1], ends[link[2]][0]))
    return found


def _by_target(suspect: TurnsSuspect) -> tuple[str, str]:
    return suspect.target, suspect.source
