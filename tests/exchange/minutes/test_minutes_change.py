"""From accepted proposals to a proposed change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from workbench.exchange.minutes import MinutesReading, read_minutes, summary_line, to_change
from workbench.record.kinds import KINDS
from workbench.record.vocabulary import shipped

_FILE = Path(__file__).parent / "data" / "inverter-communications.txt"
_COMMON = {"title", "text", "status"}


def _reading() -> MinutesReading:
    return read_minutes(_FILE.read_bytes(), _FILE.name)


def test_every_new_item_is_valid_for_its_kind() -> None:
    for item in to_change(_reading()).new:
        detail = {
            name: value for name, value in item.fields.items() if name not in _COMMON and value is not None
        }
        KINDS[item.kind].detail.model_validate(detail)
        assert item.code is None or KINDS[item.kind].accepts_code(item.code)
        assert item.fields.get("status", KINDS[item.kind].default_status) in KINDS[item.kind].statuses


def test_links_join_kinds_that_may_be_joined_and_cite_lines() -> None:
    change = to_change(_reading(), meeting="MTG-2014-06-12")
    kinds = {item.label: item.kind for item in change.new} | {"MTG-2014-06-12": "meeting"}
    for link in change.links:
        relation = shipped().relation(link.relation)
        assert relation is not None
        assert relation.permits(kinds[link.source], kinds[link.target])
    cited = {link.source: link.detail["line"] for link in change.links if link.relation == "derived-from"}
    assert set(cited) == {item.label for item in change.new if item.kind != "source"}
    by_title = {item.fields["title"]: item.label for item in change.new}
    assert cited[by_title["Application protocol: ModBus (most inverter manufacturers)"]] == 28


def test_the_source_holds_the_text_whose_lines_are_cited() -> None:
    reading = _reading()
    source = to_change(reading).new[0]
    assert (source.kind, source.code) == ("source", "SRC-MIN-2014-06-12")
    assert source.fields["text"].split("\n")[27] == "· ModBus"
    assert source.fields["date"] == "2014-06-12"


def test_alternatives_point_to_one_question_each() -> None:
    change = to_change(_reading())
    titles = {item.label: item.fields["title"] for item in change.new}
    groups: dict[str, set[str]] = {}
    for link in change.links:
        if link.relation == "alternative-of":
            groups.setdefault(titles[link.target], set()).add(titles[link.source])
    assert sorted(groups.values(), key=len) == [
        {"HTTP", "XMPP"},
        {"Utility Gateway", "Facility Gateway", "A standard gateway on both ends"},
    ]


def test_an_owner_is_found_in_the_record_or_becomes_a_person() -> None:
    reading = read_minutes(_FILE.read_bytes(), _FILE.name, known=["Ottilie Brand"])
    known = to_change(reading, people={"Ottilie Brand": "PER-BRAND"})
    assert not [item for item in known.new if item.kind == "person"]
    assert {link.target for link in known.links if link.relation == "owned-by"} == {"PER-BRAND"}
    (person,) = [item for item in to_change(_reading()).new if item.kind == "person"]
    assert (person.code, person.fields["title"]) == ("PER-OTTILIE", "Ottilie")


def test_only_what_is_accepted_is_taken_and_edits_are_kept() -> None:
    reading = _reading()
    first = replace(reading.proposals[0], title="Write a short list of issues")
    change = to_change(reading, [first])
    assert [item.fields["title"] for item in change.new if item.kind != "source"] == [
        "Write a short list of issues"
    ]
    assert change.effective_on == date(2014, 6, 12)
    assert change.why.startswith("1 of ")
    assert to_change(reading, []).empty


def test_codes_of_the_record_are_not_taken_twice() -> None:
    change = to_change(_reading(), taken={"SRC-MIN-2014-06-12", "PER-OTTILIE"})
    codes = [item.code for item in change.new if item.code]
    assert "SRC-MIN-2014-06-12.2" in codes
    assert "PER-OTTILIE-2" in codes
    assert len(codes) == len(set(codes))
    cited = to_change(_reading(), source="SRC-S1")
    assert not [item for item in cited.new if item.kind == "source"]
    assert {link.target for link in cited.links if link.relation == "derived-from"} == {"SRC-S1"}


def test_hoped_dates_keep_their_standing() -> None:
    workshop = next(item for item in to_change(_reading()).new if item.fields["title"] == "Workshop")
    assert workshop.fields["date"]["standing"] == "hoped"
    assert workshop.fields["date"]["qualifier"] == "between"


def test_a_proposal_is_said_in_one_sentence() -> None:
    reading = _reading()
    sentences = [summary_line(proposal) for proposal in reading.proposals]
    assert (
        "Meeting: Workshop; owner Ottilie; in August or September (2014-08-01/2014-09-30); hoped for (line 55)."
        in sentences
    )
    assert all(sentence.endswith(").") for sentence in sentences)


def test_the_printed_form_is_that_of_the_command_line() -> None:
    shown = _reading().as_json()
    assert list(shown) == ["proposals", "changeset", "problems"]
    assert shown["changeset"] is None
    wanted = {"kind", "title", "line", "quote", "owner", "due", "status"}
    assert all(wanted <= set(proposal) for proposal in shown["proposals"])
    dated = {p["due"] for p in shown["proposals"] if p["kind"] == "milestone"}
    assert {"2014-07-07", "2014-07-18"} <= dated
