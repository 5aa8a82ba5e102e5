"""export: documents, grids and the calendar, written whole with their path alone on standard output."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest
from icalendar import Calendar
from sqlmodel import select

from workbench.cli.documents import NAMES, write_whole
from workbench.cli.exports import EXPORTS
from workbench.graph.filings import filings
from workbench.graph.reading import SNAPSHOTS
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.baselines import make_baseline
from workbench.record.events import Event


def test_the_submittal_is_a_word_file_and_a_draft(workbench, tmp_path) -> None:
    ran = workbench.done("export", "submittal", "--out", str(tmp_path / "new" / "folder"))
    path = Path(ran.out.strip())
    assert ran.out == f"{path}\n"
    assert path == tmp_path / "new" / "folder" / "submittal.docx"
    with zipfile.ZipFile(path) as word:
        assert "word/document.xml" in word.namelist()
    assert "Draft, not for filing: The filing party is missing" in ran.err
    assert "left out" in ran.err


def test_the_same_record_gives_the_same_bytes(workbench, tmp_path) -> None:
    for name in ("submittal", "issues.xlsx", "issues.csv", "schedule.ics", "record.json", "record.reqifz"):
        first = Path(workbench.done("export", name, "--out", str(tmp_path / "a")).out.strip()).read_bytes()
        again = Path(workbench.done("export", name, "--out", str(tmp_path / "b")).out.strip()).read_bytes()
        assert first == again, name


def test_a_day_gives_the_same_bytes_after_later_changes(workbench, tmp_path) -> None:
    names = (
        "submittal", "traceability", "traceability.xlsx", "issues.xlsx", "items.xlsx", "links.xlsx", "record.xlsx",
        "record.json", "record.reqif", "diagram.dot",
    )  # fmt: skip

    def written(folder: str) -> dict[str, bytes]:
        return {
            name: Path(
                workbench.done(
                    "export", name, "--as-of", "2014-06-20", "--out", str(tmp_path / folder)
                ).out.strip()
            ).read_bytes()
            for name in names
        }

    first = written("a")
    workbench.done("edit", "ISS-001", "title=Another", "--why", "Later")
    again = written("b")
    assert [name for name in names if first[name] != again[name]] == []


def test_a_file_of_a_day_counts_as_made_from_that_day(workbench, bundled, tmp_path) -> None:
    workbench.done("export", "submittal", "--as-of", "2014-06-13", "--out", str(tmp_path))
    with bundled.read() as session:
        [event] = session.exec(select(Event).where(Event.verb == "export")).all()
    then = SNAPSHOTS.get(bundled, baseline="Minutes of 12 June 2014").change
    assert event.payload["change"] == then + 1, "the one that gave the baseline its name"
    head = SNAPSHOTS.get(bundled).change
    baseline = make_baseline(bundled, LOCAL_OPERATOR, "Today")
    assert baseline.change in (head, head + 1)
    with bundled.read() as session:
        assert "Today" not in [row.baseline for row in filings(session, SNAPSHOTS.get(bundled))]


def test_a_baseline_gives_the_document_of_its_day(workbench, tmp_path) -> None:
    name = "Submittal of 18 July 2014"
    by_name = Path(
        workbench.done("export", "submittal", "--baseline", name, "--out", str(tmp_path / "a")).out.strip()
    )
    now = Path(workbench.done("export", "submittal", "--out", str(tmp_path / "b")).out.strip())
    assert by_name.read_bytes() != now.read_bytes()


@pytest.mark.parametrize("name", ["issues.csv", "issue.csv", "ISSUES.CSV"])
def test_a_grid_is_named_by_its_kind(workbench, tmp_path, name: str) -> None:
    path = Path(workbench.done("export", name, "--out", str(tmp_path)).out.strip())
    assert path.name == "issues.csv"
    assert path.read_text("utf-8-sig").count("ISS-") >= 22


def test_a_query_narrows_what_is_written(workbench, tmp_path) -> None:
    out = ("--out", str(tmp_path))
    path = Path(workbench.done("export", "issues.csv", "--where", "theme=gateway", *out).out.strip())
    assert re.findall(r"^ISS-\d+", path.read_text("utf-8-sig"), re.MULTILINE) == ["ISS-010", "ISS-011"]
    path = Path(workbench.done("export", "items.csv", "--where", "linked=ISS-010", *out).out.strip())
    found = workbench.done("list", "--where", "linked=ISS-010", "--json").json
    lines = path.read_text("utf-8-sig").splitlines()
    assert lines[0] == "kind,code,title,status,suspect,changed"
    assert [line.split(",")[1] for line in lines[1:]] == [item["code"] for item in found]
    assert "is not narrowed by a query" in workbench.misread("export", "submittal", "--where", "kind=issue")


def test_links_go_out_and_come_back_edited(workbench, tmp_path) -> None:
    path = Path(
        workbench.done("export", "links.csv", "--where", "code=ISS-007", "--out", str(tmp_path)).out.strip()
    )
    assert "Nothing differs from the record." in workbench.done("import", str(path)).out
    with path.open("a", encoding="utf-8") as file:
        file.write("ISS-007,,pinned-to,INT-E2\r\n")
    proposed = workbench.done("import", str(path), "--dry-run", "--json").json["proposals"]
    assert [(one["kind"], one["title"]) for one in proposed] == [("link", "ISS-007 pinned-to INT-E2")]
    assert "1 link added" in workbench.done("import", str(path), "--why", "Said in the call").out
    found = workbench.done("list", "issue", "--where", "pins=INT-E2", "--json").json
    assert "ISS-007" in [item["code"] for item in found]
    with path.open("a", encoding="utf-8") as file:
        file.write("ISS-007,,answers,INT-E2\r\n")
    assert "'answers' cannot join issue to interface" in workbench.refused("import", str(path))


def test_every_kind_can_be_exported(workbench, tmp_path) -> None:
    for kind in ("requirements", "data-requirements", "organisations", "terms"):
        assert (
            Path(workbench.done("export", f"{kind}.xlsx", "--out", str(tmp_path)).out.strip()).stat().st_size
            > 4_000
        )


def test_the_calendar_is_one(workbench, tmp_path) -> None:
    path = Path(workbench.done("export", "schedule.ics", "--out", str(tmp_path)).out.strip())
    assert Calendar.from_ical(path.read_bytes()).walk("VEVENT")


def test_the_record_as_json_holds_every_item(workbench, tmp_path) -> None:
    path = Path(workbench.done("export", "record.json", "--out", str(tmp_path)).out.strip())
    record = json.loads(path.read_text("utf-8"))
    assert len(record["items"]) == 728
    assert record["title"].startswith("Smart Inverter Working Group")


def test_confidential_items_stay_out_and_are_counted(demo_workbench, tmp_path) -> None:
    demo_workbench.done("edit", "ISS-001", "confidential=yes", "--why", "On request")
    for name in ("issues.csv", "record.json", "record.reqif", "schedule.ics"):
        ran = demo_workbench.done("export", name, "--out", str(tmp_path))
        assert b"ISS-001" not in Path(ran.out.strip()).read_bytes(), name
        ran = demo_workbench.done("export", name, "--as-of", "2026-11-20", "--out", str(tmp_path))
        assert b"ISS-001" not in Path(ran.out.strip()).read_bytes(), f"{name}, when it was not confidential"
    assert (
        "1 confidential item left out"
        in demo_workbench.done("export", "issues.csv", "--out", str(tmp_path)).err
    )


def test_a_party_exports_grids_and_no_filings(demo_workbench, tmp_path) -> None:
    demo_workbench.done("--as", "PER-QUAY", "export", "issues.csv", "--out", str(tmp_path))
    said = demo_workbench.refused("--as", "PER-QUAY", "export", "submittal", "--out", str(tmp_path))
    assert "may not export" in said


@pytest.mark.parametrize(
    ("name", "says"), [("isues.xlsx", "issues.xlsx"), ("submital", "submittal"), ("x.pdf", "Allowed")]
)
def test_an_unknown_name_is_a_usage_error(workbench, tmp_path, name: str, says: str) -> None:
    assert says in workbench.misread("export", name, "--out", str(tmp_path))
    assert not list(tmp_path.glob("*.docx"))


def test_a_folder_that_cannot_be_written_is_refused(workbench, tmp_path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert "is a file" in workbench.refused("export", "issues.csv", "--out", str(tmp_path / "file"))
    (tmp_path / "issues.csv").mkdir()
    assert "is a folder" in workbench.refused("export", "issues.csv", "--out", str(tmp_path))


def test_what_fails_halfway_leaves_the_former_file(tmp_path, monkeypatch) -> None:
    path = tmp_path / "issues.csv"
    path.write_text("former")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fails)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    assert path.read_text() == "former"
    assert list(tmp_path.iterdir()) == [path]


def test_the_help_names_everything_that_can_be_exported() -> None:
    assert set(NAMES) == set(EXPORTS)


@pytest.mark.parametrize("name", ["agenda", "minutes"])
def test_a_meeting_has_its_agenda_and_minutes(workbench, tmp_path, name: str) -> None:
    ran = workbench.done("export", name, "--meeting", "mtg-2014-06-12", "--out", str(tmp_path))
    path = Path(ran.out.strip())
    assert path.name == f"{name}.docx"
    with zipfile.ZipFile(path) as word:
        assert "June 12, 2014" in re.sub("<[^>]+>", "", word.read("word/document.xml").decode())


def test_a_meeting_that_is_not_there_is_refused(workbench, tmp_path) -> None:
    said = workbench.refused("export", "agenda", "--meeting", "MTG-NEVER", "--out", str(tmp_path))
    assert "MTG-2014-07-02" in said
    assert "--meeting" in workbench.misread("export", "submittal", "--meeting", "MTG-2014-07-02")


def test_what_nobody_has_seen_is_only_left_out_when_it_is_accepted_by_name(workbench, tmp_path) -> None:
    workbench.done("edit", "ISS-013", "certainty=memory", "--why", "Nobody has the paper")
    said = workbench.refused("export", "submittal", "--out", str(tmp_path))
    assert "HTTP or XMPP (ISS-013)" in said
    assert not (tmp_path / "submittal.docx").exists()
    ran = workbench.done("export", "submittal", "--accept", "http or xmpp", "--out", str(tmp_path))
    assert "ISS-013" in ran.err
    assert (tmp_path / "submittal.docx").is_file()


def test_the_event_of_an_export_proves_the_file(workbench, tmp_path) -> None:
    path = Path(workbench.done("export", "submittal", "--out", str(tmp_path)).out.strip())
    (event,) = [row for row in json.loads(workbench.done("history", "--json").out) if row["verb"] == "export"]
    assert event["subject"] == "submittal"
    assert path.exists()
    assert workbench.done("verify").out.startswith("Sound")


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("diagram.svg", b"<?xml"),
        ("diagram.png", b"\x89PNG"),
        ("layers.svg", b"<?xml"),
        ("layers.dot", b"digraph"),
    ],
)
def test_drawings_are_exported(workbench, tmp_path, name: str, begins: bytes) -> None:
    path = Path(workbench.done("export", name, "--out", str(tmp_path)).out.strip())
    assert path.name == name
    assert path.read_bytes().lstrip().startswith((begins, b"<!DOCTYPE svg"))


def test_a_confidential_issue_that_is_pinned_is_told_to_be_left_out(demo_workbench, tmp_path) -> None:
    demo_workbench.done("edit", "ISS-004", "confidential=yes", "--why", "Not yet")
    ran = demo_workbench.done("export", "diagram.dot", "--out", str(tmp_path))
    assert "1 confidential item left out" in ran.err
    ran = demo_workbench.done("export", "layers.dot", "--out", str(tmp_path))
    assert "left out" not in ran.err, "it is pinned to no layer"


def test_the_difference_of_two_drawings_is_exported_and_said(workbench, tmp_path) -> None:
    workbench.done("edit", "ACR-L4-DERMS", "title=DER manager", "--why", "Another name")
    name = "Submittal of 18 July 2014"
    ran = workbench.done("export", "diagram.dot", "--since", name, "--out", str(tmp_path))
    assert Path(ran.out.strip()).name == "difference.dot"
    assert "~ DER manager (ACR-L4-DERMS): Renamed" in ran.err
    assert "mark-changed" in Path(ran.out.strip()).read_text("utf-8")
    workbench.done("export", "diagram.svg", "--since", "2014-07-18", "--out", str(tmp_path))
    assert "--since" in workbench.misread("export", "layers.svg", "--since", name)
    assert "no baseline" in workbench.refused("export", "diagram.svg", "--since", "Never")


def test_a_diagram_names_its_levels_by_the_edition_that_is_asked_for(workbench, tmp_path) -> None:
    path = Path(
        workbench.done(
            "export", "diagram.dot", "--levels", "ieee_pe_2016", "--out", str(tmp_path)
        ).out.strip()
    )
    assert "Level 5: Market operations (not seen, inferred)" in path.read_text("utf-8")
    refused = workbench.refused("export", "diagram.dot", "--levels", "none", "--out", str(tmp_path))
    assert "Allowed: general_2013_14, siwg_2015_fig1, ieee_pe_2016" in refused
    assert "--levels" in workbench.misread("export", "layers.svg", "--levels", "ieee_pe_2016")
