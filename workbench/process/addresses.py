"""Which database is used, known without opening it."""

from __future__ import annotations

import os
from pathlib import Path

DEFAULT_FILE = Path("data/local/workbench.sqlite3")


def address_of(given: str | None = None) -> str:
    """The database to use: the one given, else ``DATABASE_URL``, else the local file."""
    return given or os.environ.get("DATABASE_URL") or str(DEFAULT_FILE)
