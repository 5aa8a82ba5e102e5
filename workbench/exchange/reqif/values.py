"""Values of a file: as fields hold them, and as attributes of other tools are kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lxml import etree

from workbench.exchange.reqif.datatypes import JSON_DATATYPE
from workbench.exchange.reqif.names import XHTML
from workbench.exchange.reqif.plain_markdown import plain_words
from workbench.graph.fields import FieldSpec


class Unfit(ValueError):
    """A value that a field cannot hold; its text says what is allowed."""


class ValueReader:
    """Reads values by the definitions of one file.

    Args:
        words: the words of every value of an enumeration, by identifier.
        datatypes: the datatype of every attribute, by the attribute's identifier.
    """

    def __init__(self, words: Mapping[str, str], datatypes: Mapping[str, str]) -> None:
        self._words = words
        self._datatypes = datatypes

    def plain(self, value: Any) -> str:
        """A value as words on one line, for titles and codes."""
        if value.attribute_type.name == "XHTML":
            element = content(value)
            return "" if element is None else plain_words(element)
        if value.attribute_type.name == "ENUMERATION":
            return "; ".join(self.words(value))
        return str(value.value)

    def words(self, value: Any) -> list[str]:
        """The words of an enumeration that are chosen."""
        return [self._words[reference.strip()] for reference in value.value]

    def foreign(self, value: Any) -> Any:
        """A value as it is kept for another tool."""
        kind = value.attribute_type.name
        if kind == "STRING":
            if self._datatypes.get(value.definition_ref) == JSON_DATATYPE:
                try:
                    return json.loads(value.value)
                except ValueError:
                    return value.value
            return value.value
        if kind == "INTEGER":
            return int(value.value)
        if kind == "BOOLEAN":
            return _boolean(value)
        if kind == "ENUMERATION":
            return {"enumeration": self.words(value)}
        if kind == "XHTML":
            element = content(value)
            return {"xhtml": "" if element is None else serialised(element)}
        return {kind.lower(): value.value.strip()}

    def field(self, value: Any, spec: FieldSpec) -> Any:
        """A value in the form that a field of ours stores.

        Raises:
            Unfit: when the field cannot hold it.
        """
        kind = value.attribute_type.name
        if kind == "ENUMERATION":
            return self._choice(self.words(value), spec)
        if spec.form in ("choice", "choices"):
            return self._choice([part.strip() for part in self.plain(value).split(";") if part.strip()], spec)
        if spec.form == "yes-no" and kind == "BOOLEAN":
            return _boolean(value)
        if spec.form == "integer" and kind == "INTEGER":
            return int(value.value)
        if spec.form == "date" and kind == "DATE":
            return value.value.strip()[:10]
        if spec.form == "text" and kind in ("STRING", "XHTML"):
            return self.plain(value)
        if kind == "STRING" and spec.form not in ("yes-no", "integer", "date", "text"):
            try:
                return json.loads(value.value)
            except ValueError as error:
                raise Unfit("a list or a document, written as JSON") from error
        raise Unfit(f"a value of the form {spec.form}")

    def _choice(self, words: list[str], spec: FieldSpec) -> Any:
        known = {choice.casefold(): choice for choice in spec.choices}
        found = [known.get(word.casefold(), word) for word in words]
        if spec.form == "choices":
            return found
        if len(found) > 1 or spec.form != "choice":
            raise Unfit("one word")
        return found[0] if found else None


def content(value: Any) -> etree._Element | None:
    """The element that holds a formatted text, or None where there is none."""
    found: etree._Element | None = value.xml_node.find("THE-VALUE")
    return found


def serialised(element: etree._Element) -> str:
    """The XHTML within an element as a text of its own, the same whatever prefix a tool gave it."""
    parts = [etree.tostring(_unprefixed(child, None), encoding="unicode") for child in element]
    return "".join(parts) or (element.text or "").strip()


def _unprefixed(element: etree._Element, parent: etree._Element | None) -> etree._Element:
    names: dict[str | None, str] = {None: XHTML} if etree.QName(element).namespace == XHTML else {}
    made: etree._Element = (
        etree.Element(element.tag, nsmap=names) if parent is None else etree.SubElement(parent, element.tag)  # type: ignore[arg-type]
    )
    made.attrib.update(element.attrib)
    made.text = element.text
    for child in element:
        _unprefixed(child, made).tail = child.tail
    return made


def _boolean(value: Any) -> bool:
    return str(value.value).strip() in ("true", "1")
