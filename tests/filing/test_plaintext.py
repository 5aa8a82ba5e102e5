"""Text that Word must never repair."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from workbench.filing.plaintext import FORBIDDEN, clean, one_line


def test_controls_surrogates_and_direction_marks() -> None:
    assert clean("a\x00b\x1fc\x7fd") == "abcd"
    assert clean("a\r\nb\rc\x0bd\x85e\u2028f") == "a\nb\nc\nd\ne\nf"
    assert clean("x\ud800y\uffffz") == "x\ufffdy\ufffdz"
    assert clean("safe\u202egnp.exe\u202c") == "safegnp.exe"
    assert clean("שלום \u200fabc") == "שלום abc"
    assert clean("\ufeffcafe\u0301") == "café"
    assert clean("👩\u200d💻") == "👩\u200d💻"
    assert one_line("  a\n\n b\t c ") == "a b c"


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=300))
def test_any_text_becomes_xml_that_parses(text: str) -> None:
    cleaned = clean(text)
    assert FORBIDDEN.search(cleaned) is None
    element = etree.Element("t")
    element.text = cleaned
    assert etree.fromstring(etree.tostring(element)).text == (cleaned or None)
    assert clean(cleaned) == cleaned
    assert "\n" not in one_line(text)
