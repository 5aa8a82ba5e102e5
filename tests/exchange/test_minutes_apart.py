"""Minutes read in another process: the same reading, the same refusals, and an end to what takes too long."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.exchange.archive import RefusedFile
from workbench.exchange.minutes import read_minutes
from workbench.exchange.minutes_apart import read_minutes_apart

TEXT = b"Minutes of 3 September 2014\n\nOpen issues\n- Who pays is still open\nActions\n- Bo to send it by May 2\n"


def test_the_reading_is_the_same() -> None:
    options = {"known": ("Bo Quay",), "meeting": date(2014, 4, 1)}
    assert read_minutes_apart(TEXT, "call.txt", **options) == read_minutes(TEXT, "call.txt", **options)


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [(b"no archive" * 9, "x.docx", "x.docx"), (b"", "x.txt", "empty"), (b"%PDF-1.7 ...", "x.txt", "a PDF")],
)
def test_the_refusals_are_the_same(data: bytes, name: str, said: str) -> None:
    with pytest.raises(RefusedFile, match=said) as apart:
        read_minutes_apart(data, name)
    with pytest.raises(RefusedFile) as here:
        read_minutes(data, name)
    assert str(apart.value) == str(here.value)


def test_what_takes_too_long_is_refused() -> None:
    with pytest.raises(RefusedFile, match=r"not read after 0\.01 seconds"):
        read_minutes_apart(TEXT, "call.txt", seconds=0.01)
