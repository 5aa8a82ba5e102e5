"""Addresses of pages and items, relative to the app, that keep the moment looked at."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from workbench.screens import visitor


def item_address(code: str) -> str:
    """The address of an item's page at the moment looked at."""
    return page_address("", item=code)


def page_address(page: str, **values: str | Sequence[str]) -> str:
    """The address of a page with what its address holds, such as filters.

    Args:
        page: the page's own part of the address; empty for the home page.
        values: by the name in the address; several values of one name are repeated.
    """
    values = {**values, **visitor.moment_in_address()}
    filled = {name: value for name, value in values.items() if value}
    return f"./{page}" + (f"?{urlencode(filled, doseq=True)}" if filled else "")
