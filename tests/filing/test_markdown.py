"""Item texts as paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.filing.blocks import Lists, Text
from workbench.filing.markdown import paragraphs


def shown(text: str) -> list[tuple[str, str]]:
    return [(p.style, p.text) for p in paragraphs(text, Lists())]


def test_plain_paragraphs_are_joined_lines() -> None:
    assert shown("one\ntwo\n\n\nthree") == [("BodyText", "one two"), ("BodyText", "three")]


def test_lists_keep_their_levels_and_begin_where_the_text_says() -> None:
    lists = Lists()
    found = paragraphs("3. three\n4. four\n   - deep\n\n1) again", lists)
    assert [(p.style, p.text) for p in found] == [
        ("ListNumber", "three"),
        ("ListNumber", "four"),
        ("ListBullet2", "deep"),
        ("ListNumber", "again"),
    ]
    assert [lists.starts.get(p.numbering) for p in found] == [3, 3, None, 1]


def test_weight_code_links_and_pictures() -> None:
    (found,) = paragraphs("**b** *i* ***both*** `c` [x](http://a.example) ![alt](y.png)", Lists())
    assert [(p.text, p.style) for p in found.parts if isinstance(p, Text) and p.style] == [
        ("b", "Strong"),
        ("i", "Emphasis"),
        ("both", "StrongEmphasis"),
        ("c", "Code"),
    ]
    assert found.text.endswith("x (http://a.example) [picture: alt]")


def test_html_and_script_stay_literal() -> None:
    assert shown("<script>alert(1)</script>") == [("BodyText", "<script>alert(1)</script>")]
    assert shown("a <b>b</b> &amp; [x](javascript:alert(1))")[0][1] == "a <b>b</b> & [x](javascript:alert(1))"


def test_headings_quotes_code_and_tables() -> None:
    found = shown("# Head\n\n> said\n\n```\na\n  b\n```\n\n| x | y |\n|---|---|\n| 1 | 2 |")
    assert found == [
        ("TextHeading", "Head"),
        ("Quote", "said"),
        ("Verbatim", "a\n  b"),
        ("BodyText", "x | y"),
        ("BodyText", "1 | 2"),
    ]


def test_struck_text_is_not_printed_as_if_it_held() -> None:
    assert shown("~~gone~~") == [("BodyText", "~~gone~~")]


@pytest.mark.parametrize(
    "piece", ["[", "*a ", "> ", "- ", "`", "![", "**a", "<", "1. ", "_a__b", "[a](", "word "]
)
@pytest.mark.parametrize("octets", [20_000, pytest.param(100_000, marks=pytest.mark.soak)])
def test_many_kilobytes_of_anything_are_read(piece: str, octets: int) -> None:
    found = paragraphs(piece * (octets // len(piece)), Lists())
    assert found, "nothing of the text is left"


@given(st.text(max_size=400))
def test_no_text_fails_and_none_with_letters_vanishes(text: str) -> None:
    found = paragraphs(text, Lists())
    if any(char.isascii() and char.isalnum() for char in text) and "[" not in text and "&" not in text:
        assert any(paragraph.text.strip() for paragraph in found)
