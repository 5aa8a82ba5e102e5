"""Files in the manner of other tools: their names of types and attributes and their ways of nesting, our own words."""

from __future__ import annotations

import re

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<REQ-IF xmlns="http://www.omg.org/spec/ReqIF/20110401/reqif.xsd" xmlns:xhtml="http://www.w3.org/1999/xhtml">
  <!-- written by a test -->
  <THE-HEADER><REQ-IF-HEADER IDENTIFIER="head"><CREATION-TIME>2014-06-01T08:00:00.000+02:00</CREATION-TIME>
    <REQ-IF-TOOL-ID>{tool}</REQ-IF-TOOL-ID><REQ-IF-VERSION>1.0</REQ-IF-VERSION>
    <SOURCE-TOOL-ID>{tool}</SOURCE-TOOL-ID><TITLE>Gateway</TITLE></REQ-IF-HEADER></THE-HEADER>
  <CORE-CONTENT><REQ-IF-CONTENT>
"""
TAIL = "  </REQ-IF-CONTENT></CORE-CONTENT>\n</REQ-IF>\n"
CHANGED = 'LAST-CHANGE="2014-06-01T08:00:00.000+02:00"'


def definition(kind: str, identifier: str, name: str, datatype: str, more: str = "") -> str:
    return (
        f'<ATTRIBUTE-DEFINITION-{kind} IDENTIFIER="{identifier}" {CHANGED} LONG-NAME="{name}" {more}><TYPE>'
        f"<DATATYPE-DEFINITION-{kind}-REF>{datatype}</DATATYPE-DEFINITION-{kind}-REF></TYPE>"
        f"</ATTRIBUTE-DEFINITION-{kind}>"
    )


def value(kind: str, identifier: str, words: str) -> str:
    reference = f"ATTRIBUTE-DEFINITION-{kind}-REF"
    defined = f"<DEFINITION><{reference}>{identifier}</{reference}></DEFINITION>"
    if kind == "XHTML":
        return f"<ATTRIBUTE-VALUE-XHTML>{defined}<THE-VALUE>{words}</THE-VALUE></ATTRIBUTE-VALUE-XHTML>"
    if kind == "ENUMERATION":
        chosen = "".join(f"<ENUM-VALUE-REF>{word}</ENUM-VALUE-REF>" for word in words.split())
        return (
            f"<ATTRIBUTE-VALUE-ENUMERATION>{defined}<VALUES>{chosen}</VALUES></ATTRIBUTE-VALUE-ENUMERATION>"
        )
    return f'<ATTRIBUTE-VALUE-{kind} THE-VALUE="{words}">{defined}</ATTRIBUTE-VALUE-{kind}>'


def an_object(identifier: str, kind: str, *values: str) -> str:
    return (
        f'<SPEC-OBJECT IDENTIFIER="{identifier}" {CHANGED}><VALUES>{"".join(values)}</VALUES>'
        f"<TYPE><SPEC-OBJECT-TYPE-REF>{kind}</SPEC-OBJECT-TYPE-REF></TYPE></SPEC-OBJECT>"
    )


def a_place(identifier: str, thing: str, *children: str) -> str:
    below = f"<CHILDREN>{''.join(children)}</CHILDREN>" if children else ""
    return (
        f'<SPEC-HIERARCHY IDENTIFIER="{identifier}" {CHANGED}><OBJECT><SPEC-OBJECT-REF>{thing}</SPEC-OBJECT-REF>'
        f"</OBJECT>{below}</SPEC-HIERARCHY>"
    )


def a_relation(identifier: str, kind: str, source: str, target: str, *values: str) -> str:
    said = f"<VALUES>{''.join(values)}</VALUES>" if values else ""
    return (
        f'<SPEC-RELATION IDENTIFIER="{identifier}" {CHANGED}>{said}<TYPE><SPEC-RELATION-TYPE-REF>{kind}'
        f"</SPEC-RELATION-TYPE-REF></TYPE><SOURCE><SPEC-OBJECT-REF>{source}</SPEC-OBJECT-REF></SOURCE>"
        f"<TARGET><SPEC-OBJECT-REF>{target}</SPEC-OBJECT-REF></TARGET></SPEC-RELATION>"
    )


DATATYPES = f"""<DATATYPES>
  <DATATYPE-DEFINITION-STRING IDENTIFIER="d-string" {CHANGED} LONG-NAME="String" MAX-LENGTH="2000"/>
  <DATATYPE-DEFINITION-XHTML IDENTIFIER="d-xhtml" {CHANGED} LONG-NAME="Rich text"/>
  <DATATYPE-DEFINITION-INTEGER IDENTIFIER="d-integer" {CHANGED} LONG-NAME="Integer" MIN="0" MAX="1000"/>
  <DATATYPE-DEFINITION-DATE IDENTIFIER="d-date" {CHANGED} LONG-NAME="Date"/>
  <DATATYPE-DEFINITION-REAL IDENTIFIER="d-real" {CHANGED} LONG-NAME="Real" ACCURACY="5" MIN="0" MAX="9"/>
  <DATATYPE-DEFINITION-BOOLEAN IDENTIFIER="d-boolean" {CHANGED} LONG-NAME="Boolean"/>
  <DATATYPE-DEFINITION-ENUMERATION IDENTIFIER="d-rank" {CHANGED} LONG-NAME="Rank"><SPECIFIED-VALUES>
    <ENUM-VALUE IDENTIFIER="v-must" {CHANGED} LONG-NAME="Must"><PROPERTIES>
      <EMBEDDED-VALUE KEY="0" OTHER-CONTENT="red"/></PROPERTIES></ENUM-VALUE>
    <ENUM-VALUE IDENTIFIER="v-may" {CHANGED} LONG-NAME="May"><PROPERTIES>
      <EMBEDDED-VALUE KEY="1" OTHER-CONTENT="green"/></PROPERTIES></ENUM-VALUE>
  </SPECIFIED-VALUES></DATATYPE-DEFINITION-ENUMERATION>
