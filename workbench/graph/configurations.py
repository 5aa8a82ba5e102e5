"""Configurations side by side: hops, translations, who carries the cost, what applies, what is open, what was tried.

What applies to a configuration does so itself, or by one of its interfaces or protocols; each is said with the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from workbench.graph.architecture import SETTLED
from workbench.graph.dates import display_date, listed
from workbench.graph.evidence import Evidence as Runs
from workbench.graph.runs import RunRow
from workbench.graph.snapshot import ItemView, Snapshot, code_order
from workbench.graph.ways import NOT_SETTLED, Hop, Way, ends_of, way


@dataclass(frozen=True)
class Bearing:
    """An item that bears on a configuration, and by which ways it does."""

    item: ItemView
    ways: tuple[str, ...]


@dataclass(frozen=True)
class Evidence:
    """The last run of a procedure over a configuration.

    Args:
        state: in a word, as coverage names it: ``passed``, ``failed``, ``error``, or ``stale`` where it is about
            something earlier.
        why_stale: what has changed since; empty where it stands.
        earlier: how many other runs of the same procedure there are.
    """

    run: RunRow
    state: str
    why_stale: str = ""
    earlier: int = 0


@dataclass(frozen=True)
class Reading:
    """One configuration with everything that bears on it.

    Args:
        agreements: that apply to it, in order of codes.
        recommendations: that apply to it.
        issues: on which it depends: pinned to it, answered or touched by what applies, and what those wait for.
        evidence: the last run of each procedure over it.
        procedures: that verify what applies to it and were not run over it.
    """

    way: Way
    agreements: tuple[Bearing, ...] = ()
    recommendations: tuple[Bearing, ...] = ()
    issues: tuple[Bearing, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    procedures: tuple[ItemView, ...] = ()

    @property
    def item(self) -> ItemView:
        return self.way.item

    @property
    def open_issues(self) -> tuple[Bearing, ...]:
        """The issues that are neither resolved nor put off."""
        return tuple(one for one in self.issues if one.item.status not in SETTLED)


def read(snapshot: Snapshot, item: ItemView, runs: Iterable[RunRow] = ()) -> Reading:
    """One configuration with everything that bears on it.

    Args:
        runs: as ``runs_at`` gives them, in the order of their recording.
    """
    path = way(snapshot, item)
    texts: dict[str, list[str]] = {}
    for end, words in ends_of(path):
        for text in snapshot.sources(end, "applies-to"):
            if not text.withdrawn:
                texts.setdefault(text.uuid, []).append(words)
    applying = _bearings(snapshot, texts)
    issues: dict[str, list[str]] = {}
    for place, words in _places(path):
        for issue in snapshot.sources(place, "pinned-to"):
            issues.setdefault(issue.uuid, []).append(f"pinned to {words}")
    for one in applying:
        for relation, words in (("answers", "answered by"), ("settles", "touched by")):
            for issue in snapshot.targets(one.item, relation):
                if issue.kind == "issue":
                    issues.setdefault(issue.uuid, []).append(f"{words} {one.item.code}")
    _awaited(snapshot, issues)
    # A procedure or a text that is not in the snapshot may be one that whoever asks must not see.
    over = [run for run in runs if run.configuration == item.code and run.procedure in snapshot.by_code]
    evidence = _evidence(snapshot, item, over, [one.item for one in applying])
    ran = {run.procedure for run in over}
    verifying = [one for text in applying for one in snapshot.sources(text.item, "verifies")]
    procedures = {p.uuid: p for p in verifying if not p.withdrawn and p.code not in ran}
    return Reading(
        path,
        agreements=tuple(one for one in applying if one.item.kind == "agreement"),
        recommendations=tuple(one for one in applying if one.item.kind == "requirement"),
        issues=tuple(one for one in _bearings(snapshot, issues) if not one.item.withdrawn),
        evidence=evidence,
        procedures=tuple(sorted(procedures.values(), key=lambda p: code_order(p.code))),
    )


def _places(path: Way) -> Iterable[tuple[ItemView, str]]:
    for hop in path.hops:
        yield hop.interface, f"hop {hop.number}, {hop.interface.code}"
    for actor in path.actors:
        yield actor, actor.code


def _awaited(snapshot: Snapshot, issues: dict[str, list[str]]) -> None:
    """Add what these issues wait for, and what that waits for in turn."""
    waiting = [snapshot.items[uuid] for uuid in issues]
    while waiting:
        issue = waiting.pop(0)
        if issue.withdrawn:
            continue
        for needed in snapshot.targets(issue, "depends-on"):
            if needed.uuid not in issues:
                waiting.append(needed)
                issues[needed.uuid] = []
            issues[needed.uuid].append(f"{issue.code} waits for it")


def _bearings(snapshot: Snapshot, found: Mapping[str, Sequence[str]]) -> list[Bearing]:
    bearings = [Bearing(snapshot.items[uuid], tuple(dict.fromkeys(words))) for uuid, words in found.items()]
    return sorted(bearings, key=lambda one: code_order(one.item.code))


def _evidence(
    snapshot: Snapshot, item: ItemView, over: Sequence[RunRow], applying: Sequence[ItemView]
) -> tuple[Evidence, ...]:
    """What each procedure that was run over a configuration says about the texts that apply to it.

    One that says nothing about any of them is read as a whole.
    """
    read_runs = Runs(snapshot, over)
    found = []
    for code in sorted({run.procedure for run in over}, key=code_order):
        procedure = snapshot.by_code[code]
        said = read_runs.verified(procedure, applying, item.code)
        if said.decides is None:
            said = read_runs.run_as_a_whole(procedure, item.code)
        run = said.decides
        assert run is not None  # it was run over this configuration
        about = [
            finding.code if finding.code in snapshot.by_code else "another text"
            for finding in run.findings
            if finding.overtaken
        ]
        reasons = ["the configuration"] if run.path_moved else []
        reasons += ["the procedure"] if run.overtaken else []
        reasons += about
        why = ""
        if said.state == "stale":
            why = f"{listed(reasons)} {'has' if len(reasons) == 1 else 'have'} changed since"
        earlier = sum(one.procedure == code for one in over) - 1
        found.append(Evidence(run, said.words, why, earlier))
    return tuple(found)


@dataclass(frozen=True)
class ComparedRow:
    """One row of a comparison.

    Args:
        cells: for each configuration its lines; empty where there is nothing.
        section: the group of rows to which it belongs.
    """

    section: str
    name: str
    cells: tuple[tuple[str, ...], ...]

    @property
    def differs(self) -> bool:
        return len(set(self.cells)) > 1


def compared(readings: Sequence[Reading]) -> list[ComparedRow]:
    """Configurations side by side, row by row; a row that is empty for all of them is left out."""
    rows: list[ComparedRow] = []

    def row(section: str, name: str, lines: Callable[[Reading], Iterable[str]]) -> None:
        cells = tuple(tuple(lines(reading)) for reading in readings)
        if any(cells):
            rows.append(ComparedRow(section, name, cells))

    def each(words: Callable[[Hop], str]) -> Callable[[Reading], Iterable[str]]:
        return lambda reading: [f"{hop.number}: {words(hop)}" for hop in reading.way.hops]

    row("The path", "Status", lambda r: [r.item.status.replace("-", " ")])
    row("The path", "Hops", lambda r: [str(len(r.way.hops))])
    row("The path", "Goes over", each(hop_words))
    row(
        "The path",
        "Red interfaces",
        lambda r: [hop.interface.code for hop in r.way.hops if hop.red] or ["none"],
    )
    row(
        "The path",
        "Drawn by no source",
        lambda r: [h.interface.code for h in r.way.hops if h.inferred] or ["none"],
    )
    row("The path", "Protocols", each(protocol_words))
    row("The path", "Translations", lambda r: [translations_words(r.way)])
    row("The path", "Translated", each(lambda hop: hop.translation))
    row("Who carries it", "Owns the hop", each(lambda hop: hop.owner))
    row("Who carries it", "Pays for it", each(lambda hop: hop.payer))
    holders = dict.fromkeys(holder for reading in readings for holder in reading.way.duties)
    for holder in holders:
        row("Who must implement what", _capital(holder), _duty(holder))
    row("Who must implement what", "In a sentence", lambda r: _some(r.item.detail.get("implements")))
    row("What applies", "Agreements", _apart(readings, lambda r: r.agreements, _bearing))
    row("What applies", "Recommendations", _apart(readings, lambda r: r.recommendations, _bearing))
    row("What is open", "Open issues", lambda r: [f"{len(r.open_issues)} of {len(r.issues)}"])
    row("What is open", "Depends on", _apart(readings, lambda r: r.issues, _issue))
    row(
        "What was tried",
        "Evidence",
        lambda r: [evidence_words(one) for one in r.evidence] or ["no run over it"],
    )
    row("What was tried", "Not run over it", lambda r: [f"{p.code} {p.title}" for p in r.procedures])
    return rows


def _apart(
    readings: Sequence[Reading],
    of: Callable[[Reading], Sequence[Bearing]],
    words: Callable[[Bearing], str],
) -> Callable[[Reading], Iterable[str]]:
    """What bears on a configuration: how much, and by name what does not bear on all that are compared.

    Dozens of texts apply to every red interface; what tells configurations apart would drown in them.
    """
    shared = set.intersection(*({one.item.uuid for one in of(reading)} for reading in readings))
    common = len(shared) if len(readings) > 1 else 0

    def lines(reading: Reading) -> Iterable[str]:
        bearing = of(reading)
        if common and bearing:
            yield f"{common} of {len(bearing)} for every one"
        yield from (words(one) for one in bearing if not common or one.item.uuid not in shared)

    return lines


def hop_words(hop: Hop) -> str:
    """A hop by its two ends, with its interface's code."""
    start, end = (end.title if end is not None else "nobody" for end in (hop.start, hop.end))
    return f"{start} → {end} ({hop.interface.code})"


