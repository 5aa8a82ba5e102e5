"""Minutes from draft to adopted: what each save and each step writes, and what is not written twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from workbench.graph.proposed import NewItem
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.process.after_call import DRAFT_LINE, DraftMinutes
from workbench.process.minutes_making import (
    ADOPTED,
    CIRCULATED,
    CORRECTED,
    MEANINGS,
    actions_on_record,
    minutes_of,
    minutes_to_save,
    step_change,
    steps_of,
    without_draft_line,
)
from workbench.process.notice_desk import Notice
from workbench.record.kinds import KINDS

TEXT = f"# Minutes\n\n{DRAFT_LINE}\n\n## Attendance\n"


def item(code: str, kind: str, status: str, title: str, text: str = "") -> ItemView:
    return ItemView(f"u-{code}", code, kind, title, text, status, 4, "")


MEETING = item("MTG-2014-06-12", "meeting", "held", "June call")
ACTIONS = [
    NewItem("action", {"title": title, "meeting": MEETING.code}, label=f"action-{n}")
    for n, title in enumerate(("Send the list", "Find a room"), start=1)
]
MAIL = Notice("after-call", MEETING.code, date(2014, 6, 13), (), "", "")
DRAFT = DraftMinutes(MEETING.code, TEXT, ACTIONS, "", MAIL)


def record(status: str | None = None, *, text: str = TEXT, action: str = "") -> Snapshot:
    items, links = [MEETING], []
    if status is not None:
        items.append(item("MIN-2014-06-12", "minutes", status, "Minutes", text))
    if action:
        items.append(item("ACT-07", "action", "open", action))
        links.append(LinkRow("l", "u-ACT-07", "assigned-to", MEETING.uuid))
    return Snapshot.of(items, links)


def minutes(status: str) -> ItemView:
    found = minutes_of(record(status), MEETING.code)
    assert found is not None
    return found


def test_every_status_of_minutes_has_a_meaning() -> None:
    assert set(MEANINGS) == set(KINDS["minutes"].statuses)


def test_the_first_save_writes_the_text_as_edited_and_the_actions() -> None:
    change = minutes_to_save(DRAFT, record(), "# As edited\n")
    first, *actions = change.new
    assert (first.code, first.fields["text"], first.fields["status"]) == (
        "MIN-2014-06-12",
        "# As edited\n",
        "draft",
    )
    assert actions == ACTIONS
    assert not change.edits


def test_an_action_is_not_written_a_second_time() -> None:
    snapshot = record("draft", action="Send the list")
    assert actions_on_record(DRAFT, snapshot) == {"action-1": "ACT-07"}
    change = minutes_to_save(DRAFT, snapshot, "# As edited\n", 3)
    assert [new.fields["title"] for new in change.new] == ["Find a room"]
    (edit,) = change.edits
    assert (edit.fields, edit.revision) == ({"text": "# As edited\n"}, 3)


def test_a_save_that_says_nothing_new_is_empty() -> None:
    draft = replace(DRAFT, actions=[])
    assert minutes_to_save(draft, record("draft"), TEXT).empty


@pytest.mark.parametrize(
    ("status", "after"), [("circulated", "corrected"), ("corrected", None), ("draft", None)]
)
def test_an_edit_after_circulation_is_a_correction(status: str, after: str | None) -> None:
    (edit,) = minutes_to_save(DRAFT, record(status), "other").edits
    assert edit.fields.get("status") == after


@pytest.mark.parametrize("status", ["adopted", "withdrawn"])
def test_what_is_adopted_is_not_edited(status: str) -> None:
    with pytest.raises(ValueError, match=f"is {status}; its text is not edited any more"):
        minutes_to_save(DRAFT, record(status), "other")
    assert steps_of(minutes(status)) == ()


@pytest.mark.parametrize(
    ("status", "steps"),
    [
        ("draft", (CIRCULATED,)),
        ("circulated", (CORRECTED, ADOPTED)),
        ("corrected", (CIRCULATED, ADOPTED)),
    ],
)
def test_each_step_writes_its_status(status: str, steps: tuple[Any, ...]) -> None:
    assert steps_of(minutes(status)) == steps
    for step in steps:
        (edit,) = step_change(minutes(status), step).edits
        assert edit.fields["status"] == step.status
        assert edit.revision == 4
        assert DRAFT_LINE not in edit.fields["text"]


def test_a_step_that_is_not_next_is_refused() -> None:
    with pytest.raises(ValueError, match="MIN-2014-06-12 is draft; it cannot become adopted now"):
        step_change(minutes("draft"), ADOPTED)


def test_only_the_line_of_the_draft_goes() -> None:
    assert without_draft_line(TEXT) == "# Minutes\n\n## Attendance\n"
    assert without_draft_line("# Own words\n") == "# Own words\n"
