"""The page of the matrix: a real table, filters in the address, nothing hidden on it, and its workbook."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.readers import OBSERVER
from workbench.graph import clock
from workbench.process.actor import LOCAL_OPERATOR, PUBLIC_READER, Actor
from workbench.process.ballots.opening import prepare_and_open
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.ballots.preparing import BallotDraft
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_by_code
from workbench.screens.navigation import ENTRIES

PageOf = Callable[..., AppTest]
MOMENT = datetime(2026, 11, 24, 20, tzinfo=UTC)
PUBLIC = Actor(None, "Anybody", frozenset({PUBLIC_READER}))
SECRET = "The ground that nobody may know"


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "SERVER_CLOCK", lambda: MOMENT)


def shown(page: AppTest) -> str:
    assert not page.exception, page.exception
    parts = [str(element.proto.body) for element in page.get("html")]
    for kind in (page.markdown, page.caption, page.info):
        parts += [str(element.value) for element in kind]
    return "\n".join(parts)


def table(page: AppTest) -> str:
    shown(page)
    return next((str(e.proto.body) for e in page.get("html") if "<table>" in str(e.proto.body)), "")


def test_it_is_a_table_that_a_screen_reader_can_read(page_of: PageOf, demo: Database) -> None:
    words = table(page_of("matrix", demo))
    for mark in (
        '<caption class="wb-unseen">', 'scope="colgroup"', 'scope="col"', 'scope="rowgroup"', 'scope="row"',
        'tabindex="0"',
    ):  # fmt: skip
        assert mark in words
    assert '<td class="object loose"><span class="wb-shape" aria-hidden="true">✕</span> objects' in words
    assert "preliminary, not for attribution" in words
    assert "△ taken on an earlier text" in words
    assert "no answer" in words


def test_the_filters_stand_in_the_address(page_of: PageOf, demo: Database) -> None:
    page = page_of("matrix", demo, matrix_class="utility", matrix_state="recorded")
    words = table(page)
    assert "Utility Blue" in words
    assert "Fleetwise" not in words
    assert "AGR-02" in words
    assert "REQ-03" not in words
    assert "1 call, 2 organisations, 2 answers." in shown(page)
    odd = page_of("matrix", demo, matrix_class="nonsense")
    assert "Fleetwise" in table(odd)


def test_a_hidden_call_shows_only_who_answered(page_of: PageOf, demo: Database) -> None:
    draft = BallotDraft("consensus-call", "AGR-01", hidden=True, closes_at=MOMENT + timedelta(days=9))
    code = prepare_and_open(demo, LOCAL_OPERATOR, draft)
    buoy = actor_by_code(demo, "PER-BUOY")
    take_position(demo, buoy, NewPosition(code, "ORG-FLEETWISE", "object", reason=SECRET))
    for actor in (LOCAL_OPERATOR, OBSERVER):
        page = page_of("matrix", demo, actor=actor)
        assert SECRET not in shown(page)
        assert "</span> answered</td>" in table(page)
        assert f"What was said in {code} shows after the close" in shown(page)
    assert SECRET in table(page_of("matrix", demo, actor=buoy))


def test_the_public_sees_what_is_recorded_and_authorised(page_of: PageOf, demo: Database) -> None:
    words = table(page_of("matrix", demo, actor=PUBLIC))
    assert "Utility Blue" in words
    assert "Rooftop" not in words
    assert "preliminary" not in words


def test_at_a_baseline_it_shows_what_was_on_record_then(page_of: PageOf, demo: Database) -> None:
    words = shown(page_of("matrix", demo, at="After the first meeting"))
    assert "Nothing was asked yet" in words


def test_nothing_of_the_record_is_taken_as_markup(page_of: PageOf, demo: Database) -> None:
    buoy = actor_by_code(demo, "PER-BUOY")
    take_position(demo, buoy, NewPosition("BAL-05", "ORG-FLEETWISE", "object", reason="<b onclick=x>no</b>"))
    assert "&lt;b onclick=x&gt;no&lt;/b&gt;" in table(page_of("matrix", demo))


def test_everybody_who_may_read_has_the_page() -> None:
    entry = next(entry for entry in ENTRIES if entry.address == "matrix")
    assert (entry.group, entry.verb) == ("Positions", "read")
