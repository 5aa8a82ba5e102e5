"""Who is looking: asked once in a run of the script, anew in the next one and after a verb."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

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
