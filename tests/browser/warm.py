"""Servers that begin with everything imported: forked from one process that has imported it once.

To import the app takes seconds of the processor, and the suite starts some thirty servers. What such a server
does from there on is what ``streamlit run app.py`` does; ``tests/cli/test_serving.py`` starts one as a person does.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import TextIO

ROOT = Path(__file__).parents[2]
CLOCK = "WORKBENCH_TEST_CLOCK"
"""Names the file of a clock that a test sets."""
PRELOADED = [
    "streamlit.web.cli",
    "workbench.screens.serving",
    "workbench.screens.shell",
    "tests.browser.warm",
]

_context = multiprocessing.get_context("forkserver")


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide the main module, which the other process would run again: tests of pages leave a script in its place."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@cache
def _import_once() -> None:
    """Start the process that imports the app, without a place to print: Streamlit would warn that it is no server."""
    _context.set_forkserver_preload(PRELOADED)
    shown, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        with _without_main():
            forkserver.ensure_running()
    finally:
        os.dup2(shown, 2)
        os.close(shown)
        os.close(nothing)


class WarmServer:
    """A server's process, asked as a ``subprocess.Popen`` is.

    Args:
        surroundings: the whole environment of the server.
        options: of ``streamlit run``.
    """

    def __init__(self, surroundings: Mapping[str, str], options: list[str]) -> None:
        _import_once()
        reading, writing = _context.Pipe(duplex=False)
        self._process = _context.Process(target=_serve, args=(writing, dict(surroundings), options))
        with _without_main():
            self._process.start()
        writing.close()
        self.stdout: TextIO = os.fdopen(os.dup(reading.fileno()), encoding="utf-8", errors="replace")
        reading.close()

    @property
    def pid(self) -> int:
        """The process, which leads a session of its own."""
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """Return the exit code; None while the server runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and return the exit code."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("server", timeout or 0)
        return self._process.exitcode


def _serve(output: Connection, surroundings: dict[str, str], options: list[str]) -> None:
    """Serve, in the forked process: a session, an environment and an output of its own."""
    os.setsid()
    for stream in (1, 2):
        os.dup2(output.fileno(), stream)
    output.close()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(surroundings)
    os.chdir(ROOT)
    if file := surroundings.get(CLOCK):
        _set_clock(Path(file))
    from streamlit.web import cli

    sys.argv = ["streamlit", "run", "app.py", *options]
    cli.main()


def _set_clock(offset: Path) -> None:
    """Put the server's clock forward by the seconds that stand in a file, which a test may change."""
    from workbench.graph import clock

    clock.SERVER_CLOCK = lambda: datetime.now(UTC) + timedelta(seconds=float(offset.read_text() or 0))
