"""Differences between two texts word by word, marked by sign and colour, as safe HTML."""

from __future__ import annotations

import html

from workbench.graph.word_differences import shortened, word_parts


def difference_html(before: str, after: str, *, whole: bool = False) -> str:
    """What changed between two texts: removed words struck out, added words underlined.

    Args:
        whole: all of the text is shown; otherwise long unchanged parts are left out.

    Returns:
        HTML in which everything of the texts is escaped, for ``st.html``.
    """
    parts = word_parts(before, after)
    shown = []
    for number, (sign, words) in enumerate(parts):
        if sign == "same" and not whole:
            words = shortened(words, first=number == 0, last=number == len(parts) - 1)
        escaped = html.escape(words)
        if sign == "removed":
            escaped = f"<del>{escaped}</del>"
        elif sign == "added":
            escaped = f"<ins>{escaped}</ins>"
        shown.append(escaped)
    return f'<div class="wb-diff">{"".join(shown)}</div>'
