"""The bundled record read as plain YAML and CSV, by no reader of the workbench.

An error of a reader could hide one of the record; these few lines share nothing with it.
"""

from __future__ import annotations

import csv
import re
import types
import typing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from workbench.record.kinds import KINDS, PLURALS
from workbench.record.vocabulary import Vocabulary, shipped

RECORD = Path(__file__).parents[2] / "data" / "siwg"
BESIDE_ROWS = {"record", "vocabulary", "changes"}
COMMON = {"code", "step", "title", "text", "text_file", "status", "links", "then", "why", "confidential"}
WITHOUT_CERTAINTY = {"source", "setting", "term"}
CODE_WITH_LINE = re.compile(r"(?P<code>[^#@]+)(#L(?P<line>\d+)|@\d+( \([a-z]+\))?)?$")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
NO_YEAR = re.compile(r"2030[.-]5")
FIRST_STEP_OF = {
    "CSIP": "2021-12-31",
    "Common Smart Inverter Profile": "2021-12-31",
    "1815.2": "2021-12-31",
    "D.14-12-035": "2015-02-28",
    "draft v9": "2015-02-28",
}


@dataclass
class Revision:
    """A row as it stands after one step, and what that step itself wrote."""

    step: str
    values: dict[str, Any]
    written: dict[str, Any]


@dataclass
class Row:
    file: str
    kind: str
    code: str
    revisions: list[Revision] = field(default_factory=list)

    @property
    def first(self) -> Revision:
        return self.revisions[0]

    @property
    def last(self) -> dict[str, Any]:
        return self.revisions[-1].values


def _loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


@cache
def header() -> dict[str, Any]:
    result: dict[str, Any] = _loaded(RECORD / "record.yaml")
    return result


@cache
def steps() -> list[str]:
    return [step["step"] for step in header()["steps"]]


@cache
def vocabulary() -> Vocabulary:
    return shipped().extended(_loaded(RECORD / "vocabulary.yaml"))


def _is_list(annotation: Any) -> bool:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return any(_is_list(part) for part in typing.get_args(annotation))
    return typing.get_origin(annotation) is list


def _cell(kind: str, name: str, cell: str) -> Any:
    model = KINDS[kind].detail.model_fields
    if name in vocabulary().views_of(kind) or (name in model and _is_list(model[name].annotation)):
        return cell.split("; ")
    if name in model and bool in (model[name].annotation, *typing.get_args(model[name].annotation)):
        assert cell in ("yes", "no"), f"{kind}.{name}: {cell!r} is neither yes nor no"
        return cell == "yes"
    return cell


def _raw_rows(path: Path, kind: str) -> list[dict[str, Any]]:
    if path.suffix == ".yaml":
        rows: list[dict[str, Any]] = _loaded(path)
        return rows
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            {name: _cell(kind, name, cell) for name, cell in raw.items() if cell}
            for raw in csv.DictReader(lines, strict=True)
        ]


@cache
def rows() -> dict[str, Row]:
    result: dict[str, Row] = {}
    doubled: list[str] = []
    for path in sorted(RECORD.iterdir()):
        if path.suffix not in (".yaml", ".csv") or path.stem in BESIDE_ROWS:
            continue
        assert path.stem in PLURALS, f"{path.name} is named after no kind"
        kind = PLURALS[path.stem].name
        for raw in _raw_rows(path, kind):
            if raw["code"] in result:
                doubled.append(raw["code"])
            row = result[raw["code"]] = Row(path.name, kind, raw["code"])
            row.revisions.append(Revision(raw["step"], raw, raw))
            for later in raw.get("then", []):
                _add(row, later)
    assert not doubled, f"codes that stand twice: {doubled}"
    if (RECORD / "changes.yaml").exists():
        for change in _loaded(RECORD / "changes.yaml"):
            assert change["code"] in result, f"changes.yaml: there is no {change['code']}"
            _add(result[change["code"]], change)
    for row in result.values():
        row.revisions.sort(key=lambda revision: steps().index(revision.step))
        for earlier, later_one in zip(row.revisions, row.revisions[1:], strict=False):
            later_one.values = {**earlier.values, **later_one.written}
    return result


def _add(row: Row, change: dict[str, Any]) -> None:
    assert change["step"] in steps(), f"{row.code}: {change['step']} is no step"
    assert steps().index(change["step"]) > steps().index(row.first.step), (
        f"{row.code} is changed before it is"
    )
    row.revisions.append(Revision(change["step"], change, change))


def codes_in(value: Any) -> list[str]:
    return [] if value is None else [str(v) for v in value] if isinstance(value, list) else [str(value)]


@dataclass(frozen=True)
class Citation:
    """One link that a revision writes, from the row to another one or the other way round."""

    relation: str
    other: str
    line: int | None = None
    reverse: bool = False


def links_of(row: Row, revision: Revision) -> list[Citation]:
    found = []
    for name, view in vocabulary().views_of(row.kind).items():
        for cited in codes_in(revision.written.get(name)):
            match = CODE_WITH_LINE.match(cited)
            assert match, f"{row.code}: {cited!r} is no code"
            line = match["line"]
            found.append(Citation(view.relation, match["code"], int(line) if line else None, view.reverse))
    for link in revision.written.get("links", []):
        found.append(Citation(link["relation"], link["target"], link.get("line")))
    return found


def texts_in(value: Any, name: str = "") -> list[str]:
    if name == "row_digest":
        return []
    if isinstance(value, dict):
        return [text for key, part in value.items() if key != "then" for text in texts_in(part, str(key))]
    if isinstance(value, list):
        return [text for part in value for text in texts_in(part)]
    return [str(value)]


def of_kind(kind: str) -> list[Row]:
    return [row for row in rows().values() if row.kind == kind]


def at(row: Row, step: str) -> dict[str, Any] | None:
    """A row as it stands after a step, or None while it does not exist."""
    past = [r for r in row.revisions if steps().index(r.step) <= steps().index(step)]
    return past[-1].values if past else None
