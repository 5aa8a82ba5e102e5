"""Texts of the record as Markdown: formatted, but without pictures from elsewhere and without tricks.

HTML is shown as it is typed (Streamlit escapes it). Pictures become links, since a picture that is loaded
from elsewhere tells its owner who reads. Streamlit's own signs (``$``, ``:red[...]``, ``:emoji:``) mean
nothing in a record and are shown literally.
"""

from __future__ import annotations

import html
import re

_CODE = re.compile(r"(```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`+[^`\n]*`+)", re.DOTALL)
_PICTURE = re.compile(r"!(?=\[)")
_DOLLAR = re.compile(r"(?<!\\)\$")
_DIRECTIVE = re.compile(r"(?<!\\):(?=[A-Za-z+-])")
_ADDRESS = re.compile(r"\b(?:https?|mailto):\S+")


def safe_markdown(text: str) -> str:
    """A text of the record for ``st.markdown``."""
    parts = _CODE.split(text)
    return "".join(part if number % 2 else _outside_code(part) for number, part in enumerate(parts))


def _outside_code(text: str) -> str:
    shown, last = [], 0
    for address in _ADDRESS.finditer(text):
        shown += [_neutral(text[last : address.start()]), address.group()]
        last = address.end()
    shown.append(_neutral(text[last:]))
    return "".join(shown)


def _neutral(text: str) -> str:
    text = _PICTURE.sub("", text)
    text = _DOLLAR.sub(r"\\$", text)
    return _DIRECTIVE.sub(r"\\:", text)


def verbatim_html(text: str) -> str:
    """A text in somebody's own words as HTML: no sign in it is markup, and its lines and blanks stay."""
    return f'<div class="wb-detail">{html.escape(text)}</div>'
