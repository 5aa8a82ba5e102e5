"""The page of comments, and the threads on an item and in a call: who sees, resolves and answers what."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from tests.screens.readers import OBSERVER, shown
from workbench.exchange.comment_table import write_comments_xlsx
from workbench.graph.comment_threads import ThreadComment, all_comments
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.resolution_table import resolution_rows
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.baselines import baselines
from workbench.process.changes import save
from workbench.process.comments import add_comment
from workbench.process.keeping import Database
from workbench.process.resolutions import resolve_comment
from workbench.process.sign_in import actor_by_code
from workbench.screens import connection, visitor
from workbench.screens.navigation import ENTRIES

PageOf = Callable[..., AppTest]


def said_on(database: Database, words: str) -> ThreadComment:
    with database.read() as session:
        return next(row for row in all_comments(session) if words in row.text)


def press(page: AppTest, key: str) -> AppTest:
    return page.button(key=key).click().run()


def headings(page: AppTest) -> list[str]:
    return [heading.value for heading in page.subheader]


def test_what_needs_attention_comes_first(page_of: PageOf, demo: Database) -> None:
    page = page_of("comments", demo)
    assert not page.exception
    assert headings(page) == [
        "Without a resolution (3)",
        "Answered: not satisfied (2)",
        "With a resolution (4)",
    ]
    words = shown(page)
    assert (
        "**○ 3 of 9 comments have no resolution yet.** △ 2 commenters are not satisfied with theirs." in words
    )
    for resolution in (
        "Incorporated in part",
        "Not incorporated (carried as non-consensus)",
        "Outside the scope",
    ):
        assert resolution in words
    assert "rejected" not in words.lower()
    assert "One earlier resolution, replaced" in words
    assert "written down by Ada Ferry, rests on: Mail of 3 November 2026" in words


def test_the_page_is_everybodys_and_stands_under_positions() -> None:
    entry = next(entry for entry in ENTRIES if entry.title == "Comments")
    assert (entry.group, entry.verb) == ("Positions", "read")


def test_a_filter_stands_in_the_address(page_of: PageOf, demo: Database) -> None:
    page = page_of("comments", demo)
    page.pills(key="comments_state").set_value(["not-satisfied"]).run()
    assert headings(page) == ["Answered: not satisfied (2)"]
    page = page_of("comments", demo, comments_state="Answered: not satisfied")
    assert headings(page) == ["Answered: not satisfied (2)"]
    page = page_of("comments", demo, comments_organisation="Utility Green")
    assert headings(page) == [
        "Without a resolution (1)",
        "Answered: not satisfied (1)",
        "With a resolution (1)",
    ]
    assert headings(page_of("comments", demo, comments_call="BAL-02")) == ["With a resolution (2)"]
    assert headings(page_of("comments", demo, comments_find="certificates count")) == [
        "Without a resolution (1)"
    ]
    assert "No comment fits the filter." in shown(page_of("comments", demo, comments_find="zzz"))


def test_a_party_sees_what_it_can_answer_and_its_own_alone(page_of: PageOf, demo: Database) -> None:
    buoy = actor_by_code(demo, "PER-BUOY")
    assert "One comment of yours got a resolution" in shown(page_of("comments", demo, actor=buoy))
    page = page_of("comments", demo, actor=buoy, comments_mine="true")
    assert headings(page) == ["With a resolution (1)"]
    assert "Only my own" not in [t.label for t in page_of("comments", demo, actor=OBSERVER).toggle]


def test_a_record_without_comments_says_what_will_be_here(page_of: PageOf, bundled: Database) -> None:
    assert "Comments will be here" in shown(page_of("comments", bundled))


def test_a_baseline_shows_what_stood_then_and_nothing_to_press(page_of: PageOf, demo: Database) -> None:
    with demo.read() as session:
        names = [b.name for b in baselines(session)]
    for name in names:
        page = page_of("comments", demo, at=name)
        assert not page.exception
        assert not [b for b in page.button if "resolve" in str(b.key)]


def test_the_facilitator_resolves(page_of: PageOf, demo: Database) -> None:
    row = said_on(demo, "how the ten seconds were chosen")
    page = press(page_of("comments", demo), f"comments_resolve_{row.uuid}")
    place = f"comments_{row.uuid}_resolve"
    press(page, f"{place}_send")
    assert "Choose what became of the comment" in page.error[0].value
    page.radio(key=f"{place}_word").set_value("deferred").run()
    press(page, f"{place}_send")
    assert "needs a detail" in page.error[0].value
    assert "name the meeting" in page.error[0].value
    page.text_input(key=f"{place}_to").set_value("MTG-2026-12-10").run()
    page.text_area(key=f"{place}_words").set_value("The <script>alert(1)</script> laboratory").run()
    press(page, f"{place}_send")
    assert not page.exception
    found = said_on(demo, "how the ten seconds were chosen").resolution
    assert found is not None
    assert (found.says, found.words) == (
        "Deferred to MTG-2026-12-10",
        "The <script>alert(1)</script> laboratory",
    )
    assert "The &lt;script&gt;alert(1)&lt;/script&gt; laboratory" in shown(page)
    assert headings(page)[0] == "Without a resolution (2)"


def test_the_commenter_answers_and_nobody_else_is_offered_to(page_of: PageOf, demo: Database) -> None:
    row = said_on(demo, "Who pays for a second line")
    other = page_of("comments", demo, actor=actor_by_code(demo, "PER-PIER"))
    assert f"comments_answer_{row.uuid}" not in [b.key for b in other.button]
    assert not [b for b in other.button if "_resolve_" in str(b.key)]
    page = page_of("comments", demo, actor=actor_by_code(demo, "PER-BUOY"))
    press(page, f"comments_answer_{row.uuid}")
    place = f"comments_{row.uuid}_answer"
    press(page, f"{place}_send")
    assert "Choose whether it satisfies" in page.error[0].value
    page.radio(key=f"{place}_word").set_value(False).run()
    page.text_area(key=f"{place}_words").set_value("Who pays **is** how.\n\n<b>All</b> of it.").run()
    press(page, f"{place}_send")
    assert "Who pays **is** how.\n\n&lt;b&gt;All&lt;/b&gt; of it." in shown(page)
    assert said_on(demo, "Who pays for a second line").unsatisfied


def test_the_facilitator_writes_an_answer_down_with_what_it_rests_on(page_of: PageOf, demo: Database) -> None:
    row = said_on(demo, "Who pays for a second line")
    page = press(page_of("comments", demo), f"comments_answer_{row.uuid}")
    place = f"comments_{row.uuid}_answer"
    page.radio(key=f"{place}_word").set_value(True).run()
    press(page, f"{place}_send")
    assert "needs what it rests on" in page.error[0].value
    page.text_input(key=f"{place}_cited").set_value("Call of 2 December").run()
    press(page, f"{place}_send")
    assert "written down by Local operator, rests on: Call of 2 December" in shown(page)


def test_a_reader_only_reads(page_of: PageOf, demo: Database) -> None:
    page = page_of("comments", demo, actor=OBSERVER)
    assert not page.exception
    assert not page.button
    assert "The objection is carried in the report" in shown(page)


def test_comments_on_a_confidential_item_are_not_shown_to_a_reader(page_of: PageOf, demo: Database) -> None:
    save(demo, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit("ISS-013", {"confidential": True}),)))
    assert "left to luck" in shown(page_of("comments", demo))
    assert "left to luck" not in shown(page_of("comments", demo, actor=OBSERVER))


def test_a_person_of_several_organisations_chooses(
    call_threads: PageOf, demo: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.process.comments.now", lambda: datetime(2026, 12, 1, tzinfo=UTC))
    page = call_threads(demo, "REQ-06", "BAL-05", actor=actor_by_code(demo, "PER-MOLE"))
    place = "item_comment_BAL-05_REQ-06"
    page.text_area(key=f"{place}_text").set_value("More on certificates.").run()
    press(page, f"{place}_send")
    assert "say for which one" in page.error[0].value.replace("\\", "")
    page.selectbox(key=f"{place}_for").set_value("ORG-INVERTER-NORTH").run()
    press(page, f"{place}_send")
    found = said_on(demo, "More on certificates.")
    assert (found.ballot, found.organisation_code) == ("BAL-05", "ORG-INVERTER-NORTH")
    assert page.text_area(key=f"{place}_text").value == ""


def test_a_call_shows_its_own_comments_only(call_threads: PageOf, demo: Database) -> None:
    add_comment(demo, LOCAL_OPERATOR, "REQ-03", "Outside of the call.")
    said = shown(call_threads(demo, "REQ-03", "BAL-02"))
    assert "Who pays for a second line" in said
    assert "Outside of the call." not in said
    everything = shown(call_threads(demo, "REQ-03", None))
    assert "Outside of the call." in everything
    assert "In the call BAL\\-02" in everything
    assert "Nobody has commented in this call yet." in shown(call_threads(demo, "ISS-005", "BAL-03"))
    assert not call_threads(demo, "NOTHING", None).button


def test_a_long_list_is_drawn_in_parts(page_of: PageOf, demo: Database) -> None:
    for number in range(25):
        add_comment(demo, LOCAL_OPERATOR, "ISS-001", f"Comment {number:02d}.")
    page = page_of("comments", demo)
    assert "Comment 24." not in shown(page)
    press(page, "comments_next_0")
    assert "Comment 24." in shown(page)


def test_what_the_filter_shows_goes_into_the_table(demo: Database) -> None:
    resolve_comment(demo, LOCAL_OPERATOR, said_on(demo, "left to luck").uuid, "in-part", "=1+1")
    with demo.read() as session:
        rows = resolution_rows(session)
    sheet = load_workbook(io.BytesIO(write_comments_xlsx(SNAPSHOTS.get(demo), rows))).worksheets[0]
    assert sheet.max_row == len(rows) + 1
    assert [cell.data_type for cell in sheet["K"] if cell.value == "=1+1"] == ["s"]


def _script(code: str, ballot: str | None) -> None:
    from workbench.screens import visitor
    from workbench.screens.comment_threads import draw_threads

    draw_threads(visitor.snapshot(), code, ballot=ballot)


@pytest.fixture
def call_threads(monkeypatch: pytest.MonkeyPatch) -> PageOf:
    """Draw the threads as a page of a call does."""

    def draw(database: Database, code: str, ballot: str | None, *, actor: object = LOCAL_OPERATOR) -> AppTest:
        monkeypatch.setitem(connection._opened, str(database.name), database)
        monkeypatch.setattr(connection, "address", lambda: str(database.name))
        page = AppTest.from_function(_script, default_timeout=30, kwargs={"code": code, "ballot": ballot})
        page.session_state[visitor.ACTOR_KEY] = actor
        page.session_state[visitor.MOMENT_KEY] = visitor.NOW
        return page.run()

    return draw
