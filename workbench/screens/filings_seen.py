"""Filings whose printed texts have moved, as the visitor may see them, at the moment that is looked at."""

from __future__ import annotations

from workbench.filing.printed import printed_texts
from workbench.graph.filings import FilingRow, filings
from workbench.graph.filings_overtaken import FilingOvertaken, filings_overtaken
from workbench.screens import visitor
from workbench.screens.connection import database


def filings_seen() -> list[FilingRow]:
    """Every filing that the moment knows of; read once in a run."""
    return visitor.once_a_run(("filings", visitor.moment(), visitor.actor()), _read)


def overtaken_seen() -> list[FilingOvertaken]:
    """The filings of which printed texts have moved, the latest first; worked out once in a run."""
    return visitor.once_a_run(("filings overtaken", visitor.moment(), visitor.actor()), _compare)


def _read() -> list[FilingRow]:
    with database().read() as session:
        return filings(session, visitor.snapshot())


def _compare() -> list[FilingOvertaken]:
    return filings_overtaken(visitor.snapshot(), filings_seen(), visitor.snapshot_filed, printed_texts)
