"""The traceability matrix: exactly the links of the record, gaps in words, filters, and no product of hubs."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.conftest import item, link
from workbench.graph.query import QueryError
from workbench.graph.runs import FindingRow, RunRow
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.graph.traceability import COLUMNS, BadColumns, Row, repeated
from workbench.graph.traceability_filters import MatrixFilter, read_where, traceability

KINDS = {
    "SRC": "source", "ISS": "issue", "R21": "requirement", "AGR": "agreement", "INT": "interface", "PRC": "procedure",
}  # fmt: skip
JOINS = (
    ("ISS", "derived-from", "SRC"), ("R21", "derived-from", "SRC"), ("AGR", "derived-from", "SRC"),
    ("R21", "answers", "ISS"), ("R21", "applies-to", "AGR"), ("R21", "applies-to", "INT"), ("AGR", "settles", "ISS"),
    ("AGR", "applies-to", "INT"), ("ISS", "pinned-to", "INT"), ("PRC", "verifies", "R21"), ("PRC", "verifies", "AGR"),
)  # fmt: skip
NUMBERS = range(1, 4)
LINKS = st.lists(
    st.tuples(st.sampled_from(JOINS), st.sampled_from(NUMBERS), st.sampled_from(NUMBERS)),
    max_size=25,
    unique=True,
)
STATUS = {"interface": "drawn"}


def made(links: list[tuple[tuple[str, str, str], int, int]]) -> Snapshot:
    items = [
        item(f"{prefix}-{n}", kind, f"{kind} {n}", "listed")
        for prefix, kind in KINDS.items()
        for n in NUMBERS
    ]
    return Snapshot.of(items, [link(f"{a}-{m}", r, f"{b}-{n}") for (a, r, b), m, n in links])


def codes(row: Row, column: str) -> frozenset[str]:
    return frozenset(entry.item.code for entry in row.entries(column))


def cells(row: Row) -> tuple[frozenset[str], ...]:
    return tuple(codes(row, column) for column in COLUMNS if column != "run")


def brute(links: list[tuple[tuple[str, str, str], int, int]]) -> list[tuple[frozenset[str], ...]]:
    """Every row by looking through all links again and again."""
    pairs = defaultdict(set)
    for (a, r, b), m, n in links:
        pairs[a, r, b].add((f"{a}-{m}", f"{b}-{n}"))

    def to(code: str, relation: str, prefix: str) -> set[str]:
        return {
            b
            for (s, r, t), found in pairs.items()
            if r == relation and t == prefix
            for a, b in found
            if a == code
        }

    def by(code: str, relation: str, prefix: str) -> set[str]:
        return {
            a
            for (s, r, t), found in pairs.items()
            if r == relation and s == prefix
            for a, b in found
            if b == code
        }

    def row(issue: str, text: str, agreements: set[str], pins: set[str]) -> tuple[frozenset[str], ...]:
        lead = {issue or text or min(agreements)} | ({text} - {""})
        groups = agreements | (to(text, "applies-to", "AGR") if text else set())
        places = pins | (to(text, "applies-to", "INT") if text else set())
        places |= {i for a in groups for i in to(a, "applies-to", "INT")}
        proofs = by(text, "verifies", "PRC") if text else set()
        proofs = proofs | {p for a in groups for p in by(a, "verifies", "PRC")}
        sources = {s for one in lead for s in to(one, "derived-from", "SRC")}
        parts = (sources, {issue} - {""}, {text} - {""}, groups, places, proofs)
        return tuple(frozenset(part) for part in parts)

    rows, everywhere = [], [f"{p}-{n}" for p in KINDS for n in NUMBERS]
    for issue in (c for c in everywhere if c.startswith("ISS")):
        texts = by(issue, "answers", "R21")
        rows += [row(issue, text, set(), set()) for text in texts]
        direct = {e for text in texts for p in ("AGR", "INT") for e in to(text, "applies-to", p)}
        agreements, pins = by(issue, "settles", "AGR") - direct, to(issue, "pinned-to", "INT") - direct
        if agreements or pins or not texts:
            rows.append(row(issue, "", agreements, pins))
    rows += [
        row("", c, set(), set()) for c in everywhere if c.startswith("R21") and not to(c, "answers", "ISS")
    ]
    seen = {code for found in rows for part in found for code in part}
    rows += [row("", "", {c}, set()) for c in everywhere if c.startswith("AGR") and c not in seen]
    seen = {code for found in rows for part in found for code in part}
    used = {b for (_, _, t), found in pairs.items() if t == "SRC" for _, b in found}
    empty: frozenset[str] = frozenset()
    for column, prefix in ((4, "INT"), (5, "PRC"), (0, "SRC")):
        alone = [
            c for c in everywhere if c.startswith(prefix) and c not in (used if prefix == "SRC" else seen)
        ]
        rows += [tuple(frozenset({c}) if n == column else empty for n in range(6)) for c in alone]
    return rows


@given(LINKS)
def test_the_rows_are_exactly_those_of_the_links(links: list[tuple[tuple[str, str, str], int, int]]) -> None:
    found = [cells(row) for row in traceability(made(links)).rows]
    expected = brute(links)
    assert sorted(map(str, (sorted(map(sorted, row)) for row in found))) == sorted(
        map(str, (sorted(map(sorted, row)) for row in expected))
    )
    assert set(found) == set(expected)


@given(LINKS)
def test_without_a_column_rows_are_put_together_and_nothing_is_lost(
    links: list[tuple[tuple[str, str, str], int, int]],
) -> None:
    snapshot = made(links)
    for hidden, kept in (("recommendation", "issue"), ("issue", "recommendation")):
        shown = tuple(name for name in COLUMNS if name != hidden)
        rows = traceability(snapshot, (), MatrixFilter(columns=shown)).rows
        leads = [code for row in rows for code in codes(row, kept)]
        assert len(leads) == len(set(leads)), "one row each"
        pairs = {
            (lead, column, code)
            for row in traceability(snapshot).rows
            for lead in codes(row, kept)
            for column in COLUMNS
            for code in codes(row, column)
        }
        assert pairs == {
            (lead, column, code)
            for row in rows
            for lead in codes(row, kept)
            for column in COLUMNS
            for code in codes(row, column)
        }


def test_withdrawn_items_are_in_no_row_and_gaps_are_said_in_words() -> None:
    items = [
        item("ISS-1", "issue", "I", "listed"),
        item("R21-1", "requirement", "R", "withdrawn"),
        item("INT-1", "interface", "E", "drawn", colour="red"),
    ]
    rows = traceability(
        Snapshot.of(items, [link("R21-1", "answers", "ISS-1"), link("R21-1", "applies-to", "INT-1")])
    ).rows
    assert [cells(row)[1:5] for row in rows] == [
        (frozenset({"ISS-1"}), frozenset(), frozenset(), frozenset()),
        (frozenset(), frozenset(), frozenset(), frozenset({"INT-1"})),
    ]
    assert [rows[0].gap(name) for name in COLUMNS] == [
        "no source", "", "no recommendation", "no agreement", "no interface", "no procedure", "not run",
    ]  # fmt: skip
    assert rows[1].gap("issue") == "no issue"
    assert rows[1].gap("interface") == ""


def test_what_no_recommendation_of_the_issue_concerns_is_no_gap() -> None:
    answers, settles = ("R21", "answers", "ISS"), ("AGR", "settles", "ISS")
    rows = traceability(made([(answers, 1, 1), (settles, 2, 1)])).rows
    beside = next(row for row in rows if codes(row, "agreement") == {"AGR-2"})
    assert codes(beside, "issue") == {"ISS-1"}
    assert (beside.gap("recommendation"), beside.gap("interface")) == ("", "")
    assert beside.gap("procedure") == "no procedure"
    assert [repeated(row, before, "issue") for before, row in zip((None, *rows), rows, strict=False)][:2] == [
        False,
        True,
    ]


def run(procedure: str, verdict: str, day: int, *, overtaken: bool = False, old: bool = False) -> RunRow:
    about = FindingRow(procedure.replace("PRC", "R21"), "R", 1, verdict, "", overtaken=old)
    return RunRow(
        f"{procedure}{day}",
        procedure,
        "P",
        1,
        None,
        verdict,
        "",
        date(2031, 6, day),
        day,
        overtaken,
        findings=(about,),
    )


def test_what_the_last_run_of_a_procedure_says_about_the_text_of_the_row() -> None:
    verifies = ("PRC", "verifies", "R21")
    snapshot = made([(verifies, 1, 1), (verifies, 2, 2), (verifies, 3, 3)])
    runs = [run("PRC-1", "failed", 1), run("PRC-1", "passed", 2), run("PRC-2", "passed", 3, old=True)]
    rows = {
        min(codes(row, "recommendation")): row
        for row in traceability(snapshot, runs).rows
        if codes(row, "recommendation")
    }
    said = {code: row.run_of(row.entries("run")[0].item) for code, row in rows.items()}
    assert said == {
        "R21-1": "passed on Mon 2 Jun 2031",
        "R21-2": "passed on Tue 3 Jun 2031, on an earlier text",
        "R21-3": "not run",
    }
    assert [rows[code].gap("run") for code in sorted(rows)] == ["", "", "not run"]
    for states, expected in (("passed", {"R21-1"}), ("stale|not run", {"R21-2", "R21-3"})):
        found = traceability(snapshot, runs, MatrixFilter(where={"run": states})).rows
        assert {code for row in found for code in codes(row, "recommendation")} == expected


def test_a_query_for_each_column_gaps_and_suspects() -> None:
    answers, applies = ("R21", "answers", "ISS"), ("R21", "applies-to", "INT")
    base = made([(answers, 1, 1), (answers, 2, 1), (answers, 3, 2), (applies, 1, 1), (applies, 1, 2)])
    snapshot = Snapshot.of(
        base.items.values(), [*base.links, link("R21-2", "applies-to", "INT-3", suspect=True)]
    )

    def texts(**options: object) -> list[str]:
        rows = traceability(snapshot, (), MatrixFilter(**options)).rows
        return [code for row in rows for code in sorted(codes(row, "recommendation"))]

    assert texts(where={"interface": "code=INT-2"}) == ["R21-1"]
    assert texts(where={"issue": "code=ISS-1", "interface": "code~INT"}) == ["R21-1", "R21-2"]
    assert texts(where={"interface": "none"}) == ["R21-3"]
    assert texts(suspects=True) == ["R21-2"]
    assert texts(suspects=True, columns=("issue", "recommendation")) == []
    assert texts(
        gaps=True, columns=("issue", "recommendation", "interface"), where={"issue": "code~ISS"}
    ) == ["R21-3"]
    with pytest.raises(QueryError, match="at character 1"):
        texts(where={"issue": "staus=open"})
    with pytest.raises(BadColumns, match="Allowed: source, issue"):
        texts(columns=("issues",))
    with pytest.raises(BadColumns, match="choose one of these"):
        texts(columns=("source", "interface"))
    with pytest.raises(BadColumns, match="no state of a run"):
        texts(where={"run": "green"})


def test_filters_as_they_are_written_on_a_command_line() -> None:
    assert read_where(["Issue: theme=security", "run:failed"]) == {"issue": "theme=security", "run": "failed"}
    assert read_where(["issue: code=ISS-1", "issue: has:owner"]) == {"issue": "(code=ISS-1) (has:owner)"}
    with pytest.raises(BadColumns, match="'theme=security' names no column"):
        read_where(["theme=security"])


def test_hubs_make_no_products() -> None:
    number = 4_000
    hub = item("AGR-1", "agreement", "Everything rests on it", "agreed")
    texts = [item(f"R21-{n}", "requirement", f"R {n}", "draft") for n in range(number)]
    places = [item(f"INT-{n}", "interface", f"E {n}", "drawn") for n in range(number)]
    links: list[LinkRow] = [link(text.code, "applies-to", "AGR-1") for text in texts]
    links += [link("AGR-1", "applies-to", place.code) for place in places]
    items: list[ItemView] = [hub, *texts, *places]
    started = process_time()
    found = traceability(
        Snapshot.of(items, links), (), MatrixFilter(gaps=True, where={"interface": "code=INT-7"})
    )
    spent = process_time() - started
    assert len(found.rows) == number
    assert found.rows[0].number("interface") == number
    assert spent < 5, f"{spent:.1f} s: sixteen million pairs were looked at"
