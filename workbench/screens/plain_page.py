"""Small pages beside Streamlit's, which work without a script: sign-in, sign-out, refusals."""

from __future__ import annotations

import html
from collections.abc import Mapping

from starlette.responses import HTMLResponse

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="same-origin">
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 12vh auto 0; max-width: 26rem; padding: 0 1.25rem; }}
h1 {{ font-size: 1.4rem; margin: 0 0 .5rem; }}
form {{ margin: 1.2rem 0 0; }}
button {{ font: inherit; font-weight: 600; background: #0f6674; color: #fff; border: 1px solid #0f6674;
  border-radius: .4rem; padding: .65rem 1.2rem; cursor: pointer; }}
button.second {{ background: transparent; color: inherit; border-color: currentColor; font-weight: 400; }}
button:focus-visible, a:focus-visible {{ outline: 3px solid #7fcbd6; outline-offset: 2px; }}
small {{ display: block; margin: .4rem 0 0; opacity: .8; }}
a {{ color: inherit; }}
</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"""

HEADERS = {
    "Cache-Control": "no-store",
    # The address of a sign-in page holds a secret. To other hosts nothing of it is sent; to this one it is, since
    # a browser that sends no referrer sends no origin either, and a form must say where it was posted from.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; "
    "base-uri 'none'",
}


def plain_page(
    title: str, body: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """A page with a title and a body of HTML; nobody keeps it, frames it, or learns its address."""
    return HTMLResponse(
        PAGE.format(title=html.escape(title), body=body), status, {**HEADERS, **(headers or {})}
    )


def sentence_page(
    title: str, sentence: str, status: int, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """A page that says one thing, with the way back."""
    body = f'<p>{html.escape(sentence)}</p><p><a href="./">Back to the workbench</a></p>'
    return plain_page(title, body, status, headers)
