"""XML of IEEE 2030.5: resources to octets and back.

Written are documents of the 2018 edition, without ``encoding`` in their declaration, which some clients reject.
Read are those of the name space of 2018 and of the older one that clients in the field still send. What is not of the
schema is refused by a sentence; what belongs to another name space is an extension and is passed over.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields
from typing import TypeVar

from lxml import etree

from workbench.stubs.ieee2030_5.datatypes import Attribute, Invalid, SimpleType
from workbench.stubs.ieee2030_5.resources import DOCUMENTS
from workbench.stubs.ieee2030_5.resources.base import Resource

NAMESPACE = "urn:ieee:std:2030.5:ns"
OLDER_NAMESPACES = ("http://ieee.org/2030.5", "http://zigbee.org/sep")
"""Of schema 2.0.4, and of the profile before it."""
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
MEDIA_TYPE = "application/sep+xml"
LONGEST = 256 * 1024
"""Octets of the longest document that is read."""
DEEPEST = 32
"""Elements within each other; those of the schema that are used here go 8 deep."""
R = TypeVar("R")
_PREFIXES = typing.cast(dict[str, str], {None: NAMESPACE})
_DECLARATION = b'<?xml version="1.0"?>\n'


@dataclass(frozen=True, slots=True)
class _Field:
    """One attribute or element of a class.

    Args:
        simple: how its text is read and written; None where it is an element with elements of its own.
        kind: class of such an element.
    """

    name: str
    attribute: bool
    required: bool
    many: bool
    simple: SimpleType | None
    kind: type | None


_FORMS: dict[type, tuple[_Field, ...]] = {}


def form(kind: type) -> tuple[_Field, ...]:
    """Return the attributes and elements of a class, in the order of the schema."""
    known = _FORMS.get(kind)
    if known is None:
        known = _FORMS[kind] = _form(kind)
    return known


def _form(kind: type) -> tuple[_Field, ...]:
    hints = typing.get_type_hints(kind, include_extras=True)
    return tuple(
        _field(field.name, hints[field.name], field.default is MISSING and field.default_factory is MISSING)
        for field in fields(kind)
    )


def _field(name: str, hint: object, required: bool) -> _Field:
    many = typing.get_origin(hint) is list
    if many:
        (hint,) = typing.get_args(hint)
    elif typing.get_origin(hint) in (typing.Union, types.UnionType):
        (hint,) = (choice for choice in typing.get_args(hint) if choice is not type(None))
    marks = getattr(hint, "__metadata__", ())
    simple = next((mark for mark in marks if isinstance(mark, SimpleType)), None)
    attribute = any(isinstance(mark, Attribute) for mark in marks)
    return _Field(name, attribute, required, many, simple, None if simple else typing.cast(type, hint))


def write(document: object) -> bytes:
    """Return a resource as a document.

    Raises:
        Invalid: a value that its type does not allow.
    """
    root = etree.Element(f"{{{NAMESPACE}}}{type(document).__name__}", nsmap=_PREFIXES)
    _fill(root, document, type(document).__name__)
    return _DECLARATION + etree.tostring(root)


def _fill(element: etree._Element, value: object, where: str) -> None:
    for field in form(type(value)):
        held = getattr(value, field.name)
        if held is None:
            if field.required:
                raise Invalid(f"{where}: {field.name} is missing")
            continue
        if field.attribute:
            element.set(field.name, _text(field, held, where))
            continue
        for one in held if field.many else (held,):
            child = etree.SubElement(element, f"{{{NAMESPACE}}}{field.name}")
            if field.simple:
                child.text = _text(field, one, where)
                continue
            if field.kind is Resource:
                child.set(f"{{{INSTANCE}}}type", type(one).__name__)
            _fill(child, one, f"{where}/{field.name}")


def _text(field: _Field, value: object, where: str) -> str:
    assert field.simple
    try:
        return field.simple.write(value)
    except Invalid as problem:
        raise Invalid(f"{where}/{field.name}: {problem}") from None


def read(octets: bytes, *kinds: type[R], longest: int = LONGEST) -> R:
    """Return the resource that a document holds.

    Args:
        octets: the document.
        kinds: classes that are expected; the element's name says which it is.
        longest: how many octets it may have.

    Raises:
        Invalid: not XML, not of the schema, of another kind, or with what is never read: a document type, entities,
            another encoding than UTF-8, too many octets.
    """
    root = _parsed(octets, longest)
    name = _name(root, "")
    allowed = {kind.__name__: kind for kind in kinds}
    if name not in allowed:
        raise Invalid(f"<{name}> is not what is read here: {_listed(allowed)}")
    return _read(allowed[name], root, name, 1)


def _parsed(octets: bytes, longest: int) -> etree._Element:
    if len(octets) > longest:
        raise Invalid(f"the document has {len(octets)} octets; at most {longest} are read")
    head = octets[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        raise Invalid("the document is empty")
    declared = re.match(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)", head)
    if b"\0" in head or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")):
        raise Invalid("the document is not in UTF-8, which alone is read")
    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", octets, re.IGNORECASE):
        raise Invalid("the document has a document type or entities, which are never read")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(octets, parser)
    except etree.XMLSyntaxError as problem:
        raise Invalid(f"the document is not XML: {problem.msg}") from None
    return root


def _name(element: etree._Element, where: str) -> str:
    """Return an element's own name; empty for one of another name space, which is an extension."""
    name = etree.QName(element)
    if name.namespace == NAMESPACE or name.namespace in OLDER_NAMESPACES:
        return name.localname
    if not where:
        raise Invalid(
            f"<{name.localname}> is of the name space {name.namespace or '(none)'!r}; read are {NAMESPACE!r} "
            f"and the older {OLDER_NAMESPACES[0]!r}"
        )
    return ""


