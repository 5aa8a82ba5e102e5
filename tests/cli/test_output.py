"""Printing: what people see, what programs read, and what never reaches a terminal."""

from __future__ import annotations

import json
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.cli import output
from workbench.cli.output import Column, one_line, say_json, say_table, shown, visible

HARMFUL = {chr(number) for number in (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0))}


@given(st.text())
def test_no_control_character_is_left(text: str) -> None:
    assert not HARMFUL & set(visible(text))
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(visible(text))
    assert "\n" not in one_line(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert visible(text) == text


@given(
    st.recursive(
        st.text() | st.integers() | st.booleans() | st.none(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_reads_back_to_the_same(value: object) -> None:
    printed: list[str] = []

    class Collected:
        encoding = "utf-8"

        def write(self, text: str) -> None:
            printed.append(text)

    former, sys.stdout = sys.stdout, Collected()  # type: ignore[assignment]
    try:
        say_json(value)
    finally:
        sys.stdout = former
    text = "".join(printed)
    assert json.loads(text) == json.loads(json.dumps(value))
    assert not (HARMFUL - {"\n"}) & set(text)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        ([], ""),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        (date(2014, 6, 12), "Thu 12 Jun 2014"),
        (["a", "b"], "a, b"),
        ({"extent": "all", "of": ""}, "extent: all"),
        ({"qualifier": "by", "end": "2014-07-07", "standing": "hoped"}, "by Mon 7 Jul 2014 (hoped)"),
    ],
)
def test_values_in_words(value: object, words: str) -> None:
    assert shown(value) == words


def test_a_table_for_a_pipe_is_aligned_whatever_letters_it_holds(capsys) -> None:
    say_table([Column("code"), Column("n", right=True), Column("empty"), Column("title")],
              [["A", 1, "", "日本"], ["ÄÖ-12", 100, None, "x"]])  # fmt: skip
    assert capsys.readouterr().out == "code     n  title\nA        1  日本\nÄÖ-12  100  x\n"


def test_a_table_on_a_narrow_terminal_keeps_codes_whole(monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "40")
    say_table(
        [Column("code", quiet=True, whole=True), Column("title")], [["MTG-2014-06-12", "long words " * 12]]
    )
    out = capsys.readouterr().out
    assert "MTG-2014-06-12" in out
    assert out.count("long") == 12


def test_progress_is_silent_where_nobody_looks(capsys) -> None:
    with output.progress("Loading") as advance:
        assert advance is None
    assert capsys.readouterr().err == ""
