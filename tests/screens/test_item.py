"""The page of an item: every kind, links with their review, comments, history, sources, the form, bad input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.readers import OBSERVER, shown
from workbench.graph.history import comments
from workbench.graph.impact import impact
from workbench.graph.proposed import ItemEdit, NewItem, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import ItemView
from workbench.graph.vocabulary import KINDS
from workbench.process.actor import LOCAL_OPERATOR, Actor
from workbench.process.attribution import Attribution
from workbench.process.baselines import make_baseline
from workbench.process.changes import save
from workbench.process.comments import add_comment
from workbench.process.keeping import Database
from workbench.screens import connection, visitor

ANNA = Actor("anna", "Anna", frozenset({"representative"}))
BEN = replace(LOCAL_OPERATOR, name="Ben")
PageOf = Callable[..., AppTest]


def _script(code: str) -> None:
    from workbench.screens import item

    item.page(code)


@pytest.fixture
def item_page(monkeypatch: pytest.MonkeyPatch) -> PageOf:
    def draw(
        database: Database, code: str, *, actor: Actor = LOCAL_OPERATOR, at: str = visitor.NOW, **query: str
    ) -> AppTest:
        monkeypatch.setitem(connection._opened, str(database.name), database)
        monkeypatch.setattr(connection, "address", lambda: str(database.name))
        page = AppTest.from_function(_script, default_timeout=30, kwargs={"code": code})
        page.session_state[visitor.ACTOR_KEY] = actor
        page.session_state[visitor.MOMENT_KEY] = at
        for name, value in query.items():
            page.query_params[name] = value
        return page.run()

    return draw


def item(database: Database, code: str) -> ItemView:
    found = SNAPSHOTS.get(database).item(code)
    assert found is not None
    return found


def edit(database: Database, code: str, *, actor: Actor = BEN, **fields: object) -> None:
    save(database, actor, ProposedChange(edits=(ItemEdit(code, fields),)))


def keys(page: AppTest) -> list[str]:
    return [str(button.key) for button in page.button]


def press(page: AppTest, key: str) -> AppTest:
    return page.button(key=key).click().run()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_page(item_page: PageOf, demo: Database, bundled: Database, kind: str) -> None:
    database = bundled if SNAPSHOTS.get(bundled).of_kind(kind) else demo
    found = SNAPSHOTS.get(database).of_kind(kind)[0]
    page = item_page(database, found.code)
    assert not page.exception
    assert page.title[0].value.replace("\\", "") == found.title
    press(press(page, "item_edit"), "item_save_button")
    assert not page.exception
    # A form in which nothing was typed writes nothing and refuses nothing.
    assert "item_save_pending" not in page.session_state
    assert not page.error


def test_an_issue_shows_text_fields_links_sources_and_why_it_is_open(
    item_page: PageOf, bundled: Database
) -> None:
    said = shown(item_page(bundled, "iss-013"))
    assert "They know HTTP and its security benefits better" in said
    assert "California implementation guide" in said
    assert "It is scheduled in" in said
    assert "The parties discussed HTTP against XMPP." in said
    assert "line 52" in said
    assert "It cannot be resolved yet" in said
    assert "<del>verified</del>" in said


def test_an_unknown_code_offers_what_is_near(item_page: PageOf, bundled: Database) -> None:
    page = item_page(bundled, "ISS-0013<script>")
    assert not page.exception
    said = shown(page).replace("\\", "")
    assert "Nothing has the code **ISS-0013<script>**" in said
    assert "Did you mean" in said


def test_a_confidential_item_is_nothing_to_a_reader(item_page: PageOf, bundled: Database) -> None:
    edit(bundled, "ISS-013", confidential=True)
    assert "Nothing has the code" in shown(item_page(bundled, "ISS-013", actor=OBSERVER))
    assert "confidential" in shown(item_page(bundled, "ISS-013"))
    neighbour = SNAPSHOTS.get(bundled).item("ISS-013-a")
    assert neighbour is not None
    assert "ISS\\-013)" not in shown(item_page(bundled, neighbour.code, actor=OBSERVER))


def test_markup_of_a_record_stays_text(item_page: PageOf, bundled: Database) -> None:
    edit(
        bundled,
        "ISS-013",
        title="<img src=x onerror=alert(1)> **loud** $x$",
        text="![spy](https://example.org/x.png)\n\n<script>alert(1)</script>\n\n:red[x] emoji 🙂",
        disposition="<b>bold</b>",
    )
    page = item_page(bundled, "ISS-013")
    assert not page.exception
    assert not [m for m in page.markdown if "![spy]" in m.value]
    assert "<b>bold</b>" not in shown(page)
    assert "<script>" not in "".join(str(element.proto.body) for element in page.get("html"))
    assert page.title[0].value.startswith("\\<img")


def test_a_text_of_100_kb_is_shown_edited_and_saved(item_page: PageOf, bundled: Database) -> None:
    long = "\n".join(f"Line {number} of a long text, with words in it." for number in range(2_200))
    edit(bundled, "ISS-013", text=long)
    page = press(item_page(bundled, "ISS-013"), "item_edit")
    area = next(a for a in page.text_area if a.label == "Text")
    assert area.value == long
    area.set_value(long.replace("Line 1100 ", "Row 1100 ")).run()
    press(page, "item_save_button")
    assert "<ins>Row</ins>" in shown(page)
    press(page, "item_save_now")
    assert "Row 1100 " in item(bundled, "ISS-013").text


def test_a_suspect_link_stands_first_and_is_reviewed_by_one_click(
    item_page: PageOf, bundled: Database
) -> None:
    page = item_page(bundled, "ISS-002")
    assert "One link cites a text that has changed since" in shown(page)
    review = next(key for key in keys(page) if key.startswith("item_review_"))
    press(page, review)
    assert "cites a text that has changed since" not in shown(page)
    link = SNAPSHOTS.get(bundled).out(item(bundled, "ISS-002"), "depends-on")[0]
    assert not link.suspect


def test_a_review_beside_an_earlier_text_is_refused_from_either_end(
    item_page: PageOf, bundled: Database
) -> None:
    edit(bundled, "AGR-03", text="Another protocol is the default.")
    snapshot = SNAPSHOTS.get(bundled)
    link = next(link for link in snapshot.into(snapshot.by_code["AGR-03"]) if link.suspect)
    review = f"item_review_{link.uuid}"
    for code in ("AGR-03", snapshot.items[link.source].code):
        page = item_page(bundled, code)
        edit(bundled, "AGR-03", text=f"A text that nobody saw at {code}.")
        press(page, review)
        assert "the text was changed again meanwhile" in shown(page)
        assert review in keys(page)
    press(page, review)
    assert review not in keys(page)


def test_a_reader_sees_suspect_links_and_cannot_review_them(item_page: PageOf, bundled: Database) -> None:
    page = item_page(bundled, "ISS-002", actor=OBSERVER)
    assert "cites a text that has changed since" in shown(page)
    assert not [key for key in keys(page) if key.startswith(("item_review", "item_edit", "item_comment"))]


def test_what_changed_in_a_cited_text_is_told_up_to_the_moment_looked_at(
    item_page: PageOf, bundled: Database
) -> None:
    [link] = [x for x in SNAPSHOTS.get(bundled).out(item(bundled, "ISS-002")) if x.suspect]
    cited = SNAPSHOTS.get(bundled).items[link.target].code
    edit(bundled, cited, text="Zebra.")
    make_baseline(bundled, LOCAL_OPERATOR, "Then")
    edit(bundled, cited, text="Quagga.")
    for at, words, other in (("Then", "Zebra", "Quagga"), ("now", "Quagga", "Zebra")):
        said = shown(item_page(bundled, "ISS-002", at=at))
        assert words in said
        assert other not in said


def test_comments_are_added_answered_and_marked_when_the_text_moves_on(
    item_page: PageOf, bundled: Database
) -> None:
    page = item_page(bundled, "ISS-013", actor=ANNA)
    press(page, "item_comment_ISS-013_send")
    assert "is empty" in page.error[0].value
    page.text_area(key="item_comment_ISS-013_text").set_value("XMPP **scales**").run()
    press(page, "item_comment_ISS-013_send")
    with bundled.read() as session:
        first = comments(session, "ISS-013")[0]
    assert (first.person, first.text) == ("Anna", "XMPP **scales**")
    assert page.text_area(key="item_comment_ISS-013_text").value == ""
    press(page, f"item_comment_reply_{first.uuid}")
    page.text_area(key=f"item_comment_{first.uuid}_text").set_value("So does HTTP").run()
    press(page, f"item_comment_{first.uuid}_send")
    edit(bundled, "ISS-013", title="HTTP, XMPP or both")
    said = shown(page.run())
    assert "So does HTTP" in said
    assert said.count("on an earlier text, revision 2") == 2


def test_a_comment_from_outside_waits_for_the_facilitator(item_page: PageOf, bundled: Database) -> None:
    put = partial(
        add_comment, bundled, LOCAL_OPERATOR, "ISS-013", proposed=True, by=Attribution(person_name="Carl")
    )
    post, drop = put("Take me in"), put("Leave me out")
    make_baseline(bundled, LOCAL_OPERATOR, "Then")
    then = item_page(bundled, "ISS-013", at="Then")
    assert "waits for you" in shown(then)
    assert not [key for key in keys(then) if key.startswith("item_comment_")], "nothing is written there"
    assert "Take me in" not in shown(item_page(bundled, "ISS-013", actor=ANNA))
    page = item_page(bundled, "ISS-013")
    assert "waits for you" in shown(page)
    press(press(page, f"item_comment_Post_{post.uuid}"), f"item_comment_Drop_{drop.uuid}")
    said = shown(item_page(bundled, "ISS-013", actor=ANNA))
    assert "Take me in" in said
    assert "Leave me out" not in said


def test_the_form_writes_only_what_was_changed(item_page: PageOf, bundled: Database) -> None:
    page = press(item_page(bundled, "ISS-013"), "item_edit")
    number = 1
    press(page, "item_save_button")
    assert "item_save_pending" not in page.session_state
    page.text_input(key=f"item_field_{number}_title").set_value("HTTP, XMPP or both").run()
    page.multiselect(key=f"item_field_{number}_meeting").set_value(["MTG-2014-07-02"]).run()
    page.checkbox(key=f"item_field_{number}_confidential").set_value(True).run()
    press(page, "item_save_button")
    edits = page.session_state["item_save_pending"].change.edits
    assert [(e.code, sorted(e.fields), e.revision) for e in edits] == [
        ("ISS-013", ["confidential", "meeting", "title"], 2)
    ]
    press(page, "item_save_now")
    found = item(bundled, "ISS-013")
    assert (found.title, found.confidential) == ("HTTP, XMPP or both", True)
    assert SNAPSHOTS.get(bundled).view(found, "meeting") == ["MTG-2014-07-02"]
    assert "item_edit" in keys(page.run())


def test_two_people_on_one_item_see_both_versions(item_page: PageOf, bundled: Database) -> None:
    page = press(item_page(bundled, "ISS-013"), "item_edit")
    page.text_area(key="item_field_1_text").set_value("My own words.").run()
    edit(bundled, "ISS-013", text="The words of Ben.", priority="low")
    page.run()
    assert "Somebody has saved this item" in shown(page)
    press(page, "item_save_button")
    said = shown(page)
    assert "<ins>My own words</ins>" in said or "My own" in said
    assert "Ben" in said
    assert page.button(key="item_save_now").disabled
    page.radio[0].set_value("theirs").run()
    assert page.button(key="item_save_now").disabled
    assert page.text_area(key="item_field_1_text").value == "My own words."
    page.radio[0].set_value("mine").run()
    press(page, "item_save_now")
    assert item(bundled, "ISS-013").text == "My own words."
    assert item(bundled, "ISS-013").detail["priority"] == "low"


def test_a_source_shows_its_lines_and_who_cites_them(item_page: PageOf, bundled: Database) -> None:
    page = item_page(bundled, "SRC-MIN-2014-06-12", line="52")
    said = shown(page)
    assert '<tr id="L52" class="cited chosen">' in said
    assert 'href="/?item=ISS-013"' in said
    assert "The parties discussed HTTP against XMPP." in said
    for line in ("0", "99999", "x", "-1"):
        assert not item_page(bundled, "SRC-MIN-2014-06-12", line=line).exception


def test_history_leads_to_the_change_and_its_undo(item_page: PageOf, bundled: Database) -> None:
    edit(bundled, "ISS-013", title="Another title")
    page = press(item_page(bundled, "ISS-013"), "item_change_ISS-013_3")
    assert "Ben" in shown(page)
    press(page, "item_undo_ask")
    press(page, "item_undo_now")
    assert item(bundled, "ISS-013").title == "HTTP or XMPP"


def test_of_very_many_links_the_first_are_shown_and_the_rest_is_found(
    item_page: PageOf, demo: Database
) -> None:
    many = 130
    new = [
        NewItem("requirement", {"title": f"Text {n}", "answers": "ISS-001"}, f"MUT-{n:03d}")
        for n in range(many)
    ]
    save(demo, BEN, ProposedChange(new=tuple(new)))
    page = item_page(demo, "ISS-001")
    words = shown(page)
    assert "MUT\\-000" in words or "MUT-000" in words
    assert "more: [all that is linked to ISS" in words
    assert "find_where=linked%3DISS-001" in words
    edit(demo, "ISS-001", text="Another text.")
    page = item_page(demo, "ISS-001")
    assert len([key for key in keys(page) if key.startswith("item_review_")]) <= 24
    page.button(key="item_review_all").click().run()
    assert "say why these" in shown(page), "many at once need a reason"
    page.text_input(key="item_review_why_ISS-001").set_value("Only words were mended")
    page.button(key="item_review_all").click().run()
    assert "item_review_all" not in keys(page)


def test_what_a_change_of_the_text_would_touch_is_told_when_asked(item_page: PageOf, demo: Database) -> None:
    said = SNAPSHOTS.get(demo)
    page = item_page(demo, "REQ-04")
    assert "would be evidence for an earlier text" not in shown(page)
    page.session_state["item_impact_REQ-04"] = True
    words = shown(page.run())
    found = impact(said, said.by_code["REQ-04"])
    assert "would be evidence for an earlier text" in words
    assert found.direct
    for one in found.direct:
        assert f"?item={one.item.code}" in words


@pytest.mark.parametrize(
    ("code", "said"), [("OBJ-limit-active-power", "In each protocol"), ("DAT-63", "How far protocols")]
)
def test_data_objects_and_data_requirements_say_what_protocols_make_of_them(
    item_page: PageOf, bundled: Database, code: str, said: str
) -> None:
    page = item_page(bundled, code)
    assert not page.exception
    words = shown(page)
    assert said in words
    assert "AO88" in words
    assert "information-model" in words
