"""A file without the names of the form, as the library takes it."""

from __future__ import annotations

import pytest
from lxml import etree

from workbench.exchange.reqif.names import REQIF
from workbench.exchange.reqif.opening import stripped

PLAIN = f'<REQ-IF xmlns="{REQIF}"><VALUES><TYPE-REF>_a</TYPE-REF><NOTE> b </NOTE></VALUES></REQ-IF>'
FORMS = {
    "the usual one": PLAIN,
    "a prefix": PLAIN.replace("<", "<r:").replace("<r:/", "</r:").replace("xmlns=", "xmlns:r="),
    "blanks around a reference": PLAIN.replace("_a", "\n  _a\t"),
    "declared again within": PLAIN.replace("<VALUES>", f'<VALUES xmlns="{REQIF}">'),
    "two ways in one file": PLAIN.replace(
        "<TYPE-REF>_a</TYPE-REF>", f'<q:TYPE-REF xmlns:q="{REQIF}">_a</q:TYPE-REF>'
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_whatever_prefix_a_tool_gave(form: str) -> None:
    root = etree.fromstring(FORMS[form])
    assert stripped(root) == "<REQ-IF><VALUES><TYPE-REF>_a</TYPE-REF><NOTE> b </NOTE></VALUES></REQ-IF>"


def test_a_text_that_speaks_of_the_form_stays_as_it_is() -> None:
    words = f'written as xmlns="{REQIF}"'
    root = etree.fromstring(PLAIN.replace(" b ", words))
    assert etree.fromstring(stripped(root)).findtext(".//NOTE") == words


def test_the_names_of_rich_texts_stay() -> None:
    within = '<div xmlns="http://www.w3.org/1999/xhtml"><p>b</p></div>'
    found = etree.fromstring(stripped(etree.fromstring(PLAIN.replace(" b ", within))))
    assert found.findtext(".//{http://www.w3.org/1999/xhtml}p") == "b"
