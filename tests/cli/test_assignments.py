"""field=value: read like a cell of a grid, whatever is typed."""

from __future__ import annotations

import pytest
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.cli.assignments import read_assignments, split_assignments
from workbench.graph.fields import KINDS, fields_of
from workbench.graph.snapshot import ItemView, Snapshot

FIELDS = sorted({name for kind in KINDS for name in fields_of(kind)})


def item(kind: str) -> ItemView:
    return ItemView("u", "X-1", kind, "Title", "", "listed", 1, "f")


def test_only_the_first_equals_sign_divides() -> None:
    assert split_assignments(["title=a=b", " Status =listed", "due="]) == {
        "title": "a=b",
        "status": "listed",
        "due": "",
    }


@pytest.mark.parametrize("part", ["title", "=x", " =x", ""])
def test_a_part_without_a_name_or_sign_is_refused(part: str) -> None:
    with pytest.raises(typer.BadParameter, match="field=value"):
        split_assignments([part])


def test_a_hyphen_may_stand_for_an_underscore() -> None:
    snapshot = Snapshot.of([item("issue")])
    fields, problems = read_assignments(snapshot, item("issue"), {"readiness-reason": "Waits for data."})
    assert (fields, problems) == ({"readiness_reason": "Waits for data."}, [])


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(KINDS)), st.sampled_from(FIELDS) | st.text(max_size=20), st.text(max_size=60))
def test_whatever_is_typed_becomes_a_value_or_a_sentence(kind: str, name: str, value: str) -> None:
    snapshot = Snapshot.of([item(kind)])
    fields, problems = read_assignments(snapshot, item(kind), {name: value})
    assert len(fields) + len(problems) == 1
    assert all(problem.sentence().strip() for problem in problems)
