"""The Desk: what it says of the bundled and of the fictional record, and comments that wait on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.readers import shown
from workbench.graph.history import comments
from workbench.graph.reading import SNAPSHOTS
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.attribution import Attribution
from workbench.process.comments import add_comment
from workbench.process.keeping import Database, open_database
from workbench.screens import visitor
from workbench.screens.navigation import ENTRIES

PageOf = Callable[..., AppTest]


def test_a_record_of_2014_is_told_calmly(page_of: PageOf, bundled: Database) -> None:
    page = page_of("desk", bundled)
    assert not page.exception
    assert "Days are not counted from today." in shown(page)
    assert "days ago" not in shown(page)
    assert [button.label for button in page.button][:2] == [
        "Minutes of 12 June 2014",
        "Information model agreed, 2 July 2014",
    ]


def test_a_button_sets_the_moment(page_of: PageOf, bundled: Database) -> None:
    page = page_of("desk", bundled)
    page.button(key="desk_moment_0").click().run()
    assert page.session_state[visitor.MOMENT_KEY] == "Minutes of 12 June 2014"
    words = shown(page)
    assert "Next meeting Thu 19 Jun 2014, in 7 days" in words
    assert "at=Minutes+of+12+June+2014" in words, "links keep the moment looked at"
    assert "/issues?issues_where=status%3Dopen" in words


def test_at_a_day_the_changes_until_then_are_counted(page_of: PageOf, bundled: Database) -> None:
    then = SNAPSHOTS.get(bundled, baseline="Minutes of 12 June 2014").change
    counted = f'<span class="wb-number">{then + 1}</span> <span>changes in the history'
    assert counted in shown(page_of("desk", bundled, at_day=date(2014, 6, 13)))
    assert counted not in shown(page_of("desk", bundled))


def test_the_fictional_record_has_something_in_each_section(page_of: PageOf, demo: Database) -> None:
    page = page_of("desk", demo)
    assert not page.exception
    titles = [element.value for element in page.subheader]
    assert {"Waits for you", "Not settled yet", "The record at a glance"} <= set(titles)


def test_a_line_leads_to_the_agreements_that_it_speaks_of(page_of: PageOf, demo: Database) -> None:
    words = shown(page_of("desk", demo))
    assert "./agreements?agreements_status=disputed&amp;agreements_status=questioned" in words


def test_an_empty_record_says_what_will_be_here(page_of: PageOf, tmp_path: Path) -> None:
    database, _ = open_database(str(tmp_path / "empty.sqlite3"))
    page = page_of("desk", database)
    assert not page.exception
    assert "Nothing is recorded yet" in page.info[0].value
    database.close()


@pytest.mark.parametrize(("button", "state"), [("post", "posted"), ("drop", "dropped")])
def test_a_comment_from_outside_is_posted_or_dropped(
    page_of: PageOf, demo: Database, button: str, state: str
) -> None:
    words = "<b>Please</b> read [this](http://example.org)"
    waiting = add_comment(
        demo, LOCAL_OPERATOR, "ISS-003", words, proposed=True, by=Attribution(person_name="Ann Outside")
    )
    page = page_of("desk", demo)
    assert "1 comment waits to be posted or dropped." in shown(page)
    assert words in [element.value for element in page.text], "shown as it is, without any markup"
    assert "<b>Please" not in shown(page)
    page.button(key=f"desk_{button}_{waiting.uuid}").click().run()
    assert not page.exception
    with demo.read() as session:
        assert [c.state for c in comments(session, "ISS-003") if c.uuid == waiting.uuid] == [state]
    assert "waits to be posted" not in shown(page)


def test_the_desk_is_for_those_who_may_edit() -> None:
    assert next(entry for entry in ENTRIES if entry.title == "Desk").verb == "edit"
