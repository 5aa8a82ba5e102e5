"""Runs of procedures as the visitor may see them, at the moment that is looked at."""

from __future__ import annotations

from workbench.graph.runs import RunRow, runs_at
from workbench.screens import visitor
from workbench.screens.connection import database


def runs_seen() -> list[RunRow]:
    """Every run of what the visitor's record shows, in the order of their recording; read once in a run."""
    return visitor.once_a_run(("runs", visitor.moment(), visitor.actor()), _read)


def _read() -> list[RunRow]:
    with database().read() as session:
        return runs_at(session, visitor.snapshot())
