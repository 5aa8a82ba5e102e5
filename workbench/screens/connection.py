"""The one database of this process, opened when the server starts or at first use."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from workbench.process.keeping import Database
from workbench.starting import BUNDLED, open_loaded

_lock = threading.Lock()
_opened: dict[str, Database] = {}


def address() -> str | None:
    """The database that the environment names: ``WORKBENCH_DB``, else what the process decides."""
    return os.environ.get("WORKBENCH_DB") or None


def record_directory() -> Path:
    """The record to load into an empty database."""
    return Path(os.environ.get("WORKBENCH_RECORD") or BUNDLED)


def database() -> Database:
    """The open database; migrated, and loaded with the bundled record where it was empty."""
    key = address() or os.environ.get("DATABASE_URL") or ""
    with _lock:
        if key not in _opened:
            _opened[key], _ = open_loaded(address(), directory=record_directory())
        return _opened[key]


def close() -> None:
    """Close what was opened, at the server's end."""
    with _lock:
        for opened in _opened.values():
            opened.close()
        _opened.clear()
