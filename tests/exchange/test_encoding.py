"""Text files in the encodings that people save them in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.exchange.archive import RefusedFile
from workbench.exchange.encoding import decode

TEXT = "code,title\nISS-001,“Größe” of the naïve gateway – costs 5 €\n" * 5


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "utf-16-le", "utf-16-be"]
)
def test_usual_encodings_are_read(encoding: str) -> None:
    read = decode(TEXT.encode(encoding), "issues.csv")
    assert read.text == TEXT
    assert bool(read.note) is (encoding in ("cp1252", "utf-16-le", "utf-16-be"))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (bytes(range(256)) * 20, "no text that can be read"),
        (b"\x89PNG\r\n\x1a\n" + b"\0\x01\x02\xff" * 200, "no text that can be read"),
        (b"\xef\xbb\xbfabc\xff\xff", "goes on as something else"),
        (b"a" * 10_000_001, "at most 10.0 MB"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(RefusedFile, match=says):
        decode(data, "issues.csv")


@given(st.text(max_size=200).filter(lambda t: t and "\0" not in t and not t.startswith("\ufeff")))
def test_utf8_loses_nothing(text: str) -> None:
    assert decode(text.encode(), "x.csv").text == text
    assert decode(text.encode("utf-8-sig"), "x.csv").text == text


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        assert isinstance(decode(data, "x.csv").text, str)
    except RefusedFile as refused:
        assert "x.csv" in str(refused)  # noqa: PT017
