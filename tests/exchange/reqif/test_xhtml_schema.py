"""Formatted texts that the form allows, and what is said of others."""

from __future__ import annotations

import pytest

from workbench.exchange.reqif.names import XHTML
from workbench.exchange.reqif.xhtml_schema import formatted

OPEN = f'<div xmlns="{XHTML}"'


@pytest.mark.parametrize(
    "text",
    [
        f"{OPEN}>a <b>b</b></div>",
        f'<p xmlns="{XHTML}">a</p>',
        f'{OPEN} class="x" xml:lang="en"><table border="1"><tr><td>a</td></tr></table></div>',
        f'{OPEN}><object data="a.png" type="image/png">a drawing</object></div>',
    ],
)
def test_what_the_form_allows_is_given_as_an_element(text: str) -> None:
    element, fault = formatted(text)
    assert element is not None
    assert fault == ""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "it is empty"),
        ("plain words", "character content other than whitespace is not allowed"),
        (f"{OPEN}>a</div>b", "character content other than whitespace is not allowed"),
        (f"{OPEN}>a</div>{OPEN}>b</div>", "element 'div': This element is not expected"),
        (f'{OPEN} onclick="x()">a</div>', "element 'div', attribute 'onclick': The attribute 'onclick' is not allowed"),
        (f'{OPEN}><a href="x" target="_blank">a</a></div>', "attribute 'target'"),
        (f"{OPEN}><font>a</font></div>", "element 'font': This element is not expected"),
        (f"{OPEN}><p><ul><li>a</li></ul></p></div>", "element 'ul': This element is not expected"),
        (f"{OPEN}><ul/></div>", "element 'ul': Missing child element(s)"),
        (f'{OPEN} id="1">a</div>', "'1' is not a valid value"),
        ("<div>a</div>", "element 'div': This element is not expected"),
        (f"{OPEN}>a", "tag mismatch"),
        ("<!DOCTYPE x [<!ENTITY y 'z'>]><x>&y;</x>", "startTag: invalid element name"),
        ("</v:value><v:value>", ""),
    ],
)  # fmt: skip
def test_what_it_does_not_allow_is_said_without_names_of_namespaces(text: str, fault: str) -> None:
    element, said = formatted(text)
    assert element is None
    assert fault.casefold() in said.casefold()
    assert XHTML not in said
    assert said
