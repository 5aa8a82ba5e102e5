"""Agendas: what a meeting takes up, dependencies first, and the minutes that are left."""

from __future__ import annotations

from datetime import date

from workbench.graph.reading import SNAPSHOTS
from workbench.process.agendas import agendas
from workbench.process.keeping import Database
from workbench.process.stage_rows import stage_rows


def test_the_agenda_of_the_next_meeting_of_the_fictional_record(demo: Database) -> None:
    snapshot = SNAPSHOTS.get(demo)
    (agenda,) = agendas(snapshot, [snapshot.by_code["MTG-2026-12-03"]])
    assert [(p.issue.code, p.stage, p.minutes) for p in agenda.points] == [
        ("ISS-005", "use cases", 60),
        ("ISS-002", "consensus call", 10),
        ("ISS-003", "consensus call", 10),
        ("ISS-004", "use cases", 20),
        ("ISS-007", "use cases", 30),
    ]
    assert (agenda.used, agenda.length, agenda.left) == (130, 120, -10)
    assert agenda.words == "130 of 120 minutes used: 10 too many."


def test_a_meeting_without_issues_says_so(bundled: Database) -> None:
    snapshot = SNAPSHOTS.get(bundled, baseline="Minutes of 12 June 2014")
    (agenda,) = agendas(snapshot, [snapshot.by_code["MTG-2014-06-19"]])
    assert agenda.words == "No issue is on it; all 120 minutes are free."


def test_what_was_taken_up_in_a_held_meeting_stays_on_its_agenda(demo: Database) -> None:
    snapshot = SNAPSHOTS.get(demo)
    held = [meeting for meeting in snapshot.of_kind("meeting") if meeting.status == "held"]
    assert any(agenda.points for agenda in agendas(snapshot, held))


def test_stages_of_links_that_name_none_stand_on_the_time_line(demo: Database) -> None:
    rows = stage_rows(SNAPSHOTS.get(demo), date(2026, 11, 23))
    assert [row.start for row in rows] == sorted(row.start for row in rows if row.start)
    found = {(row.code, row.stage): row for row in rows}
    assert found["ISS-004", "use cases"].meeting == "MTG-2026-12-03"
    assert found["ISS-002", "use cases"].standing == "held"
    assert found["ISS-004", "use cases"].days_words == "in 10 days"
