"""Datatypes of an export, and the attributes that are of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from lxml import etree

from workbench.exchange.reqif.building import add, refer
from workbench.exchange.reqif.names import made_identifier

Type = Literal["STRING", "XHTML", "INTEGER", "BOOLEAN", "DATE", "REAL", "ENUMERATION"]
"""The types of the form, as they stand in its element names."""

JSON_DATATYPE = made_identifier("datatype", "json")
"""Marks a text as a list or a small document, written as JSON."""
_LONGEST = "1000000"
_SMALLEST, _LARGEST = str(-(2**63)), str(2**63 - 1)
_PLAIN: dict[str, tuple[Type, str, dict[str, str]]] = {
    "text": ("STRING", "Text", {"MAX_LENGTH": _LONGEST}),
    "json": ("STRING", "List or document (JSON)", {"MAX_LENGTH": _LONGEST}),
    "xhtml": ("XHTML", "Formatted text", {}),
    "integer": ("INTEGER", "Whole number", {"MIN": _SMALLEST, "MAX": _LARGEST}),
    "boolean": ("BOOLEAN", "Yes or no", {}),
    "date": ("DATE", "Date", {}),
    "real": ("REAL", "Number", {"ACCURACY": "17", "MIN": "-1.7976931348623157E308", "MAX": "1.7976931348623157E308"}),
}  # fmt: skip


_BOOLEAN = re.compile(r"true|false|1|0")
_INTEGER = re.compile(r"[+-]?\d{1,30}")
_REAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|-?INF|NaN")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-](0\d|1[0-3]):[0-5]\d)?")


@dataclass(frozen=True)
class Enumeration:
    """A list of words of which an attribute has one or several."""

    name: str
    key: str
    words: tuple[str, ...]

    @property
    def identifier(self) -> str:
        return made_identifier("enumeration", self.key)

    def value(self, word: str) -> str:
        """The identifier of one of its words."""
        return made_identifier("enumeration", self.key, word)


@dataclass(frozen=True)
class Attribute:
    """What objects or relations of one type say: its definition.

    Args:
        owner: what the type is of, such as ``kind/issue``; together with name and type it makes the identifier.
        name: the long name, by which other tools show it.
        datatype: one of the plain datatypes, or ``enumeration``.
        many: several words of the enumeration may stand in it.
        editable: whether another tool may change it.
        says: what it holds.
    """

    owner: str
    name: str
    datatype: str
    enumeration: Enumeration | None = None
    many: bool = False
    editable: bool = True
    says: str = field(default="", compare=False)

    @cached_property
    def type(self) -> Type:
        return "ENUMERATION" if self.enumeration else _PLAIN[self.datatype][0]

    @cached_property
    def identifier(self) -> str:
        return made_identifier("attribute", self.owner, self.name, self.datatype)

    def define(self, parent: etree._Element, moment: str) -> None:
        """Write the definition."""
        says = {"DESC": self.says} if self.says else {}
        held = {} if self.editable else {"IS_EDITABLE": "false"}
        several = {"MULTI_VALUED": "true" if self.many else "false"} if self.enumeration else {}
        element = add(
            parent, f"ATTRIBUTE-DEFINITION-{self.type}", None, **says, IDENTIFIER=self.identifier, **held,
            LAST_CHANGE=moment, LONG_NAME=self.name, **several,
        )  # fmt: skip
        kept = self.enumeration.identifier if self.enumeration else made_identifier("datatype", self.datatype)
        refer(element, "TYPE", f"DATATYPE-DEFINITION-{self.type}-REF", kept)

    def write(self, parent: etree._Element, value: Any) -> None:
        """Write a value: words for an enumeration, an element for XHTML, else what ``str`` makes of it."""
        plain = {}
        if self.type not in ("XHTML", "ENUMERATION"):
            plain["THE_VALUE"] = _written(self.datatype, value)
        element = add(parent, f"ATTRIBUTE-VALUE-{self.type}", None, **plain)
        if self.type == "XHTML":
            add(element, "THE-VALUE").append(value)
        refer(element, "DEFINITION", f"ATTRIBUTE-DEFINITION-{self.type}-REF", self.identifier)
        if self.enumeration is not None:
            values = add(element, "VALUES")
            for word in value if self.many else [value]:
                add(values, "ENUM-VALUE-REF", self.enumeration.value(word))


def json_text(value: Any) -> str:
    """A list or a document as one line that is the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _written(datatype: str, value: Any) -> str:
    if datatype == "boolean":
        return "true" if value else "false"
    return json_text(value) if datatype == "json" else str(value)


def define_datatypes(parent: etree._Element, enumerations: Iterable[Enumeration], moment: str) -> None:
    """Write the definitions of the plain datatypes and of the enumerations."""
    for key, (kind, name, limits) in _PLAIN.items():
        common = {"IDENTIFIER": made_identifier("datatype", key), "LAST_CHANGE": moment, "LONG_NAME": name}
        add(parent, f"DATATYPE-DEFINITION-{kind}", None, **common, **limits)
    for enumeration in enumerations:
        element = add(
            parent, "DATATYPE-DEFINITION-ENUMERATION", None,
            IDENTIFIER=enumeration.identifier, LAST_CHANGE=moment, LONG_NAME=enumeration.name,
        )  # fmt: skip
        values = add(element, "SPECIFIED-VALUES")
        for number, word in enumerate(enumeration.words):
            value = add(
                values, "ENUM-VALUE", None,
                IDENTIFIER=enumeration.value(word), LAST_CHANGE=moment, LONG_NAME=word,
            )  # fmt: skip
            add(add(value, "PROPERTIES"), "EMBEDDED-VALUE", None, KEY=str(number), OTHER_CONTENT=word)


def fits(kind: str, value: str) -> bool:
    """Whether a value is written as its type is; a text always is."""
    if kind == "BOOLEAN":
        return _BOOLEAN.fullmatch(value) is not None
    if kind == "INTEGER":
        return _INTEGER.fullmatch(value) is not None
    if kind == "REAL":
        return _REAL.fullmatch(value) is not None
    if kind == "DATE":
        if not _DATE.fullmatch(value):
            return False
        try:
            datetime.fromisoformat(re.sub(r"\.\d+", "", value))
        except ValueError:
            return False
    return True
