"""What nobody has covered yet: red interfaces, issues and recommendations that lack something, and loose items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from workbench.graph.architecture import is_red
from workbench.graph.days_due import on_the_list
from workbench.graph.finding import Finding, together
from workbench.graph.snapshot import Snapshot
from workbench.record.kinds import KINDS

ALONE_IS_NORMAL = frozenset({"setting", "term", "organisation", "person", "source", "actor", "milestone"})
"""Kinds of which one that is linked to nothing says nothing; an unconnected actor is told on its own."""


def gaps(snapshot: Snapshot) -> list[Finding]:
    """Red interfaces without a recommendation, issues without a meeting, recommendations without an interface."""
    return [finding for check in GAPS for finding in check(snapshot)]


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
        if on_the_list(issue) and not snapshot.targets(issue, "scheduled-in")
    ]
    yield from together(
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
    yield from together(
        "note", "recommendation without an interface", loose,
        "recommendation applies to no interface", "recommendations apply to no interface",
        "Link the interfaces that are meant; one about the whole may stay as it is.",
    )  # fmt: skip


def _recommendations_that_answer_nothing(snapshot: Snapshot) -> Iterator[Finding]:
    """Told of those that the group works on; a requirement of a profile answers nobody's question."""
    silent = [
        text
        for text in snapshot.of_kind("requirement")
        if not snapshot.targets(text, "answers") and text.detail.get("destination") != ["csip"]
    ]
    yield from together(
        "note", "recommendation that answers nothing", silent,
        "recommendation answers no issue and no order", "recommendations answer no issue and no order",
        "Link the issue that is meant; one that the group offers by itself may stay as it is.",
    )  # fmt: skip


def _agreements_without_source(snapshot: Snapshot) -> Iterator[Finding]:
    bare = [text for text in snapshot.of_kind("agreement") if not snapshot.targets(text, "derived-from")]
    yield from together(
        "note", "agreement without a source", bare,
        "agreement names no source", "agreements name no source",
        "Link the minutes in which it was made, with the line.",
    )  # fmt: skip


def _orphans(snapshot: Snapshot) -> Iterator[Finding]:
    for kind in KINDS.values():
        if kind.name in ALONE_IS_NORMAL:
            continue
        alone = [i for i in snapshot.of_kind(kind.name) if not snapshot.out(i) and not snapshot.into(i)]
        name = kind.label.lower()
        yield from together(
            "note", "orphan", alone,
            f"{name} is linked to nothing", f"{name}s are linked to nothing",
            "Link what belongs together, or withdraw what does not.",
        )  # fmt: skip


GAPS: tuple[Callable[[Snapshot], Iterable[Finding]], ...] = (
    _red_without_recommendation,
    _issues_without_meeting,
    _recommendations_without_interface,
)
"""What the page of coverage shows too."""
LOOSE: tuple[Callable[[Snapshot], Iterable[Finding]], ...] = (
    _recommendations_that_answer_nothing,
    _agreements_without_source,
    _orphans,
)
