"""Who is looking: asked once in a run of the script, anew in the next one and after a verb."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from workbench.graph.reading import SNAPSHOTS
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.keeping import Database
from workbench.screens import connection, visitor


def _three_questions() -> None:
    import streamlit as st

    from workbench.screens import visitor, writing

    def verb() -> None:
        visitor.signed_in()
        writing.attempt("page", lambda: None)

    st.button("Do it", on_click=verb)
    for _ in range(3):
        visitor.signed_in()


def test_the_record_is_asked_once_a_run_and_again_after_a_verb(
    demo: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setitem(connection._opened, str(demo.name), demo)
    monkeypatch.setattr(connection, "address", lambda: str(demo.name))
    monkeypatch.setattr(visitor, "actor_by_cookies", lambda *_: asked.append(1) or LOCAL_OPERATOR)
    page = AppTest.from_function(_three_questions, default_timeout=30).run()
    assert len(asked) == 1
    page.run()
    assert len(asked) == 2
    page.button[0].click().run()
    assert len(asked) == 4
    assert not page.exception


def test_who_is_signed_out_between_two_runs_is_nobody_in_the_second(
    demo: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection._opened, str(demo.name), demo)
    monkeypatch.setattr(connection, "address", lambda: str(demo.name))
    found = [LOCAL_OPERATOR, None]
    monkeypatch.setattr(visitor, "actor_by_cookies", lambda *_: found.pop(0))
    page = AppTest.from_function(_three_questions, default_timeout=30).run()
    page.run()
    assert not found
    assert not page.exception


def _where() -> None:
    import streamlit as st

    from workbench.screens import addresses, moment, visitor

    moment.draw_choice()
    st.markdown(f"Looking at {moment.moment_words()}, {visitor.may_edit()}, {visitor.moment()}")
    st.caption(addresses.item_address("ISS-001"))
    st.text(visitor.snapshot().by_code["AGR-03"].title)
    st.code(str(visitor.change_looked_at()))


def test_the_record_is_looked_at_as_of_any_day(bundled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection._opened, str(bundled.name), bundled)
    monkeypatch.setattr(connection, "address", lambda: str(bundled.name))
    page = AppTest.from_function(_where, default_timeout=30)
    page.session_state[visitor.ACTOR_KEY] = LOCAL_OPERATOR
    page.run()
    assert "the record as it stands now, True" in page.markdown[0].value
    assert page.code[0].value == "None"
    assert not page.date_input, "a day is asked for where one is wanted"
    page.sidebar.selectbox[0].select(visitor.DAY).run()
    page.sidebar.date_input[0].set_value(date(2014, 6, 20)).run()
    assert not page.exception, page.exception
    assert "the record as of **Fri 20 Jun 2014**, False, A day 2014-06-20" in page.markdown[0].value
    assert page.text[0].value == "Application protocol: DNP3, web services, or both"
    assert page.caption[0].value == "./?item=ISS-001&at=A+day&at_day=2014-06-20", "links keep the day"
    assert int(page.code[0].value) < SNAPSHOTS.get(bundled).change
    page.sidebar.date_input[0].set_value(date(2015, 3, 1)).run()
    assert "default" in page.text[0].value
