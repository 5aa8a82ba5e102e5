"""Loading a record directory into an empty database: all of its dated steps, or nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from workbench.graph.proposed import Place, Problem, ProposedChange
from workbench.graph.reading import head_number, record_info
from workbench.process.actor import LOADER, Actor
from workbench.process.baselines import make_in
from workbench.process.changes import save_in
from workbench.process.planning.preview import Preview, Refused
from workbench.process.testimony import Testimony
from workbench.process.testimony_fields import TestimonyRow
from workbench.record.access import RecordInfo
from workbench.record.database import Database


@dataclass(frozen=True)
class Step:
    """One dated change-set to load."""

    change: ProposedChange
    effective_on: date
    why: str
    baseline: str | None = None


@dataclass(frozen=True)
class RecordToLoad:
    """A record as plain values, read and checked by ``exchange``."""

    record_id: str
    title: str
    group: str
    reconstruction: bool
    vocabulary_words: str
    steps: Sequence[Step]
    beside: Sequence[TestimonyRow] = ()


@dataclass(frozen=True)
class Loaded:
    """What was loaded: numbers of change-sets, items and links, and the baselines' names."""

    changes: int
    items: int
    links: int
    baselines: tuple[str, ...]


def load_record(
    database: Database,
    record: RecordToLoad,
    *,
    actor: Actor = LOADER,
    progress: Callable[[int, int], None] | None = None,
) -> Loaded:
    """Write all steps of a record in one transaction.

    Args:
        progress: called with steps done and steps in all.

    Raises:
        Refused: when the database holds a record already or a row cannot be taken; every problem
            of the step concerned is named, and nothing is written.
    """
    actor.require("load")
    items = links = 0
    names = []
    with database.write() as session:
        if head_number(session) or record_info(session):
            problem = Problem(
                "the database holds a record already; choose another with --db, or move this one away"
            )
            raise Refused(Preview(problems=(problem,)))
        info = RecordInfo(
            record_id=record.record_id,
            title=record.title,
            group=record.group,
            reconstruction=record.reconstruction,
            vocabulary=record.vocabulary_words,
            cookie_secret=secrets.token_hex(32),
        )
        session.add(info)
        session.flush()
        testimony = Testimony(record.beside)
        problems: list[Problem] = []
        left_out: set[str] = set()
        for done, step in enumerate(record.steps, start=1):
            if not step.change.empty:
                saved = _save_step(session, actor, step.change, problems, left_out)
                items += sum(change.created for change in saved.changes)
                links += len(saved.links_added)
            if step.baseline and not problems:
                make_in(
                    session,
                    actor,
                    step.baseline,
                    note=step.why,
                    reconstruction=record.reconstruction,
                )
                names.append(step.baseline)
            if not problems:
                following = record.steps[done].effective_on if done < len(record.steps) else None
                testimony.write_until(session, actor, following)
            if progress is not None:
                progress(done, len(record.steps))
        problems += testimony.problems
        if problems:
            raise Refused(Preview(problems=tuple(problems)))
        info.reconstructed_through = head_number(session) if record.reconstruction else 0
        session.add(info)
        return Loaded(len(record.steps), items, links, tuple(names))


def _save_step(
    session: Session, actor: Actor, change: ProposedChange, problems: list[Problem], left_out: set[str]
) -> Preview:
    """Write a step; of a step with bad rows write the good ones, so that later steps are checked too.

    The caller rolls everything back when there was any problem: what is written here only serves
    to find every bad row of every step at once.
    """
    rest = change
    while True:
        try:
            return save_in(session, actor, rest, verb="load", reconstructing=True).preview
        except Refused as refused:
            found = refused.preview.problems
            problems += [p for p in found if not _follows(p, left_out)]
            bad_places = {(p.place.file, p.place.row) for p in found if p.place.file}
            bad_codes = {p.code for p in found if p.code}
            kept = ProposedChange(
                new=tuple(n for n in rest.new if _good(n.place, n.code or "", bad_places, bad_codes)),
                edits=tuple(e for e in rest.edits if _good(e.place, e.code, bad_places, bad_codes)),
                links=tuple(x for x in rest.links if _good(x.place, x.source, bad_places, bad_codes)),
                why=rest.why,
                effective_on=rest.effective_on,
            )
            left_out |= {n.code or "" for n in rest.new} - {n.code or "" for n in kept.new}
            if kept.empty or kept == rest:
                return Preview()
            rest = kept


def _good(place: Place, code: str, bad_places: set[tuple[str, int | None]], bad_codes: set[str]) -> bool:
    return (place.file, place.row) not in bad_places and code not in bad_codes


def _follows(problem: Problem, left_out: set[str]) -> bool:
    """Whether a problem only follows from a row that was left out for its own problem."""
    return problem.found in left_out or (problem.code in left_out and "there is no item" in problem.message)
