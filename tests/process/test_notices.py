"""Notices: when each goes out, to whom, and what it says and does not say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.process.notice_times import notice_times
from workbench.process.notices import Notice, notices
from workbench.process.recipients import NOBODY, recipients_of, subject_line

TODAY = date(2014, 6, 23)


def item(code: str, kind: str, status: str, title: str = "", **detail: Any) -> ItemView:
    hidden = bool(detail.pop("confidential", False))
    return ItemView(f"u-{code}", code, kind, title or f"Title {code}", "", status, 1, "", detail, hidden)


def setting(name: str, value: Any) -> ItemView:
    return item(f"SET-{name}", "setting", "in-use", value=value)


def link(source: str, relation: str, target: str, **detail: Any) -> LinkRow:
    return LinkRow(f"{source}{relation}{target}{detail}", f"u-{source}", relation, f"u-{target}", detail)


def on(day: str, standing: str = "proposed") -> dict[str, str]:
    return {"qualifier": "on", "start": day, "standing": standing}


ITEMS = [
    setting("docket", "R.11-09-011"),
    setting("short-name", "Interconnection Rules"),
    item("MTG-2014-06-17", "meeting", "held", "Third call", date=on("2014-06-17", "held")),
    item(
        "MTG-2014-07-02",
        "meeting",
        "planned",
        "Fourth call",
        date=on("2014-07-02"),
        starts="10:00",
        minutes=90,
    ),
    item("MTG-HOPED", "meeting", "planned", "Workshop", date=on("2014-08-04", "hoped")),
    item("MIL-01", "milestone", "open", "Schedule to staff", date={"qualifier": "by", "end": "2014-07-07"}),
    item("MIL-02", "milestone", "open", "A hope", date=on("2014-07-09", "hoped")),
    item(
        "ISS-001",
        "issue",
        "listed",
        "Scope",
        stages={"text circulated": "2014-06-23", "redlines due": "2014-06-30"},
    ),
    item(
        "ISS-002",
        "issue",
        "listed",
        "Gateway",
        stages={"text circulated": "2014-06-23", "redlines due": "2014-06-30"},
    ),
    item("ISS-003", "issue", "listed", "Secret", stages={"redlines due": "2014-06-30"}, confidential=True),
    item("ACT-01", "action", "open", "Send the list", due={"qualifier": "by", "end": "2014-06-27"}),
    item("ORG-X", "organisation", "active", "Example Works"),
    item("PER-A", "person", "active", "Ada Ferry", email="ada@example.org", roles=["facilitator"]),
    item("PER-B", "person", "active", "Quay, Bo", email="bo@example.org"),
    item("PER-C", "person", "left", "Gone", email="gone@example.org"),
]
LINKS = [
    link("ISS-001", "scheduled-in", "MTG-2014-07-02", stage="consensus call"),
    link("ISS-002", "scheduled-in", "MTG-2014-07-02", stage="use cases"),
    link("ISS-003", "scheduled-in", "MTG-2014-07-02", stage="use cases"),
    link("ISS-001", "depends-on", "ISS-002"),
    link("ACT-01", "assigned-to", "MTG-2014-06-17"),
    link("ACT-01", "owned-by", "PER-B"),
    link("PER-B", "member-of", "ORG-X"),
]
SNAPSHOT = Snapshot.of(ITEMS, LINKS, title="Smart Inverter Working Group")


def found(snapshot: Snapshot = SNAPSHOT, today: date = TODAY) -> dict[tuple[str, str], Notice]:
    return {(notice.kind, notice.for_code): notice for notice in notices(snapshot, today)}


def test_every_step_has_its_notice_on_its_day() -> None:
    days = [(n.send_on, n.kind, n.for_code, n.late) for n in notices(SNAPSHOT, TODAY)]
    assert days == [
        (date(2014, 6, 18), "after-call", "MTG-2014-06-17", True),
        (date(2014, 6, 19), "minutes", "MTG-2014-06-17", True),
        (date(2014, 6, 23), "text-circulated", "ISS-001", False),
        (date(2014, 6, 24), "redlines-call", "ISS-001", False),
        (date(2014, 6, 27), "agenda", "MTG-2014-07-02", False),
        (date(2014, 6, 27), "consensus-call", "MTG-2014-07-02", False),
        (date(2014, 6, 27), "reminder", "ISS-001", False),
        (date(2014, 7, 1), "reminder", "MTG-2014-07-02", False),
        (date(2014, 7, 3), "reminder", "MIL-01", False),
    ]


def test_the_agenda_takes_up_issues_after_those_they_depend_on() -> None:
    notice = found()["agenda", "MTG-2014-07-02"]
    assert notice.subject == "R.11-09-011; Interconnection Rules; agenda for the meeting of Wed 2 Jul 2014"
    assert "Fourth call, Wed 2 Jul 2014, 10:00 Pacific; 90 minutes" in notice.body
    assert (
        "2. ISS-002 Gateway: use cases, 20 minutes\n3. ISS-001 Scope: consensus call, 10 minutes"
        in notice.body
    )
    assert "Send the list (Quay, Bo, by Fri 27 Jun 2014)" in notice.body
    assert notice.body.endswith("Ada Ferry\nfor Smart Inverter Working Group\n")


def test_a_call_for_redlines_takes_no_silence_for_agreement() -> None:
    notice = found()["redlines-call", "ISS-001"]
    assert notice.codes == ("ISS-001", "ISS-002")
    assert "Redlines are due by Mon 30 Jun 2014" in notice.body
    assert "not incorporated (carried as non-consensus)" in notice.body
    assert "this is not taken as agreement" in notice.body
    assert "reject" not in notice.body


def test_a_text_circulated_is_no_agreement_and_a_consensus_call_has_no_outcome() -> None:
    every = found()
    text = every["text-circulated", "ISS-001"].body
    assert "states no agreement" in text
    assert "- ISS-002 Gateway (redlines by Mon 30 Jun 2014)" in text
    call = every["consensus-call", "MTG-2014-07-02"].body
    assert "- ISS-001 Scope" in call
    assert "ISS-002" not in call
    assert "consensus with recorded dissent" in call
    assert "vote" not in call


def test_what_is_confidential_or_hoped_for_is_in_no_notice() -> None:
    every = notices(SNAPSHOT, TODAY)
    assert not any("Secret" in n.body or "ISS-003" in (n.body + n.subject) for n in every)
    assert not {"MTG-HOPED", "MIL-02"} & {n.for_code for n in every}


def test_recipients_are_people_with_an_address_and_gaps_stand_in_brackets() -> None:
    assert recipients_of(SNAPSHOT) == ("Ada Ferry <ada@example.org>", '"Quay, Bo" <bo@example.org>')
    more = Snapshot.of([*ITEMS, item("ORG-Y", "organisation", "active", "Silent Works")], LINKS)
    assert recipients_of(more)[-1] == "[no address is on record for Silent Works]"
    assert recipients_of(Snapshot.of([])) == (NOBODY,)
    listed = Snapshot.of(
        [*ITEMS, setting("mailing-recipients", ["list@example.org", "ORG-X", "PER-C"])], LINKS
    )
    assert recipients_of(listed) == (
        "list@example.org",
        '"Quay, Bo" <bo@example.org>',
        "[no address is on record for Gone]",
    )


def test_a_served_document_names_the_serving_party_last_and_no_line_breaks_get_in() -> None:
    snapshot = Snapshot.of([*ITEMS, setting("filing-party-short", "Example\r\nBcc: x@example.org")])
    subject = subject_line(snapshot, "Issue list", served=True)
    assert subject == "R.11-09-011; Interconnection Rules; Issue list; Example Bcc: x@example.org"
    assert subject_line(Snapshot.of([]), "Agenda") == "[docket number]; Agenda"
    assert subject_line(SNAPSHOT, "Issue list", served=True).endswith("; [serving party]")


def test_circulated_minutes_end_the_notices_of_a_meeting_and_enter_the_next_agenda() -> None:
    minutes = item("MIN-2014-06-17", "minutes", "circulated")
    snapshot = Snapshot.of(
        [*ITEMS, minutes], [*LINKS, link("MIN-2014-06-17", "minutes-of", "MTG-2014-06-17")]
    )
    every = found(snapshot)
    assert ("minutes", "MTG-2014-06-17") not in every
    assert "Minutes of Third call: corrections and adoption" in every["agenda", "MTG-2014-07-02"].body


def test_notice_times_are_settings_and_bad_ones_are_refused_together() -> None:
    snapshot = Snapshot.of([setting("agenda-days", 5), setting("reminder-days", [5, 1])])
    assert notice_times(snapshot).agenda_days == 5
    assert notice_times(snapshot).reminder_days == (5, 1)
    bad = Snapshot.of([setting("agenda-days", "soon"), setting("minutes-days", [1, 2])])
    with pytest.raises(ValueError) as refused:
        notice_times(bad)
    assert "SET-agenda-days" in str(refused.value)
    assert "SET-minutes-days" in str(refused.value)


def test_a_meeting_without_issues_or_facilitator_says_what_is_missing() -> None:
    bare = Snapshot.of([item("MTG-2014-07-02", "meeting", "planned", date=on("2014-07-02"))])
    body = found(bare)["agenda", "MTG-2014-07-02"].body
    assert "[no issue is scheduled for this meeting yet]" in body
    assert "[name of the facilitator]" in body
