"""Which commands there are, and where each is: the help of the whole is printed from here, without loading them.

A command's module, and all that it imports, is loaded when the command is called (docs/decisions/0019).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

SERVING = "The web app"
READING = "Read"
WRITING = "Change"
BALLOTING = "Consensus calls"
EXPORTING = "Documents and schedule"
RUNNING = "The test bench"
KEEPING = "Keep"


@dataclass(frozen=True)
class Listed:
    """One line of the help of the whole.

    Args:
        module: the module of this room whose ``add_to`` registers the command.
        line: what the command does; a test holds it to be the first line of the command's own help.
    """

    module: str
    line: str


LISTED: dict[str, dict[str, Listed]] = {
    SERVING: {
        "serve": Listed(
            "serving", "Serve the web app, and print a one-time sign-in link for the facilitator."
        ),
    },
    READING: {
        "list": Listed(
            "reading",
            "List the items of a kind or of all kinds, or the ballots, runs, baselines and changes.",
        ),
        "show": Listed(
            "reading",
            "Show one item: its fields, its text, and its links both ways. A ballot is shown with its positions.",
        ),
        "search": Listed(
            "reading", "Find items by the words in their code, title, text and fields, the best first."
        ),
        "verify": Listed(
            "reading",
            "Check the chain of events and every reference; exit code 1 when something is not as it was written.",
        ),
        "coverage": Listed(
            "coverage",
            "Say what is verified: no procedure, not run, failed, stale or passed, carried upward.",
        ),
        "mapping": Listed(
            "mapping",
            "Read the information model: what each protocol calls a quantity, and what a value becomes there.",
        ),
        "health": Listed(
            "health", "Say what is not sound in the record, the worst first, each with what to do about it."
        ),
        "suspects": Listed(
            "suspects",
            "Say what rests on a text that has changed since: links, positions, evidence and filings, "
            "with the difference.",
        ),
        "history": Listed(
            "history",
            "Show who did what, when and why, the latest first; of one item with every field before and after.",
        ),
        "configurations": Listed(
            "configurations",
            "Read the ways from the utility to the DER: their hops, who carries them, what bears on them.",
        ),
        "impact": Listed(
            "impact",
            "Say what a change of an item's text would touch: what cites it, directly and through others.",
        ),
        "trace": Listed(
            "trace",
            "Trace an item both ways: what it rests on, and what rests on it, each item once with its path.",
        ),
        "positions": Listed(
            "positions", "Say who stands where: the latest position of each organisation in every call."
        ),
    },
    WRITING: {
        "review": Listed(
            "reviewing",
            "Note that what rests on an earlier text still holds: the links to an item, or what was filed.",
        ),
        "edit": Listed("writing", "Change fields of one item, as one change-set."),
        "undo": Listed(
            "writing",
            "Put back everything that one change wrote, or nothing where something of it has moved since.",
        ),
        "redact": Listed(
            "writing", "Remove a text for good: from every revision, the search and every later export."
        ),
        "comment": Listed(
            "writing", "Say something about an item as it reads now, or settle a comment that waits."
        ),
        "import": Listed("importing", "Read a file and save all that it proposes as one change-set."),
        "organisation": Listed("organisations", "Organisations: add one, list them, take a list in."),
        "resolve": Listed(
            "resolving",
            "Say what became of a comment; an earlier resolution stays on record with its answers.",
        ),
        "baseline": Listed(
            "baselining", "Name the record as it stands, list the names, or compare two moments."
        ),
    },
    BALLOTING: {
        "ballot": Listed(
            "ballot_group", "Consensus calls, polls and calls for statements: open, answer, record."
        ),
    },
    EXPORTING: {
        "export": Listed("documents", "Write a document, a grid or the calendar, and print its path."),
        "schedule": Listed("scheduling", "The schedule of issues, meetings and dates."),
    },
    RUNNING: {
        "stub": Listed(
            "stub_group",
            "Run reference devices over real sockets: inverter, gateways, head-end, aggregator.",
        ),
    },
    KEEPING: {
        "init": Listed("keeping", "Create the database and load a record into it, whole or not at all."),
        "backup": Listed("keeping", "Write a whole copy of the database to a file, and print its path."),
        "restore": Listed(
            "keeping", "Put a copy in the place of the database; what was there is kept beside it."
        ),
        "link": Listed("keeping", "Print a fresh one-time sign-in link to the running app."),
        "invite": Listed(
            "inviting", "Make a one-time sign-in link for each of several persons, and print them this once."
        ),
    },
}
"""The commands under the headings of the help, in its order."""
MODULES = {name: listed.module for panel in LISTED.values() for name, listed in panel.items()}


class _Commands(Mapping[str, Any]):
    """The commands by name; each is loaded when it is asked for."""

    def __getitem__(self, name: str) -> Any:
        return _registered(MODULES[name])[name]

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)


@cache
def _registered(module: str) -> Mapping[str, Any]:
    """The commands that one module registers."""
    part = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode="rich")
    import_module(f"workbench.cli.{module}").add_to(part)
    return typer.main.get_group(part).commands


class CommandsByNeed(TyperGroup):
    """The whole command line: lists its commands from ``LISTED``, and loads the one that is called."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings | {"commands": None})
        self.commands = _Commands()  # type: ignore[assignment]

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all commands."""
        return list(MODULES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """What the help says of a command; what is called comes from ``resolve_command``."""
        return next(
            (
                TyperCommand(name=cmd_name, help=panel[cmd_name].line, rich_help_panel=heading)
                for heading, panel in LISTED.items()
                if cmd_name in panel
            ),
            None,
        )

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that the words name, loaded, and the words that follow it."""
        name, found, rest = super().resolve_command(ctx, args)
        return name, found if name is None else self.commands[name], rest
