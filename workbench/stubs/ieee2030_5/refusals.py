"""Requests that a head-end refuses, and the document that says so."""

from __future__ import annotations

from workbench.stubs.ieee2030_5.documents import write
from workbench.stubs.ieee2030_5.resources.base import Error

FORM, VALUES, LIMIT, CONDITION = 0, 1, 2, 3
"""``Error.reasonCode``: the request's form, its values, a limit is reached, a condition that is not served."""


class Refused(Exception):
    """A request that cannot be done.

    Args:
        status: of HTTP.
        words: a sentence: what, where, what is allowed.
        reason: code of the ``Error`` that is answered.
        allow: methods that are allowed, with 405.
    """

    def __init__(self, status: int, words: str, reason: int = FORM, allow: tuple[str, ...] = ()) -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.reason = reason
        self.allow = allow


def told(refusal: Refused) -> bytes:
    """Return the ``Error`` of a refusal; the sentence stands in a comment, since the schema has no place for it."""
    document = write(Error(reasonCode=refusal.reason))
    words = refusal.words.replace("--", "- -").encode("ascii", "replace")
    words = bytes(octet if octet >= 32 else 32 for octet in words[:2_000]).replace(b"--", b"- -").rstrip(b"-")
    return document.replace(b"<reasonCode>", b"<!-- " + words + b" --><reasonCode>", 1)
