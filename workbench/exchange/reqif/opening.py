"""A file of the form opened safely: nothing that declares entities, nothing packed to do harm."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final, cast
from xml.parsers import expat

from lxml import etree

from workbench.exchange.archive import RefusedFile, check_archive, check_size
from workbench.exchange.reqif.names import REQIF
from workbench.exchange.reqif.soundness import local

ENDINGS: Final = (".reqif", ".reqifz")
MAXIMUM_BYTES: Final = 100_000_000
"""Largest file, unpacked, that is read."""
_OLD = "http://automotive-his.de"
_ROOT = f"{{{REQIF}}}REQ-IF"


@dataclass(frozen=True)
class Opened:
    """A file of the form as a tree without comments.

    Args:
        beside: names of the other files that came packed with it.
    """

    root: etree._Element
    beside: tuple[str, ...] = ()


def open_reqif(data: bytes, name: str) -> Opened:
    """The tree of a file, plain or packed.

    Args:
        data: the whole file.
        name: its name, for sentences.

    Raises:
        RefusedFile: with one sentence: what is wrong, where, and what is allowed.
    """
    beside: tuple[str, ...] = ()
    if data.startswith(b"PK\x03\x04") or name.lower().endswith(".reqifz"):
        data, beside = _unpacked(data, name)
    check_size(data, name, MAXIMUM_BYTES)
    if not data.strip():
        raise RefusedFile(f"'{name}' is empty.")
    _refuse_entities(data, name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise RefusedFile(
            f"'{name}' is not well-formed XML: line {line}, column {column}: {_reason(error)}. "
            "Save it again with the tool that wrote it."
        ) from error
    _check_form(root, name)
    return Opened(root, beside)


def _unpacked(data: bytes, name: str) -> tuple[bytes, tuple[str, ...]]:
    check_archive(data, name)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        files = [x for x in entries if PurePosixPath(x.filename.lower()).suffix in (".reqif", ".xml")]
        if len(files) != 1:
            found = ", ".join(f"'{x.filename}'" for x in files[:5]) or "none"
            raise RefusedFile(
                f"'{name}' must hold one ReqIF file (.reqif); it holds {found}. "
                "Unpack it and offer one file at a time."
            )
        if files[0].file_size > MAXIMUM_BYTES:
            raise RefusedFile(
                f"'{name}' would unpack to {files[0].file_size / 1e6:,.1f} MB; at most "
                f"{MAXIMUM_BYTES / 1e6:,.1f} MB are read."
            )
        beside = tuple(x.filename for x in entries if x is not files[0])
        return archive.read(files[0]), beside


class _Declared(Exception):
    pass


class _Begun(Exception):
    pass


def _refuse_entities(data: bytes, name: str) -> None:
    """Read up to the first element and no further: only before it can a file declare entities."""

    def declared(*_: object) -> None:
        raise _Declared

    def begun(*_: object) -> None:
        raise _Begun

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    parser.StartElementHandler = begun
    try:
        parser.Parse(data, True)
    except _Declared as error:
        raise RefusedFile(
            f"'{name}' is not read: line {parser.CurrentLineNumber} begins a document type (DOCTYPE), in which "
            "entities can be declared. Files of the ReqIF form have none; take it out and offer the file again."
        ) from error
    except (_Begun, expat.ExpatError):
        return  # what is not well-formed is said by the parser that reads on


def _check_form(root: etree._Element, name: str) -> None:
    if root.tag != _ROOT:
        found = etree.QName(root)
        if found.localname == "REQ-IF":
            raise RefusedFile(
                f"'{name}' is in the namespace '{found.namespace or ''}', which is none of ReqIF 1.0 to 1.2. "
                f"Allowed: {REQIF}."
            )
        if (found.namespace or "").startswith(_OLD) or found.localname == "RIF":
            raise RefusedFile(f"'{name}' is of the older form RIF. Allowed: ReqIF 1.0 to 1.2.")
        raise RefusedFile(
            f"'{name}' is no ReqIF file: it begins with '{found.localname}' in place of 'REQ-IF'."
        )
    version = (root.findtext(f".//{{{REQIF}}}REQ-IF-VERSION") or "").strip()
    if version and not version.startswith("1."):
        raise RefusedFile(f"'{name}' says that it is of ReqIF version {version}. Allowed: 1.0, 1.1 and 1.2.")
    if root.find(f"{{{REQIF}}}CORE-CONTENT/{{{REQIF}}}REQ-IF-CONTENT") is None:
        raise RefusedFile(f"'{name}' holds no content: REQ-IF-CONTENT within CORE-CONTENT is missing.")


def _reason(error: etree.XMLSyntaxError) -> str:
    words = str(error.msg or error).split(", line ")[0].strip().rstrip(".")
    return words[:1].lower() + words[1:]


_SPACED_REFERENCES: Final = etree.XPath(
    "//r:*[substring(local-name(), string-length(local-name()) - 3) = '-REF'][. != normalize-space(.)]",
    namespaces={"r": REQIF},
)


def stripped(root: etree._Element) -> str:
    """The file without the names of the form, as the ``reqif`` library takes it whatever prefix a tool gave them."""
    for element in cast("list[etree._Element]", _SPACED_REFERENCES(root)):
        element.text = (element.text or "").strip()
    declared = f' xmlns="{REQIF}"'
    if root.nsmap.get(None) == REQIF:
        etree.cleanup_namespaces(root)
        written = etree.tostring(root, encoding="unicode")
        if written.count(REQIF) == 1 and declared in written:
            # The one declaration names them all: without it they have no namespace, and no element is touched.
            return written.replace(declared, "", 1)
    for element in [*root.iter(f"{{{REQIF}}}*")]:
        element.tag = local(element)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")
