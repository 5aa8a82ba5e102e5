"""What is not sound in the record, each in a sentence with what to do: notes, warnings and errors.

An error contradicts itself and cannot stay; a warning is something that the group still owes; a note is worth
knowing and may well stay as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from workbench.graph.circles import circle_words, circles, follows
from workbench.graph.finding import LEVELS, Finding, codes_words, together
from workbench.graph.mapping import moved as moved_rows
from workbench.graph.snapshot import Snapshot
from workbench.graph.soundness_agreements import contradictions
from workbench.graph.soundness_gaps import GAPS, LOOSE
from workbench.graph.soundness_links import LINKS
from workbench.graph.suspects import moved
from workbench.graph.ways import NOT_SETTLED, Way, faults, ways


def findings(snapshot: Snapshot) -> list[Finding]:
    """Everything that is not sound, errors first, each check's findings together."""
    found = [finding for check in CHECKS for finding in check(snapshot)]
    return sorted(found, key=lambda finding: LEVELS.index(finding.level))


def _circles(snapshot: Snapshot) -> Iterator[Finding]:
    for relation in snapshot.vocabulary.relations:
        if not relation.acyclic:
            continue
        for circle in circles(follows(snapshot, relation.name)):
            yield Finding(
                "error", "circular dependency", tuple(circle),
                f"{circle_words(circle, relation.says)}: none of them can come first.",
                "End one of these links.",
            )  # fmt: skip


def _suspects(snapshot: Snapshot) -> Iterator[Finding]:
    for group in moved(snapshot):
        citing = [citation.source for citation in group.citations]
        number = len(group.citations)
        yield Finding(
            "warning", SUSPECT, (group.item.code, *dict.fromkeys(item.code for item in citing)),
            f"{group.item.code} has changed since {number} link{' was' if number == 1 else 's were'} looked at: "
            f"{codes_words(citing)}.",
            "Look whether they still hold, on the page Health or by workbench suspects and workbench review.",
        )  # fmt: skip


def _moved_rows(snapshot: Snapshot) -> Iterator[Finding]:
    yield from together(
        "warning", "data object behind the mapping", moved_rows(snapshot),
        "data object cites a row of the mapping that has changed since",
        "data objects cite rows of the mapping that have changed since",
        "Bring the record up to the mapping: workbench init shows the change, and init --yes saves it.",
    )  # fmt: skip


def _unconnected_actors(snapshot: Snapshot) -> Iterator[Finding]:
    alone = [actor for actor in snapshot.of_kind("actor") if not snapshot.sources(actor, "joins")]
    yield from together(
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
                f"{item.code} ({item.title}) still goes over or speaks {codes_words(gone)}, which "
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
    yield from together(
        "note", "owner or payer of a hop not settled", unsaid,
        "configuration has a hop whose owner or payer is not settled",
        "configurations have hops whose owner or payer is not settled",
        "Say it on the page Configurations, once it is.",
    )  # fmt: skip


SUSPECT = "suspect"
"""The check of which the page shows more than a sentence."""
CHECKS: tuple[Callable[[Snapshot], Iterable[Finding]], ...] = (
    _circles,
    *LINKS,
    contradictions,
    _broken_ways,
    _withdrawn_hops,
    _suspects,
    _moved_rows,
    *GAPS,
    _unconnected_actors,
    _unsettled_cost,
    *LOOSE,
)
