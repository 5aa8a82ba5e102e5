"""What a link can be: every state occurs, each has a sentence, and the first that fits counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.exchange.conftest import item, link
from workbench.graph.link_states import STATES, link_state
from workbench.graph.snapshot import LinkRow, Snapshot

ONE, TWO = item("ISS-001", "issue", "One", "listed"), item("ISS-002", "issue", "Two", "listed", revision=3)
GONE = item("ISS-003", "issue", "Gone", "withdrawn")
PLAIN = link("ISS-001", "depends-on", "ISS-002")
MOVED = replace(PLAIN, suspect=True, revision=1)

CASES: list[tuple[str, LinkRow, tuple[LinkRow, ...]]] = [
    ("current", PLAIN, ()),
    ("suspect", MOVED, ()),
    ("ahead", replace(MOVED, revision=4), ()),
    ("duplicate", MOVED, (replace(PLAIN, uuid="again"),)),
    ("withdrawn", link("ISS-001", "depends-on", "ISS-003", suspect=True), ()),
    ("ended", link("ISS-003", "depends-on", "ISS-001"), ()),
    ("wrong", link("ISS-001", "joins", "ISS-002"), ()),
    ("itself", link("ISS-001", "depends-on", "ISS-001"), ()),
    ("gone", link("ISS-001", "depends-on", "ISS-009"), ()),
]


@pytest.mark.parametrize(("state", "one", "others"), CASES)
def test_the_first_state_that_fits_counts(state: str, one: LinkRow, others: tuple[LinkRow, ...]) -> None:
    assert link_state(Snapshot.of([ONE, TWO, GONE], [one, *others]), one) == state


def test_every_state_can_occur_and_has_a_name_and_one_sentence() -> None:
    assert {state for state, _, _ in CASES} == set(STATES)
    assert all(words.name and words.says.endswith(".") for words in STATES.values())
