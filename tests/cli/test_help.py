"""What a stranger meets: help, the version, and options before or after the command."""

from __future__ import annotations

import re
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import workbench as package
from workbench.cli import app

COMMANDS = [
    "serve", "list", "show", "search", "history", "configurations", "impact", "trace", "coverage", "mapping", "health",
    "verify", "suspects", "review",
    "edit", "undo", "redact", "comment", "resolve", "import", "baseline", "export", "schedule",
    "init", "backup", "restore", "link", "invite", "organisation", "stub",
    "ballot", "positions",
]  # fmt: skip


def help_of(*words: str) -> str:
    result = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    return result.output


def tree() -> Any:
    return typer.main.get_command(app)


def leaves(command: Any, words: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    if not hasattr(command, "commands"):
        return [(words, command)]
    return [leaf for name, below in command.commands.items() for leaf in leaves(below, (*words, name))]


def test_the_commands_are_those_of_the_guide_in_their_groups() -> None:
    assert sorted(tree().commands) == sorted(COMMANDS)
    said = help_of()
    for panel in (
        "The web app",
        "Read",
        "Change",
        "Consensus calls",
        "Documents and schedule",
        "The test bench",
        "Keep",
    ):
        assert panel in said


def test_the_command_alone_shows_its_help() -> None:
    result = CliRunner().invoke(app, [])
    assert result.exit_code == 0
    assert "Usage:" in result.stdout
    assert "Serve the web app" in result.stdout


@pytest.mark.parametrize("leaf", leaves(typer.main.get_command(app)), ids=lambda leaf: " ".join(leaf[0]))
def test_every_command_explains_itself(leaf: tuple[tuple[str, ...], Any]) -> None:
    words, command = leaf
    assert command.help
    said = help_of(*words)
    examples = [line for line in command.epilog.split("\n\n") if line.startswith("workbench ")]
    assert examples
    assert all(line.split()[1 : 1 + len(words)] == list(words) for line in examples)
    for parameter in command.params:
        assert getattr(parameter, "help", None), f"{words}: {parameter.name} has no help"
        for option in parameter.opts if parameter.param_type_name == "option" else ():
            assert option in said
    assert {"--db", "--as"} <= {option for parameter in command.params for option in parameter.opts}


@pytest.mark.parametrize("leaf", leaves(typer.main.get_command(app)), ids=lambda leaf: " ".join(leaf[0]))
def test_options_in_examples_exist(leaf: tuple[tuple[str, ...], Any]) -> None:
    _, command = leaf
    known = {option for parameter in command.params for option in parameter.opts}
    assert set(re.findall(r"(?<!\S)--[a-z0-9.-]+", command.epilog)) <= known


def test_every_read_has_json() -> None:
    for name in ("list", "show", "search", "history", "verify", "baseline", "import", "positions"):
        assert "--json" in {option for p in tree().commands[name].params for option in p.opts}


def test_the_version_is_printed() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"SIWG Workbench {package.__version__}\n")


def test_options_of_the_record_stand_before_or_after_the_command(bundled) -> None:
    for words in (["--db", str(bundled.path), "list", "issue"], ["list", "issue", "--db", str(bundled.path)]):
        assert CliRunner().invoke(app, words).exit_code == 0


def test_the_one_after_the_command_counts(bundled) -> None:
    result = CliRunner().invoke(
        app, ["--db", "/nowhere/x.sqlite3", "list", "issue", "--db", str(bundled.path)]
    )
    assert result.exit_code == 0
