"""A whole record out and in by the command line: the differences first, then one change-set, or a new record."""

from __future__ import annotations

import json
from pathlib import Path


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
