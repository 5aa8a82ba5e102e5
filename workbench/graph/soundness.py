"""What is not sound in the record, each in a sentence with what to do: notes, warnings and errors.

An error contradicts itself and cannot stay; a warning is something that the group still owes; a note is worth
knowing and may well stay as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from workbench.graph.architecture import SETTLED
from workbench.graph.circles import circle_words, circles, dependencies
from workbench.graph.dates import listed
from workbench.graph.drawing import is_red
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.graph.suspects import moved
from workbench.graph.ways import NOT_SETTLED, Way, faults, ways

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")


@dataclass(frozen=True)
class Finding:
    """Something that is not sound.

    Args:
        check: name of the check, the same for all that it finds.
        codes: of the items concerned, the one to begin with first.
        fix: what to do about it, as a sentence.
    """

    level: Level
    check: str
    codes: tuple[str, ...]
    sentence: str
    fix: str


def findings(snapshot: Snapshot) -> list[Finding]:
    """Everything that is not sound, errors first, each check's findings together."""
    found = [finding for check in CHECKS for finding in check(snapshot)]
    return sorted(found, key=lambda finding: LEVELS.index(finding.level))


def _circles(snapshot: Snapshot) -> Iterator[Finding]:
    for circle in circles(dependencies(snapshot)):
        yield Finding(
            "error", "circular dependency", tuple(circle),
            f"{circle_words(circle)}: none of them can come first.",
            "Take one of these dependencies away.",
        )  # fmt: skip


def _wrong_relations(snapshot: Snapshot) -> Iterator[Finding]:
    for link in snapshot.links:
        source, target = snapshot.items.get(link.source), snapshot.items.get(link.target)
        if source is None or target is None:
            continue
        relation = snapshot.vocabulary.relation(link.relation)
        if relation is None:
            why = f"by '{link.relation}', which is no relation"
            fix = "Add the relation to the vocabulary, or end the link."
        elif not relation.permits(source.kind, target.kind):
            why = f"by '{link.relation}', which joins no {source.kind} to a {target.kind}"
            fix = "End the link, and make one with the relation that is meant."
        else:
            continue
        yield Finding(
            "error",
            "wrong relation",
            (source.code, target.code),
            f"{source.code} is linked to {target.code} {why}.",
            fix,
        )


def _contradictions(snapshot: Snapshot) -> Iterator[Finding]:
    """Two agreements on one layer of one interface, of which each permits one choice, and not the same."""
    for interface in snapshot.of_kind("interface"):
        single = [
            agreement
            for agreement in snapshot.sources(interface, "applies-to")
            if agreement.kind == "agreement"
            and not agreement.withdrawn
            and agreement.detail.get("permitted") == "one"
            and agreement.detail.get("choices")
        ]
        for one, other in combinations(single, 2):
            same_place = all(one.detail.get(name) == other.detail.get(name) for name in ("layer", "side"))
            if not same_place or set(one.detail["choices"]) & set(other.detail["choices"]):
                continue
            chosen = listed([", ".join(agreement.detail["choices"]) for agreement in (one, other)])
            yield Finding(
                "error", "contradictory agreements", (one.code, other.code, interface.code),
                f"{one.code} and {other.code} each permit one choice on {interface.code}, and they are {chosen}.",
                "Withdraw one of them, or let several be permitted.",
            )  # fmt: skip


def _broken_sources(snapshot: Snapshot) -> Iterator[Finding]:
    for source in snapshot.of_kind("source", withdrawn=True):
        if not source.withdrawn:
            continue
        citing = [item for item in snapshot.sources(source, "derived-from") if not item.withdrawn]
        if citing:
            yield Finding(
                "warning", "broken source", (source.code, *(item.code for item in citing)),
                f"{source.code} was withdrawn, and {_codes(citing)} still rest on it.",
                "Name another source, or say that the statement is from memory.",
            )  # fmt: skip


def _suspects(snapshot: Snapshot) -> Iterator[Finding]:
    for group in moved(snapshot):
        citing = [citation.source for citation in group.citations]
        number = len(group.citations)
        yield Finding(
            "warning", SUSPECT, (group.item.code, *dict.fromkeys(item.code for item in citing)),
            f"{group.item.code} has changed since {number} link{' was' if number == 1 else 's were'} looked at: "
            f"{_codes(citing)}.",
            "Look whether they still hold, on the page Health.",
        )  # fmt: skip


def _red_without_recommendation(snapshot: Snapshot) -> Iterator[Finding]:
    for interface in snapshot.of_kind("interface"):
        texts = snapshot.sources(interface, "applies-to")
        if is_red(interface) and not any(t.kind == "requirement" and not t.withdrawn for t in texts):
            yield Finding(
                "warning", "red interface without a recommendation", (interface.code,),
                f"{interface.code} ({interface.title}) is red, and no recommendation applies to it.",
                "Write a recommendation for it, or link one that applies.",
            )  # fmt: skip


