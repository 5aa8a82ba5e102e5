"""The memberships of a record directory: every bad row with its place."""

from __future__ import annotations

from pathlib import Path

from workbench.exchange.record_directory import read_record_directory

RECORD = "id: r\ntitle: R\nsteps:\n  - {step: s, effective_on: 2026-01-01, why: Set up.}\n"
HEADER = "step,person,organisation,roles,since,until,instrument\n"


def sentences(tmp_path: Path, rows: str, header: str = HEADER) -> list[str]:
    (tmp_path / "record.yaml").write_text(RECORD)
    (tmp_path / "memberships.csv").write_text(header + rows)
    return [problem.sentence() for problem in read_record_directory(tmp_path).problems]


def test_a_row_is_a_link_with_its_detail(tmp_path: Path) -> None:
    assert sentences(tmp_path, "s,PER-A,ORG-A,authoriser; alternate,2026-01-01,,\n") == []
    [(_, change)] = read_record_directory(tmp_path).changes
    [link] = change.links
    assert (link.source, link.relation, link.target) == ("PER-A", "member-of", "ORG-A")
    assert link.detail == {"roles": ["alternate", "authoriser"], "since": "2026-01-01"}


def test_every_bad_row_is_named(tmp_path: Path) -> None:
    found = sentences(
        tmp_path,
        "s,PER-A,ORG-A,boss,,,\n"
        "s,PER-A,,proxy,,,\n"
        "s,PER-A,ORG-A,alternate,2026-02-30,,\n"
        "s,PER-A,ORG-A,alternate,2026-02-01,2026-01-01,\n"
        "t,PER-A,ORG-A,alternate,,,\n",
    )
    assert len(found) == 6
    assert (
        "row 2, column 'roles': is no role in an organisation. Found: 'boss'. Allowed: representative"
        in found[0]
    )
    assert "row 3, column 'organisation': is missing." in found[1]
    assert "row 3, column 'instrument'" in found[2]
    assert "row 4, column 'since': is no day of the calendar. Found: '2026-02-30'" in found[3]
    assert "row 5, column 'until'" in found[4]
    assert "row 6, column 'step'" in found[5]


def test_a_column_that_means_nothing_is_named(tmp_path: Path) -> None:
    header = HEADER.replace("instrument", "letter")
    [found] = sentences(tmp_path, "s,PER-A,ORG-A,alternate,,,x\n", header)
    assert "column 'letter': is no column of a membership" in found
