"""The page that finds items of any kind: the query, its faults with what was meant, views, and what is hidden."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.readers import OBSERVER, shown
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.views import views
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_by_code
from workbench.process.visibility import PUBLIC
from workbench.screens import find

PageOf = Callable[..., AppTest]


def codes(page: AppTest) -> list[str]:
    assert not page.exception, page.exception
    return list(page.dataframe[0].value["code"]) if page.dataframe else []


def test_items_of_several_kinds_that_fit_are_listed(bundled: Database, page_of: PageOf) -> None:
    page = page_of("find", bundled, find_where="linked=INT-1 status!=closed")
    found = codes(page)
    assert {code.partition("-")[0] for code in found} >= {"CSIP", "ACR"}
    assert f"**{len(found)} items**: " in shown(page)
    page.text_input(key="find_where").set_value("code=INT-E1|INT-E1b").run()
    assert codes(page) == ["INT-E1", "INT-E1b"]


def test_the_place_of_a_fault_is_shown_and_what_was_meant_is_one_press_away(
    bundled: Database, page_of: PageOf
) -> None:
    page = page_of("find", bundled, find_where="kind=issue theme=secrity")
    said = shown(page)
    assert "At character 18: 'secrity' is no theme; did you mean security?" in said.replace("&#x27;", "'")
    assert "kind=issue theme=secrity\n<b>                 ^^^^^^^</b>" in said
    assert not page.dataframe
    page.button(key="find_use_security").click().run()
    assert page.text_input(key="find_where").value == "kind=issue theme=security"
    assert {code[:3] for code in codes(page)} == {"ISS"}


def test_a_condition_is_put_together_from_choices(bundled: Database, page_of: PageOf) -> None:
    page = page_of("find", bundled, find_where="kind=issue or kind=agreement")
    page.selectbox(key="find_field").set_value("status").run()
    page.selectbox(key="find_value").set_value("resolved").run()
    page.button(key="find_add").click().run()
    assert page.text_input(key="find_where").value == "(kind=issue or kind=agreement) status=resolved"
    assert codes(page)
    page.selectbox(key="find_field").set_value("linked").run()
    page.text_input(key="find_value").set_value("utility to facility").run()
    page.button(key="find_add").click().run()
    assert page.text_input(key="find_where").value.endswith('linked="utility to facility"')


@pytest.mark.parametrize("name", list(find.READY_MADE))
def test_ready_made_views_can_be_asked(bundled: Database, page_of: PageOf, name: str) -> None:
    page = page_of("find", bundled)
    page.button(key=f"find_view_{name}").click().run()
    assert not page.exception
    assert "cannot be read" not in shown(page)
    assert page.text_input(key="find_where").value == find.READY_MADE[name]


def test_a_view_is_kept_for_this_page_and_not_for_another(bundled: Database, page_of: PageOf) -> None:
    page = page_of("find", bundled, find_where="suspect=yes")
    page.text_input(key="find_view_name").set_value("To look at").run()
    page.button(key="find_view_keep").click().run()
    assert not page.error
    with bundled.read() as session:
        assert [(v.name, v.where) for v in views(session, "find", None)] == [("To look at", "suspect=yes")]
        assert not views(session, "issues", None)


def test_further_columns_show_what_stands_in_them(bundled: Database, page_of: PageOf) -> None:
    page = page_of("find", bundled, find_where="kind=interface number=1")
    page.multiselect(key="find_fields").set_value(["from", "colour"]).run()
    frame = page.dataframe[0].value
    assert list(frame["colour"]) == ["red", "red"]
    assert "ACR-L4-COMMS" in frame["from"][0]


def test_many_items_are_drawn_a_part_at_a_time(
    bundled: Database, page_of: PageOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "PAGE_ROWS", 40)
    page = page_of("find", bundled)
    assert len(codes(page)) == 40
    page.button(key="find_more").click().run()
    assert len(codes(page)) == 80
    page.text_input(key="find_where").set_value("kind=requirement").run()
    assert len(codes(page)) == 40


def test_an_earlier_moment_is_asked_as_it_was(bundled: Database, page_of: PageOf) -> None:
    now = codes(page_of("find", bundled, find_where="kind=issue"))
    then = codes(page_of("find", bundled, at="Minutes of 12 June 2014", find_where="kind=issue"))
    assert set(then) < set(now)
    gone = sorted(set(now) - set(then))[0]
    page = page_of("find", bundled, at="Minutes of 12 June 2014", find_where=f"linked={gone}")
    assert "No item fits" in shown(page)


def test_what_a_visitor_may_not_see_is_not_found(demo: Database, page_of: PageOf) -> None:
    edit = ItemEdit("ISS-003", {"confidential": True})
    save(demo, LOCAL_OPERATOR, ProposedChange(edits=(edit,), why="It names a customer"))
    secret = SNAPSHOTS.get(demo).by_code["ISS-003"]
    query = "code=ISS-003"
    assert codes(page_of("find", demo, find_where=query)) == [secret.code]
    for actor in (OBSERVER, actor_by_code(demo, "PER-QUAY"), PUBLIC):
        page = page_of("find", demo, actor=actor, find_where=query)
        assert "there is no item" in shown(page)
        assert secret.title not in shown(page)
        assert secret.code not in codes(page_of("find", demo, actor=actor))
    people = codes(page_of("find", demo, actor=PUBLIC, find_where="kind=person|setting"))
    assert not people
    assert codes(page_of("find", demo, actor=LOCAL_OPERATOR, find_where="kind=person"))


def test_an_edited_table_of_links_is_shown_before_it_is_written(bundled: Database, page_of: PageOf) -> None:
    rows = b"source,relation,target\nISS-007,pinned-to,INT-E2\n"
    page = page_of("find", bundled, find_where="code=ISS-007")
    page.get("file_uploader")[0].upload("links.csv", rows, "text/csv").run()
    assert not page.exception, page.exception
    page.button(key="find_import_save_now").click().run()
    assert not page.exception
    now = SNAPSHOTS.get(bundled)
    assert "INT-E2" in now.view(now.by_code["ISS-007"], "pins")