def _read(kind: type[R], element: etree._Element, where: str, depth: int) -> R:
    if depth > DEEPEST:
        raise Invalid(f"{where}: more than {DEEPEST} elements within each other")
    values: dict[str, object] = {}
    problems: list[str] = []
    elements = []
    for field in form(kind):
        if not field.attribute:
            elements.append(field)
        elif (text := element.get(field.name)) is not None:
            values[field.name] = _value(field, text, where, problems)
    places = {field.name: place for place, field in enumerate(elements)}
    at = 0
    for child in element:
        name = _name(child, where)
        if not name:
            continue
        if name not in places:
            problems.append(f"{where}: <{name}> is not an element of it; allowed are {_listed(places)}")
            continue
        place, field = places[name], elements[places[name]]
        inside = f"{where}/{name}"
        if place < at:
            problems.append(f"{inside} stands after <{elements[at].name}>, and belongs before it")
        at = max(at, place)
        if not field.many and name in values:
            problems.append(f"{inside} stands there twice")
        try:
            value = _child(field, child, inside, depth, problems)
        except Invalid as problem:
            problems.append(str(problem))
            continue
        if field.many:
            values.setdefault(name, [])
            typing.cast(list[object], values[name]).append(value)
        else:
            values[name] = value
    problems += [f"{where}: {field.name} is missing" for field in form(kind) if _missing(field, values)]
    if problems:
        raise Invalid("; ".join(dict.fromkeys(problems)))
    return kind(**values)


def _missing(field: _Field, values: dict[str, object]) -> bool:
    return field.required and not field.many and field.name not in values


def _child(field: _Field, child: etree._Element, where: str, depth: int, problems: list[str]) -> object:
    if field.simple:
        if len(child):
            raise Invalid(f"{where} holds elements; it is a value")
        return _value(field, child.text or "", where, problems)
    assert field.kind
    kind = field.kind
    named = child.get(f"{{{INSTANCE}}}type", "").rpartition(":")[2]
    if named:
        substitute = DOCUMENTS.get(named)
        if substitute is None or not issubclass(substitute, kind):
            raise Invalid(f"{where} is said to be a {named[:40]!r}, which is not a {kind.__name__}")
        kind = substitute
    return _read(kind, child, where, depth + 1)


def _value(field: _Field, text: str, where: str, problems: list[str]) -> object:
    assert field.simple
    try:
        return field.simple.read(text)
    except Invalid as problem:
        problems.append(
            f"{where}{'@' if field.attribute else ''}{field.name if field.attribute else ''}: {problem}"
        )
        return None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
