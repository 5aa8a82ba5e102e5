"""Text in whatever encoding is read, line for line, without what could do harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.exchange.archive import RefusedFile
from workbench.exchange.plain_text import clean, read_text

_WORDS = "Café meeting – “agreed”:\n· naïve résumé, 5 €\n· Señor Núñez to send it\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_usual_encodings_are_found(encoding: str) -> None:
    found = read_text(_WORDS.encode(encoding), "notes.txt")
    assert found.text == _WORDS
    assert bool(found.notes) is not encoding.startswith("utf-8")


def test_a_script_of_another_alphabet_is_found() -> None:
    words = "Протокол заседания рабочей группы. Решили отправить проект в пятницу. " * 5
    assert read_text(words.encode("cp1251"), "notes.txt").text == words


def test_control_and_direction_characters_are_taken_out_and_counted() -> None:
    found = read_text("a\x07b\u202ec\u200bd\ufeffe\r\nf\x0bg\u2028h".encode(), "notes.txt")
    assert found.text == "abcde\nf g\nh"
    assert found.notes == ("4 control or direction characters were taken out of 'notes.txt'.",)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"PK\x03\x04....", "is a zipped file"),
        (b"{\\rtf1 hello}", "rich text"),
        (bytes(range(32)) * 40, "is not a text"),
        (b"x" * 5_000_000, "at most 4.0 MB"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(RefusedFile, match=says):
        read_text(data, "notes.txt")


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once, _ = clean(text)
    again, removed = clean(once)
    assert (again, removed) == (once, 0)
    assert not any(ord(char) < 32 and char not in "\n\t" for char in once)
    assert len(once.split("\n")) == len(once.splitlines() or [""]) + once.endswith("\n")
