"""How a refusal is told: as sentences on standard error, and by the code with which the process ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, cast

import typer

from workbench.cli.output import tell

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

    from workbench.process.planning.preview import Refused


class NotFound(LookupError):
    """Something that was named is not in the record; the message says what may have been meant."""


class CommandRefused(ValueError):
    """A command that cannot be done; each argument is a sentence."""


REFUSALS: Mapping[str, str] = {
    "NotPermitted": "workbench.process.actor",
    "SignInRefused": "workbench.process.sign_in",
    "KeepingRefused": "workbench.process.keeping",
    "BadDatabaseAddress": "workbench.process.keeping",
    "RecordBusy": "workbench.process.keeping",
    "DatabaseTooNew": "workbench.process.keeping",
    "NoSuchMoment": "workbench.graph.reading",
    "NotPossible": "workbench.der.device",
    "StateUnreadable": "workbench.stubs.state_file",
    "NotFound": __name__,
    "CommandRefused": __name__,
    "RefusedFile": "workbench.exchange.archive",
    "FilingRefused": "workbench.filing.screening",
}
"""What is told as it says itself, with the module in which it is defined."""
USAGE: Mapping[str, str] = {
    "QueryError": "workbench.graph.query",
    "UnknownKind": "workbench.graph.vocabulary",
    "BadColumns": "workbench.graph.traceability",
}
"""What cannot be read in the command itself."""
REFUSED_CHANGE: Mapping[str, str] = {"Refused": "workbench.process.planning.preview"}
"""A change that is refused, with problems of which each is a sentence."""
REFUSED_DATABASE: Mapping[str, str] = {"DBAPIError": "sqlalchemy.exc"}


@contextmanager
def refusals_told() -> Iterator[None]:
    """Turn refusals into sentences on standard error and exit code 1.

    Raises:
        Exit: with code 1 after a refusal.
        BadParameter: for what cannot be read in the command.
    """
    try:
        yield
    except Exception as error:
        if _is_one_of(error, USAGE):
            raise typer.BadParameter(str(error)) from error
        if _is_one_of(error, REFUSED_CHANGE):
            from workbench.cli.preview_page import refusal_lines

            refuse("\n".join(refusal_lines(cast("Refused", error))))
        if _is_one_of(error, REFUSALS):
            refuse(str(error))
        if _is_one_of(error, REFUSED_DATABASE):
            said = str(cast("DBAPIError", error).orig)
            refuse(f"The database cannot be used: {said.strip().rstrip('.')}.")
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            where = f"'{error.filename}': " if error.filename else ""
            refuse(f"{where}{error.strerror or error}.")
        raise


def _is_one_of(error: Exception, classes: Mapping[str, str]) -> bool:
    """Whether an error is of one of these classes. What was raised is loaded; nothing is loaded to find out."""
    return any(
        isinstance(error, getattr(sys.modules[module], name, ()))
        for name, module in classes.items()
        if module in sys.modules
    )


def refuse(sentences: str) -> NoReturn:
    """Print the sentences on standard error and end with exit code 1."""
    for line in sentences.split("\n"):
        tell(line)
    raise typer.Exit(1)
