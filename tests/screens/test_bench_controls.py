"""What is pressed on the test bench: by whom it may be, and for which chain."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from workbench.process.actor import LOCAL_OPERATOR, Actor
from workbench.process.visibility import PUBLIC
from workbench.screens import bench_controls, quantity_trial, visitor
from workbench.stubs.chains.plan import Plan

SHOWN = Plan("CFG-A", "A", ("head-end", "inverter"), ("", ""), ("modbus",))
OTHER = Plan("CFG-A", "A", ("head-end", "inverter"), ("", ""), ("modbus",))


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The refusals that the page would draw; the chain that runs is ``SHOWN``."""
    kept: list[str] = []
    monkeypatch.setattr(bench_controls.writing, "refuse", lambda key, sentences: kept.extend(sentences))
    monkeypatch.setattr(bench_controls, "bench", lambda: SimpleNamespace(plan=SHOWN))
    return kept


@pytest.mark.parametrize(
    ("who", "shown", "why"),
    [
        (LOCAL_OPERATOR, SHOWN, None),
        (LOCAL_OPERATOR, None, None),
        (PUBLIC, SHOWN, "may not run stubs"),
        (None, SHOWN, "Nobody is signed in any more."),
        (LOCAL_OPERATOR, OTHER, "was stopped by another meanwhile"),
    ],
)
def test_a_press_counts_for_who_may_and_for_what_was_shown(
    said: list[str], monkeypatch: pytest.MonkeyPatch, who: Actor | None, shown: Plan | None, why: str | None
) -> None:
    monkeypatch.setattr(visitor, "actor", lambda: who)
    done: list[bool] = []
    bench_controls.attempted(lambda: done.append(True), "Nothing was sent", shown)
    assert done == ([True] if why is None else [])
    assert [why in words for words in said] == ([] if why is None else [True])  # type: ignore[operator]


def test_nobody_tries_a_quantity_who_may_not_run_stubs_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitor, "actor", lambda: PUBLIC)
    monkeypatch.setattr(quantity_trial, "tried", lambda *_: pytest.fail("was tried"))
    quantity_trial._try("limit-active-power", "key", "sunspec-7xx", "")
