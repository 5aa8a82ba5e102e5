"""A whole record out and in by the command line: the differences first, then one change-set, or a new record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.exchange.reqif import foreign_files


def test_a_record_goes_out_is_edited_and_comes_in(workbench, tmp_path) -> None:
    path = Path(workbench.done("export", "record.json", "--out", str(tmp_path)).out.strip())
    assert "Nothing differs from the record." in workbench.done("import", str(path), "--dry-run").out
    document = json.loads(path.read_text("utf-8"))
    row = next(item for item in document["items"] if item["code"] == "ISS-013")
    row["title"] = "Who translates"
    row["links"].append({"relation": "refines", "code": "ISS-001"})
    path.write_text(json.dumps(document), "utf-8")
    dry = workbench.done("import", str(path), "--dry-run")
    assert "Who translates" in dry.out
    assert "1 could not be taken" in dry.err
    ran = json.loads(workbench.done("import", str(path), "--json").out)
    assert ran["preview"]["items"][0]["code"] == "ISS-013"
    assert ran["changeset"] is not None
    assert [problem["found"] for problem in ran["not_taken"]] == ["refines"]
    document["items"].append(row)
    path.write_text(json.dumps(document), "utf-8")
    refused = workbench.refused("import", str(path))
    assert "stands at record.json, items[" in refused


def test_the_kind_of_another_tools_objects_is_chosen(workbench, tmp_path) -> None:
    path = tmp_path / "module.reqif"
    path.write_bytes(foreign_files.doors())
    usual = json.loads(workbench.done("import", str(path), "--dry-run", "--json").out)
    assert {row["kind"] for row in usual["proposals"]} == {"requirement"}
    ran = workbench.done("import", str(path), "--of", "data-requirement", "--json").json
    assert {row["kind"] for row in ran["proposals"]} == {"data-requirement"}
    again = workbench.done("import", str(path), "--dry-run")
    assert "Nothing differs from the record." in again.out
    assert "picture.png" in again.err


@pytest.mark.parametrize(
    ("name", "of", "words"),
    [
        ("module.reqif", "actor", "cannot become 'actor'. Allowed: issue, requirement,"),
        ("module.reqif", "nonsense", "cannot become 'nonsense'. Allowed: issue, requirement,"),
        ("record.json", "issue", "--of goes with a grid or a ReqIF file"),
    ],
)
def test_a_kind_that_cannot_be_chosen_is_refused(workbench, tmp_path, name: str, of: str, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(foreign_files.doors())
    assert words in workbench.refused("import", str(path), "--of", of)


def test_what_reqif_leaves_out_or_writes_otherwise_is_said(workbench, tmp_path) -> None:
    path = tmp_path / "notes.reqif"
    path.write_bytes(foreign_files.with_notes("<xhtml:div><xhtml:font>red</xhtml:font></xhtml:div>"))
    assert (
        "'Note' holds a formatted text that ReqIF does not allow" in workbench.done("import", str(path)).err
    )
    ran = workbench.done("export", "record.reqif", "--out", str(tmp_path))
    assert "written as a text with its marks" in ran.err
