"""Programs beside Python that a test cannot do without."""

from __future__ import annotations

import pytest

from scripts.programs import PROGRAMS


def required(name: str) -> str:
    """Return the path of a program; skip, saying which it is and how to get it, where it is not installed."""
    path = PROGRAMS[name].path()
    if path is None:
        pytest.skip(PROGRAMS[name].how_to_get_it())
    return path
