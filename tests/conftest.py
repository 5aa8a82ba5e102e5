"""Fixtures that tests of several rooms share."""

from __future__ import annotations

import asyncio.events
import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from tests.required import required
from workbench.graph import clock
from workbench.graph.reading import read_snapshot
from workbench.graph.snapshot import Snapshot
from workbench.process.keeping import Database, open_database
from workbench.starting import BUNDLED, load_directory

pytest_plugins = ["tests.omg_schema", "tests.postgresql"]
DEMO_MOMENT = datetime(2026, 11, 26, 20, 0, tzinfo=UTC)
"""When the tests look at the fictional record, whatever the day is on which they run."""

# A busy machine is no fault of an example: nothing is tested by time.
settings.register_profile("workbench", settings(), deadline=None)
settings.load_profile("workbench")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Keep the event loop of the browser's driver out of the tests that run loops of their own.

    Once a browser has been started, its driver's loop counts as running in this thread until the session ends, also
    while tests run that drive none; ``asyncio.run`` would refuse to begin.
    """
    running = asyncio.events._get_running_loop()
    apart = running is not None and item.get_closest_marker("browser") is None
    if apart:
        asyncio.events._set_running_loop(None)
    try:
        return (yield)
    finally:
        if apart:
            asyncio.events._set_running_loop(running)


@pytest.fixture(scope="session", autouse=True)
def _plain_surroundings() -> None:
    """Keep settings of the person who runs the tests out of them."""
    for name in ("DATABASE_URL", "PORT", "HOST"):
        os.environ.pop(name, None)


@pytest.fixture(scope="session")
def libreoffice() -> str:
    """Return the path of LibreOffice; skip where it is not installed."""
    return required("LibreOffice")


@pytest.fixture(scope="session")
def pdftotext() -> str:
    """Return the path of Poppler's pdftotext; skip where it is not installed."""
    return required("Poppler")


@pytest.fixture(scope="session")
def dot() -> str:
    """Return the path of Graphviz' dot; skip where it is not installed."""
    return required("Graphviz")


@pytest.fixture(scope="session")
def bundled_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file that holds the bundled record; to be copied, not to be written."""
    return _template(tmp_path_factory, BUNDLED)


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file that holds the fictional record, loaded before its calls close; to be copied."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "SERVER_CLOCK", lambda: DEMO_MOMENT - timedelta(days=3))
        return _template(tmp_path_factory, BUNDLED.with_name("demo"))


def _template(tmp_path_factory: pytest.TempPathFactory, directory: Path) -> Path:
    """Load a record once for all processes of a run: whoever comes first loads it, the others wait for it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    path = folder / f"template-{directory.name}.sqlite3"
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            loading = path.with_suffix(".loading")
            opened, _ = open_database(str(loading))
            load_directory(opened, directory)
            opened.close()
            loading.rename(path)
    return path


@pytest.fixture(scope="session")
def bundled_at(bundled_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Snapshot]:
    """Return a function that gives the bundled record at a baseline; nobody can change a snapshot."""
    path = tmp_path_factory.mktemp("bundled") / "record.sqlite3"

    @cache
    def at(baseline: str) -> Snapshot:
        with _copied(bundled_template, path) as opened, opened.read() as session:
            return read_snapshot(session, baseline=baseline)

    return at


@pytest.fixture
def bundled(bundled_template: Path, tmp_path: Path) -> Iterator[Database]:
    """Yield a SQLite database of its own that holds the bundled record."""
    with _copied(bundled_template, tmp_path / "bundled.sqlite3") as opened:
        yield opened


@pytest.fixture
def demo(demo_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Yield a SQLite database of its own that holds the fictional record, on a day on which its calls are open."""
    started = time.monotonic()
    if clock.SERVER_CLOCK is clock.server_moment:  # a test may have put a clock of its own there
        monkeypatch.setattr(
            clock, "SERVER_CLOCK", lambda: DEMO_MOMENT + timedelta(seconds=time.monotonic() - started)
        )
    with _copied(demo_template, tmp_path / "demo.sqlite3") as opened:
        yield opened


@contextmanager
def _copied(template: Path, path: Path) -> Iterator[Database]:
    shutil.copyfile(template, path)
    opened = Database(path)
    yield opened
    opened.close()
