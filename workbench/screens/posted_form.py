"""Whether a form was posted by a page of this server, and by whom: asked before anything is done for it."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

LONGEST_FORM = 10_000
"""Bytes of a form that signs in or out; a token has 43 characters."""


def posted_from_here(request: Request) -> bool:
    """Whether a page of this server posted the form, as far as the browser says.

    A browser says where a form comes from in ``Sec-Fetch-Site``, or else in ``Origin``. A program that is no
    browser says nothing, carries nobody's cookies and is let through.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        # "none": the person did it by the browser itself, as when a page is loaded again.
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    if origin is None:
        return True
    # The scheme is left out: a proxy that ends TLS may not say so.
    return urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower() != ""


def too_large(request: Request) -> bool:
    """Whether a form is larger than any of ours, or does not say how large it is."""
    length = request.headers.get("content-length", "")
    return not length.isdecimal() or int(length) > LONGEST_FORM


def address_of(request: Request) -> str:
    """The address of whoever asks.

    Behind a proxy it is what the proxy says in X-Forwarded-For, which the web server believes of this machine
    and of the hosts in ``FORWARDED_ALLOW_IPS`` only.
    """
    return request.client.host if request.client else ""
