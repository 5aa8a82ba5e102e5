"""A record as one file of the ReqIF form (OMG ReqIF 1.2, formal/2016-07-01).

The ``reqif`` library reads files here and in tests; it does not write them, because its writer leaves names with
``&`` or quotes as they are and line ends of text attributes bare, which XML readers turn into blanks.

The same record at the same moment gives the same bytes: identifiers are the record's own or made of what they
name, times are the group's days. Items that are withdrawn are written too, those that are confidential never.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from lxml import etree

from workbench.exchange.record_heading import RecordHeading
from workbench.exchange.reqif.building import add, lay_out, root_element
from workbench.exchange.reqif.datatypes import Enumeration, define_datatypes
from workbench.exchange.reqif.foreign import attributes_of_others, not_allowed
from workbench.exchange.reqif.names import TOOL, XHTML, made_identifier, moment_of
from workbench.exchange.reqif.objects import ObjectType, object_identifiers
from workbench.exchange.reqif.record_extension import write_extension
from workbench.exchange.reqif.relations import (
    RelationType,
    kept_links,
    relation_types,
    said_by_others,
    types_of_others,
    write_kept_link,
    write_link,
)
from workbench.exchange.reqif.specifications import (
    define_specification_type,
    specifications,
    write_specification,
)
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot, code_order
from workbench.graph.vocabulary import KINDS

FILE: Final = "record.reqif"
PACKED_FILE: Final = "record.reqifz"
_NO_DAY: Final = date(1970, 1, 1)
"""Stands where no item has a day: the bytes must not tell when a file was written."""


def write_reqif(snapshot: Snapshot, heading: RecordHeading) -> bytes:
    """Every item and link of a moment that is not confidential.

    Args:
        snapshot: the record at one moment.
        heading: which record it is; by its id its lists are told from those of others.
    """
    shown = snapshot.public
    by_kind = {kind: shown.of_kind(kind, withdrawn=True) for kind in KINDS}
    items = [item for group in by_kind.values() for item in group]
    moment = moment_of(_day(shown, items))
    root = root_element()
    _header(root, shown, heading, moment)
    content = add(add(root, "CORE-CONTENT"), "REQ-IF-CONTENT")
    _content(content, shown, heading.record_id, by_kind, items, moment)
    write_extension(root, shown, heading, moment[:10])
    _name_once(root)
    lay_out(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(root, encoding="UTF-8") + b"\n"


def otherwise_written(snapshot: Snapshot) -> list[str]:
    """What an export writes in another form than it came, in sentences."""
    found: dict[str, list[str]] = {}
    for where, said in _said_by_others(snapshot.public):
        for name, fault in not_allowed(said):
            found.setdefault(name, []).append(f"{where}: {fault}")
    return [
        f"{len(places):,} formatted text{'' if len(places) == 1 else 's'} of the attribute '{name}' of another tool "
        f"hold{'s' if len(places) == 1 else ''} what ReqIF does not allow ({places[0]}"
        f"{'; and so on' if len(places) > 1 else ''}), and would make the file invalid. "
        f"{'It is' if len(places) == 1 else 'They are'} written as a text with its marks."
        for name, places in sorted(found.items())
    ]


def _said_by_others(snapshot: Snapshot) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What other tools said of items, of links, and of links of types of their own; each with where it stands."""
    items = snapshot.items
    ends = object_identifiers(list(items.values()))
    codes = {given: items[uuid].code for uuid, given in ends.items()}
    for item in items.values():
        yield item.code, attributes_of_others(item)
    for link in _links(snapshot, ends):
        yield f"{items[link.source].code} → {items[link.target].code}", said_by_others(link)
    for kept in kept_links(list(items.values()), ends):
        yield f"{codes[kept.source]} → {codes[kept.target]}", kept.values