</DATATYPES>"""


def a_file(
    tool: str,
    types: str,
    objects: str,
    relations: str = "",
    specification: str = "",
    datatypes: str = DATATYPES,
) -> bytes:
    parts = [HEAD.format(tool=tool), datatypes, f"<SPEC-TYPES>{types}</SPEC-TYPES>"]
    parts.append(f"<SPEC-OBJECTS>{objects}</SPEC-OBJECTS>")
    parts.append(f"<SPEC-RELATIONS>{relations}</SPEC-RELATIONS>")
    parts.append(f"<SPECIFICATIONS>{specification}</SPECIFICATIONS>" + TAIL)
    return "\n".join(parts).encode()


def object_type(identifier: str, name: str, *definitions: str) -> str:
    return (
        f'<SPEC-OBJECT-TYPE IDENTIFIER="{identifier}" {CHANGED} LONG-NAME="{name}"><SPEC-ATTRIBUTES>'
        f"{''.join(definitions)}</SPEC-ATTRIBUTES></SPEC-OBJECT-TYPE>"
    )


def relation_type(identifier: str, name: str, *definitions: str) -> str:
    return (
        f'<SPEC-RELATION-TYPE IDENTIFIER="{identifier}" {CHANGED} LONG-NAME="{name}"><SPEC-ATTRIBUTES>'
        f"{''.join(definitions)}</SPEC-ATTRIBUTES></SPEC-RELATION-TYPE>"
    )


SPECIFICATION_TYPE = f'<SPECIFICATION-TYPE IDENTIFIER="t-module" {CHANGED} LONG-NAME="Module"/>'


def specification(name: str, *children: str) -> str:
    return (
        f'<SPECIFICATION IDENTIFIER="module" {CHANGED} LONG-NAME="{name}"><TYPE><SPECIFICATION-TYPE-REF>t-module'
        f"</SPECIFICATION-TYPE-REF></TYPE><CHILDREN>{''.join(children)}</CHILDREN></SPECIFICATION>"
    )


def doors() -> bytes:
    """In the manner of DOORS: one type a module, headings and texts apart by what is filled, OLE pictures."""
    types = object_type(
        "t-object", "Object Type",
        definition("STRING", "a-id", "ReqIF.ForeignID", "d-string"),
        definition("XHTML", "a-chapter", "ReqIF.ChapterName", "d-xhtml"),
        definition("XHTML", "a-text", "ReqIF.Text", "d-xhtml"),
        definition("ENUMERATION", "a-rank", "Rank", "d-rank", 'MULTI-VALUED="true"'),
        definition("DATE", "a-created", "ReqIF.ForeignCreatedOn", "d-date"),
        definition("REAL", "a-effort", "Effort", "d-real"),
        definition("BOOLEAN", "a-legal", "Legally binding", "d-boolean"),
    )  # fmt: skip
    text = (
        "<xhtml:div>The gateway <xhtml:b>shall</xhtml:b> answer within\n   2 s:<xhtml:ul><xhtml:li>reads</xhtml:li>"
        '<xhtml:li>writes</xhtml:li></xhtml:ul><xhtml:object data="picture.png" type="image/png">a drawing'
        "</xhtml:object></xhtml:div>"
    )
    objects = [
        an_object(
            "_a1", "t-object", value("STRING", "a-id", "1"),
            value("XHTML", "a-chapter", "<xhtml:div>Timing</xhtml:div>"),
        ),
        an_object(
            "_a2", "t-object", value("STRING", "a-id", "2"), value("XHTML", "a-text", text),
            value("ENUMERATION", "a-rank", "v-must v-may"),
            value("DATE", "a-created", "2014-06-01T08:00:00.000+02:00"), value("REAL", "a-effort", "2.5"),
            value("BOOLEAN", "a-legal", "true"),
        ),
    ]  # fmt: skip
    module = specification("Gateway module", a_place("p1", "_a1", a_place("p2", "_a2")))
    relations = a_relation("r1", "t-link", "_a2", "_a1")
    types += relation_type("t-link", "satisfies") + SPECIFICATION_TYPE
    return a_file("IBM DOORS", types, "".join(objects), relations, module)


def polarion() -> bytes:
    """In the manner of Polarion: types Heading and System Requirement, the default namespace of XHTML in the text."""
    shared = (
        definition("STRING", "{}-name", "ReqIF.Name", "d-string"),
        definition("XHTML", "{}-text", "ReqIF.Text", "d-xhtml"),
        definition("STRING", "{}-status", "status", "d-string"),
    )
    types = "".join(
        object_type(f"t-{x}", name, *(part.format(x) for part in shared))
        for x, name in (("h", "Heading"), ("r", "Requirement"))
    )
    text = '<div xmlns="http://www.w3.org/1999/xhtml">Use <i>one</i> clock.<br/>Always.</div>'
    objects = an_object("H-1", "t-h", value("STRING", "h-name", "Clocks")) + an_object(
        "R-1", "t-r", value("STRING", "r-name", "One &quot;clock&quot; &amp; only one"), value("XHTML", "r-text", text),
        value("STRING", "r-status", "draft"),
    )  # fmt: skip
    return a_file("Polarion", types, objects)


def jama() -> bytes:
    """In the manner of Jama: every attribute a text, a code of the project's own, lists flat."""
    types = object_type(
        "t-item", "Software Requirement",
        definition("STRING", "j-id", "ID", "d-string"),
        definition("STRING", "j-name", "Name", "d-string"),
        definition("XHTML", "j-text", "Description", "d-xhtml"),
        definition("STRING", "j-status", "Status", "d-string"),
        definition("INTEGER", "j-version", "Version", "d-integer"),
    )  # fmt: skip
    table = (
        "<xhtml:div><xhtml:table><xhtml:tr><xhtml:th>a</xhtml:th></xhtml:tr><xhtml:tr><xhtml:td>1 | 2</xhtml:td>"
        "</xhtml:tr></xhtml:table></xhtml:div>"
    )
    thing = an_object(
        "GW-SW-7", "t-item", value("STRING", "j-id", "GW-SW-7"), value("STRING", "j-name", "Retries"),
        value("XHTML", "j-text", table), value("STRING", "j-status", "Accepted"), value("INTEGER", "j-version", "3"),
    )  # fmt: skip
    return a_file("Jama", types, thing)


