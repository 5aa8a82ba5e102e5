"""The bundled record: every row is whole, sure of itself, tied to what exists, and true to its date.

The files are read here as plain YAML and CSV, by no reader of the workbench, so that an error of a
reader cannot hide one of the record.
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

import pytest
import yaml

from workbench.record.kinds import KINDS, PLURALS
from workbench.record.vocabulary import Vocabulary, shipped

RECORD = Path(__file__).parents[2] / "data" / "siwg"
BESIDE_ROWS = {"record", "vocabulary", "changes"}
COMMON = {"code", "step", "title", "text", "text_file", "status", "links", "then", "why", "confidential"}
WITHOUT_CERTAINTY = {"source", "setting", "term"}
CODE_WITH_LINE = re.compile(r"(?P<code>[^#]+)(#L(?P<line>\d+))?$")
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


def _codes(value: Any) -> list[str]:
    return [] if value is None else [str(v) for v in value] if isinstance(value, list) else [str(value)]


@dataclass(frozen=True)
class Citation:
    """One link that a revision writes, from the row to another one or the other way round."""

    relation: str
    other: str
    line: int | None = None
    reverse: bool = False


def _links(row: Row, revision: Revision) -> list[Citation]:
    found = []
    for name, view in vocabulary().views_of(row.kind).items():
        for cited in _codes(revision.written.get(name)):
            match = CODE_WITH_LINE.match(cited)
            assert match, f"{row.code}: {cited!r} is no code"
            line = match["line"]
            found.append(Citation(view.relation, match["code"], int(line) if line else None, view.reverse))
    for link in revision.written.get("links", []):
        found.append(Citation(link["relation"], link["target"], link.get("line")))
    return found


def _texts(value: Any, name: str = "") -> list[str]:
    if name == "row_digest":
        return []
    if isinstance(value, dict):
        return [text for key, part in value.items() if key != "then" for text in _texts(part, str(key))]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    return [str(value)]


def of_kind(kind: str) -> list[Row]:
    return [row for row in rows().values() if row.kind == kind]


def at(row: Row, step: str) -> dict[str, Any] | None:
    """A row as it stands after a step, or None while it does not exist."""
    past = [r for r in row.revisions if steps().index(r.step) <= steps().index(step)]
    return past[-1].values if past else None


def test_steps_are_in_order_and_named_as_baselines() -> None:
    days = [step["effective_on"] for step in header()["steps"]]
    assert days == sorted(days)
    assert header()["reconstruction"] is True
    assert steps()[:4] == ["2014-06-12", "2014-07-02", "2014-07-18", "2015-02-28"]
    assert all(step["baseline"] for step in header()["steps"][:4])
    assert {row.first.step for row in rows().values()} <= set(steps())


def test_every_step_writes_something() -> None:
    written = {revision.step for row in rows().values() for revision in row.revisions}
    assert written == set(steps())


def test_numbers_of_rows() -> None:
    assert [row.code for row in of_kind("issue")] == [f"ISS-{n:03d}" for n in range(1, 23)]
    assert len(of_kind("organisation")) == 88
    assert sorted(row.code for row in of_kind("agreement")) == [f"AGR-{n:02d}" for n in range(1, 15)]
    assert len([row for row in of_kind("setting") if row.code.startswith("SET-form-")]) == 27
    assert len(of_kind("meeting")) == 4
    assert len(of_kind("proposal")) == 5


def test_codes_have_the_form_of_their_kind() -> None:
    wrong = [row.code for row in rows().values() if not KINDS[row.kind].accepts_code(row.code)]
    assert not wrong


@pytest.mark.parametrize("kind", list(KINDS))
def test_rows_fit_the_detail_model_of_their_kind(kind: str) -> None:
    views = vocabulary().views_of(kind)
    for row in of_kind(kind):
        for revision in row.revisions:
            detail = {
                name: value
                for name, value in revision.values.items()
                if name not in COMMON and name not in views
            }
            KINDS[kind].detail.model_validate(detail)
            assert str(revision.values.get("title", "")).strip(), f"{row.code} has no title"
            status = revision.values.get("status")
            assert status is None or status in vocabulary().statuses_of(kind), f"{row.code}: status {status}"


def test_every_row_says_where_it_comes_from_and_how_sure_it_is() -> None:
    bare = [
        (row.code, revision.step)
        for row in rows().values()
        if row.kind not in WITHOUT_CERTAINTY
        for revision in row.revisions
        if not revision.values.get("certainty") or not revision.values.get("source")
    ]
    assert not bare


def test_every_code_cited_exists_by_then_and_may_be_joined() -> None:
    problems = []
    for row in rows().values():
        for revision in row.revisions:
            for link in _links(row, revision):
                other = rows().get(link.other)
                if other is None:
                    problems.append(f"{row.file}: {row.code} cites {link.other}, which does not exist")
                    continue
                if steps().index(other.first.step) > steps().index(revision.step):
                    problems.append(f"{row.code} cites {link.other} before it exists ({revision.step})")
                rule = vocabulary().relation(link.relation)
                ends = (other.kind, row.kind) if link.reverse else (row.kind, other.kind)
                if rule is None or not rule.permits(*ends):
                    problems.append(f"{row.code}: '{link.relation}' may not join {' to '.join(ends)}")
    assert not problems, "\n".join(problems)


def test_every_line_cited_exists_in_the_rendering() -> None:
    texts = {
        row.code: (RECORD / str(row.last["text_file"])).read_text("utf-8").split("\n")
        for row in rows().values()
        if "text_file" in row.last
    }
    cited = [
        (row.code, link.other, link.line)
        for row in rows().values()
        for revision in row.revisions
        for link in _links(row, revision)
        if link.line is not None
    ]
    assert len(cited) > 100
    for code, target, line in cited:
        assert target in texts, f"{code} cites a line of {target}, which has no rendering"
        assert 1 <= line <= len(texts[target]), f"{code} cites line {line} of {target}"
        assert texts[target][line - 1].strip(), f"{code} cites the empty line {line} of {target}"


def test_no_dependency_leads_back_to_itself() -> None:
    needs = {row.code: set(_codes(row.last.get("depends"))) for row in of_kind("issue")}
    settled: set[str] = set()
    while loose := [code for code in needs if code not in settled and needs[code] <= settled]:
        settled.update(loose)
    assert settled == set(needs)


def test_nothing_speaks_of_what_came_later() -> None:
    problems = []
    for row in rows().values():
        for revision in row.revisions:
            until = int(revision.step[:4])
            for text in _texts({k: v for k, v in revision.written.items() if k != "step"}):
                plain = NO_YEAR.sub("", text)
                problems += [
                    f"{row.code} at {revision.step} speaks of {year}: {text[:80]}"
                    for year in YEAR.findall(plain)
                    if int(year) > until
                ]
                problems += [
                    f"{row.code} at {revision.step} speaks of {words}"
                    for words, first in FIRST_STEP_OF.items()
                    if words in text and steps().index(revision.step) < steps().index(first)
                ]
    assert not problems, "\n".join(problems)


def test_the_rendering_names_no_later_year() -> None:
    years = [int(year) for year in YEAR.findall((RECORD / "minutes" / "2014-06-12.md").read_text("utf-8"))]
    assert years
    assert max(years) <= 2014


def test_the_rendering_has_levels_and_names_no_member() -> None:
    lines = (RECORD / "minutes" / "2014-06-12.md").read_text("utf-8").splitlines()
    depths = {len(line) - len(line.lstrip()) for line in lines if line.lstrip().startswith("- ")}
    assert depths == {0, 2, 4, 6}
    assert "Frances" not in "\n".join(lines)


def test_nothing_is_agreed_without_a_consensus_call() -> None:
    for row in of_kind("agreement"):
        for revision in row.revisions:
            assert revision.values["status"] != "agreed", row.code


def test_agreements_of_june_stand_as_the_facilitator_reported_them() -> None:
    questioned = {
        row.code: row.first.values
        for row in of_kind("agreement")
        if row.first.values["status"] == "questioned"
    }
    assert sorted(questioned) == ["AGR-02", "AGR-03", "AGR-04", "AGR-05", "AGR-09"]
    for values in questioned.values():
        assert values["asserted_by"] == "the facilitator"
        assert str(values["asserted_on"]) == str(values["questioned_on"]) == "2014-06-12"
        assert "SRC-MIN-2014-06-12#L35" in values["source"]
    assert questioned["AGR-09"]["binds"] == {"extent": "most of a class", "of": "inverter manufacturers"}


def test_no_organisation_has_a_position_or_party_status() -> None:
    assert not (RECORD / "positions.yaml").exists()
    classes = vocabulary().organisation_classes
    for row in of_kind("organisation"):
        assert row.last["category"] in classes
        assert not row.last.get("party")
        assert not row.last.get("party_since")
    names = [row.last["title"] for row in of_kind("organisation")]
    for kind in ("issue", "proposal", "agreement", "action"):
        for row in of_kind(kind):
            said = " ".join(_texts([revision.written for revision in row.revisions]))
            named = [name for name in names if re.search(rf"\b{re.escape(name)}\b", said)]
            assert not named, f"{row.code} speaks of {named}"


def test_nobody_files_and_nobody_signs() -> None:
    for code in ("SET-filing-party", "SET-filing-party-short", "SET-u-number", "SET-signer"):
        assert rows()[code].last["value"] is None
    assert rows()["SET-joined-parties"].last["value"] == []
    assert rows()["SET-authorisations"].last["value"] == []
    assert not of_kind("person")


def test_a_remembered_rule_of_form_says_so() -> None:
    for row in of_kind("setting"):
        if not row.code.startswith("SET-form-"):
            continue
        for revision in row.revisions:
            values = revision.values
            assert values["strength"], row.code
            remembered = "SRC-MEMORY" in _codes(values["source"])
            assert not (remembered and values["certainty"] == "verified"), row.code
            if values["certainty"] == "memory":
                assert remembered, row.code
            if remembered and row.code != "SET-form-certificate-of-service":
                assert "remembered" in values["text"] or "not in that text" in values["text"], row.code


def test_hoped_dates_stay_hoped() -> None:
    standing = {row.code: row.last["date"]["standing"] for row in of_kind("milestone")}
    assert {code for code, word in standing.items() if word == "hoped"} == {"MIL-03", "MIL-04", "MIL-05"}
    assert {code for code, word in standing.items() if word == "ordered"} == {"MIL-02"}


def test_the_exact_words_of_the_order_are_left_to_whoever_reads_it() -> None:
    order = rows()["ORD-2014-05-13"].last
    assert order["exact_words"] == ""
    assert "exact words" in order["text"]
    assert len(order["asks"]) == 2


def test_destinations_and_themes_are_in_the_vocabulary() -> None:
    for kind in ("issue", "agreement", "requirement"):
        for row in of_kind(kind):
            for revision in row.revisions:
                unknown = set(_codes(revision.values.get("destination"))) - set(vocabulary().destinations)
                assert not unknown, f"{row.code}: {unknown}"
    assert {row.last["theme"] for row in of_kind("issue")} <= set(vocabulary().themes)


def test_issues_of_june_have_no_destination_yet() -> None:
    for row in of_kind("issue"):
        values = at(row, "2014-07-18")
        if values is not None:
            assert values["destination"] == ["undetermined"], row.code


def test_three_schemes_name_all_five_levels() -> None:
    schemes = vocabulary().level_schemes
    assert set(schemes) == {"general_2013_14", "siwg_2015_fig1", "ieee_pe_2016"}
    assert all(sorted(levels) == [1, 2, 3, 4, 5] for levels in schemes.values())
    assert {r.values["value"] for r in rows()["SET-level-scheme"].revisions} <= set(schemes)
