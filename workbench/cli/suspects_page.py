"""What is out of date as people read it in a terminal, and as other programs do: each with its difference."""

from __future__ import annotations

from typing import Any

from workbench.cli.ballot_page import ballots_shown
from workbench.cli.invocation import Invocation
from workbench.cli.output import say, say_heading, say_json, shown
from workbench.cli.overtaken_page import (
    Cited,
    call_json,
    difference,
    fields_json,
    run_json,
    say_calls,
    say_evidence,
    say_fields,
    texts_seen,
)
from workbench.graph.ballots.texts import text_at
from workbench.graph.filings import filings
from workbench.graph.filings_overtaken import WHATS, FilingOvertaken, MovedText, filings_overtaken
from workbench.graph.runs import runs_at
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.graph.suspects import Moved, evidence_overtaken, moved, positions_overtaken, seen_at


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
        cited |= {text: text_at(session, *text) for text in texts_seen(calls, evidence)}
    filed = overtaken_filings(invocation, snapshot)
    if as_json:
        say_json(
            {
                "links": [_link_json(snapshot, group, cited) for group in links],
                "positions": [call_json(snapshot, call, taken, cited) for call, taken in calls],
                "evidence": [run_json(snapshot, run, cited) for run in evidence],
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
    say_calls(snapshot, calls, cited)
    say_evidence(snapshot, evidence, cited)
    if filed:
        say_heading("Filings")
    for one in filed:
        say_filing(one)


def _say_group(snapshot: Snapshot, group: Moved, cited: Cited) -> None:
    say(f"  {group.item.code}  {group.item.title} (revision {group.item.revision} now)")
    for revision, citations in group.revisions.items():
        say(f"    looked at on {seen_at(citations[0].link)}:")
        say_fields(difference(snapshot, group.item.code, revision, cited))
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
    say_fields(text.difference)


def _link_json(snapshot: Snapshot, group: Moved, cited: Cited) -> dict[str, Any]:
    return {
        "code": group.item.code,
        "revision": group.item.revision,
        "cited": [
            {
                "revision": revision,
                "difference": fields_json(difference(snapshot, group.item.code, revision, cited)),
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
                "difference": fields_json(text.difference),
            }
            for text in one.texts
        ],
    }
