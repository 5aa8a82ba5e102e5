"""What an export asks of the command, and the file that it makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from workbench.graph.snapshot import Snapshot
from workbench.graph.traceability_filters import MatrixFilter
from workbench.process.actor import Actor
from workbench.process.keeping import Database


class Requested(Protocol):
    """What an export may ask of the command besides the moment."""

    @property
    def meeting(self) -> str | None:
        """Code of a meeting, or None."""

    @property
    def accepted(self) -> tuple[str, ...]:
        """Codes or titles of what may be left out."""

    @property
    def where(self) -> str:
        """The query that narrows what is written; empty for everything."""

    @property
    def matrix(self) -> MatrixFilter:
        """What of the traceability matrix is wanted."""

    @property
    def earlier(self) -> Snapshot | None:
        """The moment from which a difference is drawn, or None."""

    @property
    def levels(self) -> str | None:
        """The naming scheme of a diagram's levels, or None for the record's."""

    @property
    def reader(self) -> Actor:
        """Who asks."""

    def database(self) -> Database:
        """The database, for what a snapshot does not hold."""


@dataclass(frozen=True)
class Made:
    """A file: its name, its bytes, and sentences for the person who asked for it."""

    file: str
    content: bytes
    notes: tuple[str, ...] = ()
