"""Tracing both ways: each item once, by a path that is there, through circles and past what may not be seen."""

from __future__ import annotations

from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.conftest import item, link
from workbench.graph.snapshot import Snapshot
from workbench.graph.trace import DOWN, UP, path_words, trace

CODES = [f"ISS-{number:03d}" for number in range(8)]
PAIRS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=30)


def graph(*pairs: tuple[int, int], withdrawn: int | None = None) -> Snapshot:
    statuses = ["withdrawn" if n == withdrawn else "listed" for n in range(8)]
    items = [item(code, "issue", code, status) for code, status in zip(CODES, statuses, strict=True)]
    return Snapshot.of(items, [link(CODES[a], "depends-on", CODES[b]) for a, b in pairs])


def told(snapshot: Snapshot, **options: object) -> dict[str, tuple[str, int]]:
    found = trace(snapshot, snapshot.by_code[CODES[0]], **{"depth": 99, **options})
    return {one.item.code: (one.side, one.steps) for one in found.reached}


def distances(pairs: list[tuple[int, int]]) -> dict[int, int]:
    away = {0: 0}
    for _ in CODES:  # Slow and plain: shorten what can be shortened until nothing can.
        for near, far in pairs:
            if near in away and away[near] + 1 < away.get(far, 99):
                away[far] = away[near] + 1
    return away


def test_upstream_is_what_it_rests_on_and_downstream_what_rests_on_it() -> None:
    snapshot = graph((0, 1), (1, 2), (3, 0), (4, 3), (5, 1))
    assert told(snapshot) == {CODES[1]: (UP, 1), CODES[2]: (UP, 2), CODES[3]: (DOWN, 1), CODES[4]: (DOWN, 2)}
    assert told(snapshot, sides=[UP]) == {CODES[1]: (UP, 1), CODES[2]: (UP, 2)}
    found = trace(snapshot, snapshot.by_code[CODES[0]], depth=1)
    assert [one.item.code for one in found.reached] == [CODES[1], CODES[3]]
    assert found.further == {UP: 1, DOWN: 1}


def test_a_path_reads_as_a_sentence() -> None:
    items = [item("ISS-001", "issue", "I", "listed"), item("R21-03", "requirement", "R", "draft")]
    items.append(item("PRC-01", "procedure", "P", "active"))
    links = [link("R21-03", "answers", "ISS-001"), link("PRC-01", "verifies", "R21-03", suspect=True)]
    snapshot = Snapshot.of(items, links)
    found = trace(snapshot, items[0])
    assert path_words(snapshot, found, found.reached[-1]) == (
        "ISS-001 is answered by R21-03, is verified by PRC-01"
    )
    assert [one.suspect for one in found.reached] == [False, True]


def test_kinds_narrow_what_is_told_and_not_the_way_to_it() -> None:
    items = [item("ISS-001", "issue", "I", "listed"), item("R21-03", "requirement", "R", "draft")]
    items.append(item("PRC-01", "procedure", "P", "active"))
    links = [link("R21-03", "answers", "ISS-001"), link("PRC-01", "verifies", "R21-03")]
    found = trace(Snapshot.of(items, links), items[0], kinds=["procedure"])
    assert [one.item.code for one in found.reached] == ["PRC-01"]
    assert [one.item.code for one in found.path(found.reached[0])] == ["R21-03", "PRC-01"]


def test_withdrawn_and_hidden_items_are_not_reached_and_lead_nowhere() -> None:
    assert told(graph((1, 0), (2, 1), withdrawn=1)) == {}
    assert told(graph((1, 0), (2, 1)), hidden={CODES[1]}) == {}
    assert CODES[1] in told(graph((1, 0), withdrawn=0)), "a withdrawn item itself can still be traced"


def test_circles_end_and_are_told_once() -> None:
    assert told(graph((0, 0))) == {}
    snapshot = graph((0, 1), (1, 0))
    assert told(snapshot) == {CODES[1]: (UP, 1)}
    assert trace(snapshot, snapshot.by_code[CODES[0]]).reached[0].both
    ring = told(graph(*[(n, (n + 1) % 8) for n in range(8)]))
    assert ring == {CODES[n]: (UP, n) if n <= 4 else (DOWN, 8 - n) for n in range(1, 8)}


@given(PAIRS)
def test_every_item_is_told_once_by_a_shortest_path_that_is_there(pairs: list[tuple[int, int]]) -> None:
    snapshot = graph(*pairs)
    away = {UP: distances(pairs), DOWN: distances([(b, a) for a, b in pairs])}
    found = trace(snapshot, snapshot.by_code[CODES[0]], depth=99)
    codes = [one.item.code for one in found.reached]
    assert len(codes) == len(set(codes))
    assert set(codes) == {CODES[n] for n in {*away[UP], *away[DOWN]} - {0}}
    for one in found.reached:
        number = CODES.index(one.item.code)
        assert one.steps == away[one.side][number] == min(side.get(number, 99) for side in away.values())
        assert one.both == (number in away[UP] and number in away[DOWN])
        path = found.path(one)
        assert path[-1].item is one.item
        assert len(path) == one.steps
        ways = zip([0, *(CODES.index(step.item.code) for step in path)], path, strict=False)
        for near, step in ways:
            far = CODES.index(step.item.code)
            assert ((near, far) if one.side == UP else (far, near)) in pairs
            assert all(nearer.target != nearer.source for nearer in step.links)


def test_very_many_links_on_one_item_take_no_longer_than_reading_them() -> None:
    number = 20_000
    hub = item("SRC-HUB", "source", "Cited by everything", "cited")
    items = [item(f"ISS-{n:06d}", "issue", f"Issue {n}", "listed") for n in range(number)]
    snapshot = Snapshot.of([hub, *items], [link(i.code, "derived-from", "SRC-HUB") for i in items])
    snapshot.into(hub)
    started = process_time()
    found = trace(snapshot, hub)
    assert process_time() - started < 5, (
        "measured: a quarter of a second; were pairs walked, it would take minutes"
    )
    assert len(found.reached) == number
