"""Graphs that nobody should draw: circles of any length, an item that waits for itself, thousands of links."""

from __future__ import annotations

from workbench.graph.circles import circles, follows
from workbench.graph.impact import impact
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.graph.soundness import findings
from workbench.graph.suspects import moved


def issues(number: int) -> list[ItemView]:
    return [
        ItemView(f"u{n}", f"ISS-{n}", "issue", f"Issue {n}", "", "listed", 1, "now") for n in range(number)
    ]


def depends(source: int, target: int, *, suspect: bool = False) -> LinkRow:
    return LinkRow(f"l{source}-{target}", f"u{source}", "depends-on", f"u{target}", suspect=suspect)


def test_a_circle_of_thousands_is_one_error() -> None:
    length = 3_000
    snapshot = Snapshot.of(issues(length), [depends(n, (n + 1) % length) for n in range(length)])
    assert [len(circle) for circle in circles(follows(snapshot, "depends-on"))] == [length]
    (error,) = (finding for finding in findings(snapshot) if finding.level == "error")
    assert error.sentence.startswith("ISS-0 depends on ISS-1, which depends on ISS-2")
    assert f"{length - 12:,} more" in error.sentence
    assert len(error.sentence) < 400
    far = impact(snapshot, snapshot.by_code["ISS-0"], steps=length)
    assert len(far.touched) == length - 1


def test_an_item_that_waits_for_itself_is_told_once() -> None:
    snapshot = Snapshot.of(issues(1), [depends(0, 0)])
    (error,) = (finding for finding in findings(snapshot) if finding.level == "error")
    assert error.sentence == "ISS-0 depends on ISS-0: none of them can come first."
    assert impact(snapshot, snapshot.by_code["ISS-0"]).touched == ()


def test_thousands_of_links_on_one_item_are_counted() -> None:
    many = 20_000
    snapshot = Snapshot.of(issues(many + 1), [depends(n, 0, suspect=True) for n in range(1, many + 1)])
    (group,) = moved(snapshot)
    assert len(group.citations) == many
    (finding,) = (finding for finding in findings(snapshot) if finding.check == "suspect")
    assert f"{many - 6} more" in finding.sentence
    assert len(impact(snapshot, snapshot.by_code["ISS-0"]).direct) == many
