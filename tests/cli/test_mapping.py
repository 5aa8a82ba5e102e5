"""The mapping on the command line: one quantity, all of them, a value in every protocol, the coverage report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine


def test_one_quantity_with_its_bindings_and_a_value_in_each_protocol(workbench: CommandLine) -> None:
    said = workbench("mapping", "OBJ-limit-active-power", "--value", "50").out
    assert "AI149                    AO88" in said
    assert "AI148                    AO87" in said
    assert "50 %WMax in each protocol" in said
    assert "example device of 8 kW" in said


def test_words_and_addresses_find_quantities(workbench: CommandLine) -> None:
    found = json.loads(workbench("mapping", "--find", "ao88", "--json").out)
    assert [row["key"] for row in found] == ["limit-active-power"]
    assert found[0]["bindings"]["dnp3-an2018"]["write"] == "AO88"
    assert workbench("mapping", "--protocol", "sunspec-1xx").out.rstrip().endswith("quantities.")


def test_the_coverage_report_has_every_requirement_and_its_counts(workbench: CommandLine) -> None:
    found = json.loads(workbench("mapping", "--coverage", "--json").out)
    assert len(found["requirements"]) == 91
    for counts in found["summary"].values():
        assert sum(counts.values()) == 91
    said = workbench("mapping", "--coverage", "--protocol", "dnp3-1815.2").out
    assert "DAT-63  covered" in said
    before = workbench("mapping", "--coverage", "--as-of", "2014-07-18").out
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
def test_what_cannot_be_done_is_said(workbench: CommandLine, words: list[str], code: int, said: str) -> None:
    result = workbench("mapping", *words)
    assert result.code == code
    assert said in " ".join(result.err.replace("│", " ").split())


def test_the_mapping_goes_out_as_a_workbook_and_as_text(workbench: CommandLine, tmp_path: Path) -> None:
    for name in ("mapping.xlsx", "mapping.csv"):
        workbench.done("export", name, "--out", str(tmp_path))
    text = (tmp_path / "mapping.csv").read_text(encoding="utf-8-sig")
    assert text.count("\n") == 97
    assert "AI149 / AO88" in text
