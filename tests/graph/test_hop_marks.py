"""Codes with their hop: what is written is read again, and what names no hop is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.graph.hop_marks import marked, read_mark

CERTAINTIES = ("verified", "partly", "inferred", "memory")


@given(
    st.from_regex(r"PRO-[A-Z0-9-]{1,12}", fullmatch=True),
    st.integers(0, 999),
    st.sampled_from((None, *CERTAINTIES)),
)
def test_what_is_written_is_read_again(code: str, hop: int, certainty: str | None) -> None:
    detail = {"hop": hop} | ({"certainty": certainty} if certainty else {})
    assert read_mark(marked(code, detail)) == (code, detail)


@pytest.mark.parametrize(
    "part", ["PRO-A", "PRO-A@", "PRO-A@x", "PRO-A@1 (surely)", "PRO-A@1234", "PRO-A#L4", ""]
)
def test_what_names_no_hop_is_none(part: str) -> None:
    assert read_mark(part) is None


def test_a_code_without_a_hop_stands_alone() -> None:
    assert marked("PRO-A", {"certainty": "partly"}) == "PRO-A"
