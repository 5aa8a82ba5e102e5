"""What an inverter keeps over a restart, in a file that is whole at any moment."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FORMAT = 1


class StateUnreadable(OSError):
    """The file is none that an inverter wrote; the message says why, with its path."""


def read_state(path: Path) -> dict[str, Any]:
    """Return what was kept by unit; nothing where there is no file yet.

    Raises:
        StateUnreadable: the file is none of ours.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as fault:
        raise StateUnreadable(f"{path} cannot be read: {fault}") from None
    try:
        found = json.loads(text)
    except ValueError as fault:
        raise StateUnreadable(f"{path} holds no settings of an inverter: {fault}") from None
    if (
        not isinstance(found, dict)
        or found.get("format") != FORMAT
        or not isinstance(found.get("units"), dict)
    ):
        raise StateUnreadable(f"{path} holds no settings of an inverter in format {FORMAT}")
    return dict(found["units"])


def write_state(path: Path, units: Mapping[str, Any]) -> None:
    """Replace the file at once: it holds what it held before, or all of this.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"format": FORMAT, "units": units}, file, separators=(",", ":"))
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
