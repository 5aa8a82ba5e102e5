"""One position as a plain row: whose it is, on which text it was taken, in what state of authority it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

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
    overtaken = False
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
    return Freshness(overtaken, None if overtaken else carried, until)


def position_row(
    row: Position,
    organisation: Speaker,
    fresh: Freshness,
    stamps: Sequence[Authorisation],
    *,
    latest: bool,
) -> PositionRow:
    """A position as a plain row.

    Args:
        stamps: its authorisations, in the order in which they were given.
        latest: it is the organisation's latest in its ballot.
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
    )
