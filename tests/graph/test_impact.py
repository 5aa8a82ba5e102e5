"""What a change would touch: each item once, by the shortest way, through circles of any length."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.conftest import item, link
from tests.graph.ballots.conftest import ballot, choices, position
from workbench.graph.impact import impact
from workbench.graph.runs import FindingRow, RunRow
from workbench.graph.snapshot import Snapshot

CODES = [f"ISS-{number:03d}" for number in range(8)]


def graph(*pairs: tuple[int, int], suspect: tuple[int, int] | None = None) -> Snapshot:
    items = [item(code, "issue", code, "listed") for code in CODES]
    links = [link(CODES[a], "depends-on", CODES[b], suspect=(a, b) == suspect) for a, b in pairs]
    return Snapshot.of(items, links)


def reached(snapshot: Snapshot, steps: int = 99) -> dict[str, int]:
    return {
        one.item.code: one.steps for one in impact(snapshot, snapshot.by_code[CODES[0]], steps=steps).touched
    }


def test_what_cites_it_and_what_cites_that() -> None:
    snapshot = graph((1, 0), (2, 1), (3, 2), (3, 0), (0, 4), suspect=(1, 0))
    assert reached(snapshot) == {CODES[1]: 1, CODES[2]: 2, CODES[3]: 1}, "what it cites itself is not touched"
    found = impact(snapshot, snapshot.by_code[CODES[0]], steps=1)
    assert [one.item.code for one in found.direct] == [CODES[1], CODES[3]]
    assert [one.suspect for one in found.touched] == [True, False]
    assert found.further == 1


def test_circles_end_and_an_item_linked_to_itself_is_not_touched_by_itself() -> None:
    assert reached(graph((0, 0))) == {}
    assert reached(graph((1, 0), (0, 1))) == {CODES[1]: 1}
    ring = [(n, (n + 1) % 8) for n in range(8)]
    assert reached(graph(*ring)) == {CODES[n]: 8 - n for n in range(1, 8)}


def test_withdrawn_items_are_not_touched_and_lead_nowhere() -> None:
    items = [item("ISS-000", "issue", "A", "listed"), item("ISS-001", "issue", "B", "withdrawn")]
    items.append(item("ISS-002", "issue", "C", "listed"))
    links = [link("ISS-001", "depends-on", "ISS-000"), link("ISS-002", "depends-on", "ISS-001")]
    snapshot = Snapshot.of(items, links)
    assert impact(snapshot, snapshot.by_code["ISS-000"]).touched == ()


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=30, unique=True))
def test_every_item_is_told_once_by_the_shortest_way(pairs: list[tuple[int, int]]) -> None:
    snapshot = graph(*pairs)
    away = {0: 0}
    for _ in CODES:  # Slow and plain: shorten what can be shortened until nothing can.
        for source, target in pairs:
            if target in away and away[target] + 1 < away.get(source, 99):
                away[source] = away[target] + 1
    assert reached(snapshot) == {CODES[n]: steps for n, steps in away.items() if n}
    found = impact(snapshot, snapshot.by_code[CODES[0]], steps=2)
    assert len(found.touched) + found.further == len(away) - 1
    for one in found.touched:
        assert one.links, "every step is a citation"


def test_current_positions_on_the_text_and_runs_about_it_are_told() -> None:
    text = item("AGR-01", "agreement", "One protocol", "reported")
    fresh = position("Amber", "support")
    calls = [
        ballot(fresh, position("Birch", "object", overtaken=True)),
        ballot(position("Cedar", "support"), code="BAL-02", aspect="destination"),
        ballot(position("Dover", "support"), code="BAL-03", voided=True),
        ballot(position("Elder", "answered"), code="BAL-04", item="ISS-001", choices=choices("AGR-01")),
        ballot(code="BAL-05"),
    ]
    about = FindingRow("AGR-01", "One protocol", 1, "passed", "", overtaken=False)
    runs = [
        RunRow("1", "PRC-01", "P", 1, None, "passed", "", date(2026, 11, 1), 1, False, findings=(about,)),
        RunRow("2", "PRC-02", "P", 1, None, "passed", "", date(2026, 11, 1), 1, False),
    ]
    found = impact(Snapshot.of([text]), text, calls=calls, runs=runs)
    assert [(call.code, len(taken)) for call, taken in found.positions] == [("BAL-01", 1), ("BAL-04", 1)]
    assert found.positions[0][1] == (fresh,)
    assert [run.uuid for run in found.evidence] == ["1"]


def test_what_is_not_touched_is_not_counted_as_none() -> None:
    text = item("AGR-01", "agreement", "One protocol", "reported")
    found = impact(Snapshot.of([text]), text, calls=[ballot(position("Amber", "support"))])
    assert found.sentence() == "If its text is changed, 1 position would be on an earlier text."
