"""Fixtures that tests of several rooms share."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scripts.programs import PROGRAMS
from workbench.graph import clock
from workbench.process.keeping import Database, open_database
from workbench.starting import BUNDLED, load_directory

pytest_plugins = ["tests.omg_schema", "tests.postgresql"]
DEMO_MOMENT = datetime(2026, 11, 26, 20, 0, tzinfo=UTC)
"""When the tests look at the fictional record, whatever the day is on which they run."""


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


@pytest.fixture(scope="session")
def _bundled_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _template(tmp_path_factory, BUNDLED)


@pytest.fixture(scope="session")
def _demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "SERVER_CLOCK", lambda: DEMO_MOMENT - timedelta(days=1))
        return _template(tmp_path_factory, BUNDLED.with_name("demo"))


def _template(tmp_path_factory: pytest.TempPathFactory, directory: Path) -> Path:
    path = tmp_path_factory.mktemp("template") / "record.sqlite3"
    opened, _ = open_database(str(path))
    load_directory(opened, directory)
    opened.close()
    return path


@pytest.fixture
def bundled(_bundled_template: Path, tmp_path: Path) -> Iterator[Database]:
    """Yield a SQLite database of its own that holds the bundled record."""
    yield from _copied(_bundled_template, tmp_path / "bundled.sqlite3")


@pytest.fixture
def demo(_demo_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Yield a SQLite database of its own that holds the fictional record, on a day on which its calls are open."""
    started = time.monotonic()
    if clock.SERVER_CLOCK is clock.server_moment:  # a test may have put a clock of its own there
        monkeypatch.setattr(
            clock, "SERVER_CLOCK", lambda: DEMO_MOMENT + timedelta(seconds=time.monotonic() - started)
        )
    yield from _copied(_demo_template, tmp_path / "demo.sqlite3")


def _copied(template: Path, path: Path) -> Iterator[Database]:
    shutil.copyfile(template, path)
    opened = Database(path)
    yield opened
    opened.close()