def protocol_words(hop: Hop) -> str:
    """The protocols that may be spoken at a hop, each with how sure that is."""
    spoken = [
        f"{one.protocol.title}{f' ({one.certainty})' if one.certainty else ''}" for one in hop.protocols
    ]
    return " or ".join(spoken) or NOT_SETTLED


def translations_words(path: Way) -> str:
    """How often a way translates, and at how many of its hops nobody said."""
    number = len(path.translations)
    unknown = sum(hop.translation == NOT_SETTLED for hop in path.hops)
    said = str(number) if number else "none"
    return f"{said}, and {unknown} not settled" if unknown else said


def evidence_words(one: Evidence) -> str:
    """A procedure's last run in words."""
    run = one.run
    verdict = run.verdict if one.why_stale else one.state
    said = f"{run.procedure} {verdict} on {display_date(run.run_on)}"
    return f"{said}, stale: {one.why_stale}" if one.why_stale else said


def _duty(holder: str) -> Callable[[Reading], Iterable[str]]:
    return lambda reading: _some(reading.way.duties.get(holder))


def _some(words: object) -> list[str]:
    return [str(words)] if words else []


def _bearing(one: Bearing) -> str:
    return f"{one.item.code} {one.item.title} ({_by(one)})"


def _issue(one: Bearing) -> str:
    return f"{one.item.code} {one.item.title}, {one.item.status.replace('-', ' ')} ({_by(one)})"


def _by(one: Bearing, most: int = 3) -> str:
    """The first few ways by which an item bears on a configuration; an issue may do so by a dozen texts."""
    more = len(one.ways) - most
    return "; ".join(one.ways[:most]) + (f"; and {more} more" if more > 0 else "")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
