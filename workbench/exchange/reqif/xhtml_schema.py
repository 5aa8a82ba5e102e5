"""Which formatted texts the form allows: the OMG's schema of them, as the ``reqif`` package ships it.

The schema allows less than other tools write: no ``font``, no ``target`` of a link, no list within a paragraph. A
file with such a text is refused by tools that check what they read.
"""

from __future__ import annotations

import re
import threading
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import reqif
from lxml import etree

_DRIVER: Final = "http/www.omg.org/spec/ReqIF/20110402/driver.xsd"
_VALUE: Final = "urn:siwg-workbench:value"
_XML_NAMES: Final = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="http://www.w3.org/XML/1998/namespace">
  <xs:attribute name="lang" type="xs:language"/><xs:attribute name="space" type="xs:NCName"/>
</xs:schema>"""
"""The attributes ``xml:lang`` and ``xml:space``, of which the schema says no file."""
_ONE_AT_A_TIME = threading.Lock()
"""The schema keeps the faults of the text that it looked at last."""


class _ShippedFiles(etree.Resolver):
    """Reads the parts of the schema from the package, and never from elsewhere."""

    def resolve(self, system_url: Any, public_id: Any, context: Any) -> Any:  # type: ignore[override]  # in the stubs
        path = Path(unquote(urlsplit(str(system_url or "")).path))
        text = _XML_NAMES
        if path.name != "xml.xsd":
            text = path.read_text("utf-8").replace('schemaLocation=""', 'schemaLocation="xml.xsd"')
        return self.resolve_string(text, context, base_url=system_url)


@cache
def _schema() -> etree.XMLSchema:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    parser.resolvers.add(_ShippedFiles())
    driver = Path(reqif.__file__).parent / "reqif_schema" / _DRIVER
    wanted = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{_VALUE}"
        xmlns:xhtml="http://www.w3.org/1999/xhtml">
      <xs:import namespace="http://www.w3.org/1999/xhtml" schemaLocation="{driver.as_uri()}"/>
      <xs:element name="value"><xs:complexType><xs:group ref="xhtml:xhtml.BlkStruct.class"/></xs:complexType>
      </xs:element></xs:schema>"""
    return etree.XMLSchema(etree.fromstring(wanted, parser))


def formatted(text: str) -> tuple[etree._Element | None, str]:
    """A formatted text as the one element that a value of the form holds.

    Args:
        text: XHTML with its own namespace.

    Returns:
        The element and nothing; or None, and in words what the form does not allow.
    """
    if not text.strip():
        return None, "it is empty"
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        value = etree.fromstring(f'<v:value xmlns:v="{_VALUE}">{text}</v:value>', parser)
    except etree.XMLSyntaxError as error:
        return None, _words(str(error.msg or error).split(", line ")[0])
    try:
        with _ONE_AT_A_TIME:
            _schema().assertValid(value)
    except etree.DocumentInvalid as error:
        return None, _words(str(error).split(", line ")[0])
    element = value[0]
    element.tail = None
    return element, ""


def _words(message: str) -> str:
    """What libxml2 says, without the names of namespaces and the list of all that would be allowed."""
    said = re.sub(r"\{[^}]*\}", "", message).split(" Expected is")[0].strip().rstrip(".")
    return said[:1].lower() + said[1:]
