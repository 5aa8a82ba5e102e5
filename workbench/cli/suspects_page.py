"""What is out of date as people read it in a terminal, and as other programs do: each with its difference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.cli.ballot_page import ballots_shown
from workbench.cli.invocation import Invocation
from workbench.cli.output import one_line, say, say_heading, say_json, shown
from workbench.graph.ballots.texts import TextAt, differing, text_at, text_of
from workbench.graph.comparison import FieldDifference
from workbench.graph.filings import filings
from workbench.graph.filings_overtaken import WHATS, FilingOvertaken, MovedText, filings_overtaken
from workbench.graph.runs import RunRow, runs_at
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.graph.suspects import Moved, evidence_overtaken, moved, positions_overtaken, seen_at
from workbench.graph.word_differences import difference_line


def overtaken_filings(invocation: Invocation, snapshot: Snapshot) -> list[FilingOvertaken]:
    """Filings of which printed texts have moved, as far as whoever reads may see them."""
    with invocation.database().read() as session:
        rows = filings(session, snapshot)
    return filings_overtaken(snapshot, rows, invocation.snapshot_at, _printed_texts)


def _printed_texts(snapshot: Snapshot) -> list[ItemView]:
    from workbench.filing.printed import printed_texts

    return printed_texts(snapshot)


def say_whole(
    invocation: Invocation, as_of: str | None = None, baseline: str | None = None, *, as_json: bool = False
) -> None:
    """Say what has moved since it was cited, each with the difference of its two texts."""
    snapshot = invocation.snapshot(as_of, baseline)
    links = moved(snapshot)
    calls = positions_overtaken(ballots_shown(invocation, snapshot).values())
    with invocation.database().read() as session:
        evidence = evidence_overtaken(runs_at(session, snapshot))
        cited = {
            (group.item.code, revision): text_at(session, group.item.code, revision)
            for group in links
            for revision in group.revisions
        }
    filed = overtaken_filings(invocation, snapshot)
    if as_json:
        say_json(
            {
                "links": [_link_json(group, cited) for group in links],
                "positions": [
                    {
                        "ballot": call.code,
                        "code": call.item,
                        "organisations": [position.organisation for position in taken],
                    }
                    for call, taken in calls
                ],
                "evidence": [
                    {
                        "procedure": run.procedure,
                        "run_on": run.run_on,
                        "verdict": run.verdict,
                        "codes": _moved_codes(run),
                    }
                    for run in evidence
                ],
                "filings": [filing_json(one) for one in filed],
            }
        )
        return
    if not (links or calls or evidence or filed):
        say("Everything that cites a text cites it as it stands.")
        return
    if links:
        say_heading("Links")
    for group in links:
        _say_group(snapshot, group, cited)
    if calls:
        say_heading("Positions")
    for call, taken in calls:
        say(f"  {call.code}  {call.question}")
        say(f"    on an earlier text: {', '.join(position.organisation_name for position in taken)}")
    if evidence:
        say_heading("Evidence")
    for run in evidence:
        about = ", ".join(_moved_codes(run))
        why = (
            "the procedure itself has changed"
            if run.overtaken
            else f"the path of {run.configuration} has changed"
        )
        say(f"  {run.procedure}  {run.procedure_title}: {run.verdict} on {shown(run.run_on)}")
        say(f"    {f'about an earlier text of {about}' if about else why}")
    if filed:
        say_heading("Filings")
    for one in filed:
        say_filing(one)


Cited = dict[tuple[str, int], TextAt | None]


def _difference(group: Moved, revision: int, cited: Cited) -> tuple[FieldDifference, ...]:
    before = cited.get((group.item.code, revision))
    return () if before is None else differing(before, text_of(group.item))


def _say_group(snapshot: Snapshot, group: Moved, cited: Cited) -> None:
    say(f"  {group.item.code}  {group.item.title} (revision {group.item.revision} now)")
    for revision, citations in group.revisions.items():
        say(f"    looked at on {seen_at(citations[0].link)}:")
        _say_fields(_difference(group, revision, cited))
        for citation in citations:
            relation = snapshot.vocabulary.relation(citation.link.relation)
            says = relation.says if relation else citation.link.relation
            say(f"      {citation.source.code}  {citation.source.title} ({says} it)")


def say_filing(one: FilingOvertaken) -> None:
    made = f"made on {shown(one.filing.made_on)}" if one.filing.made_on else "no export of it is on record"
    say(f"  {one.title}, from the baseline '{one.filing.baseline}' ({made})")
    say(f"    {one.sentence()}")
    if one.settled:
        say(f"    {one.settled} more had moved when somebody noted that it stands.")
    for text in one.texts:
        _say_text(text)


def _say_text(text: MovedText) -> None:
    said = WHATS[text.what][0]
    if text.before is not None and text.what == "changed":
        said = f"printed at revision {text.before.revision}, revision {text.item.revision} now"
    say(f"      {text.item.code}  {text.item.title} ({said})")
    _say_fields(text.difference)


def _say_fields(fields: Sequence[FieldDifference]) -> None:
    for field in fields:
        before, after = (one_line(shown(value)) for value in (field.before, field.after))
        say(f"        {field.name}: {difference_line(before, after)}")


def _moved_codes(run: RunRow) -> list[str]:
    return sorted({finding.code for finding in run.findings if finding.overtaken})


def _fields_json(fields: Sequence[FieldDifference]) -> list[dict[str, Any]]:
    return [{"name": field.name, "before": field.before, "after": field.after} for field in fields]


def _link_json(group: Moved, cited: Cited) -> dict[str, Any]:
    return {
        "code": group.item.code,
        "revision": group.item.revision,
        "cited": [
            {
                "revision": revision,
                "difference": _fields_json(_difference(group, revision, cited)),
                "by": [
                    {"code": citation.source.code, "relation": citation.link.relation}
                    for citation in citations
                ],
            }
            for revision, citations in group.revisions.items()
        ],
    }


def filing_json(one: FilingOvertaken) -> dict[str, Any]:
    review = one.filing.review
    return {
        "filing": one.filing.name,
        "baseline": one.filing.baseline,
        "change": one.filing.change,
        "made_on": one.filing.made_on,
        "reviewed_on": review.on if review else None,
        "settled": one.settled,
        "texts": [
            {
                "what": text.what,
                "code": text.item.code,
                "revision": text.item.revision,
                "printed": text.before.revision if text.before else None,
                "difference": _fields_json(text.difference),
            }
            for text in one.texts
        ],
    }
