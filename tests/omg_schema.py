"""The schema of the ReqIF form, as the reqif package ships it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import reqif
import xmlschema
from lxml import etree

SCHEMA = Path(reqif.__file__).parent / "reqif_schema"


@pytest.fixture(scope="session")
def reqif_schema(tmp_path_factory: pytest.TempPathFactory) -> etree.XMLSchema:
    """The OMG's schema with its XHTML driver; the one import that names no file gets the copy of xmlschema."""
    directory = tmp_path_factory.mktemp("schema") / "reqif"
    shutil.copytree(SCHEMA, directory)
    xml = Path(xmlschema.__file__).parent / "schemas" / "XML" / "xml.xsd"
    for path in directory.rglob("*.xsd"):
        text = path.read_text("utf-8").replace('schemaLocation=""', f'schemaLocation="{xml.as_uri()}"')
        path.write_text(text, "utf-8")
    return etree.XMLSchema(etree.parse(directory / "reqif.xsd"))
