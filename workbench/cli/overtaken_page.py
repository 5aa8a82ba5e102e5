"""Positions and runs on earlier texts, in a terminal and for other programs: each with the difference of its texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workbench.cli.output import one_line, say, say_heading, shown
from workbench.graph.ballots import BallotRow, PositionRow
from workbench.graph.ballots.texts import TextAt, differing, text_of
from workbench.graph.comparison import FieldDifference
from workbench.graph.runs import RunRow
from workbench.graph.snapshot import Snapshot
from workbench.graph.suspects import evidence_on, evidence_words, positions_by_text
from workbench.graph.word_differences import difference_line

Cited = Mapping[tuple[str, int], TextAt | None]
"""The texts that are no more, by code and revision; None where one is not on record."""
Calls = Sequence[tuple[BallotRow, tuple[PositionRow, ...]]]


def texts_seen(calls: Calls, evidence: Iterable[RunRow]) -> list[tuple[str, int]]:
    """The texts that positions were taken on and procedures run on, by code and revision."""
    seen = [text for call, taken in calls for text in positions_by_text(call, taken)]
    seen += [text for run in evidence for text in evidence_on(run)]
    return list(dict.fromkeys(seen))


def say_calls(snapshot: Snapshot, calls: Calls, cited: Cited) -> None:
    """Say which positions were taken on earlier texts, and what has changed since."""
    if calls:
        say_heading("Positions")
    for call, taken in calls:
        say(f"  {call.code}  {call.question}")
        say(f"    on an earlier text: {', '.join(position.organisation_name for position in taken)}")
        for code, revision in _moved_since(snapshot, call, taken, cited):
            _say_since(snapshot, code, revision, cited, call.aspect)


def say_evidence(snapshot: Snapshot, evidence: Sequence[RunRow], cited: Cited) -> None:
    """Say which runs are evidence no more, what has changed since, and what to do."""
    if evidence:
        say_heading("Evidence")
    for run in evidence:
        say(f"  {run.procedure}  {run.procedure_title}: {run.verdict} on {shown(run.run_on)}")
        say(f"    {evidence_words(run)}: run it again, on the texts as they stand")
        for code, revision in evidence_on(run):
            _say_since(snapshot, code, revision, cited)


def call_json(
    snapshot: Snapshot, call: BallotRow, taken: Sequence[PositionRow], cited: Cited
) -> dict[str, Any]:
    """A call with the positions that were taken on earlier texts."""
    return {
        "ballot": call.code,
        "code": call.item,
        "revision": snapshot.by_code[call.item].revision,
        "organisations": [position.organisation for position in taken],
        "cited": [
            {
                "code": code,
                "revision": revision,
                "difference": fields_json(difference(snapshot, code, revision, cited, call.aspect)),
                "by": [
                    {"organisation": position.organisation, "position": position.position}
                    for position in positions
                ],
            }
            for (code, revision), positions in _moved_since(snapshot, call, taken, cited).items()
        ],
    }


def _moved_since(
    snapshot: Snapshot, call: BallotRow, taken: Iterable[PositionRow], cited: Cited
) -> dict[tuple[str, int], tuple[PositionRow, ...]]:
    """Positions by the texts that they were taken on; of alternatives only those that read otherwise now."""
    return {
        (code, revision): positions
        for (code, revision), positions in positions_by_text(call, taken).items()
        if not call.choices
        or (
            code in snapshot.by_code
            and (
                cited.get((code, revision)) is None
                or difference(snapshot, code, revision, cited, call.aspect)
            )
        )
    }


def run_json(snapshot: Snapshot, run: RunRow, cited: Cited) -> dict[str, Any]:
    """A run that is evidence no more, with the texts that have moved since."""
    return {
        "procedure": run.procedure,
        "run_on": run.run_on,
        "verdict": run.verdict,
        "why": evidence_words(run),
        "codes": sorted({finding.code for finding in run.findings if finding.overtaken}),
        "cited": [
            {
                "code": code,
                "revision": revision,
                "difference": fields_json(difference(snapshot, code, revision, cited)),
            }
            for code, revision in evidence_on(run)
        ],
    }


def difference(
    snapshot: Snapshot, code: str, revision: int, cited: Cited, aspect: str = "text"
) -> tuple[FieldDifference, ...]:
    """What differs between a text as it was cited and as it stands; nothing where it is not on record."""
    before = cited.get((code, revision))
    return () if before is None else differing(before, text_of(snapshot.by_code[code]), aspect)


def say_fields(fields: Iterable[FieldDifference]) -> None:
    """Say the fields that differ, a line each."""
    for field in fields:
        before, after = (one_line(shown(value)) for value in (field.before, field.after))
        say(f"        {field.name}: {difference_line(before, after)}")


def fields_json(fields: Iterable[FieldDifference]) -> list[dict[str, Any]]:
    """The fields that differ."""
    return [{"name": field.name, "before": field.before, "after": field.after} for field in fields]


def _say_since(snapshot: Snapshot, code: str, revision: int, cited: Cited, aspect: str = "text") -> None:
    say(f"      {code} at revision {revision}, {snapshot.by_code[code].revision} now:")
    say_fields(difference(snapshot, code, revision, cited, aspect))
