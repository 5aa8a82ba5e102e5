"""What may stand in a text: what is let through at once is what needs no change."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from workbench.graph.plain_text import fault, printable


@given(st.text())
@example("Answers in time: 5 % of 10 s")
@example("tab\tand line\r\nend\x85")
@example("re\u0301sume\u0301 \u202eturned")
def test_a_printable_text_has_no_fault_and_stays_as_it_is(text: str) -> None:
    made = printable(text)
    assert fault(made) is None
    assert printable(made) == made
    kept = [c for c in unicodedata.normalize("NFC", text) if c != "\r" and fault(c) is None]
    assert [c for c in made if c != "\n"] == [c for c in kept if c != "\n"]