def packed(content: bytes) -> bytes:
    """A file of the form as the packed one (.reqifz), which some tools ask for; the same bytes every time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(FILE, (1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, content)
    return buffer.getvalue()


def _content(
    content: etree._Element,
    snapshot: Snapshot,
    record_id: str,
    by_kind: dict[str, list[ItemView]],
    items: Sequence[ItemView],
    moment: str,
) -> None:
    ends = object_identifiers(items)
    types = [ObjectType(kind, snapshot.vocabulary, group) for kind, group in by_kind.items() if group]
    links = _links(snapshot, ends)
    kept = kept_links(items, ends)
    relations = {kind.name: kind for kind in relation_types(snapshot.vocabulary.relations, links)}
    others = {kind.name: kind for kind in types_of_others(kept)}
    spoken: tuple[ObjectType | RelationType, ...] = (*types, *relations.values(), *others.values())
    enumerations: dict[str, Enumeration] = {
        found.identifier: found for kind in spoken for found in kind.enumerations()
    }
    define_datatypes(add(content, "DATATYPES"), enumerations.values(), moment)
    spec_types = add(content, "SPEC-TYPES")
    for kind in types:
        kind.define(spec_types, moment)
    for relation in (*relations.values(), *others.values()):
        relation.define(spec_types, moment)
    define_specification_type(spec_types, moment)
    objects = add(content, "SPEC-OBJECTS")
    for kind in types:
        for item in kind.items:
            kind.write(objects, item, ends[item.uuid], moment)
    written = add(content, "SPEC-RELATIONS")
    for link in links:
        write_link(written, link, relations[link.relation], ends, moment)
    for other in kept:
        write_kept_link(written, other, others[other.type], moment)
    lists = add(content, "SPECIFICATIONS")
    for specification in specifications(items, ends):
        write_specification(lists, specification, record_id, ends, moment)


def _links(snapshot: Snapshot, ends: dict[str, str]) -> list[LinkRow]:
    known = {relation.name for relation in snapshot.vocabulary.relations}
    shown = [x for x in snapshot.links if x.source in ends and x.target in ends and x.relation in known]
    codes = {uuid: code_order(snapshot.items[uuid].code) for uuid in ends}
    return sorted(shown, key=lambda x: (codes[x.source], x.relation, codes[x.target], x.uuid))


def _name_once(root: etree._Element) -> None:
    """Take ids out of other tools' formatted texts where the file has them already: an id names one place."""
    taken = {given for element in root.iter() if (given := element.get("IDENTIFIER"))}
    for element in root.iter(f"{{{XHTML}}}*"):
        given = element.get("id")
        if given is None:
            continue
        if given in taken:
            del element.attrib["id"]
        taken.add(given)


def _header(root: etree._Element, snapshot: Snapshot, heading: RecordHeading, moment: str) -> None:
    change = "" if snapshot.day is not None else str(snapshot.change)
    moments = (change, str(snapshot.as_of or ""), snapshot.baseline or "")
    given = made_identifier("file", heading.record_id, *moments)
    header = add(add(root, "THE-HEADER"), "REQ-IF-HEADER", None, IDENTIFIER=given)
    add(header, "COMMENT", _comment(snapshot))
    add(header, "CREATION-TIME", moment)
    add(header, "REPOSITORY-ID", heading.record_id or "record")
    add(header, "REQ-IF-TOOL-ID", TOOL)
    add(header, "REQ-IF-VERSION", "1.0")
    add(header, "SOURCE-TOOL-ID", TOOL)
    add(header, "TITLE", heading.title or snapshot.title or heading.record_id)


def _comment(snapshot: Snapshot) -> str:
    if snapshot.day is not None:
        seen = f"The record as of {snapshot.day.isoformat()}"
    else:
        seen = f"The record at change {snapshot.change:,}"
        seen += f", baseline {snapshot.baseline}" if snapshot.baseline else ""
    words = f"{seen}. Confidential items are not in it."
    return f"{words} Reconstruction, not the filed text." if snapshot.reconstruction else words


def _day(snapshot: Snapshot, items: Sequence[ItemView]) -> date:
    if snapshot.as_of:
        return snapshot.as_of
    return max((item.effective_on for item in items if item.effective_on), default=_NO_DAY)
