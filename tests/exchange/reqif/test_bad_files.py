"""Files that are not read: one clear sentence for each fault, with its place, and no item of the file."""

from __future__ import annotations

import copy
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.exchange.reqif import foreign_files
from workbench.exchange.archive import RefusedFile
from workbench.exchange.exchanged import TakenIn
from workbench.exchange.record_heading import RecordHeading
from workbench.exchange.record_taking import take_file
from workbench.exchange.reqif import opening
from workbench.exchange.reqif.opening import open_reqif
from workbench.exchange.reqif.reading import read_reqif
from workbench.exchange.reqif.writing import write_reqif
from workbench.graph.reading import SNAPSHOTS, read_snapshot
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.planning.preview import Refused

GOOD = foreign_files.doors()
BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE REQ-IF [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
"""


def refused(data: bytes, name: str = "other.reqif") -> str:
    with pytest.raises(RefusedFile) as caught:
        read_reqif(data, name)
    return str(caught.value)


def faults(old: bytes, new: bytes, data: bytes = GOOD) -> list[str]:
    assert old in data
    reading = read_reqif(data.replace(old, new), "other.reqif")
    assert reading.items == ()
    return [problem.sentence() for problem in reading.problems]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "'other.reqif' is empty."),
        (b"  \n", "'other.reqif' is empty."),
        (GOOD.replace(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>", BOMB), "begins a document type (DOCTYPE)"),
        (GOOD.replace(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>", BOMB).decode().encode("utf-16"), "DOCTYPE"),
        (GOOD.replace(b"Timing", b"&nbsp;"), "line 24, column"),
        (GOOD[:2000], "is not well-formed XML: line"),
        (GOOD.replace(b"<xhtml:b>shall</xhtml:b>", b"<xhtml:b>shall</xhtml:i>"), "is not well-formed XML: line"),
        (GOOD.replace(b"20110401/reqif.xsd", b"20990101/reqif.xsd"), "Allowed: http://www.omg.org/spec/ReqIF/20110401"),
        (GOOD.replace(b"<REQ-IF-VERSION>1.0", b"<REQ-IF-VERSION>2.0"), "version 2.0. Allowed: 1.0, 1.1 and 1.2."),
        (b"<html/>", "begins with 'html' in place of 'REQ-IF'"),
        (b'<RIF xmlns="http://automotive-his.de/schema/rif"/>', "older form RIF"),
        (b"\x00\x01\x02", "is not well-formed XML"),
        (GOOD.replace(b"REQ-IF-CONTENT", b"CONTENT"), "REQ-IF-CONTENT within CORE-CONTENT is missing"),
        (b"<a>" * 300 + b"</a>" * 300, "is not well-formed XML"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_opened_is_refused_in_a_sentence(data: bytes, says: str) -> None:
    assert says in refused(data)


def test_entities_are_never_expanded_even_those_of_other_files() -> None:
    outside = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'
    assert "root:" not in refused(outside)
    assert "DOCTYPE" in refused(outside)


def test_a_huge_file_is_refused_with_both_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MAXIMUM_BYTES", 1_000)
    assert refused(b" " * 200_000) == "'other.reqif' has 0.2 MB; at most 0.0 MB are read."


def packed(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("_", "."), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (packed(a_reqif=b"<a>" + b" " * 50_000_000), "packed more than 250 to one"),
        (packed(a_txt=b"x"), "must hold one ReqIF file (.reqif); it holds none"),
        (packed(a_reqif=GOOD, b_reqif=GOOD), "it holds 'a.reqif', 'b.reqif'"),
        (b"PK\x03\x04 cut", "is not a packed ReqIF file, or it is damaged"),
        (GOOD, "is not a packed ReqIF file"),
    ],
)
def test_a_packed_file_that_does_harm_or_holds_no_file_is_refused(data: bytes, says: str) -> None:
    assert says in refused(data, "other.reqifz")


def test_files_beside_are_named_as_not_taken() -> None:
    reading = read_reqif(packed(a_reqif=GOOD, picture_png=b"x"), "other.reqifz")
    assert [problem.found for problem in reading.not_taken] == ["picture.png", "picture.png"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b'"d-string"', b'"d-other"', "the DATATYPE-DEFINITION-STRING that is named is missing"),
        (b'TYPE IDENTIFIER="t-object"', b'TYPE IDENTIFIER="t-gone"', "the SPEC-OBJECT-TYPE that is named is missing"),
        (b'DEFINITION-REAL IDENTIFIER="a-effort"', b'DEFINITION-REAL IDENTIFIER="a-e"', "ATTRIBUTE-DEFINITION-REAL"),
        (b"REF>v-may<", b"REF>v-never<", "the ENUM-VALUE that is named is missing in the file. Found: 'v-never'."),
        (b'"_a2"', b'"_a1"', "the identifier is that of the SPEC-OBJECT in line 24 already. Found: '_a1'."),
        (b'IDENTIFIER="_a2"', b"", "the SPEC-OBJECT has no IDENTIFIER"),
        (b'THE-VALUE="2014-06-01T08:00:00.000+02:00"', b'THE-VALUE="2014-02-30T00:00:00Z"', "none of the type DATE"),
        (b'THE-VALUE="2.5"', b'THE-VALUE="2,5"', "none of the type REAL. Found: '2,5'. Allowed: a number such as 1.5."),
        (b'THE-VALUE="true"', b'THE-VALUE="yes"', "none of the type BOOLEAN. Found: 'yes'. Allowed: true or false."),
        (b' THE-VALUE="true"', b"", "the value lacks its THE-VALUE"),
        (b"REF>t-object<", b"REF>t-link<", "what is named is a SPEC-RELATION-TYPE and no SPEC-OBJECT-TYPE"),
        (b"SPEC-RELATION-TYPE", b"SPEC-LINK-TYPE", "SPEC-TYPES holds an element that the form does not know there"),
    ],
)  # fmt: skip
def test_what_does_not_hold_together_is_named_with_its_line(old: bytes, new: bytes, says: str) -> None:
    found = faults(old, new)
    assert any(says in sentence for sentence in found), found
    assert all(sentence.startswith("other.reqif, line ") for sentence in found)


def test_a_link_whose_end_is_missing_from_the_object_is_a_fault() -> None:
    found = faults(b"<TARGET><SPEC-OBJECT-REF>_a1</SPEC-OBJECT-REF></TARGET>", b"<TARGET/>")
    assert found == [
        "other.reqif, line 26, SPEC-RELATION 'r1': the SPEC-RELATION lacks its TARGET. "
        "Allowed: one SPEC-OBJECT-REF within TARGET."
    ]


def test_a_link_that_begins_outside_of_the_file_is_not_taken_and_said() -> None:
    reading = read_reqif(
        GOOD.replace(b"<SOURCE><SPEC-OBJECT-REF>_a2", b"<SOURCE><SPEC-OBJECT-REF>elsewhere"), "other.reqif"
    )
    assert reading.problems == ()
    assert any("begins at an object that is not in the file" in x.sentence() for x in reading.not_taken)


def test_every_fault_is_named_at_once_up_to_a_number() -> None:
    found = faults(
        b'LAST-CHANGE="2014-06-01T08:00:00.000+02:00"><VALUES>', b'LAST-CHANGE="x"><VALUES>' + b"<X/>" * 60
    )
    assert len(found) <= 41
    many = read_reqif(
        GOOD.replace(b"<SPEC-RELATIONS>", b"<SPEC-RELATIONS>" + b"<X/>" * 60), "other.reqif"
    ).problems
    assert len(many) == 41
    assert "more than 40 faults" in many[-1].sentence()


def test_a_field_of_ours_that_holds_no_json_is_a_fault_with_its_name(snapshot: Snapshot) -> None:
    written = write_reqif(snapshot, RecordHeading("small"))
    broken = written.replace(b'THE-VALUE="{&quot;redlines', b'THE-VALUE="{redlines')
    assert broken != written
    reading = read_reqif(broken, "record.reqif")
    assert reading.items == ()
    (problem,) = reading.problems
    assert "column 'stages'" in problem.sentence()
    assert "Allowed: a list or a document, written as JSON." in problem.sentence()


def test_comments_and_instructions_are_passed_over() -> None:
    data = GOOD.replace(b"<SPEC-OBJECTS>", b"<SPEC-OBJECTS><!-- x --><?tool y?>")
    assert len(read_reqif(data, "other.reqif").items) == 2
    assert open_reqif(data, "other.reqif").beside == ()


def test_objects_that_depend_on_each_other_in_a_circle_are_refused_whole(bundled: Database) -> None:
    before = SNAPSHOTS.get(bundled)
    taken = as_issues(bundled, foreign_files.circle((1, 2), (2, 3), (3, 1)))
    assert (taken.problems, taken.not_taken) == ((), ())
    with pytest.raises(Refused) as refused:
        save(bundled, LOCAL_OPERATOR, taken.change, verb="import")
    (said,) = (problem.sentence() for problem in refused.value.preview.problems)
    around = "ISS-023 depends on ISS-024, which depends on ISS-025, which depends on ISS-023."
    assert f"this closes a circle: {around}" in said
    assert SNAPSHOTS.get(bundled).change == before.change


def test_an_object_that_is_linked_to_itself_comes_in_without_that_link(bundled: Database) -> None:
    taken = as_issues(bundled, foreign_files.circle((1, 1), (1, 2)))
    (left,) = taken.not_taken
    assert "an item cannot be linked to itself" in left.sentence()
    assert "SPEC-RELATION 'l0'" in left.sentence()
    save(bundled, LOCAL_OPERATOR, taken.change, verb="import")
    snapshot = SNAPSHOTS.get(bundled)
    (first,) = (x for x in snapshot.of_kind("issue") if x.title == "Question 1")
    assert [x.title for x in snapshot.targets(first, "depends-on")] == ["Question 2"]


def as_issues(database: Database, data: bytes) -> TakenIn:
    with database.read() as session:
        return take_file(session, data, "other.reqif", read_snapshot(session), kind_of_others="issue")


def test_an_object_below_itself_is_placed_once() -> None:
    nested = foreign_files.doors().replace(
        b"<SPEC-OBJECT-REF>_a2</SPEC-OBJECT-REF></OBJECT>", b"<SPEC-OBJECT-REF>_a1</SPEC-OBJECT-REF></OBJECT>"
    )
    assert nested != GOOD
    first, second = read_reqif(nested, "other.reqif").items
    assert "under" not in first.foreign["ReqIF"]
    assert "specification" not in second.foreign["ReqIF"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (b'{"themes"', "the words of the record cannot be read: Expecting"),
        (b"[1]", "they are no lists with names"),
        (b'{"statuses": {"nonsense": []}}', "the status list of 'nonsense' belongs to no kind of item"),
        (b"[" * 100_000, "the words of the record cannot be read"),
    ],
)
def test_words_of_the_record_that_cannot_be_read_are_a_fault_with_their_line(
    snapshot: Snapshot, words: bytes, says: str
) -> None:
    written = write_reqif(snapshot, RecordHeading("small", vocabulary={"themes": ["x"]}))
    broken = written.replace(b'{"themes": ["x"]}', words)
    assert broken != written
    reading = read_reqif(broken, "record.reqif")
    assert reading.items == ()
    (problem,) = reading.problems
    assert says in problem.sentence()
    assert "record.reqif, line " in problem.sentence()


@settings(max_examples=150, deadline=None)
@given(
    number=st.integers(0, 400),
    how=st.sampled_from(["remove", "empty", "double", "strip", "text"]),
    base=st.sampled_from([GOOD, foreign_files.polarion(), foreign_files.reqview()]),
)
def test_whatever_is_broken_ends_in_sentences(number: int, how: str, base: bytes) -> None:
    root = etree.fromstring(base)
    elements = list(root.iter("*"))[1:]
    element = elements[number % len(elements)]
    parent = element.getparent()
    if how == "remove":
        parent.remove(element)
    elif how == "double":
        parent.append(copy.deepcopy(element))
    elif how == "strip":
        element.attrib.clear()
    elif how == "empty":
        element[:] = []
    else:
        element.text = "nothing of the kind"
    said = ""
    try:
        reading = read_reqif(etree.tostring(root), "other.reqif")
        assert not (reading.problems and reading.items)
    except RefusedFile as error:
        said = str(error)
    assert "cannot be read as ReqIF" not in said
