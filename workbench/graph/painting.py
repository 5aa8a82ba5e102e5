"""Colours of the architecture by what the record says: each with a sign, so that no colour has to say it alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from workbench.graph.architecture import Around, around
from workbench.graph.coverage import coverage
from workbench.graph.coverage_words import State
from workbench.graph.runs import RunRow
from workbench.graph.snapshot import Snapshot


@dataclass(frozen=True)
class Paint:
    """How an interface is drawn.

    Args:
        words: what it means, for the legend and for who does not see the drawing.
        colour: of the line, as ``#RRGGBB``.
        sign: in brackets beside the interface's number, so that it is not read as part of it; empty where there is
            nothing to say.
    """

    words: str
    colour: str
    sign: str


GREEN, AMBER, RED, BLUE, VIOLET, GREY = "#2B7543", "#A85A0A", "#B3372F", "#1F5FA8", "#6B4FA0", "#7B888D"

NO_ISSUE = Paint("no issue", GREY, "")
STATES = (
    Paint("in consensus call", VIOLET, "(C)"),
    Paint("text circulated", BLUE, "(T)"),
    Paint("in discussion", AMBER, "(D)"),
    Paint("listed or proposed", RED, "(L)"),
    Paint("resolved, deferred or withdrawn", GREEN, "(R)"),
)
_STATE_OF = {
    "consensus-call": STATES[0],
    "text-circulated": STATES[1],
    "in-discussion": STATES[2],
    "listed": STATES[3],
    "proposed": STATES[3],
}
CONSENSUS = (
    Paint("disputed or questioned", RED, "(X)"),
    Paint("reported, not agreed", AMBER, "(R)"),
    Paint("proposed", BLUE, "(P)"),
    Paint("agreed", GREEN, "(A)"),
    Paint("no agreement", GREY, ""),
)
_AGREEMENT_OF = {
    "disputed": CONSENSUS[0],
    "questioned": CONSENSUS[0],
    "reported": CONSENSUS[1],
    "proposed": CONSENSUS[2],
    "agreed": CONSENSUS[3],
}
EVIDENCE: dict[State, Paint] = {
    "failed": Paint("a run failed", RED, "(X)"),
    "error": Paint("a run broke off", "#7A4B21", "(B)"),
    "no-text": Paint("no recommendation or agreement", GREY, ""),
    "no-procedure": Paint("a text without a procedure", VIOLET, "(O)"),
    "not-run": Paint("a procedure, not run yet", BLUE, "(N)"),
    "stale": Paint("run on an earlier text", AMBER, "(E)"),
    "passed": Paint("passed", GREEN, "(P)"),
}
"""By the state of coverage: the worst of the texts that are about an interface."""
OPEN_ISSUES = (
    Paint("five open issues or more", RED, "(5+)"),
    Paint("three or four open issues", AMBER, "(3–4)"),
    Paint("one or two open issues", BLUE, "(1–2)"),
    Paint("no open issue", GREY, ""),
)
DESTINATIONS = {
    "rule-21": Paint("rule", BLUE, "(R)"),
    "handbook": Paint("handbook", GREEN, "(H)"),
    "guide": Paint("guide", VIOLET, "(G)"),
    "mutual-agreement": Paint("mutual agreement", AMBER, "(M)"),
    "vendor-market": Paint("left to vendors", "#7A4B21", "(V)"),
    "csip": Paint("protocol profile", "#0F6674", "(P)"),
}
SEVERAL = Paint("several destinations", RED, "(*)")
NO_DESTINATION = Paint("no recommendation, or undetermined", GREY, "")

SCHEMES = {
    "drawn": "As drawn",
    "issues": "Open issues",
    "discussion": "Discussion",
    "consensus": "Consensus",
    "evidence": "Evidence",
    "destination": "Destination",
}
"""What the interfaces can be coloured by, with what a form calls it."""


def paints(snapshot: Snapshot, scheme: str, runs: Iterable[RunRow] = ()) -> dict[str, Paint]:
    """The paint of every interface by its code; none for ``drawn``.

    Args:
        scheme: one of ``SCHEMES``.
        runs: as ``runs_at`` gives them, in the order of their recording.
    """
    if scheme == "drawn":
        return {}
    if scheme == "evidence":
        found = coverage(snapshot, runs, snapshot.of_kind("interface"))
        return {row.item.code: EVIDENCE[row.shallow.state] for row in found}
    by: Mapping[str, Callable[[Around], Paint]] = {
        "issues": _by_issues,
        "discussion": _by_discussion,
        "consensus": _by_consensus,
        "destination": lambda found: _by_destination(snapshot, found),
    }
    rule = by[scheme]
    return {item.code: rule(around(snapshot, item)) for item in snapshot.of_kind("interface")}


def _by_issues(found: Around) -> Paint:
    number = len(found.open_issues)
    for least, paint in zip((5, 3, 1, 0), OPEN_ISSUES, strict=True):
        if number >= least:
            return paint
    raise AssertionError("no number of issues is less than none")


def _by_discussion(found: Around) -> Paint:
    """By the issue that is least far: what is only listed says more about a line than what is settled."""
    if not found.issues:
        return NO_ISSUE
    states = [_STATE_OF.get(issue.status, STATES[-1]) for issue in found.issues]
    for paint in (STATES[3], STATES[2], STATES[1], STATES[0]):
        if paint in states:
            return paint
    return STATES[-1]


def _by_consensus(found: Around) -> Paint:
    """By the weakest of the agreements: one that is disputed is not made up for by another."""
    states = [_AGREEMENT_OF.get(agreement.status) for agreement in found.agreements]
    return next((paint for paint in CONSENSUS[:4] if paint in states), CONSENSUS[-1])


def _by_destination(snapshot: Snapshot, found: Around) -> Paint:
    names = {name for text in found.recommendations for name in text.detail.get("destination") or ()}
    names -= {"undetermined", "disputed"}
    if len(names) > 1:
        return SEVERAL
    name = next(iter(names), "")
    if not name:
        return NO_DESTINATION
    known = DESTINATIONS.get(name)
    called = snapshot.vocabulary.destinations.get(name, name)
    return Paint(called, known.colour if known else RED, known.sign if known else f"({name[:1].upper()})")
