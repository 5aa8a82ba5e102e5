"""Stubs as tests run them from the command line: in processes of their own, or refused before they start."""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from workbench.cli import app

ROOT = Path(__file__).parents[2]
START_SECONDS = 60


class Running:
    """A stub in a process of its own.

    Args:
        words: of the command line, after ``workbench stub``.
    """

    def __init__(self, *words: str, folder: Path) -> None:
        self.errors = folder / f"{words[0]}.err"
        with self.errors.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "workbench", "stub", *words],
                stdout=subprocess.PIPE, stderr=said, text=True, cwd=folder,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip

    def ready(self) -> dict[str, Any]:
        """Wait for the ready line, and return it."""
        assert self.process.stdout is not None
        with selectors.DefaultSelector() as waiting:
            waiting.register(self.process.stdout, selectors.EVENT_READ)
            assert waiting.select(START_SECONDS), self.said()
        line = self.process.stdout.readline()
        assert line, self.said()
        return dict(json.loads(line))

    def port(self, protocol: str, ready: dict[str, Any]) -> int:
        """Return where a protocol is served."""
        return next(int(one["port"]) for one in ready["endpoints"] if one["protocol"] == protocol)

    def ended(self) -> str:
        """End it as a service manager does, and return what it said."""
        self.process.send_signal(signal.SIGTERM)
        rest, _ = self.process.communicate(timeout=20)
        assert rest == ""
        assert self.process.returncode == 0, self.said()
        assert "Traceback" not in self.said()
        return self.said()

    def said(self) -> str:
        """Return what it said on standard error."""
        return self.errors.read_text()


@contextmanager
def running(folder: Path, *commands: tuple[str, ...]) -> Iterator[list[Running]]:
    """Start stubs; those that still run at the end are killed."""
    started = [Running(*words, folder=folder) for words in commands]
    try:
        yield started
    finally:
        for one in started:
            if one.process.poll() is None:
                one.process.kill()
                one.process.communicate()


def asked(url: str, method: str = "GET", **body: object) -> Any:
    """Ask a console."""
    request = urllib.request.Request(
        url,
        json.dumps(body).encode() if body else None,
        {"Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def free() -> int:
    """Return a port that is free now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def refused(*words: str) -> str:
    """Run a stub that is refused, and return the sentences."""
    result = CliRunner().invoke(app, ["stub", *words], env={"COLUMNS": "400"})
    assert result.exit_code == 1, (result.exit_code, result.output, result.exception)
    assert result.stdout == ""
    return result.stderr


def misread(*words: str) -> str:
    """Run a stub that cannot be read, and return the sentences."""
    result = CliRunner().invoke(app, ["stub", *words], env={"COLUMNS": "400"})
    assert result.exit_code == 2, (result.exit_code, result.output, result.exception)
    assert result.stdout == ""
    return " ".join(result.stderr.replace("│", " ").split())
