"""The page of configurations: cards, comparison, drawer, the form and what it would write, and who may do what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.readers import shown
from workbench.exchange.delimited import read_delimited
from workbench.graph.configurations import compared, read
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.ways import NOT_SETTLED, way
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_by_code
from workbench.process.visibility import PUBLIC
from workbench.screens.configurations_table import comparison_csv

PageOf = Callable[..., AppTest]
KEY = "configurations_field_1_"


def pressed(page: AppTest, key: str) -> AppTest:
    return page.button(key=key).click().run()


def test_every_configuration_has_a_card_with_its_path(demo: Database, page_of: PageOf) -> None:
    said = shown(page_of("configurations", demo))
    for item in SNAPSHOTS.get(demo).of_kind("configuration"):
        assert f"?item={item.code}" in said
    assert "<b>2</b>" in said
    assert "translated here" in said
    assert "no source draws it" in said
    assert "Who pays is not settled on 3 of 11 hops." in said
    assert "△ 1 run is about something earlier." in said


def test_two_side_by_side_come_from_the_address_and_equal_rows_can_be_shown(
    demo: Database, page_of: PageOf
) -> None:
    codes = ["CFG-AGGREGATOR-HTTP", "CFG-AGGREGATOR-XMPP"]
    page = page_of("configurations", demo, compare=codes)
    said = shown(page)
    assert "1: XMPP (partly)" in said
    assert "1: not settled" not in said, "who pays is the same, so it is hidden"
    assert "Equal in all of them, and hidden:" in said
    page.toggle(key="differing").set_value(False).run()
    assert "1: not settled" in shown(page)


def test_the_comparison_as_a_file_names_every_row(demo: Database) -> None:
    snapshot = SNAPSHOTS.get(demo)
    readings = [read(snapshot, snapshot.by_code[code]) for code in ("CFG-DIRECT", "CFG-FACILITY-GATEWAY")]
    rows = compared(readings)
    lines, _ = read_delimited(comparison_csv(readings, rows), "c.csv", frozenset({"what"}))
    assert lines[0][3:] == ["CFG-DIRECT Direct to the DER", "CFG-FACILITY-GATEWAY Gateway of the facility"]
    assert [line[1] for line in lines[1:]] == [row.name for row in rows]


def test_one_opens_by_its_address_with_what_bears_on_it(demo: Database, page_of: PageOf) -> None:
    said = shown(page_of("configurations", demo, configuration="CFG-FACILITY-GATEWAY"))
    for words in (
        "IEEE 2030.5 → Modbus",
        "customer (partly)",
        "by PRO-IEEE-2030-5-2018, spoken at hop 1",
        "pinned to hop 1, INT-E2",
        "stale: the procedure and ",
        "Depends on issues",
    ):
        assert words in said


def test_an_address_of_what_is_not_there_opens_nothing(demo: Database, page_of: PageOf) -> None:
    page = page_of("configurations", demo, configuration="CFG-NONE", compare=["CFG-NONE", "CFG-DIRECT"])
    assert not page.exception
    assert page.multiselect(key="compare").value == ["CFG-DIRECT"]
    assert "Choose another one" in shown(page)


def form_of(page_of: PageOf, demo: Database, code: str = "CFG-FACILITY-GATEWAY") -> AppTest:
    return pressed(page_of("configurations", demo), f"configurations_edit_{code}")


def proposed(page: AppTest) -> ProposedChange:
    pressed(page, "configurations_form_save")
    return page.session_state["configurations_save_pending"].change  # type: ignore[no-any-return]


def test_a_form_in_which_nothing_is_typed_writes_nothing(demo: Database, page_of: PageOf) -> None:
    for item in SNAPSHOTS.get(demo).of_kind("configuration"):
        page = pressed(form_of(page_of, demo, item.code), "configurations_form_save")
        assert "configurations_save_pending" not in page.session_state, item.code
        assert "Nothing has changed yet" in str([error.value for error in page.error])


def test_facts_of_a_hop_are_edited_and_saved(demo: Database, page_of: PageOf) -> None:
    page = form_of(page_of, demo)
    page.selectbox(key=f"{KEY}hop_2_payer").set_value("customer")
    page.multiselect(key=f"{KEY}hop_2_protocols").set_value(["PRO-HTTP"]).run()
    page.selectbox(key=f"{KEY}hop_2_certain_PRO-HTTP").set_value("inferred").run()
    change = proposed(page)
    [edit] = change.edits
    assert edit.fields == {
        "payers": ["utility", "customer"],
        "protocols": ["PRO-IEEE-2030-5-2018@1 (verified)", "PRO-HTTP@2 (inferred)"],
    }
    save(demo, ME, change)
    hop = way(SNAPSHOTS.get(demo), SNAPSHOTS.get(demo).by_code["CFG-FACILITY-GATEWAY"]).hops[1]
    assert (hop.payer, [one.protocol.code for one in hop.protocols]) == ("customer", ["PRO-HTTP"])


def test_a_moved_hop_keeps_what_is_typed_of_it_and_the_form_says_when_it_is_no_path(
    demo: Database, page_of: PageOf
) -> None:
    page = form_of(page_of, demo)
    page.selectbox(key=f"{KEY}hop_1_payer").set_value("shared").run()
    pressed(page, f"{KEY}hop_1_press_later")
    assert not [w for w in page.warning if "no path" in w.value], "two hops join from either side"
    change = proposed(page)
    fields = change.edits[0].fields
    assert fields["hops"] == ["INT-E10", "INT-E2"]
    assert fields["payers"] == [NOT_SETTLED, "shared"]
    assert fields["translations"] == ["IEEE 2030.5 → Modbus", "none"]


def test_hops_that_do_not_join_are_said_while_they_are_chosen(demo: Database, page_of: PageOf) -> None:
    page = form_of(page_of, demo)
    page.selectbox(key=f"{KEY}hop_2_interface").set_value("INT-M1").run()
    assert not [w for w in page.warning if "no path yet" in w.value], "the meter also ends at the utility"
    page.selectbox(key=f"{KEY}hop_1_interface").set_value("INT-E10").run()
    [warning] = [w for w in page.warning if "no path yet" in w.value]
    assert "Hop 2, INT\\-M1, does not begin where hop 1, INT\\-E10, ends" in warning.value


def test_a_hop_that_no_source_draws_is_made_with_its_interface(demo: Database, page_of: PageOf) -> None:
    page = pressed(form_of(page_of, demo), f"{KEY}press_add")
    page.selectbox(key=f"{KEY}hop_3_interface").set_value("").run()
    pressed(page, "configurations_form_save")
    assert "needs the two actors" in str([error.value for error in page.error])
    page.selectbox(key=f"{KEY}hop_3_from").set_value("ACR-L1-PV-CTL")
    page.selectbox(key=f"{KEY}hop_3_to").set_value("ACR-L1-DER").run()
    change = proposed(page)
    [made] = change.new
    assert (made.code, made.fields["inferred"], made.fields["from"]) == ("INT-X2", True, "ACR-L1-PV-CTL")
    save(demo, ME, change)
    last = way(SNAPSHOTS.get(demo), SNAPSHOTS.get(demo).by_code["CFG-FACILITY-GATEWAY"]).hops[-1]
    assert (last.interface.code, last.inferred, last.owner) == ("INT-X2", True, NOT_SETTLED)


def test_a_new_configuration_needs_a_line_and_is_made(demo: Database, page_of: PageOf) -> None:
    page = pressed(page_of("configurations", demo), "configurations_add")
    pressed(page, "configurations_form_save")
    assert "hop 1 goes over no line yet" in str([error.value for error in page.error])
    page.text_input(key=f"{KEY}code").set_value("cfg-new")
    page.text_input(key=f"{KEY}title").set_value("A new way")
    page.text_area(key=f"{KEY}duties_lines").set_value("utility: Nothing at all")
    page.selectbox(key=f"{KEY}hop_1_interface").set_value("INT-E1").run()
    save(demo, ME, proposed(page))
    made = SNAPSHOTS.get(demo).by_code["CFG-NEW"]
    assert [hop.interface.code for hop in way(SNAPSHOTS.get(demo), made).hops] == ["INT-E1"]
    assert made.detail["duties"] == {"utility": "Nothing at all"}


def test_a_broken_path_is_said_first(demo: Database, page_of: PageOf) -> None:
    edit = ItemEdit("CFG-FACILITY-GATEWAY", {"hops": "INT-E10; INT-E11"})
    save(demo, ME, ProposedChange(edits=(edit,), why="test"))
    page = page_of("configurations", demo)
    [warning] = [w for w in page.warning if "no paths yet" in w.value]
    assert "Gateway of the facility" in warning.value
    assert "does not join" in shown(page)


@pytest.mark.parametrize("who", ["public", "party"])
def test_who_may_not_edit_reads_and_compares(demo: Database, page_of: PageOf, who: str) -> None:
    actor: Any = PUBLIC if who == "public" else actor_by_code(demo, "PER-QUAY")
    page = page_of("configurations", demo, actor=actor, compare=["CFG-DIRECT", "CFG-FACILITY-GATEWAY"])
    assert "IEEE 2030.5 → Modbus" in shown(page)
    keys = [button.key for button in page.button]
    assert "configurations_look_CFG-DIRECT" in keys
    assert "configurations_edit_CFG-DIRECT" not in keys
    assert "configurations_add" not in keys


def test_a_confidential_configuration_is_not_shown_to_others(demo: Database, page_of: PageOf) -> None:
    edit = ItemEdit("CFG-DIRECT", {"confidential": "yes"})
    save(demo, ME, ProposedChange(edits=(edit,), why="test"))
    party: Any = actor_by_code(demo, "PER-QUAY")
    assert "CFG-DIRECT" not in shown(page_of("configurations", demo, actor=party))
    assert "CFG-DIRECT" in shown(page_of("configurations", demo))


def test_an_earlier_moment_is_read_as_it_was_and_not_edited(bundled: Database, page_of: PageOf) -> None:
    page = page_of("configurations", bundled, at="Minutes of 12 June 2014", configuration="CFG-DIRECT")
    assert "IEEE 2030.5-2013 (Smart Energy Profile 2) (inferred)" in shown(page)
    assert "configurations_add" not in [button.key for button in page.button]


def test_without_any_the_page_says_what_will_be_here(database: Database, page_of: PageOf) -> None:
    if not str(database.name).startswith("postgres"):
        assert "Every way over the architecture" in shown(page_of("configurations", database))


def test_the_diagram_has_what_the_address_lays_over_it(demo: Database, page_of: PageOf) -> None:
    page = page_of("diagram", demo, diagram_over=["CFG-DIRECT", "CFG-FACILITY-GATEWAY", "CFG-NONE"])
    said = shown(page)
    assert page.multiselect(key="diagram_over").value == ["CFG-DIRECT", "CFG-FACILITY-GATEWAY"]
    assert "<b>B2</b> Energy management of a facility → PV controller" in said
    assert "a double line" in said
    page.multiselect(key="diagram_over").set_value([]).run()
    assert "<b>B2</b>" not in shown(page)
