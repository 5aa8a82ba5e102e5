"""One page of the web app in a plain script, with somebody signed in and a database of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from workbench.process.actor import LOCAL_OPERATOR, Actor
from workbench.process.keeping import Database
from workbench.screens import connection, visitor

SECONDS = 30


def _script(module: str) -> None:
    import importlib

    importlib.import_module(f"workbench.screens.{module}").page()


PageOf = Callable[..., AppTest]


@pytest.fixture
def page_of(monkeypatch: pytest.MonkeyPatch) -> PageOf:
    """Draw a page: ``page_of("desk", database)``, as an actor, at a baseline or a day, with an address's parameters."""

    def draw(
        module: str,
        database: Database,
        *,
        actor: Actor = LOCAL_OPERATOR,
        at: str = visitor.NOW,
        at_day: date | None = None,
        **query: Any,
    ) -> AppTest:
        monkeypatch.setitem(connection._opened, str(database.name), database)
        monkeypatch.setattr(connection, "address", lambda: str(database.name))
        page = AppTest.from_function(_script, default_timeout=SECONDS, kwargs={"module": module})
        page.session_state[visitor.ACTOR_KEY] = actor
        page.session_state[visitor.MOMENT_KEY] = at if at_day is None else visitor.DAY
        if at_day is not None:
            page.session_state[visitor.DAY_KEY] = at_day
        for name, value in query.items():
            page.query_params[name] = value
        return page.run()

    return draw


@pytest.fixture
def nothing_still_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a minute pass whenever calls are read, so that nothing that was read before is used again unasked."""
    passes = SimpleNamespace(monotonic=count(step=60).__next__)
    monkeypatch.setattr("workbench.graph.ballots.cache.time", passes)
