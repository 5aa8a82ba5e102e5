"""Names of the form: namespaces, identifiers, and what attributes are called.

The names that begin with ``ReqIF.`` are those of the prostep ivip ReqIF implementation guide, by which tools
recognise a code, a title and a text of one another.
"""

from __future__ import annotations

import re
import uuid as uuids
from datetime import date
from functools import lru_cache
from typing import Final

REQIF: Final = "http://www.omg.org/spec/ReqIF/20110401/reqif.xsd"
"""Namespace of the form, of versions 1.0 to 1.2."""
XHTML: Final = "http://www.w3.org/1999/xhtml"
EXTENSION: Final = "urn:siwg-workbench:record"
"""Namespace of what only this workbench writes and reads."""

FOREIGN_ID: Final = "ReqIF.ForeignID"
NAME: Final = "ReqIF.Name"
TEXT: Final = "ReqIF.Text"
CHAPTER_NAME: Final = "ReqIF.ChapterName"
MARKDOWN: Final = "text in Markdown"
"""The source of ``ReqIF.Text``, so that a text comes back letter by letter."""
UUID: Final = "uuid"
REVISION: Final = "revision"
LINK_DETAIL: Final = "detail"
REVIEWED_REVISION: Final = "reviewed revision"
REVIEWED_FINGERPRINT: Final = "reviewed fingerprint"

XML_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
"""An identifier that every reader of XML takes."""
TOOL: Final = "SIWG Workbench"
_NAMESPACE = uuids.uuid5(uuids.NAMESPACE_URL, "urn:siwg-workbench:reqif")


def identifier(uuid: str) -> str:
    """The identifier of what has a uuid in the record: an XML name must not begin with a digit."""
    given = f"_{uuid}"
    return given if XML_NAME.fullmatch(given) else made_identifier("uuid", uuid)


@lru_cache(maxsize=16_384)
def made_identifier(*parts: str) -> str:
    """An identifier that is the same in every export for the same parts."""
    return f"_{uuids.uuid5(_NAMESPACE, chr(0).join(parts))}"


def moment_of(day: date | str) -> str:
    """A day, or the text of one, as the form writes it, with a time: noon in UTC, the same day in every place.

    A tool that shows the time of another zone, from twelve hours behind to eleven ahead, still shows the day.
    """
    return f"{day}T12:00:00Z"
