"""Files of other tools: what becomes of their objects, and that what means nothing here comes out again."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from tests.exchange.reqif import foreign_files
from workbench.exchange.exchanged import Exchanged, TakenIn
from workbench.exchange.record_heading import RecordHeading
from workbench.exchange.record_taking import take_file
from workbench.exchange.reqif.foreign import OBJECT
from workbench.exchange.reqif.names import REQIF
from workbench.exchange.reqif.reading import read_reqif
from workbench.exchange.reqif.writing import otherwise_written, write_reqif
from workbench.graph.reading import read_snapshot
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.graph.vocabulary import FOREIGN
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import Database


def read(data: bytes, **options: Any) -> Exchanged:
    reading = read_reqif(data, "other.reqif", **options)
    assert [problem.sentence() for problem in reading.problems] == []
    assert reading.of_another_tool
    return reading


def taken(exchanged: Exchanged) -> Snapshot:
    """Return a record as it would be after the file was taken."""
    return Snapshot.of(
        ItemView(
            item.uuid, item.code or f"REQ-{number:02d}", item.kind, item.title or "", item.text or "",
            item.status or "draft", 1, "", {**item.fields, FOREIGN: dict(item.foreign)},
        )
        for number, item in enumerate(exchanged.items, start=1)
    )  # fmt: skip


def test_a_module_of_doors() -> None:
    exchanged = read(foreign_files.doors())
    heading, text = exchanged.items
    assert (heading.kind, heading.title, heading.code) == ("requirement", "Timing", "")
    assert text.title.startswith("The gateway shall answer within 2 s:")
    assert text.text == "The gateway **shall** answer within 2 s:\n\n* reads\n* writes\n\na drawing"
    assert text.foreign["Rank"] == {"enumeration": ["Must", "May"]}
    assert text.foreign["ReqIF.ForeignCreatedOn"] == {"date": "2014-06-01T08:00:00.000+02:00"}
    assert text.foreign["Effort"] == {"real": "2.5"}
    assert text.foreign["Legally binding"] is True
    assert text.foreign["ReqIF.ForeignID"] == "2"
    assert text.foreign[OBJECT] == {
        "identifier": "_a2",
        "type": "Object Type",
        "specification": "Gateway module",
        "under": "_a1",
        "links": [{"identifier": "r1", "type": "satisfies", "target": "_a1"}],
    }
    (left,) = exchanged.not_taken
    assert "an embedded file is not taken" in left.sentence()
    assert "picture.png" in left.sentence()
    assert any("'Object Type'" in note and "recommendations" in note for note in exchanged.notes)
    assert any("'satisfies'" in note for note in exchanged.notes)


def test_objects_of_other_types_become_the_kind_that_was_chosen() -> None:
    kinds = {item.kind for item in read(foreign_files.doors(), kind_of_others="data-requirement").items}
    assert kinds == {"data-requirement"}


def test_types_that_are_named_like_a_kind_need_no_choice() -> None:
    heading, clock = read(foreign_files.polarion(), kind_of_others="use-case").items
    assert (heading.kind, clock.kind) == ("use-case", "requirement")
    assert clock.title == 'One "clock" & only one'
    assert clock.text == "Use *one* clock.\\\nAlways."
    assert clock.status == "draft"


def test_a_file_of_jama_keeps_what_no_field_can_hold() -> None:
    (item,) = read(foreign_files.jama()).items
    assert (item.title, item.code, item.status) == ("Retries", "", None)
    assert item.text == "| a |\n| --- |\n| 1 \\| 2 |"
    assert item.foreign["ID"] == "GW-SW-7"
    assert item.foreign["Status"] == "Accepted"
    assert item.foreign["Version"] == 3


def test_a_prefix_codes_and_relations_by_name() -> None:
    ports, proxies = read(foreign_files.reqview()).items
    assert (ports.code, ports.title, ports.text) == ("REQ-01", "Ports", "Ports in full.")
    (link,) = ports.links
    assert (link.relation, link.target, link.target_code) == ("derived-from", proxies.uuid, "REQ-02")


@pytest.mark.parametrize("name", ["doors", "polarion", "jama", "reqview"])
def test_what_came_comes_out_again_and_is_known_again(name: str, reqif_schema: etree.XMLSchema) -> None:
    before = read(getattr(foreign_files, name)())
    written = write_reqif(taken(before), RecordHeading("record"))
    reqif_schema.assertValid(etree.fromstring(written))
    reading = read_reqif(written, "record.reqif")
    assert reading.problems == ()
    assert not reading.of_another_tool
    for item, back in zip(before.items, reading.items, strict=True):
        assert back.uuid == item.uuid
        assert dict(back.foreign) == dict(item.foreign)
        assert (back.title, back.text) == (item.title, item.text)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (
            "<xhtml:div><xhtml:font>red</xhtml:font></xhtml:div>",
            "element 'font': This element is not expected",
        ),
        ('<xhtml:div onclick="x()">a</xhtml:div>', "attribute 'onclick'"),
        ('<xhtml:div><xhtml:a href="x" target="_blank">a</xhtml:a></xhtml:div>', "attribute 'target'"),
        (
            "<xhtml:div><xhtml:p><xhtml:ul><xhtml:li>a</xhtml:li></xhtml:ul></xhtml:p></xhtml:div>",
            "element 'ul'",
        ),
        ("<xhtml:p>a</xhtml:p><xhtml:p>b</xhtml:p>", "element 'p'"),
    ],
)
def test_a_formatted_text_that_the_form_does_not_allow_is_kept_said_and_breaks_no_file(
    wrong: str, says: str, reqif_schema: etree.XMLSchema
) -> None:
    before = read(foreign_files.with_notes(wrong))
    (note,) = (x for x in before.notes if "'Note'" in x)
    assert "other.reqif" not in note
    assert "line 24, SPEC-OBJECT 'n1'" in note
    assert says in note
    record = taken(before)
    written = write_reqif(record, RecordHeading("record"))
    reqif_schema.assertValid(etree.fromstring(written))
    assert any(says in remark for remark in otherwise_written(record))
    again = read_reqif(written, "record.reqif")
    assert dict(again.items[0].foreign) == dict(before.items[0].foreign)


def test_a_formatted_text_of_a_link_that_the_form_does_not_allow_is_said_too(
    bundled: Database, reqif_schema: etree.XMLSchema
) -> None:
    data = foreign_files.links_with_notes("<xhtml:div><xhtml:font>red</xhtml:font></xhtml:div>")
    (note,) = (x for x in read(data).notes if "'Note'" in x)
    assert "SPEC-RELATION 'r-d': element 'font'" in note
    assert "and in 1 more" in note
    save(bundled, LOCAL_OPERATOR, taken_by(bundled, data).change, verb="import")
    with bundled.read() as session:
        record = read_snapshot(session)
    reqif_schema.assertValid(etree.fromstring(write_reqif(record, RecordHeading("record"))))
    (remark,) = (x for x in otherwise_written(record) if "'Note'" in x)
    assert remark.startswith("2 formatted texts of the attribute 'Note'")
    assert re.search(r"\(ISS-\d+ → ISS-\d+: element 'font'", remark)


def test_a_file_that_is_embedded_in_what_is_said_of_a_link_is_named() -> None:
    data = foreign_files.links_with_notes(
        '<xhtml:div><xhtml:object data="a/scheme.png" type="image/png">A scheme</xhtml:object></xhtml:div>'
    )
    left = [x.sentence() for x in read(data).not_taken if "an embedded file is not taken" in x.message]
    assert len(left) == 2
    assert all("scheme.png" in sentence and "SPEC-RELATION" in sentence for sentence in left)


def test_an_id_that_stands_twice_in_formatted_texts_breaks_no_file(reqif_schema: etree.XMLSchema) -> None:
    same = '<xhtml:div id="top">a <xhtml:b id="n1">b</xhtml:b></xhtml:div>'
    record = taken(read(foreign_files.with_notes(same, same)))
    written = write_reqif(record, RecordHeading("record"))
    reqif_schema.assertValid(etree.fromstring(written))
    assert written.count(b'id="top"') == 1
    assert b'id="n1"' not in written


def test_what_another_tool_says_of_links_comes_out_again(
    bundled: Database, reqif_schema: etree.XMLSchema
) -> None:
    said = {"Rationale": "Both name the clock", "Weight": 3, "Rank": {"enumeration": ["Must"]}}
    data = foreign_files.reasoned()
    reqif_schema.assertValid(etree.fromstring(data))
    before = read(data).items[0]
    assert [dict(link.detail) for link in before.links] == [{FOREIGN: said}]
    assert before.foreign[OBJECT]["links"] == [
        {"identifier": "r-s", "type": "satisfies", "target": "i2", "values": said}
    ]
    save(bundled, LOCAL_OPERATOR, taken_by(bundled, data).change, verb="import")
    with bundled.read() as session:
        written = write_reqif(read_snapshot(session), RecordHeading("record"))
    reqif_schema.assertValid(etree.fromstring(written))
    root = etree.fromstring(written)
    rationales = [
        relation.xpath("string(*/*[@THE-VALUE = 'Both name the clock']/@THE-VALUE)")
        for relation in root.iter("{*}SPEC-RELATION")
    ]
    assert len([words for words in rationales if words]) == 2
    back = next(x for x in read_reqif(written, "record.reqif").items if x.title == "Issue 1")
    assert [dict(link.detail) for link in back.links] == [{FOREIGN: said}]
    assert dict(back.foreign) == dict(before.foreign)


def test_what_another_tool_says_of_a_link_anew_changes_the_link_and_adds_none(bundled: Database) -> None:
    for words in ("First", "Second"):
        change = taken_by(bundled, foreign_files.reasoned(words)).change
        save(bundled, LOCAL_OPERATOR, change, verb="import")
    assert taken_by(bundled, foreign_files.reasoned("Second")).change.empty
    with bundled.read() as session:
        snapshot = read_snapshot(session)
    (first,) = (x for x in snapshot.of_kind("issue") if x.title == "Issue 1")
    (kept,) = (link.detail[FOREIGN] for link in snapshot.out(first) if link.relation == "depends-on")
    assert kept["Rationale"] == "Second"


def as_it_is(data: bytes) -> bytes:
    return data


def with_a_prefix(data: bytes) -> bytes:
    return re.sub(rb"<(/?)(?=[A-Z])", rb"<\1r:", data).replace(b' xmlns="http', b' xmlns:r="http')


def with_a_schema_location(data: bytes) -> bytes:
    location = f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="{REQIF} reqif.xsd"'
    return data.replace(b"<REQ-IF ", b"<REQ-IF " + location.encode() + b" ")


@pytest.mark.parametrize("form", [as_it_is, with_a_prefix, with_a_schema_location])
def test_what_the_record_has_no_place_for_is_told(form: Callable[[bytes], bytes]) -> None:
    data = form(foreign_files.reasoned())
    assert form is as_it_is or data != foreign_files.reasoned()
    told = [problem.sentence() for problem in read(data).not_taken]
    assert len(told) == 4
    for words in (
        "the group of 1 relation is not taken; the relations are. Found: 'Clock links'",
        "what the specification says of itself is not taken; its objects and their places are. Found: 'Owner'",
        "keeps the first; others are not taken. Found: 'i1'",
        "what the tool says to itself (TOOL-EXTENSIONS) is not taken. Found: 'note'",
    ):
        assert any(words in sentence for sentence in told), words


def taken_by(database: Database, data: bytes) -> TakenIn:
    with database.read() as session:
        return take_file(session, data, "other.reqif", read_snapshot(session))


def test_an_object_keeps_its_identifier_and_its_place() -> None:
    root = etree.fromstring(write_reqif(taken(read(foreign_files.doors())), RecordHeading("record")))
    names = {"r": "http://www.omg.org/spec/ReqIF/20110401/reqif.xsd"}
    (module,) = root.findall(".//r:SPECIFICATION", names)
    assert module.get("LONG-NAME") == "Gateway module"
    outer = module.find("r:CHILDREN/r:SPEC-HIERARCHY", names)
    assert outer.findtext("r:OBJECT/r:SPEC-OBJECT-REF", None, names) == "_a1"
    assert outer.findtext("r:CHILDREN/r:SPEC-HIERARCHY/r:OBJECT/r:SPEC-OBJECT-REF", None, names) == "_a2"
    (relation,) = root.findall(".//r:SPEC-RELATION", names)
    assert relation.get("IDENTIFIER") == "r1"


def test_a_text_that_another_tool_changed_is_taken_as_it_reads_there(snapshot: Snapshot) -> None:
    written = write_reqif(snapshot, RecordHeading("small"))
    changed = written.replace(
        b"<xhtml:li>utility gateway</xhtml:li>", b"<xhtml:li>a <xhtml:b>box</xhtml:b></xhtml:li>"
    )
    assert changed != written
    exchanged = read_reqif(changed, "record.reqif")
    (item,) = (x for x in exchanged.items if x.code == "ISS-001")
    assert item.text == "Which gateway?\n\n* a **box**\n* facility gateway"
    assert any("ISS-001" in note for note in exchanged.notes)


def test_a_text_that_another_tool_only_laid_out_is_as_it_was(snapshot: Snapshot) -> None:
    nasty = dataclasses.replace(snapshot.by_code["ISS-001"], text="a  b\n\n1. x\n\n\n2. y  \nz")
    record = dataclasses.replace(snapshot, items={**snapshot.items, nasty.uuid: nasty})
    written = write_reqif(record, RecordHeading("small")).replace(b"<xhtml:p>", b"\n   <xhtml:p> \n ")
    (item,) = (x for x in read_reqif(written, "record.reqif").items if x.code == "ISS-001")
    assert item.text == nasty.text
