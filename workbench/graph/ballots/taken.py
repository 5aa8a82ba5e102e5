"""Positions as plain rows: whose they are, on which text they were taken, in what state of authority they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col, select

from workbench.graph.ballots.bridges import Bridges
from workbench.graph.ballots.rows import PositionRow
from workbench.graph.ballots.subject import subject_fingerprint
from workbench.graph.ballots.words import UNNAMED_FILING
from workbench.record.ballots import Authorisation, Ballot, Position, PositionCitation
from workbench.record.items import Item, ItemRevision


class Speaker(NamedTuple):
    """An organisation as rows name it."""

    code: str
    title: str
    category: str


class Freshness(NamedTuple):
    """How a position stands to the present text.

    Args:
        overtaken: it was taken on an earlier text and does not count.
        carried_over_at: since when an editorial change that nobody contested carries it over.
        editorial_until: until when a change that is proposed as editorial can be contested.
    """

    overtaken: bool
    carried_over_at: datetime | None = None
    editorial_until: datetime | None = None


def freshness(
    ballot: Ballot,
    position: Position,
    citations: Iterable[PositionCitation],
    texts: Mapping[str, Item | ItemRevision],
    bridges: Bridges,
    pending: Bridges,
) -> Freshness:
    """How a position stands to the texts that it is about.

    Args:
        citations: the alternatives that it cites; none where the ballot has one text.
        texts: the texts as they stand, by uuid.
        bridges: editorial changes that silence carried positions over.
        pending: these, and those that can still be contested.
    """
    about = [(cited.item, cited.fingerprint) for cited in citations]
    if not about:
        about = [] if ballot.choices else [(ballot.item, position.fingerprint)]
    carried: datetime | None = None
    until: datetime | None = None
    overtaken = lost = False
    for uuid, fingerprint in about:
        text = texts.get(uuid)
        if text is None:
            return Freshness(True)
        aspect = ballot.aspect if uuid == ballot.item else "text"
        current = subject_fingerprint(aspect, text.fingerprint, text.detail)
        reached, at = bridges.reach(uuid, fingerprint, current)
        if reached:
            carried = max(filter(None, (carried, at)), default=None)
            continue
        overtaken = True
        reachable, ends = pending.reach(uuid, fingerprint, current)
        if reachable and ends is not None:
            until = max(filter(None, (until, ends)), default=None)
        else:
            lost = True
    # Where one text has changed in substance, silence on the change of another carries nothing over.
    return Freshness(overtaken, None if overtaken else carried, None if lost else until)


def position_row(
    row: Position | Row[Any],
    organisation: Speaker,
    fresh: Freshness,
    stamps: Sequence[Authorisation],
    *,
    latest: bool,
    cited: Mapping[str, int] | None = None,
) -> PositionRow:
    """A position as a plain row.

    Args:
        row: of the table, as an object or as a plain row.
        stamps: its authorisations, in the order in which they were given.
        latest: it is the organisation's latest in its ballot.
        cited: of several alternatives the revision that it cites, by the alternative's code.
    """
    stamp = stamps[-1] if stamps else None
    named = (one.filing for one in stamps if one.filing not in ("", UNNAMED_FILING))
    return PositionRow(
        organisation=organisation.code,
        organisation_name=organisation.title,
        position=row.position,
        reason=row.reason,
        revision=row.revision,
        capacity=row.capacity,
        authorised=stamp is not None,
        taken_on=row.taken_on,
        change=row.change,
        overtaken=fresh.overtaken,
        uuid=row.uuid,
        category=organisation.category,
        answers=row.answers,
        preference=row.preference,
        change_wanted=row.change_wanted,
        person=row.person,
        person_name=row.person_name,
        instruction=row.instruction,
        recorded_at=row.recorded_at,
        carried_over_at=fresh.carried_over_at,
        editorial_until=fresh.editorial_until,
        authorised_by=stamp.person_name if stamp else "",
        authorised_on=stamp.authorised_on if stamp else None,
        filing=stamp.filing if stamp else "",
        filings=tuple(dict.fromkeys(named)),
        joint=row.joint,
        latest=latest,
        cited=cited or {},
    )


class Taken(NamedTuple):
    """A position, with the fingerprint of the text that it was taken on."""

    row: PositionRow
    text: str


def positions_since(session: Session, change: int) -> dict[str, list[Taken]]:
    """Positions taken after a change, by the ballot's code, in the order in which they were taken.

    They are given as if each were on the present text and its organisation's latest, which the caller knows.
    """
    found: dict[str, list[Taken]] = {}
    for taken in session.connection().execute(_TAKEN_SINCE, {"change": change}):
        speaker = Speaker(taken.speaker_code, taken.speaker_title, taken.speaker_category or "")
        row = position_row(taken, speaker, Freshness(overtaken=False), (), latest=True)
        found.setdefault(taken.ballot_code, []).append(Taken(row, taken.fingerprint))
    return found


_CATEGORY: Any = col(Item.detail)["category"]
# Asked after every position: made once, and executed without the work of the object mapper.
_TAKEN_SINCE = (
    select(*Position.__table__.columns)  # type: ignore[attr-defined]
    .add_columns(
        col(Ballot.code).label("ballot_code"),
        col(Item.code).label("speaker_code"),
        col(Item.title).label("speaker_title"),
        _CATEGORY.as_string().label("speaker_category"),
    )
    .join(Ballot, col(Ballot.uuid) == col(Position.ballot))
    .join(Item, col(Item.uuid) == col(Position.organisation))
    .where(col(Position.change) > bindparam("change"))
    .order_by(col(Position.change))
)
