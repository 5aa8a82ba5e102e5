"""Reading a record directory: dated steps of rows, as proposed changes.

The form is described in ``docs/guide/records.md``. Every bad row is reported at once, with file,
row, column, what was found and what is allowed; nothing is loaded from here.
"""

from __future__ import annotations

import csv
import uuid as uuids
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workbench.exchange.record_memberships import read_membership
from workbench.graph.proposed import ItemEdit, LinkEdit, NewItem, Place, Problem, ProposedChange
from workbench.graph.vocabulary import KINDS, PLURALS, Vocabulary, shipped

RECORD_FILE = "record.yaml"
MEMBERSHIPS = "memberships"
BESIDE_ITEMS = ("comments", "ballots", "positions", "runs")
NAMESPACE = uuids.uuid5(uuids.NAMESPACE_URL, "urn:siwg-workbench:record")


class StepHeader(BaseModel):
    """One dated change-set of a record directory."""

    model_config = ConfigDict(extra="forbid")

    step: str
    effective_on: date
    why: str
    baseline: str | None = None


class RecordHeader(BaseModel):
    """What ``record.yaml`` says."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"[a-z0-9][a-z0-9-]*")
    title: str
    group: str = ""
    docket: str = ""
    reconstruction: bool = False
    steps: list[StepHeader] = Field(min_length=1)


@dataclass(frozen=True)
class Row:
    """One row of a file with the place it stands in."""

    values: dict[str, Any]
    place: Place


@dataclass
class RecordDirectory:
    """A record directory as read: header, one proposed change a step, and rows beside items."""

    header: RecordHeader | None = None
    vocabulary_words: str = ""
    vocabulary: Vocabulary = field(default_factory=shipped)
    changes: list[tuple[StepHeader, ProposedChange]] = field(default_factory=list)
    beside: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class _UniqueKeys(yaml.SafeLoader):
    """A loader that refuses a key that stands twice: the second would silently win."""


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key '{key}' stands twice", key_node.start_mark
            )
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


_UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def item_uuid(record_id: str, code: str) -> str:
    """The uuid of a bundled item: the same on every machine."""
    return str(uuids.uuid5(NAMESPACE, f"{record_id}/{code}"))


def read_record_directory(directory: Path) -> RecordDirectory:
    """Read all files of a record directory.

    Returns:
        The record with every problem found; it may be loaded only when there is none.
    """
    result = RecordDirectory()
    if not directory.is_dir():
        result.problems.append(Problem(f"there is no record directory '{directory}'"))
        return result
    header = _read_yaml(directory / RECORD_FILE, result)
    if header is None:
        if not result.problems:
            result.problems.append(
                Problem("the record directory has no file of this name", Place(RECORD_FILE))
            )
        return result
    try:
        result.header = RecordHeader.model_validate(header)
    except ValidationError as error:
        for fault in error.errors():
            where = Place(RECORD_FILE, None, ".".join(str(part) for part in fault["loc"]))
            result.problems.append(Problem(fault["msg"], where, _shown(fault.get("input"))))
        return result
    _read_vocabulary(directory, result)
    steps = {step.step: _Step(step) for step in result.header.steps}
    _check_steps(result)
    known: set[str] = set()
    for path in sorted(directory.iterdir()):
        if path.suffix not in (".yaml", ".csv") or path.name in (
            RECORD_FILE,
            "vocabulary.yaml",
            "changes.yaml",
        ):
            continue
        if path.stem in BESIDE_ITEMS:
            result.beside[path.stem] = list(_rows(path, result))
        elif path.stem == MEMBERSHIPS:
            _read_memberships(path, steps, result)
        elif path.stem in PLURALS:
            _read_kind(path, PLURALS[path.stem].name, directory, steps, known, result)
        else:
            allowed = ", ".join(
                sorted([*PLURALS, *BESIDE_ITEMS, MEMBERSHIPS, "changes", "vocabulary", "record"])
            )
            result.problems.append(
                Problem("the file is named after no kind", Place(path.name), path.stem, allowed)
            )
    changes = directory / "changes.yaml"
    if changes.exists():
        for row in _rows(changes, result):
            _edit(row, str(row.values.pop("code", "")), steps, result, directory)
    result.changes = [(step.header, step.proposed()) for step in steps.values()]
    return result


class _Step:
    def __init__(self, header: StepHeader) -> None:
        self.header = header
        self.new: list[NewItem] = []
        self.edits: dict[str, ItemEdit] = {}
        self.links: list[LinkEdit] = []

    def proposed(self) -> ProposedChange:
        return ProposedChange(
            new=tuple(self.new),
            edits=tuple(self.edits.values()),
            links=tuple(self.links),
            why=self.header.why,
            effective_on=self.header.effective_on,
        )


def _shown(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)[:120]


def _check_steps(result: RecordDirectory) -> None:
    assert result.header is not None
    seen: set[str] = set()
    last = None
    for step in result.header.steps:
        where = Place(RECORD_FILE, None, "steps")
        if step.step in seen:
            result.problems.append(Problem("a step stands twice", where, step.step))
        seen.add(step.step)
        if last is not None and step.effective_on < last:
            result.problems.append(Problem("steps must be in order of their dates", where, step.step))
        last = step.effective_on


def _read_vocabulary(directory: Path, result: RecordDirectory) -> None:
    path = directory / "vocabulary.yaml"
    if not path.exists():
        return
    addition = _read_yaml(path, result)
    if addition is None:
        return
    try:
        result.vocabulary = shipped().extended(addition)
        result.vocabulary_words = path.read_text("utf-8")
    except (ValueError, LookupError) as error:
        result.problems.append(Problem(str(error), Place(path.name)))


def _read_yaml(path: Path, result: RecordDirectory) -> Any:
    if not path.exists():
        return None
    try:
        return yaml.load(path.read_text("utf-8"), Loader=_UniqueKeys)
    except UnicodeDecodeError:
        result.problems.append(Problem("the file is not UTF-8 text", Place(path.name)))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        words = getattr(error, "problem", None) or str(error)
        result.problems.append(Problem(f"cannot be read as YAML: {words}", Place(path.name, line)))
    return None


def _rows(path: Path, result: RecordDirectory) -> Iterator[Row]:
    if path.suffix == ".csv":
        yield from _csv_rows(path, result)
        return
    content = _read_yaml(path, result)
    if content is None:
        return
    if not isinstance(content, list):
        result.problems.append(Problem("the file must hold a list of rows", Place(path.name)))
        return
    for number, values in enumerate(content, start=1):
        place = Place(path.name, number)
        if isinstance(values, dict):
            yield Row({str(k): v for k, v in values.items()}, place)
        else:
            result.problems.append(Problem("the row is no mapping of fields", place, _shown(values)))


def _csv_rows(path: Path, result: RecordDirectory) -> Iterator[Row]:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte {error.object[error.start]:#04x}"
        result.problems.append(Problem("the file is not UTF-8 text", Place(path.name), found))
        return
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    try:
        for number, raw in enumerate(reader, start=2):
            place = Place(path.name, number)
            if None in raw:
                result.problems.append(Problem("the row has more cells than the header has columns", place))
                continue
            yield Row({k: v for k, v in raw.items() if v not in (None, "")}, place)
    except csv.Error as error:
        result.problems.append(Problem(f"cannot be read as CSV: {error}", Place(path.name, reader.line_num)))


def _text_file(values: dict[str, Any], row: Row, directory: Path, result: RecordDirectory) -> None:
    name = values.pop("text_file", None)
    if name is None:
        return
    path = (directory / str(name)).resolve()
    where = Place(row.place.file, row.place.row, "text_file")
    if not path.is_relative_to(directory.resolve()) or not path.is_file():
        result.problems.append(Problem("there is no such file in the record directory", where, str(name)))
        return
    try:
        values["text"] = path.read_text("utf-8")
    except UnicodeDecodeError:
        result.problems.append(Problem("the file is not UTF-8 text", where, str(name)))


def _step_of(
    values: dict[str, Any], place: Place, steps: Mapping[str, _Step], result: RecordDirectory
) -> _Step | None:
    name = str(values.pop("step", ""))
    if name not in steps:
        where = Place(place.file, place.row, "step")
        result.problems.append(Problem("is no step of the record", where, name, ", ".join(steps)))
        return None
    return steps[name]


def _read_kind(
    path: Path,
    kind: str,
    directory: Path,
    steps: Mapping[str, _Step],
    known: set[str],
    result: RecordDirectory,
) -> None:
    assert result.header is not None
    for row in _rows(path, result):
        values = dict(row.values)
        code = str(values.pop("code", "") or "")
        where = Place(row.place.file, row.place.row, "code")
        if not code:
            result.problems.append(Problem("the row has no code", where, "", f"the form {KINDS[kind].code}"))
            continue
        if code in known:
            result.problems.append(Problem("the code stands twice in the record", where, code))
            continue
        known.add(code)
        step = _step_of(values, row.place, steps, result)
        later = values.pop("then", [])
        links = values.pop("links", [])
        _text_file(values, row, directory, result)
        if step is not None:
            uuid = item_uuid(result.header.id, code)
            step.new.append(NewItem(kind, values, code, uuid=uuid, place=row.place))
            _links(code, links, step, row.place, result)
        if not isinstance(later, list):
            result.problems.append(
                Problem("must be a list of later steps", Place(path.name, row.place.row, "then"))
            )
            continue
        for values_then in later:
            if isinstance(values_then, dict):
                _edit(Row(dict(values_then), row.place), code, steps, result, directory)


def _read_memberships(path: Path, steps: Mapping[str, _Step], result: RecordDirectory) -> None:
    for row in _rows(path, result):
        values = dict(row.values)
        step = _step_of(values, row.place, steps, result)
        link, problems = read_membership(values, row.place)
        result.problems += problems
        if step is not None and link is not None:
            step.links.append(link)


def _links(code: str, links: Any, step: _Step, place: Place, result: RecordDirectory) -> None:
    where = Place(place.file, place.row, "links")
    for link in links if isinstance(links, list) else [links]:
        if not isinstance(link, dict) or not {"relation", "target"} <= link.keys():
            result.problems.append(Problem("a link needs relation and target", where, _shown(link)))
            continue
        detail = {k: v for k, v in link.items() if k not in ("relation", "target")}
        step.links.append(LinkEdit(code, str(link["relation"]), str(link["target"]), detail, place=where))


def _edit(row: Row, code: str, steps: Mapping[str, _Step], result: RecordDirectory, directory: Path) -> None:
    values = dict(row.values)
    step = _step_of(values, row.place, steps, result)
    values.pop("why", None)
    links = values.pop("links", [])
    _text_file(values, row, directory, result)
    if step is None:
        return
    if code in step.edits:
        where = Place(row.place.file, row.place.row, "step")
        result.problems.append(Problem(f"{code} is edited twice in this step", where, step.header.step))
        return
    if values:
        step.edits[code] = ItemEdit(code, values, place=row.place)
    _links(code, links, step, row.place, result)