def with_notes(*notes: str) -> bytes:
    """One object for each note, a formatted text of an attribute that no field can hold."""
    types = object_type(
        "t-note", "Requirement",
        definition("STRING", "n-name", "ReqIF.Name", "d-string"), definition("XHTML", "n-note", "Note", "d-xhtml"),
    )  # fmt: skip
    objects = "".join(
        an_object(f"n{n}", "t-note", value("STRING", "n-name", f"Noted {n}"), value("XHTML", "n-note", note))
        for n, note in enumerate(notes, start=1)
    )
    return a_file("Another tool", types, objects)


def circle(*links: tuple[int, int]) -> bytes:
    """Three objects of a type that is named like no kind, linked as given by *depends on*."""
    types = object_type("t-q", "Question", definition("STRING", "q-name", "ReqIF.Name", "d-string"))
    objects = "".join(
        an_object(f"q{n}", "t-q", value("STRING", "q-name", f"Question {n}")) for n in (1, 2, 3)
    )
    relations = "".join(
        a_relation(f"l{n}", "t-d", f"q{source}", f"q{target}") for n, (source, target) in enumerate(links)
    )
    return a_file("Another tool", types + relation_type("t-d", "depends-on"), objects, relations)


def reasoned(rationale: str = "Both name the clock") -> bytes:
    """Two issues and links that say why: one of a relation that the record knows, one of a type of the tool's own.

    The tool also groups the links, says something of the specification, places an issue twice, and keeps notes.
    """
    issue = object_type("t-i", "Issue", definition("STRING", "i-name", "ReqIF.Name", "d-string"))
    objects = "".join(an_object(f"i{n}", "t-i", value("STRING", "i-name", f"Issue {n}")) for n in (1, 2))
    types, relations = "", ""
    for key, name in (("d", "depends-on"), ("s", "satisfies")):
        types += relation_type(
            f"t-{key}", name,
            definition("STRING", f"{key}-why", "Rationale", "d-string"),
            definition("INTEGER", f"{key}-weight", "Weight", "d-integer"),
            definition("ENUMERATION", f"{key}-degree", "Rank", "d-rank", 'MULTI-VALUED="false"'),
        )  # fmt: skip
        relations += a_relation(
            f"r-{key}", f"t-{key}", "i1", "i2", value("STRING", f"{key}-why", rationale),
            value("INTEGER", f"{key}-weight", "3"), value("ENUMERATION", f"{key}-degree", "v-must"),
        )  # fmt: skip
    module = specification("Module", a_place("p1", "i1"), a_place("p2", "i2"), a_place("p3", "i1"))
    owned = value("STRING", "m-owner", "A. Person")
    module = module.replace(
        "<TYPE><SPECIFICATION-TYPE-REF>", f"<VALUES>{owned}</VALUES><TYPE><SPECIFICATION-TYPE-REF>"
    )
    module_type = (
        f'<SPECIFICATION-TYPE IDENTIFIER="t-module" {CHANGED} LONG-NAME="Module"><SPEC-ATTRIBUTES>'
        f"{definition('STRING', 'm-owner', 'Owner', 'd-string')}</SPEC-ATTRIBUTES></SPECIFICATION-TYPE>"
    )
    group_type = f'<RELATION-GROUP-TYPE IDENTIFIER="t-g" {CHANGED} LONG-NAME="Group"/>'
    group = (
        f'<SPEC-RELATION-GROUPS><RELATION-GROUP IDENTIFIER="g1" {CHANGED} LONG-NAME="Clock links">'
        "<SOURCE-SPECIFICATION><SPECIFICATION-REF>module</SPECIFICATION-REF></SOURCE-SPECIFICATION><SPEC-RELATIONS>"
        "<SPEC-RELATION-REF>r-d</SPEC-RELATION-REF></SPEC-RELATIONS><TARGET-SPECIFICATION><SPECIFICATION-REF>module</SPECIFICATION-REF>"
        "</TARGET-SPECIFICATION><TYPE><RELATION-GROUP-TYPE-REF>t-g</RELATION-GROUP-TYPE-REF></TYPE></RELATION-GROUP>"
        "</SPEC-RELATION-GROUPS></REQ-IF-CONTENT></CORE-CONTENT><TOOL-EXTENSIONS><REQ-IF-TOOL-EXTENSION>"
        '<note xmlns="urn:a-tool">x</note></REQ-IF-TOOL-EXTENSION></TOOL-EXTENSIONS>'
    )
    plain = a_file("Another tool", issue + types + module_type + group_type, objects, relations, module)
    return plain.replace(b"  </REQ-IF-CONTENT></CORE-CONTENT>", group.encode())


