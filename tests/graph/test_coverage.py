"""Coverage: the worst wins and is named, a text that moves makes evidence stale, and a passed run never harms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.conftest import item, link
from workbench.graph.configurations import read
from workbench.graph.coverage import Covered, coverage, covered, summary
from workbench.graph.coverage_words import RANK, STATES, State
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.runs import FindingRow, RunRow, last_runs, runs_at
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.baselines import make_baseline
from workbench.process.changes import save
from workbench.process.keeping import Database

TEXT = item("R21-01", "requirement", "A text", "proposed")
PROCEDURE = item("TST-A", "procedure", "Measure", "ready")
DIRECT = item("CFG-DIRECT", "configuration", "Direct", "proposed")
GATEWAY = item("CFG-GATEWAY", "configuration", "By a gateway", "proposed")
LINE = item("INT-1", "interface", "A line", "drawn", colour="red")
ISSUE, OTHER_ISSUE = item("ISS-001", "issue", "One", "listed"), item("ISS-002", "issue", "Two", "listed")
AGREEMENT = item("AGR-01", "agreement", "One protocol", "reported")
ITEMS = [TEXT, PROCEDURE, DIRECT, GATEWAY, LINE, ISSUE, OTHER_ISSUE, AGREEMENT]
LINKS = [
    link("TST-A", "verifies", "R21-01"),
    link("R21-01", "applies-to", "INT-1"),
    link("R21-01", "answers", "ISS-001"),
    link("INT-1", "hop-of", "CFG-DIRECT"),
]


def run(
    verdict: str = "passed", about: str | None = "R21-01", over: str | None = None, *, stale: bool = False,
    moved: bool = False, procedure: str = "TST-A",
) -> RunRow:  # fmt: skip
    """A run with a finding about one text; ``stale``: the procedure moved since, ``moved``: the text did."""
    findings = () if about is None else (FindingRow(about, about, 1, verdict, "", moved),)
    return RunRow("u", procedure, "P", 1, over, verdict, "", date(2026, 11, 1), 1, stale, {}, findings)


def of(code: str, *runs: RunRow, items: Sequence[ItemView] = (), links: Sequence[LinkRow] = ()) -> Covered:
    snapshot = Snapshot.of([*ITEMS, *items], [*LINKS, *links])
    found = covered(snapshot, runs, snapshot.by_code[code])
    assert found is not None
    return found


def test_every_state_of_a_text() -> None:
    bare = Snapshot.of([TEXT])
    [row] = coverage(bare, [])
    assert row.shallow.state == "no-procedure"
    for runs, state in (
        ((), "not-run"),
        ((run(),), "passed"),
        ((run("failed"),), "failed"),
        ((run("failed"), run()), "passed"),
        ((run(), run("failed")), "failed"),
        ((run(), run("error", None)), "error"),
        ((run("failed", None),), "failed"),
        ((run(stale=True),), "stale"),
        ((run(moved=True),), "stale"),
        ((run("failed", moved=True),), "stale"),
        ((run(about="R21-09"),), "not-run"),
        ((run(), run(about="R21-09")), "passed"),
        ((run(about=None),), "not-run"),
    ):
        found = of("R21-01", *runs)
        assert found.shallow.state == state, runs
        assert found.sentence() == STATES[found.shallow.state].says


def test_a_text_about_a_protocol_counts_for_the_configurations_that_speak_it() -> None:
    protocol = item("PRO-A", "protocol", "A protocol", "named")
    about = item("R21-02", "requirement", "About the protocol", "proposed")
    spoken = [link("R21-02", "applies-to", "PRO-A"), link("CFG-DIRECT", "speaks", "PRO-A", hop=1)]
    way = [link("INT-1", "hop-of", "CFG-DIRECT", order=1)]
    found = of("CFG-DIRECT", items=[protocol, about], links=[*way, *spoken])
    snapshot = Snapshot.of([*ITEMS, protocol, about], [*LINKS, *way, *spoken])
    applying = read(snapshot, snapshot.by_code["CFG-DIRECT"]).recommendations
    assert {text.code for text in found.texts} == {one.item.code for one in applying} == {"R21-01", "R21-02"}
    assert "R21-02" not in {text.code for text in of("CFG-DIRECT", items=[protocol, about]).texts}


def test_over_each_configuration_another_run_counts_and_those_left_behind_do_not() -> None:
    runs = (run("failed", over="CFG-GATEWAY"), run(over="CFG-DIRECT"))
    assert of("R21-01", *runs).shallow.state == "failed", "a pass elsewhere makes up for nothing"
    assert of("CFG-DIRECT", *runs).shallow.state == "passed", "only its own runs count for a configuration"
    assert of("CFG-DIRECT", runs[0]).shallow.state == "not-run"
    left = replace(GATEWAY, status="not-pursued")
    assert of("R21-01", *runs, items=[left]).shallow.state == "passed"
    assert [one.verdict for one in last_runs((*runs, run(over="CFG-GATEWAY")))] == ["passed", "passed"]


def test_the_worst_is_carried_upward_and_says_whose_it_is() -> None:
    second = item("R21-02", "requirement", "Another", "proposed")
    third = item("R21-03", "requirement", "A third", "proposed")
    links = [link(code, "answers", "ISS-001") for code in ("R21-02", "R21-03")]
    links.append(link("TST-A", "verifies", "R21-02"))
    failing = run("failed", "R21-02", procedure="TST-A")
    both = replace(failing, findings=(*failing.findings, *run().findings))
    found = of("ISS-001", both, items=[second, third], links=links)
    assert (found.shallow.state, found.shallow.whose) == ("failed", "R21-02")
    assert found.sentence() == "1 of 3 recommendations passed; 1 failed; 1 has no procedure."
    assert of("ISS-001", run()).sentence() == "Its one recommendation passed."
    assert of("INT-1", run()).shallow.whose == "R21-01"
    assert of("ISS-002").shallow.state == "no-text"


def test_deep_asks_for_everything_beneath() -> None:
    links = [link("R21-01", "applies-to", "AGR-01"), link("ISS-002", "depends-on", "ISS-001")]
    text = of("R21-01", run(), links=links)
    assert (text.shallow.state, text.deep.state, text.deep.whose) == ("passed", "no-procedure", "AGR-01")
    assert text.sentence(deep=True).endswith("AGR-01 beneath it has no procedure.")
    issue = of("ISS-001", run(), links=links)
    assert (issue.shallow.state, issue.deep.whose) == ("passed", "AGR-01")
    assert (
        of("ISS-002", run("failed"), links=[*links, link("R21-01", "answers", "ISS-002")]).deep
        == of("ISS-002", run("failed"), links=[*links, link("R21-01", "answers", "ISS-002")]).shallow
    ), "of two that are equally bad the nearer one is named"


def test_circles_of_issues_and_of_agreements_end() -> None:
    links = [link("ISS-001", "depends-on", "ISS-002"), link("ISS-002", "depends-on", "ISS-001")]
    links.append(link("AGR-01", "applies-to", "AGR-01"))
    assert of("ISS-002", run("failed"), links=links).deep.whose == "R21-01"
    assert of("AGR-01", links=links).deep.state == "no-procedure"


def test_what_was_left_behind_is_not_counted() -> None:
    old = replace(TEXT, status="superseded")
    snapshot = Snapshot.of([old, LINE, replace(PROCEDURE, status="retired")], LINKS[:2])
    assert covered(snapshot, [], old) is None
    assert covered(snapshot, [], snapshot.by_code["TST-A"]) is None
    [line] = coverage(snapshot, [])
    assert line.shallow.state == "no-text"
    assert of("R21-01", run(), items=[replace(PROCEDURE, status="retired")]).shallow.state == "no-procedure"


def test_the_summary_is_one_sentence() -> None:
    assert "nothing to verify" in summary([])
    rows = coverage(Snapshot.of(ITEMS, LINKS), [run()])
    assert summary(rows) == "1 of 2 recommendations and agreements passed; 1 has no procedure."


VERDICTS = st.sampled_from(["passed", "failed", "error"])
OVER = st.sampled_from([None, "CFG-DIRECT", "CFG-GATEWAY"])
RUNS = st.lists(
    st.builds(
        lambda verdict, about, over, stale: run(verdict, about, over, stale=stale),
        VERDICTS, st.sampled_from([None, "R21-01", "R21-02", "R21-03", "R21-04"]), OVER, st.booleans(),
    ),
    max_size=12,
)  # fmt: skip
EDGES = st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=8)


def record(answering: set[tuple[int, int]], waiting: set[tuple[int, int]]) -> Snapshot:
    """Four texts with one procedure, answering four issues that wait for each other, circles too."""
    texts = [item(f"R21-0{n + 1}", "requirement", "T", "proposed") for n in range(4)]
    issues = [item(f"ISS-00{n}", "issue", "I", "listed") for n in range(4)]
    links = [link("TST-A", "verifies", text.code) for text in texts[:3]]
    links += [link(texts[a].code, "answers", issues[b].code) for a, b in answering]
    links += [link(issues[a].code, "depends-on", issues[b].code) for a, b in waiting]
    return Snapshot.of([*texts, *issues, PROCEDURE, DIRECT, GATEWAY], links)


@given(EDGES, EDGES, RUNS)
def test_deep_is_the_worst_of_all_that_can_be_reached(
    answering: set[tuple[int, int]], waiting: set[tuple[int, int]], runs: list[RunRow]
) -> None:
    snapshot = record(answering, waiting)
    rows = {row.item.code: row for row in coverage(snapshot, runs)}
    reached = {n: {n} for n in range(4)}
    for _ in range(4):  # Slow and plain: add what can be reached until nothing is added.
        for a, b in waiting:
            reached[a] |= reached[b]
    for n in range(4):
        states = [rows[f"ISS-00{m}"].shallow.state for m in reached[n]]
        found = rows[f"ISS-00{n}"]
        assert found.deep.state == min(states, key=RANK.__getitem__)
        assert RANK[found.deep.state] <= RANK[found.shallow.state], "deep is never better than shallow"
        assert rows[found.deep.whose].shallow.state == found.deep.state, "whose it is, it is"


@given(EDGES, EDGES, RUNS, OVER)
def test_a_passed_run_never_makes_anything_worse(
    answering: set[tuple[int, int]], waiting: set[tuple[int, int]], runs: list[RunRow], over: str | None
) -> None:
    snapshot = record(answering, waiting)

    def states(known: list[RunRow]) -> dict[str, tuple[State, State]]:
        return {row.item.code: (row.shallow.state, row.deep.state) for row in coverage(snapshot, known)}

    passed = replace(
        run(over=over),
        findings=tuple(FindingRow(f"R21-0{n}", "", 1, "passed", "", False) for n in range(1, 5)),
    )
    before, after = states(runs), states([*runs, passed])
    for code, pair in before.items():
        assert all(RANK[now] >= RANK[was] for was, now in zip(pair, after[code], strict=True))


@given(RUNS)
def test_after_its_text_has_changed_nothing_of_a_text_counts_as_evidence(runs: list[RunRow]) -> None:
    moved = [
        replace(one, overtaken=True, findings=tuple(replace(f, overtaken=True) for f in one.findings))
        for one in runs
    ]
    for row in coverage(record(set(), set()), moved):
        if row.item.kind == "requirement":
            assert row.shallow.state in ("stale", "not-run", "no-procedure")
            assert (row.last_run is None) == (row.shallow.state != "stale")


def test_at_an_earlier_moment_the_texts_of_then_count(demo: Database) -> None:
    def state(code: str, **moment: str) -> State:
        snapshot = SNAPSHOTS.get(demo, **moment)  # type: ignore[arg-type]
        with demo.read() as session:
            found = covered(snapshot, runs_at(session, snapshot), snapshot.by_code[code])
        assert found is not None
        return found.shallow.state

    assert state("REQ-04") == "passed"
    make_baseline(demo, LOCAL_OPERATOR, "Before the limit moved")
    edit = ItemEdit("REQ-04", {"text": "Active power is below a new limit within 5 seconds."})
    save(demo, LOCAL_OPERATOR, ProposedChange(edits=(edit,), why="test"))
    assert state("REQ-04") == "stale"
    assert state("REQ-04", baseline="Before the limit moved") == "passed"


def test_at_a_day_only_runs_until_then_are_known(demo: Database) -> None:
    snapshot = SNAPSHOTS.get(demo, as_of=date(2026, 10, 25))
    with demo.read() as session:
        known = runs_at(session, snapshot)
    assert {one.run_on for one in known} == {date(2026, 10, 20), date(2026, 10, 21)}
    assert all(not one.overtaken for one in known), "the procedures' texts had not moved by then"
