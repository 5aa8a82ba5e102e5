"""Starting: open the database, load a record into an empty one, make the facilitator's link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from workbench.exchange.record_directory import RecordDirectory, read_record_directory
from workbench.exchange.record_taking import NewRecord
from workbench.process.clock import group_today
from workbench.process.keeping import Database, is_empty, open_database
from workbench.process.loading import Loaded, RecordToLoad, Step, load_record
from workbench.process.planning.preview import Preview, Refused
from workbench.process.testimony_fields import TestimonyRow

BUNDLED = Path(__file__).resolve().parents[1] / "data" / "siwg"
"""The record that comes with the workbench: the Smart Inverter Working Group."""

Progress = Callable[[int, int], None]


def load_directory(
    database: Database, directory: Path, *, through: str | None = None, progress: Progress | None = None
) -> Loaded:
    """Load a record directory into an empty database.

    Args:
        through: name of the last step to load; None for all of them.
        progress: called with steps done and steps in all.

    Raises:
        Refused: with every bad row; nothing is loaded.
    """
    record = read_record_directory(directory)
    if record.problems or record.header is None:
        raise Refused(Preview(problems=tuple(record.problems)))
    return load_record(database, to_load(record, through), progress=progress)


def to_load(record: RecordDirectory, through: str | None = None) -> RecordToLoad:
    """A record directory that was read, as the plain values that ``process`` loads."""
    assert record.header is not None
    changes = record.changes
    if through is not None:
        names = [header.step for header, _ in changes]
        changes = changes[: names.index(through) + 1]
    return RecordToLoad(
        record_id=record.header.id,
        title=record.header.title,
        group=record.header.group,
        reconstruction=record.header.reconstruction,
        vocabulary_words=record.vocabulary_words,
        beside=[
            TestimonyRow(family, row.values, row.place)
            for family, rows in record.beside.items()
            for row in rows
        ]
        if through is None
        else [],
        steps=[Step(change, header.effective_on, header.why, header.baseline) for header, change in changes],
    )


def new_record(new: NewRecord) -> RecordToLoad:
    """A file that was read as a record of its own, as the plain values that ``process`` loads: one step, no history."""
    exchanged = new.exchanged
    day = exchanged.effective_on or group_today()
    return RecordToLoad(
        record_id=exchanged.record_id,
        title=exchanged.title,
        group=exchanged.group,
        reconstruction=exchanged.reconstruction,
        vocabulary_words=new.words,
        steps=[Step(replace(new.taken.change, effective_on=day), day, new.taken.change.why)],
    )


def open_loaded(
    given: str | None = None, *, directory: Path = BUNDLED, progress: Progress | None = None
) -> tuple[Database, Loaded | None]:
    """Open and migrate the database, and load the record when the database is empty.

    Returns:
        The database, and what was loaded, or None where it held a record already.
    """
    database, _ = open_database(given)
    if not is_empty(database):
        return database, None
    return database, load_directory(database, directory, progress=progress)
