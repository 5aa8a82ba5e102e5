"""Digests that are the same on every machine and database.

Canonical JSON: keys sorted, text in Unicode NFC, decimals as strings, no NaN, no insignificant
space (after RFC 8785, with decimals kept exact). A fingerprint covers normative fields only.
"""

from __future__ import annotations

import hashlib
import json
import math
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def canonical(value: Any) -> Any:
    """Reduce a value to plain JSON types with one spelling.

    Raises:
        ValueError: for NaN, infinities, and types that have no canonical form.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("a number that is not finite has no canonical form")
        normal = value.normalize()
        return format(normal if normal != 0 else Decimal(0), "f")
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("a number that is not finite has no canonical form")
        return canonical(Decimal(repr(value)))
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {unicodedata.normalize("NFC", str(k)): canonical(v) for k, v in value.items()}
    if isinstance(value, Sequence):
        return [canonical(v) for v in value]
    raise ValueError(f"{type(value).__name__} has no canonical form")


def canonical_json(value: Any) -> bytes:
    """UTF-8 bytes of the canonical JSON of a value."""
    return json.dumps(
        canonical(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def digest(value: Any) -> str:
    """SHA-256 over canonical JSON, in lower-case hex."""
    return hashlib.sha256(canonical_json(value)).hexdigest()
