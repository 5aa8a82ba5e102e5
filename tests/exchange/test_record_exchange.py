"""A whole record out and in again: nothing is lost, only what was edited changes, nothing is half imported."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import etree

from scripts.record_schema import SCHEMA
from workbench.exchange.exchanged import TakenIn
from workbench.exchange.json_record import record_schema, schema_text, write_record_json
from workbench.exchange.record_taking import record_heading, take_as_record, take_file
from workbench.exchange.reqif.reading import read_reqif
from workbench.exchange.reqif.writing import write_reqif
from workbench.graph.proposed import ItemEdit, LinkEdit, ProposedChange
from workbench.graph.reading import read_snapshot
from workbench.graph.snapshot import Snapshot
from workbench.graph.vocabulary import shipped
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import preview, save
from workbench.process.keeping import Database, open_database
from workbench.process.loading import load_record
from workbench.process.verification import verify
from workbench.starting import new_record

Document = dict[str, Any]
NAME, REQIF = "record.json", "record.reqif"


def head(database: Database) -> Snapshot:
    with database.read() as session:
        return read_snapshot(session)


def written(database: Database) -> bytes:
    with database.read() as session:
        return write_record_json(read_snapshot(session), record_heading(session))


def taken(database: Database, document: Document | bytes, name: str = NAME, **options: Any) -> TakenIn:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    with database.read() as session:
        return take_file(session, data, name, read_snapshot(session), **options)


def saved(database: Database, change: ProposedChange) -> None:
    save(database, LOCAL_OPERATOR, change, verb="import")


def edit(database: Database, code: str, **fields: Any) -> None:
    save(database, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit(code, fields),)))


def item(document: Document, code: str) -> Document:
    return next(found for found in document["items"] if found["code"] == code)


def copied(document: Document | bytes, path: Path, name: str = NAME) -> Database:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    new = take_as_record(data, name)
    assert new.taken.problems == ()
    assert new.taken.not_taken == ()
    opened, _ = open_database(str(path))
    load_record(opened, new_record(new))
    return opened


def content(database: Database) -> tuple[set[Any], set[Any]]:
    snapshot = head(database).public
    items = {
        (
            i.uuid,
            i.code,
            i.kind,
            i.title,
            i.text,
            i.status,
            i.fingerprint,
            json.dumps(i.detail, sort_keys=True),
        )
        for i in snapshot.items.values()
    }
    links = {
        (x.source, x.relation, x.target, json.dumps(x.detail, sort_keys=True), x.fingerprint, x.suspect)
        for x in snapshot.links
    }
    return items, links


@pytest.mark.parametrize("record", ["bundled", "demo"])
def test_a_record_comes_back_whole_and_keeps_what_is_suspect(
    record: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    database: Database = request.getfixturevalue(record)
    issue = head(database).of_kind("issue")[0]
    cited = next(x for x in head(database).links if head(database).items[x.target].kind == "issue")
    edit(database, head(database).items[cited.target].code, title="Another title")
    edit(database, issue.code, foreign={"Risk": "high", "Hours": [1, 2.5, None], "Note": {"by": "Éa"}})
    data = written(database)
    assert data == written(database)
    Draft202012Validator(record_schema()).validate(json.loads(data))
    itself = taken(database, data)
    assert (itself.problems, itself.not_taken, itself.change.empty) == ((), (), True)
    copy = copied(data, tmp_path / "copy.sqlite3")
    assert content(copy) == content(database)
    assert any(link.suspect for link in head(copy).links)
    assert verify(copy).sound
    assert taken(copy, data).change.empty
    copy.close()


@pytest.mark.parametrize("record", ["bundled", "demo"])
def test_a_record_comes_back_whole_by_reqif_with_its_words_and_its_heading(
    record: str, request: pytest.FixtureRequest, tmp_path: Path, reqif_schema: etree.XMLSchema
) -> None:
    database: Database = request.getfixturevalue(record)
    cited = next(x for x in head(database).links if head(database).items[x.target].kind == "issue")
    edit(database, head(database).items[cited.target].code, title="Another title")
    with database.read() as session:
        heading = record_heading(session)
        data = write_reqif(read_snapshot(session), heading)
    assert heading.vocabulary
    reqif_schema.assertValid(etree.fromstring(data))
    itself = taken(database, data, REQIF)
    assert (itself.problems, itself.not_taken, itself.change.empty) == ((), (), True)
    copy = copied(data, tmp_path / "copy.sqlite3", REQIF)
    assert content(copy) == content(database)
    assert any(link.suspect for link in head(copy).links)
    with copy.read() as session:
        again = record_heading(session)
        assert replace(again, vocabulary={}) == replace(heading, vocabulary={})
        assert shipped().extended(dict(again.vocabulary)) == shipped().extended(dict(heading.vocabulary))
        assert write_reqif(read_snapshot(session), heading).count(b"<SPEC-OBJECT ") == data.count(
            b"<SPEC-OBJECT "
        )
    copy.close()


def test_a_state_of_a_day_is_that_of_no_change_and_takes_no_link_away(bundled: Database) -> None:
    with bundled.read() as session:
        then = read_snapshot(session, as_of=date(2014, 6, 20))
        data = write_reqif(then, record_heading(session))
    assert len(then.links) < len(head(bundled).links)
    exchanged = read_reqif(data, REQIF)
    assert (exchanged.change, exchanged.whole) == (None, False)
    asked = taken(bundled, data, REQIF, remove_missing_links=True)
    assert "only where it is a whole export" in asked.problems[0].message
    assert not [edit for edit in taken(bundled, data, REQIF).change.links if edit.remove]


def test_the_published_schema_is_current() -> None:
    assert SCHEMA.read_text("utf-8") == schema_text()
    Draft202012Validator.check_schema(record_schema())


def test_the_schema_refuses_what_the_form_does_not_have(bundled: Database) -> None:
    document = json.loads(written(bundled))
    check = Draft202012Validator(record_schema())
    item(document, "ISS-013")["detail"]["priority"] = "urgent"
    assert [list(error.absolute_path)[2:] for error in check.iter_errors(document)] == [
        ["detail", "priority"]
    ]


def test_only_what_was_edited_changes(bundled: Database) -> None:
    document = json.loads(written(bundled))
    item(document, "ISS-013")["title"] = "Who translates"
    item(document, "ISS-013")["detail"]["minutes"] = 25
    item(document, "ISS-013")["links"].append({"relation": "depends-on", "code": "ISS-001"})
    found = taken(bundled, document)
    assert [(e.code, dict(e.fields)) for e in found.change.edits] == [
        ("ISS-013", {"title": "Who translates", "minutes": 25})
    ]
    assert [(x.source, x.relation, x.target) for x in found.change.links] == [
        ("ISS-013", "depends-on", "ISS-001")
    ]
    assert preview(bundled, LOCAL_OPERATOR, found.change).savable
    saved(bundled, found.change)
    assert taken(bundled, document).change.empty


_WORDS = st.characters(codec="ascii", categories=("L", "N", "Zs"))
_EDITS = st.dictionaries(
    st.tuples(st.integers(0, 10_000), st.sampled_from(["title", "text"])),
    st.text(st.characters(codec="ascii", categories=("L", "N", "Zs")), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool),
    max_size=5,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=_EDITS)
def test_random_edits_come_out_as_exactly_those_changes(
    bundled: Database, edits: dict[tuple[int, str], str]
) -> None:
    document = json.loads(written(bundled))
    expected: dict[str, dict[str, str]] = {}
    for (number, name), words in edits.items():
        row = document["items"][number % len(document["items"])]
        expected.setdefault(row["code"], {})[name] = words
        row[name] = words
    now = head(bundled)
    wanted = {
        code: kept
        for code, fields in expected.items()
        if (kept := {name: words for name, words in fields.items() if now.by_code[code].value(name) != words})
    }
    found = taken(bundled, document)
    assert {e.code: dict(e.fields) for e in found.change.edits} == wanted
    assert (found.change.new, found.change.links, found.problems) == ((), (), ())


def test_what_others_changed_since_stays_and_the_same_field_is_a_conflict(bundled: Database) -> None:
    document = json.loads(written(bundled))
    edit(bundled, "ISS-013", text="Changed here meanwhile.", title="Ours")
    edit(bundled, "ISS-001", text="Changed here too.")
    item(document, "ISS-013")["detail"]["minutes"] = 25
    found = taken(bundled, document)
    assert [(e.code, dict(e.fields)) for e in found.change.edits] == [("ISS-013", {"minutes": 25})]
    assert any("stands at" in note for note in found.notes)
    looked = preview(bundled, LOCAL_OPERATOR, found.change)
    assert looked.savable
    assert looked.changes[0].merges
    item(document, "ISS-013")["title"] = "Theirs"
    looked = preview(bundled, LOCAL_OPERATOR, taken(bundled, document).change)
    assert [(c.code, c.field, c.yours, c.theirs) for c in looked.conflicts] == [
        ("ISS-013", "title", "Theirs", "Ours")
    ]


def test_links_that_are_missing_stay_unless_asked_and_removed_ones_do_not_come_back(
    bundled: Database,
) -> None:
    document = json.loads(written(bundled))
    code, links = next((i["code"], i["links"]) for i in document["items"] if len(i["links"]) > 1)
    first, second = links[0], links[1]
    save(
        bundled,
        LOCAL_OPERATOR,
        ProposedChange(
            links=(LinkEdit(code, first["relation"], first["code"], first.get("detail", {}), True, True),)
        ),
    )
    links.remove(second)
    found = taken(bundled, document)
    assert found.change.empty
    assert any("stays as it is" in note for note in found.notes)
    assert any("stays away" in note for note in found.notes)
    asked = taken(bundled, document, remove_missing_links=True)
    assert [(x.source, x.relation, x.target, x.remove) for x in asked.change.links] == [
        (code, second["relation"], second["code"], True)
    ]
    document["whole"] = False
    assert (
        "whole export of this record"
        in taken(bundled, document, remove_missing_links=True).problems[0].message
    )


def test_an_item_of_another_copy_with_the_same_number_is_another_item(bundled: Database) -> None:
    document = json.loads(written(bundled))
    mine = dict(
        item(document, "ISS-013"), uuid="6f0c5a30-4c3b-4d5e-8a40-0c1b9a1d2e3f", title="Elsewhere", links=[]
    )
    document["items"] = [mine]
    found = taken(bundled, document)
    assert [(n.kind, n.code, n.uuid) for n in found.change.new] == [("issue", None, mine["uuid"])]
    assert any("'Elsewhere' comes with the code ISS-013" in note for note in found.notes)
    saved(bundled, found.change)
    assert taken(bundled, document).change.empty
    mine["uuid"] = ""
    assert [e.code for e in taken(bundled, document).change.edits] == ["ISS-013"]


def test_another_records_running_numbers_and_settings_are_not_believed(
    bundled: Database, demo: Database
) -> None:
    found = taken(bundled, written(demo))
    touched = {head(bundled).by_code[e.code].kind for e in found.change.edits}
    assert not touched & {"issue", "setting", "agreement"}
    assert any("settings of the other record" in note for note in found.notes)
    assert any("comes from another record" in note for note in found.notes)


def test_what_is_not_known_is_kept_or_left_with_its_place(bundled: Database) -> None:
    document = json.loads(written(bundled))
    row = item(document, "ISS-013")
    at = document["items"].index(row)
    row |= {"status": "approved", "Effort": "3 days"}
    row["detail"]["colour"] = "red"
    row["links"] += [
        {"relation": "refines", "code": "ISS-001"},
        {"relation": "depends-on", "code": "ISS-999"},
        {"relation": "hop-of", "code": "CFG-DIRECT"},
    ]
    document["items"].append({"kind": "risk", "code": "RSK-1", "title": "Fire"})
    found = taken(bundled, document)
    assert found.problems == ()
    foreign = found.change.edits[0].fields["foreign"]
    assert foreign == {"status": "approved", "Effort": "3 days", "colour": "red"}
    assert {(p.place.path, p.found) for p in found.not_taken} == {
        (f"items[{len(document['items']) - 1}].kind", "risk"),
        (f"items[{at}].status", "approved"),
        (f"items[{at}].links[{len(row['links']) - 3}]", "refines"),
        (f"items[{at}].links[{len(row['links']) - 2}]", "ISS-999"),
        (f"items[{at}].links[{len(row['links']) - 1}]", "issue → configuration"),
    }
    saved(bundled, found.change)
    assert item(json.loads(written(bundled)), "ISS-013")["foreign"] == foreign


DEEP = json.loads("[" * 60 + "]" * 60)
Spoil = Callable[[Document], None]


def _twice(document: Document) -> None:
    document["items"].append(dict(document["items"][0]))


@pytest.mark.parametrize(
    ("spoil", "place", "words"),
    [
        (lambda d: d["items"][3].update(title=7), "items[3].title", "valid string"),
        (lambda d: d["items"][3].update(uuid="1234"), "items[3].uuid", "should match"),
        (lambda d: d["items"][3].update(links=[{"relation": "x", "colour": 1}]), "items[3].links[0].colour", "no name"),
        (lambda d: d["items"][0]["detail"].update(minutes="45"), "items[0].detail.minutes", "valid integer"),
        (lambda d: d["items"][0]["detail"].update(due="soon"), "items[0].detail.due", "valid date"),
        (lambda d: d["items"][0]["detail"].update(destination=["moon"]), "items[0].detail.dest", "no destination"),
        (lambda d: d["items"][0].update(text="a\x00b"), "items[0].text", "control character"),
        (lambda d: d["items"][0].update(title="a\ud800b"), "items[0].title", "control character"),
        (_twice, "items[728]", "stands at record.json, items[0] already"),
        (lambda d: d.pop("items"), "items", "is missing"),
        (lambda d: d["items"][0]["detail"].update(stages=DEEP), "items[0].detail.stages[0][0][0]", "too deeply"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place_and_nothing_is_taken(
    bundled: Database, spoil: Spoil, place: str, words: str
) -> None:
    document = json.loads(written(bundled))
    item(document, "ISS-013")["title"] = "A good edit beside it"
    spoil(document)
    found = taken(bundled, document)
    assert found.change.empty
    problem = next(p for p in found.problems if p.place.path.startswith(place))
    assert words in problem.message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b'{"format": "siwg-workbench record",\n "version": 1,\n "items": [}', "line 3, column 12"),
        (b"[1, 2]", "is JSON, but no record"),
        (b'{"format": "siwg-workbench record", "version": 9, "items": []}', "version 9"),
        (b'{"format": "siwg-workbench record", "version": 1, "items": NaN}', "NaN stands in it"),
        (b'{"format": "siwg-workbench record", "version": 1, "items": 1e999}', "too large"),
        (
            b'{"format": "siwg-workbench record", "version": 1, "items": [], "items": []}',
            "'items' stands twice",
        ),
        (b"[" * 200_000, "nested too deeply"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", "is no text"),
        (
            b'{"format": "siwg-workbench record", "version": 1, "items": ' + b"9" * 5_000 + b"}",
            "cannot be read",
        ),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_sentence(bundled: Database, data: bytes, words: str) -> None:
    found = taken(bundled, data)
    assert found.change.empty
    assert len(found.problems) == 1
    assert words in found.problems[0].sentence()


def test_an_empty_database_takes_only_a_file_that_says_which_record_it_is() -> None:
    bare = {"format": "siwg-workbench record", "version": 1, "items": [{"kind": "issue", "title": "A"}]}
    new = take_as_record(json.dumps(bare).encode(), NAME)
    assert "says which record it is" in new.taken.problems[0].message
