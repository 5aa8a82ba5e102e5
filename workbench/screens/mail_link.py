"""Links that open a text in the visitor's mail program."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

LONGEST_ADDRESS = 1_900
"""Characters that mail programs take in a mailto address."""


def mail_link(recipients: Iterable[str], subject: str, body: str) -> tuple[str, bool]:
    """A mailto address, and whether the text fits into it.

    Args:
        recipients: addresses; what stands in brackets is none.
    """
    to = ",".join(quote(r, safe="@<>") for r in recipients if "@" in r and not r.startswith("["))
    short = f"mailto:{to}?subject={quote(subject)}"
    whole = f"{short}&body={quote(body)}"
    return (whole, True) if len(whole) <= LONGEST_ADDRESS else (short, False)
