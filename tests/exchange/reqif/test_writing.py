"""Records written in the form: valid by its schema, the same every time, and readable by another program."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from datetime import date

import pytest
import xmlschema
from lxml import etree
from reqif.parser import ReqIFParser

from tests.omg_schema import SCHEMA
from workbench.exchange.record_heading import RecordHeading
from workbench.exchange.reqif.names import REQIF
from workbench.exchange.reqif.writing import packed, write_reqif
from workbench.graph.reading import read_snapshot
from workbench.graph.snapshot import Snapshot
from workbench.process.keeping import Database

Q = f"{{{REQIF}}}"


@pytest.fixture(params=["bundled", "demo"])
def record(request: pytest.FixtureRequest) -> Snapshot:
    """Each of the two records that come with the workbench."""
    database: Database = request.getfixturevalue(request.param)
    with database.read() as session:
        return read_snapshot(session)


def test_a_bundled_record_is_valid_by_the_schema_of_the_omg(
    record: Snapshot, reqif_schema: etree.XMLSchema
) -> None:
    written = write_reqif(record, RecordHeading("siwg"))
    reqif_schema.assertValid(etree.fromstring(written))
    assert written.count(b"<SPEC-OBJECT ") == len(record.public.items)
    assert written.count(b"<SPEC-RELATION ") == len(record.public.links)


def test_another_implementation_of_schemas_agrees(snapshot: Snapshot) -> None:
    schema = xmlschema.XMLSchema(str(SCHEMA / "reqif.xsd"))
    schema.validate(write_reqif(snapshot, RecordHeading("small")).decode())


def test_the_reqif_library_reads_what_was_written(record: Snapshot) -> None:
    bundle = ReqIFParser.parse_from_string(write_reqif(record, RecordHeading("siwg")).decode())
    assert bundle.exceptions == []
    content = bundle.core_content.req_if_content
    assert len(content.spec_objects) == len(record.public.items)
    texts = {value.definition_ref: value.value for value in content.spec_objects[0].attributes}.values()
    first = content.spec_objects[0].long_name.split()[0]
    assert record.by_code[first].title in texts
    assert record.by_code[first].text in texts
    placed = [
        place.spec_object
        for specification in content.specifications
        for place in bundle.iterate_specification_hierarchy(specification)
    ]
    assert sorted(placed) == sorted(x.identifier for x in content.spec_objects)


def test_the_same_record_gives_the_same_bytes(record: Snapshot) -> None:
    shuffled = dataclasses.replace(
        record, items=dict(reversed(record.items.items())), links=tuple(reversed(record.links))
    )
    assert write_reqif(record, RecordHeading("siwg")) == write_reqif(shuffled, RecordHeading("siwg"))


def test_times_are_those_of_the_moment(snapshot: Snapshot) -> None:
    then = dataclasses.replace(snapshot, as_of=date(2014, 6, 30))
    root = etree.fromstring(write_reqif(then, RecordHeading("small")))
    assert root.findtext(f".//{Q}CREATION-TIME") == "2014-06-30T12:00:00Z"


def test_what_is_confidential_stays_out_with_its_links(snapshot: Snapshot) -> None:
    secret = snapshot.by_code["ISS-002"]
    hidden = dataclasses.replace(
        snapshot, items={**snapshot.items, secret.uuid: dataclasses.replace(secret, confidential=True)}
    )
    written = write_reqif(hidden, RecordHeading("small"))
    assert b"Cyber security" in write_reqif(snapshot, RecordHeading("small"))
    assert b"Cyber security" not in written
    assert secret.uuid.encode() not in written


def test_lists_stand_in_the_order_of_their_codes(record: Snapshot) -> None:
    root = etree.fromstring(write_reqif(record, RecordHeading("siwg")))
    names = {x.get("IDENTIFIER"): x.get("LONG-NAME") for x in root.iter(f"{Q}SPEC-OBJECT")}
    (issues,) = (x for x in root.iter(f"{Q}SPECIFICATION") if x.get("LONG-NAME") == "Issues")
    listed = [names[x.text].split()[0] for x in issues.iter(f"{Q}SPEC-OBJECT-REF")]
    assert listed == [item.code for item in record.of_kind("issue", withdrawn=True)]


def test_the_packed_file_holds_the_plain_one(snapshot: Snapshot) -> None:
    content = write_reqif(snapshot, RecordHeading("small"))
    with zipfile.ZipFile(io.BytesIO(packed(content))) as archive:
        assert archive.namelist() == ["record.reqif"]
        assert archive.read("record.reqif") == content
    assert packed(content) == packed(content)
