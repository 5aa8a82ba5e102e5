"""Differences word by word: nothing is lost, nothing is unsafe, and long texts stay quick."""

from __future__ import annotations

import html
import re
import time

from hypothesis import given
from hypothesis import strategies as st

from workbench.screens.differences import difference_html

TEXTS = st.text(alphabet="ab c\n<&>é.,", max_size=60)


def _without(tag: str, marked: str) -> str:
    body = marked.removeprefix('<div class="wb-diff">').removesuffix("</div>")
    body = re.sub(rf"<{tag}>.*?</{tag}>", "", body, flags=re.DOTALL)
    return html.unescape(re.sub(r"</?(?:ins|del)>", "", body))


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_it(before: str, after: str) -> None:
    marked = difference_html(before, after, whole=True)
    assert _without("ins", marked) == before
    assert _without("del", marked) == after


def test_changed_words_are_marked_and_markup_is_shown_literally() -> None:
    marked = difference_html("The old <b>gateway</b>", "The new <b>gateway</b>")
    assert "<del>old</del><ins>new</ins>" in marked
    assert "&lt;b&gt;gateway" in marked
    assert "<b>" not in marked


def test_long_unchanged_parts_are_left_out_unless_all_is_wanted() -> None:
    before = " ".join(f"word{n}" for n in range(500))
    after = before.replace("word250", "term250")
    assert len(difference_html(before, after)) < 1_000
    assert "word1 " in difference_html(before, after, whole=True)


def test_a_text_of_100_kb_that_changed_throughout_takes_less_than_a_second() -> None:
    before = " ".join(f"word{n}" for n in range(12_000))
    after = " ".join(f"word{n}" if n % 3 else f"term{n}" for n in range(12_000))
    started = time.perf_counter()
    assert "<ins>" in difference_html(before, after)
    assert time.perf_counter() - started < 1