def _issues_without_meeting(snapshot: Snapshot) -> Iterator[Finding]:
    waiting = [
        issue
        for issue in snapshot.of_kind("issue")
        if issue.status not in SETTLED and not snapshot.targets(issue, "scheduled-in")
    ]
    yield from _together(
        "warning", "issue without a meeting", waiting,
        "open issue has no meeting", "open issues have no meeting",
        "Propose a schedule on the page Meetings, or defer them.",
    )  # fmt: skip


def _recommendations_without_interface(snapshot: Snapshot) -> Iterator[Finding]:
    loose = [
        text
        for text in snapshot.of_kind("requirement")
        if not any(end.kind == "interface" for end in snapshot.targets(text, "applies-to"))
    ]
    yield from _together(
        "note", "recommendation without an interface", loose,
        "recommendation applies to no interface", "recommendations apply to no interface",
        "Link the interfaces that are meant; one about the whole may stay as it is.",
    )  # fmt: skip


def _unconnected_actors(snapshot: Snapshot) -> Iterator[Finding]:
    alone = [actor for actor in snapshot.of_kind("actor") if not snapshot.sources(actor, "joins")]
    yield from _together(
        "note", "unconnected actor", alone,
        "actor is joined by no interface", "actors are joined by no interface",
        "Draw the interface where there is one; sources show actors without any.",
    )  # fmt: skip


def _broken_ways(snapshot: Snapshot) -> Iterator[Finding]:
    for path in ways(snapshot):
        if not path.whole:  # what is withdrawn is another finding, and what cannot be seen cannot be judged
            continue
        why = faults(snapshot, [hop.interface for hop in path.hops])
        if why:
            yield Finding(
                "error", "hops that do not join", (path.item.code, *(hop.interface.code for hop in path.hops)),
                f"{path.item.code} ({path.item.title}) is no path: {' '.join(why)}",
                "Put its hops in another order, or take the interface that is meant, on the page Configurations.",
            )  # fmt: skip
        elif not _from_utility_to_der(path):
            said = "goes over no interface" if not path.hops else _from_where(path)
            yield Finding(
                "warning", "configuration that does not reach", (path.item.code,),
                f"{path.item.code} ({path.item.title}) {said}.",
                "Add the hops that are missing; one that no source draws is an interface marked inferred.",
            )  # fmt: skip


def _from_utility_to_der(path: Way) -> bool:
    first, last = (path.hops[0].start, path.hops[-1].end) if path.hops else (None, None)
    begins = first is not None and first.detail.get("held_by") == "utility"
    return begins and last is not None and last.detail.get("level") == 1


def _from_where(path: Way) -> str:
    first, last = (
        end.title if end is not None else "nobody" for end in (path.hops[0].start, path.hops[-1].end)
    )
    return f"goes from '{first}' to '{last}', and not from the utility to a DER"


def _withdrawn_hops(snapshot: Snapshot) -> Iterator[Finding]:
    for item in snapshot.of_kind("configuration"):
        gone = [
            end
            for end in (*snapshot.sources(item, "hop-of"), *snapshot.targets(item, "speaks"))
            if end.withdrawn
        ]
        if gone:
            yield Finding(
                "error", "configuration over what was withdrawn", (item.code, *(end.code for end in gone)),
                f"{item.code} ({item.title}) still goes over or speaks {_codes(gone)}, which "
                f"{'was' if len(gone) == 1 else 'were'} withdrawn.",
                "Take it out of the configuration, or take back the withdrawal.",
            )  # fmt: skip


def _unsettled_cost(snapshot: Snapshot) -> Iterator[Finding]:
    unsaid = [
        path.item
        for path in ways(snapshot)
        if path.item.status != "not-pursued"
        and any(NOT_SETTLED in (hop.owner, hop.payer) for hop in path.hops)
    ]
    yield from _together(
        "note", "owner or payer of a hop not settled", unsaid,
        "configuration has a hop whose owner or payer is not settled",
        "configurations have hops whose owner or payer is not settled",
        "Say it on the page Configurations, once it is.",
    )  # fmt: skip


def _together(
    level: Level, check: str, items: Sequence[ItemView], one: str, many: str, fix: str
) -> Iterator[Finding]:
    """One finding for all items of which the same is to be said; none where there are none."""
    if items:
        said = f"{len(items)} {one if len(items) == 1 else many}: {_codes(items)}."
        yield Finding(level, check, tuple(item.code for item in items), said, fix)


SUSPECT = "suspect"
"""The check of which the page shows more than a sentence."""
CHECKS: tuple[Callable[[Snapshot], Iterable[Finding]], ...] = (
    _circles,
    _wrong_relations,
    _contradictions,
    _broken_ways,
    _withdrawn_hops,
    _broken_sources,
    _suspects,
    _red_without_recommendation,
    _issues_without_meeting,
    _recommendations_without_interface,
    _unconnected_actors,
    _unsettled_cost,
)


def _codes(items: Iterable[ItemView], most: int = 6) -> str:
    """Codes in a sentence, the first few of many."""
    codes = list(dict.fromkeys(item.code for item in items))
    if len(codes) <= most:
        return listed(codes)
    return f"{', '.join(codes[:most])} and {len(codes) - most} more"
