"""Codes with the hop at which they hold, as grids, files and the command line write them: ``PRO-HTTP@2 (partly)``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from workbench.record.kind import Certainty

_MARK = re.compile(
    rf"(?P<code>.+?)@(?P<hop>[0-9]{{1,3}})(?: *\((?P<certainty>{'|'.join(get_args(Certainty))})\))?"
)
FORM = "a code with its hop, such as PRO-HTTP@1 or PRO-HTTP@1 (partly)"


def read_mark(part: str) -> tuple[str, dict[str, Any]] | None:
    """The code, and the link's detail that its mark stands for; None where no hop is named."""
    found = _MARK.fullmatch(part)
    if found is None:
        return None
    detail: dict[str, Any] = {"hop": int(found["hop"])}
    if found["certainty"]:
        detail["certainty"] = found["certainty"]
    return found["code"].strip(), detail


def marked(code: str, detail: Mapping[str, Any]) -> str:
    """A code as it is written with the hop, and the certainty, that its link names."""
    hop, certainty = detail.get("hop"), detail.get("certainty")
    if hop is None:
        return code
    return f"{code}@{hop} ({certainty})" if certainty else f"{code}@{hop}"
