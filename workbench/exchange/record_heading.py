"""Which record a file is of: what every format says of the whole record besides its items and links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class RecordHeading:
    """Which record it is.

    Args:
        vocabulary: the words that the record adds to the shipped ones.
    """

    record_id: str = ""
    title: str = ""
    group: str = ""
    reconstruction: bool = False
    vocabulary: Mapping[str, Any] = field(default_factory=dict)
