"""Where one item has very many links, the first are told and the others counted; --all and --json have every one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import CommandLine
from workbench.cli.output import MOST_ROWS
from workbench.process.keeping import open_database
from workbench.starting import load_directory

CITING = MOST_ROWS + 37


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the command line on a record in which every issue depends on ISS-0000, which the next cites too."""
    folder = tmp_path_factory.mktemp("hub")
    (folder / "record").mkdir()
    (folder / "record" / "record.yaml").write_text(
        "id: hub\ntitle: Hub\ngroup: Many\nsteps:\n  - {step: first, effective_on: 2026-01-05, why: The first}\n"
    )
    rows = [f"ISS-{number:04d},first,Issue {number},A text,ISS-0000" for number in range(1, CITING + 1)]
    all_of_them = "; ".join(f"ISS-{number:04d}" for number in range(1, CITING + 1))
    rows = ["ISS-0000,first,The hub,A text,", *rows, f"ISS-9999,first,Cites all,A text,{all_of_them}"]
    (folder / "record" / "issues.csv").write_text("code,step,title,text,depends\n" + "\n".join(rows) + "\n")
    database, _ = open_database(str(folder / "hub.sqlite3"))
    load_directory(database, folder / "record")
    database.close()
    return CommandLine(str(folder / "hub.sqlite3"))


def rows_of(lines: list[str]) -> int:
    return sum("ISS-" in line.split("Issue")[0] and "Issue " in line for line in lines)


@pytest.mark.parametrize("words", [("trace", "ISS-0000"), ("impact", "ISS-0000"), ("coverage",)])
def test_the_first_are_told_and_the_others_counted(hub: CommandLine, words: tuple[str, ...]) -> None:
    lines = hub.done(*words).lines
    assert MOST_ROWS - 2 <= rows_of(lines) <= MOST_ROWS
    [folded] = [line for line in lines if line.endswith(" more; --all tells every one.")]
    assert int(folded.split()[2]) in (CITING - MOST_ROWS, CITING - MOST_ROWS + 1, CITING - MOST_ROWS + 2)
    whole = hub.done(*words, "--all").lines
    assert rows_of(whole) == CITING
    assert not any("--all tells" in line for line in whole)
    told = hub.done(*words, "--json").json
    assert len(told.get("reached") or told.get("touched") or told["items"]) >= CITING


def test_what_cites_very_many_says_how_many(hub: CommandLine) -> None:
    [last] = [line for line in hub.done("impact", "ISS-0000").lines if line.startswith("ISS-9999")]
    assert f"; and {CITING - 12} more" in last
