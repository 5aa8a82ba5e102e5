"""The mapping on the command line: one quantity, all of them, a value in every protocol, the coverage report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from workbench.cli import app


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mapping") / "record.sqlite3"
    assert CliRunner().invoke(app, ["init", "--db", str(path)]).exit_code == 0
    return path


def run(record: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--db", str(record), "mapping", *words], env={"COLUMNS": "300"})


def test_one_quantity_with_its_bindings_and_a_value_in_each_protocol(record: Path) -> None:
    said = run(record, "OBJ-limit-active-power", "--value", "50").output
    assert "AI149                    AO88" in said
    assert "AI148                    AO87" in said
    assert "50 %WMax in each protocol" in said
    assert "example device of 8 kW" in said


def test_words_and_addresses_find_quantities(record: Path) -> None:
    found = json.loads(run(record, "--find", "ao88", "--json").output)
    assert [row["key"] for row in found] == ["limit-active-power"]
    assert found[0]["bindings"]["dnp3-an2018"]["write"] == "AO88"
    assert run(record, "--protocol", "sunspec-1xx").output.rstrip().endswith("quantities.")


def test_the_coverage_report_has_every_requirement_and_its_counts(record: Path) -> None:
    found = json.loads(run(record, "--coverage", "--json").output)
    assert len(found["requirements"]) == 91
    for counts in found["summary"].values():
        assert sum(counts.values()) == 91
    said = run(record, "--coverage", "--protocol", "dnp3-1815.2").output
    assert "DAT-63  covered" in said
    before = run(record, "--coverage", "--as-of", "2014-07-18").output
    assert "no minimum data tables" in before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["limit-actve-power"], 1, "Did you mean limit-active-power"),
        (["limit-active-power", "--value", "fast"], 1, "a number in %WMax"),
        (["--value", "50"], 2, "belongs to one quantity"),
        (["--coverage", "limit-active-power"], 2, "without NAME"),
        (["--protocol", "zigbee"], 2, "sunspec-7xx"),
    ],
)
def test_what_cannot_be_done_is_said(record: Path, words: list[str], code: int, said: str) -> None:
    result = run(record, *words)
    assert result.exit_code == code
    assert said in result.output


def test_the_mapping_goes_out_as_a_workbook_and_as_text(record: Path, tmp_path: Path) -> None:
    for name in ("mapping.xlsx", "mapping.csv"):
        made = CliRunner().invoke(app, ["--db", str(record), "export", name, "--out", str(tmp_path)])
        assert made.exit_code == 0, made.output
    text = (tmp_path / "mapping.csv").read_text(encoding="utf-8-sig")
    assert text.count("\n") == 97
    assert "AI149 / AO88" in text
