"""Running commands in this process on a record of the test's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from workbench.cli import app
from workbench.process.keeping import Database


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@dataclass(frozen=True)
class CommandLine:
    """Runs commands on one database."""

    address: str

    def __call__(self, *arguments: str, given: str | bytes = "") -> Ran:
        """Run a command, whatever comes of it."""
        result = CliRunner().invoke(app, ["--db", self.address, *arguments], input=given)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    def done(self, *arguments: str, given: str | bytes = "") -> Ran:
        """Run a command that must succeed."""
        ran = self(*arguments, given=given)
        assert ran.code == 0, ran.err
        return ran

    def refused(self, *arguments: str, given: str | bytes = "") -> str:
        """Run a command that must be refused with a sentence and print nothing as a result."""
        ran = self(*arguments, given=given)
        assert ran.code == 1, (ran.code, ran.out, ran.err)
        assert ran.err.strip()
        assert "Traceback" not in ran.err
        return ran.err

    def misread(self, *arguments: str) -> str:
        """Run a command that cannot be read; the sentence without the frame around it."""
        ran = self(*arguments)
        assert ran.code == 2, (ran.code, ran.out, ran.err)
        assert not ran.out
        return " ".join(word for word in ran.err.split() if word.strip("│╭╮╰╯─"))


@pytest.fixture
def workbench(bundled: Database) -> CommandLine:
    """Return the command line on a copy of the bundled record."""
    return CommandLine(str(bundled.path))


@pytest.fixture
def demo_workbench(demo: Database) -> CommandLine:
    """Return the command line on a copy of the fictional record."""
    return CommandLine(str(demo.path))


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Return a function that writes a file of the test's own."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
