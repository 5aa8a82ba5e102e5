"""edit, undo, redact and comment: what they save, say and refuse."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest


def item(workbench, code: str) -> dict:
    return workbench.done("show", code, "--json").json


def test_an_edit_is_one_change_with_its_number(workbench) -> None:
    before = item(workbench, "ISS-013")
    ran = workbench.done(
        "edit", "ISS-013", "status=in-discussion", "priority=high", "--why", "Call", "--json"
    )
    after = item(workbench, "ISS-013")
    assert ran.json["changeset"] == 11
    assert ran.json["codes"] == ["ISS-013"]
    assert after["revision"] == before["revision"] + 1
    assert (after["status"], after["detail"]["priority"]) == ("in-discussion", "high")
    assert after["fingerprint"] == before["fingerprint"]


def test_an_edit_says_what_turns_suspect(workbench) -> None:
    ran = workbench.done("edit", "ISS-013", "disposition=Both are offered.", "--why", "Call")
    assert ran.lines[0] == "Change 11 is saved."
    assert "2 links turn suspect" in ran.out
    assert "R21-08" in ran.out
    suspects = [link["code"] for link in item(workbench, "ISS-013")["links"] if link["suspect"]]
    assert suspects


def test_a_dry_run_saves_nothing(workbench) -> None:
    before = item(workbench, "ISS-013")
    ran = workbench.done("edit", "ISS-013", "title=Another", "--dry-run")
    assert "'HTTP or XMPP' → 'Another'" in ran.out
    assert item(workbench, "ISS-013") == before
    assert workbench.done("edit", "ISS-013", "title=Another", "--dry-run", "--json").json["changeset"] is None


def test_links_are_fields(workbench) -> None:
    workbench.done("edit", "ISS-013", "meeting=MTG-2014-07-02; MTG-2014-10-24", "owner=abb", "--why", "Plan")
    linked = {
        (x["relation"], x["code"]) for x in item(workbench, "ISS-013")["links"] if x["direction"] == "out"
    }
    assert {
        ("scheduled-in", "MTG-2014-07-02"),
        ("scheduled-in", "MTG-2014-10-24"),
        ("owned-by", "ORG-ABB"),
    } <= linked
    workbench.done("edit", "ISS-013", "meeting=", "owner=", "--why", "Undone by hand")
    assert not [
        x for x in item(workbench, "ISS-013")["links"] if x["relation"] in ("scheduled-in", "owned-by")
    ]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["stauts=listed"], "did you mean status"),
        (["status=finished"], "finished"),
        (["due=2014-06-31"], "2014-06-31"),
        (["minutes=long"], "no whole number"),
        (["owner=Nobody at all"], "not in the record"),
        (["depends=ISS-13"], "ISS-013"),
        (["depends=ISS-013"], "ISS-013"),
        (["title="], "needs a title"),
        (["title=one\x1b[31mred"], "control character"),
        (["text=a\u202eb"], "in another order"),
        (["revision=9"], "cannot be written"),
        (["title=" + "x" * 600], "500"),
    ],
)
def test_a_bad_value_is_refused_with_what_is_allowed(workbench, words: list[str], says: str) -> None:
    before = item(workbench, "ISS-013")
    assert says in workbench.refused("edit", "ISS-013", *words, "--why", "Try")
    assert item(workbench, "ISS-013") == before


def test_every_fault_is_named_at_once(workbench) -> None:
    said = workbench.refused("edit", "ISS-013", "due=soon", "minutes=long", "colour=red", "--why", "Try")
    assert len(said.splitlines()) == 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["ISS-013", "priority=high"], "--why"),
        (["ISS-013", "priority=high", "--why", " "], "--why"),
        (["ISS-013", "priority", "--why", "x"], "field=value"),
        (["ISS-013", "--why", "x"], "nothing to change"),
        (["ISS-013", "priority=high", "priority=low", "--why", "x"], "twice"),
        (["ISS-013", "priority=high", "--why", "x", "--effective", "someday"], "--effective"),
    ],
)
def test_an_edit_that_cannot_be_read(workbench, words: list[str], says: str) -> None:
    assert says in workbench.misread("edit", *words).lower()


def test_two_editors_of_different_fields_merge(workbench) -> None:
    seen = item(workbench, "ISS-013")["revision"]
    workbench.done("edit", "ISS-013", "priority=high", "--why", "One")
    ran = workbench.done("edit", "ISS-013", "minutes=30", "--revision", str(seen), "--why", "Other")
    assert "Local operator changed priority in change 11 meanwhile; that stays." in ran.out
    detail = item(workbench, "ISS-013")["detail"]
    assert (detail["priority"], detail["minutes"]) == ("high", 30)


def test_two_editors_of_one_field_see_both_versions(workbench) -> None:
    seen = item(workbench, "ISS-013")["revision"]
    workbench.done("edit", "ISS-013", "title=Theirs", "--why", "One")
    said = workbench.refused("edit", "ISS-013", "title=Mine", "--revision", str(seen), "--why", "Other")
    for words in ("'HTTP or XMPP'", "'Mine'", "'Theirs'", "Nothing was saved"):
        assert words in said
    assert item(workbench, "ISS-013")["title"] == "Theirs"


def test_the_text_can_come_from_a_file_or_standard_input(workbench, written) -> None:
    path = written("text.md", "From a file.\n\n* with a list\n")
    workbench.done("edit", "ISS-013", "--text-file", str(path), "--why", "File")
    assert item(workbench, "ISS-013")["text"].startswith("From a file.")
    workbench.done("edit", "ISS-013", "--text-file", "-", "--why", "Pipe", given="From a pipe.")
    assert item(workbench, "ISS-013")["text"] == "From a pipe."
    assert "no file" in workbench.refused("edit", "ISS-013", "--text-file", "missing.md", "--why", "x")


def test_an_effective_date_is_the_groups(workbench) -> None:
    workbench.done("edit", "ISS-022", "priority=high", "--why", "Later", "--effective", "2026-03-01")
    assert (
        workbench.done("show", "ISS-022", "--as-of", "2026-02-28", "--json").json["detail"]["priority"]
        is None
    )
    assert (
        workbench.done("show", "ISS-022", "--as-of", "2026-03-01", "--json").json["detail"]["priority"]
        == "high"
    )


def test_a_party_may_read_and_not_edit(demo_workbench) -> None:
    demo_workbench.done("--as", "PER-QUAY", "show", "ISS-001")
    said = demo_workbench.refused("edit", "ISS-001", "priority=high", "--why", "x", "--as", "PER-QUAY")
    assert "Bo Quay" in said
    assert "facilitator" in said
    assert "PER-FERRY" in demo_workbench.refused("list", "issue", "--as", "PER-NOBODY")


def test_a_write_is_recorded_under_who_acts(demo_workbench) -> None:
    demo_workbench.done("edit", "ISS-001", "minutes=15", "--why", "Shorter", "--as", "PER-FERRY")
    assert demo_workbench.done("history", "--limit", "1", "--json").json[0]["person"] == "Ada Ferry"


def test_an_undo_puts_back_and_can_be_undone(workbench) -> None:
    before = item(workbench, "ISS-013")
    workbench.done("edit", "ISS-013", "title=Another", "owner=ORG-ABB", "--why", "Try")
    assert "title: 'Another' → 'HTTP or XMPP'" in workbench.done("undo", "11", "--dry-run").out
    ran = workbench.done("undo", "11", "--why", "Back")
    assert ran.lines[0] == "Change 11 is undone by change 12."
    after = item(workbench, "ISS-013")
    assert (after["title"], after["fingerprint"]) == (before["title"], before["fingerprint"])
    assert after["links"] == before["links"]
    workbench.done("undo", "12")
    assert item(workbench, "ISS-013")["title"] == "Another"


def test_an_undo_is_refused_when_something_moved_since(workbench) -> None:
    workbench.done("edit", "ISS-013", "title=One", "--why", "1")
    workbench.done("edit", "ISS-013", "title=Two", "--why", "2")
    assert "change 12" in workbench.refused("undo", "11")
    assert "no change 99" in workbench.refused("undo", "99")


def test_a_redaction_leaves_nothing_of_the_words(workbench) -> None:
    secret = "Quicksilver Lane 7"
    workbench.done("edit", "ISS-013", f"text=Send it to {secret}.", "--why", "Address")
    ran = workbench.done("redact", "--text", secret, "--why", "Private address, on request")
    assert "Redacted in change 12" in ran.out
    assert item(workbench, "ISS-013")["text"] == "Send it to [redacted]."
    assert workbench.done("verify", "--json").json["sound"]
    with open(workbench.address, "rb") as file:
        assert secret.encode() not in file.read()


def test_a_redaction_of_a_field_takes_it_whole(workbench) -> None:
    workbench.done("redact", "ISS-013", "--field", "text", "--why", "On request")
    assert item(workbench, "ISS-013")["text"] == "[redacted]"
    assert (
        "there is no item" in workbench.refused("redact", "ISS-999", "--field", "text", "--why", "x").lower()
    )
    assert "can be redacted" in workbench.refused("redact", "ISS-013", "--field", "colour", "--why", "x")


@pytest.mark.parametrize("words", [["ISS-013", "--why", "x"], ["ISS-013", "--field", "text"],
                                   ["ISS-013", "--field", "text", "--text", "a", "--why", "x"]])  # fmt: skip
def test_a_redaction_needs_one_aim_and_a_ground(workbench, words: list[str]) -> None:
    workbench.misread("redact", *words)


def test_a_comment_is_on_the_present_text(workbench) -> None:
    workbench.done("comment", "iss-013", "The draft names both.", "--on", "2014-06-20")
    [comment] = workbench.done("list", "comment", "--json").json
    assert (comment["code"], comment["text"], comment["said_on"]) == (
        "ISS-013",
        "The draft names both.",
        "2014-06-20",
    )
    assert comment["overtaken"] is False
    workbench.done("edit", "ISS-013", "title=Another", "--why", "x")
    assert workbench.done("list", "comment", "--json").json[0]["overtaken"] is True
    assert "The draft names both." in workbench.done("show", "ISS-013").out


def test_a_comment_needs_an_item_and_words(workbench) -> None:
    workbench.misread("comment", "ISS-013")
    workbench.misread("comment", "ISS-013", "x", "--post", "y")
    workbench.refused("comment", "ISS-999", "Hello")
    workbench.refused("comment", "ISS-013", "  ")
    assert "no such comment" in workbench.refused("comment", "--post", "nothing")


def test_a_comment_in_a_call_is_written_down_for_who_said_it(demo_workbench, monkeypatch) -> None:
    monkeypatch.setattr("workbench.process.comments.now", lambda: datetime(2026, 12, 1, tzinfo=UTC))
    words = ["comment", "AGR-02", "Not below 3 kW.", "--call", "bal-01", "--for", "org-rooftop"]
    said = demo_workbench.done(*words, "--cited", "Call of 2 December")
    assert "in the call BAL-01" in said.out
    last = demo_workbench.done("list", "comment", "--json").json[-1]
    assert (last["ballot"], last["person"]) == ("BAL-01", "Rooftop Example Developers")
    assert last["origin"] == {"entered_by": "Local operator", "cited": "Call of 2 December"}
    assert "no call BAL-99" in demo_workbench.refused("comment", "AGR-02", "x", "--call", "BAL-99")
    assert "does not speak for" in demo_workbench.refused(
        "--as", "PER-PIER", "comment", "AGR-02", "x", "--for", "ORG-ROOFTOP"
    )