def links_with_notes(note: str) -> bytes:
    """Two issues and two links, of a relation that the record knows and of another, each with a formatted text."""
    issue = object_type("t-i", "Issue", definition("STRING", "i-name", "ReqIF.Name", "d-string"))
    objects = "".join(an_object(f"i{n}", "t-i", value("STRING", "i-name", f"Issue {n}")) for n in (1, 2))
    types, relations = "", ""
    for key, name in (("d", "depends-on"), ("s", "satisfies")):
        types += relation_type(f"t-{key}", name, definition("XHTML", f"{key}-note", "Note", "d-xhtml"))
        relations += a_relation(f"r-{key}", f"t-{key}", "i1", "i2", value("XHTML", f"{key}-note", note))
    return a_file("Another tool", issue + types, objects, relations)


def reqview() -> bytes:
    """In the manner of ReqView: the prefix names the form, ids as codes, titles as chapters, links by name."""
    types = object_type(
        "t-doc", "Recommendation",
        definition("STRING", "q-id", "ReqIF.ForeignID", "d-string"),
        definition("STRING", "q-chapter", "ReqIF.ChapterName", "d-string"),
        definition("XHTML", "q-text", "ReqIF.Text", "d-xhtml"),
    )  # fmt: skip
    objects = "".join(
        an_object(
            f"q{n}", "t-doc", value("STRING", "q-id", f"REQ-0{n}"), value("STRING", "q-chapter", title),
            value("XHTML", "q-text", f"<xhtml:div><xhtml:p>{title} in full.</xhtml:p></xhtml:div>"),
        )
        for n, title in ((1, "Ports"), (2, "Proxies"))
    )  # fmt: skip
    plain = a_file(
        "ReqView", types + relation_type("t-d", "derived_from"), objects, a_relation("l1", "t-d", "q1", "q2")
    )
    return _with_prefix(plain.decode()).encode()


def _with_prefix(text: str) -> str:
    """The same file with a prefix on every element of the form."""
    text = re.sub(r"<(/?)([A-Z])", r"<\1r:\2", text)
    return text.replace("xmlns=", "xmlns:r=", 1)
