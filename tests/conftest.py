"""Fixtures that tests of several rooms share."""

from __future__ import annotations

import os

import pytest

from scripts.programs import PROGRAMS

pytest_plugins = ["tests.postgresql"]


@pytest.fixture(scope="session", autouse=True)
def _plain_surroundings() -> None:
    """Keep settings of the person who runs the tests out of them."""
    for name in ("DATABASE_URL", "PORT", "HOST"):
        os.environ.pop(name, None)


@pytest.fixture(scope="session")
def libreoffice() -> str:
    """Return the path of LibreOffice; skip where it is not installed."""
    return _required("LibreOffice")


@pytest.fixture(scope="session")
def pdftotext() -> str:
    """Return the path of Poppler's pdftotext; skip where it is not installed."""
    return _required("Poppler")


@pytest.fixture(scope="session")
def dot() -> str:
    """Return the path of Graphviz' dot; skip where it is not installed."""
    return _required("Graphviz")


def _required(name: str) -> str:
    path = PROGRAMS[name].path()
    if path is None:
        pytest.skip(PROGRAMS[name].how_to_get_it())
    return path
