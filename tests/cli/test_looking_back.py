"""A look back on the command line shows of calls what was so then, whenever it is asked."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook

from tests.cli.conftest import CommandLine
from tests.cli.test_ballots import forward
from workbench.graph.proposed import NewItem, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.ballots.editorial import propose_editorial
from workbench.process.ballots.statements import write_statement
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_by_code

__all__ = ["forward"]

CLOSES = ("--closes", "2026-12-10T17:00")


def exported(run: CommandLine, folder: Path, name: str, *more: str) -> bytes:
    return Path(run.done("export", name, "--out", str(folder), *more).lines[0]).read_bytes()


def words(document: bytes, folder: Path) -> str:
    path = folder / "document.docx"
    path.write_bytes(document)
    with zipfile.ZipFile(path) as opened:
        return re.sub(r"<[^>]+>", "", opened.read("word/document.xml").decode())


def test_a_submittal_at_a_baseline_reads_the_same_before_and_after_the_close_of_a_call(
    demo_workbench: CommandLine, demo: Database, tmp_path: Path, forward: Callable[..., None]
) -> None:
    run = demo_workbench
    code = run.done("ballot", "open", "ISS-005", "--kind", "statement-call", *CLOSES, "--json").json["code"]
    write_statement(demo, actor_by_code(demo, "PER-BUOY"), code, "ORG-FLEETWISE", "Locked words.", lock=True)
    run.done("baseline", "While it is open")
    forward(days=1)
    then = ("--baseline", "While it is open")
    before = [exported(run, tmp_path, name, *then) for name in ("submittal", "positions.xlsx")]
    assert "Locked words." not in words(before[0], tmp_path)
    forward(days=20)
    assert [exported(run, tmp_path, name, *then) for name in ("submittal", "positions.xlsx")] == before
    assert "Locked words." in words(exported(run, tmp_path, "submittal"), tmp_path)


def test_a_call_that_was_open_then_is_told_as_open(
    demo_workbench: CommandLine, forward: Callable[..., None]
) -> None:
    run = demo_workbench
    code = run.done("ballot", "open", "AGR-01", *CLOSES, "--json").json["code"]
    run.done("--as", "PER-BUOY", "ballot", "position", code, "ORG-FLEETWISE", "support")
    forward(days=20)
    then = ("--as-of", "2026-11-24")
    shown = run.done("ballot", "show", code, *then).out.split("\n")
    assert any(re.fullmatch(r"state +open", line.strip()) for line in shown), shown
    assert run.done("ballot", "show", code, *then, "--json").json["state"] == "open"
    assert {row["state"] for row in run.done("positions", "--ballot", code, *then, "--json").json} == {"open"}
    assert run.done("ballot", "show", code, "--json").json["state"] == "closed"


def test_an_editorial_period_that_ended_later_has_carried_nothing_over_then(
    demo_workbench: CommandLine, demo: Database, forward: Callable[..., None]
) -> None:
    run = demo_workbench
    code = run.done("ballot", "open", "AGR-01", *CLOSES, "--json").json["code"]
    run.done("--as", "PER-BUOY", "ballot", "position", code, "ORG-FLEETWISE", "support")
    run.done("edit", "AGR-01", "text=The same in other words.", "--why", "Spelling.")
    propose_editorial(demo, LOCAL_OPERATOR, "AGR-01", "Spelling alone.")
    forward(days=12)

    def carried(*moment: str) -> list[bool]:
        rows = run.done("positions", "--ballot", code, *moment, "--json").json
        return [row["carried_over_at"] is not None for row in rows]

    assert carried() == [True]
    assert carried("--as-of", "2026-11-24") == [False]


def test_comments_of_a_date_are_those_that_were_made_by_then(
    demo_workbench: CommandLine, demo: Database, tmp_path: Path
) -> None:
    run = demo_workbench

    def said(*moment: str) -> tuple[list[str], str]:
        ran = run.done("export", "comments.xlsx", "--out", str(tmp_path), *moment)
        sheet = load_workbook(Path(ran.lines[0]))["Resolution of comments"]
        return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value], ran.err

    then, _ = said("--as-of", "2026-10-20")
    run.done("comment", "REQ-03", "Said long after.")
    kept = NewItem("issue", {"title": "Kept", "confidential": True}, code="ISS-099")
    save(demo, LOCAL_OPERATOR, ProposedChange(new=(kept,)))
    run.done("comment", "ISS-099", "Said of what is confidential.")
    assert said("--as-of", "2026-10-20") == (then, "")
    words, notes = said()
    assert "Said long after." in words
    assert "1 comment on confidential items left out." in notes
