"""The bundled record: every row is whole, sure of itself, tied to what exists, and true to its date.

The files are read here as plain YAML and CSV, by no reader of the workbench, so that an error of a
reader cannot hide one of the record.
"""

from __future__ import annotations

import re

import pytest

from tests.data.plain_record import (
    COMMON,
    FIRST_STEP_OF,
    NO_YEAR,
    RECORD,
    WITHOUT_CERTAINTY,
    YEAR,
    at,
    codes_in,
    header,
    links_of,
    of_kind,
    rows,
    steps,
    texts_in,
    vocabulary,
)
from workbench.record.kinds import KINDS


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
            for link in links_of(row, revision):
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
        for link in links_of(row, revision)
        if link.line is not None
    ]
    assert len(cited) > 100
    for code, target, line in cited:
        assert target in texts, f"{code} cites a line of {target}, which has no rendering"
        assert 1 <= line <= len(texts[target]), f"{code} cites line {line} of {target}"
        assert texts[target][line - 1].strip(), f"{code} cites the empty line {line} of {target}"


def test_no_dependency_leads_back_to_itself() -> None:
    needs = {row.code: set(codes_in(row.last.get("depends"))) for row in of_kind("issue")}
    settled: set[str] = set()
    while loose := [code for code in needs if code not in settled and needs[code] <= settled]:
        settled.update(loose)
    assert settled == set(needs)


def test_nothing_speaks_of_what_came_later() -> None:
    problems = []
    for row in rows().values():
        for revision in row.revisions:
            until = int(revision.step[:4])
            for text in texts_in({k: v for k, v in revision.written.items() if k != "step"}):
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
            said = " ".join(texts_in([revision.written for revision in row.revisions]))
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
            remembered = "SRC-MEMORY" in codes_in(values["source"])
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
                unknown = set(codes_in(revision.values.get("destination"))) - set(vocabulary().destinations)
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
