"""Texts of the record as Markdown: no pictures from elsewhere, no signs of Streamlit's own."""

from __future__ import annotations

import pytest

from workbench.screens.markdown_text import safe_markdown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain **bold** and [a link](https://example.org/a:b)", None),
        ("![who reads](https://example.org/dot.png)", "[who reads](https://example.org/dot.png)"),
        ("it costs $5 and $6", r"it costs \$5 and \$6"),
        (":red[alarm] and :smile:", r"\:red[alarm] and \:smile:"),
        ("from 14:05, see https://example.org:8080/x", None),
        ("`$code$ :red[x] ![y](z)`", None),
        ("```\n$5 ![a](b)\n```\n$6", "```\n$5 ![a](b)\n```\n\\$6"),
        ("```\nnever closed ![a](b)", None),
        ("", None),
    ],
)
def test_text_is_shown_as_it_was_meant(text: str, shown: str | None) -> None:
    assert safe_markdown(text) == (text if shown is None else shown)
