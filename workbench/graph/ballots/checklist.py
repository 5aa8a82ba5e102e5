"""What to look at before a ballot is opened, a sentence each: what stops it, and what only needs a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workbench.graph.ballots.rows import BallotRow
from workbench.graph.ballots.rule import BadRule, read_rule
from workbench.graph.ballots.words import BALLOT_KINDS
from workbench.graph.dates import display_moment, listed
from workbench.graph.snapshot import Snapshot

SHORT = timedelta(days=7)
"""A period that is shorter than this is pointed out."""
SPEAKERS = frozenset({"representative", "alternate", "proxy"})


@dataclass(frozen=True)
class Check:
    """One sentence of the list.

    Args:
        met: it is as it should be.
        stops: the ballot cannot be opened unless it is met.
    """

    sentence: str
    met: bool
    stops: bool = False


def checklist(
    snapshot: Snapshot, ballot: BallotRow, moment: datetime, *, also_open: Sequence[str] = ()
) -> list[Check]:
    """Everything to look at, what stops the opening first, then what needs a look, then what is in order.

    Args:
        also_open: codes of other open ballots that ask the same.
    """
    found = [
        *_text(snapshot, ballot),
        *_closing(ballot, moment),
        *_addressees(snapshot, ballot),
        *_rule(ballot),
        *_surroundings(snapshot, ballot, also_open),
    ]
    return sorted(found, key=lambda check: (check.met, not check.stops))


def _text(snapshot: Snapshot, ballot: BallotRow) -> list[Check]:
    item = snapshot.item(ballot.item)
    if item is None or item.withdrawn:
        return [Check(f"{ballot.item} is withdrawn; nothing can be asked about it.", False, True)]
    if ballot.kind in ("date-poll", "statement-call") or ballot.choices:
        return [Check(f"{BALLOT_KINDS[ballot.kind]} about {item.title} ({item.code}).", True)]
    if ballot.aspect == "destination":
        if item.detail.get("destination"):
            return [
                Check(
                    f"The destination of {item.code} is put as it stands at revision {item.revision}.", True
                )
            ]
        return [Check(f"{item.code} names no destination yet. Put one down first.", False, True)]
    if not (item.text.strip() or item.detail.get("choices") or item.detail.get("disposition")):
        return [
            Check(f"{item.code} has no text yet: there is nothing to agree to. Write it first.", False, True)
        ]
    return [Check(f"The text of {item.code} is put as it stands at revision {item.revision}.", True)]


def _closing(ballot: BallotRow, moment: datetime) -> list[Check]:
    if ballot.closes_at is None:
        return [Check("No closing time is set.", False, True)]
    said = display_moment(ballot.closes_at)
    if ballot.closes_at <= moment:
        return [Check(f"The closing time, {said}, lies in the past.", False, True)]
    if ballot.closes_at - moment < SHORT:
        days = (ballot.closes_at - moment).total_seconds() / 86_400
        return [
            Check(
                f"It closes on {said}, after {days:.1f} days. Is that enough for an organisation's counsel?",
                False,
            )
        ]
    return [Check(f"It closes on {said}.", True)]


def _addressees(snapshot: Snapshot, ballot: BallotRow) -> list[Check]:
    if not ballot.addressees:
        return [Check("Nobody is asked: no active organisation takes positions.", False, True)]
    mute, unsure = [], []
    for code, name in ballot.addressees:
        organisation = snapshot.item(code)
        roles: set[str] = set()
        for link in snapshot.into(organisation, "member-of") if organisation else ():
            person = snapshot.items.get(link.source)
            if person is not None and person.status == "active":
                roles |= set(link.detail.get("roles") or person.detail.get("roles") or [])
        if not roles & SPEAKERS:
            mute.append(name)
        elif "authoriser" not in roles:
            unsure.append(name)
    number = len(ballot.addressees)
    found = [Check(f"{number} {'organisation is' if number == 1 else 'organisations are'} asked.", True)]
    if mute:
        found.append(
            Check(
                f"Nobody can answer for {listed(mute)}: no active representative or alternate is recorded.",
                False,
            )
        )
    if unsure and ballot.kind == "consensus-call":
        found.append(
            Check(f"Nobody can authorise a position of {listed(unsure)}: no authoriser is recorded.", False)
        )
    return found


def _rule(ballot: BallotRow) -> list[Check]:
    if ballot.kind in ("date-poll", "statement-call"):
        return []
    try:
        rule = read_rule(ballot.rule)
    except BadRule as bad:
        return [Check(str(sentence), False, True) for sentence in bad.args]
    found = [Check(f"The rule: {rule.sentence()}", True)]
    if rule.quorum is not None and rule.quorum > len(ballot.addressees):
        found.append(
            Check(
                f"The quorum is {rule.quorum}, and only {len(ballot.addressees)} organisations are asked.",
                False,
                True,
            )
        )
    if ballot.reservation:
        found.append(Check("The reservation of rights is shown with every position.", True))
    else:
        found.append(Check("No reservation of rights is set; counsel may ask for one (Settings).", False))
    shown = "only after the close" if ballot.hidden else "as they are taken"
    found.append(Check(f"Positions show {shown}.", True))
    return found


def _surroundings(snapshot: Snapshot, ballot: BallotRow, also_open: Sequence[str]) -> list[Check]:
    found = []
    if also_open:
        found.append(Check(f"{listed(list(also_open))} already asks the same and is open.", False, True))
    item = snapshot.item(ballot.item)
    suspects = [x for x in snapshot.out(item) if x.suspect] if item is not None else []
    if suspects:
        cited = listed(
            sorted({snapshot.items[x.target].code for x in suspects if x.target in snapshot.items})
        )
        found.append(
            Check(f"{ballot.item} cites an earlier text of {cited}; look whether it still holds.", False)
        )
    return found
