"""Reading a file of any format against the record in one step, for screens and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import yaml
from sqlmodel import Session

from workbench.exchange.archive import RefusedFile
from workbench.exchange.exchanged import Exchanged, TakenIn
from workbench.exchange.formats import FORMATS, format_of
from workbench.exchange.record_heading import RecordHeading
from workbench.exchange.reqif.reading import OTHERS_BECOME
from workbench.exchange.taking_in import take_in
from workbench.graph.earlier import History
from workbench.graph.proposed import Place, Problem
from workbench.graph.reading import record_info, record_words
from workbench.graph.snapshot import Snapshot
from workbench.graph.vocabulary import shipped


def record_heading(session: Session) -> RecordHeading:
    """Which record a database holds."""
    info = record_info(session)
    if info is None:
        return RecordHeading()
    return RecordHeading(info.record_id, info.title, info.group, info.reconstruction, record_words(session))


def read_exchange(
    data: bytes, name: str, snapshot: Snapshot, *, kind_of_others: str = OTHERS_BECOME
) -> Exchanged:
    """A file in the format of its ending.

    Args:
        kind_of_others: kind of another tool's objects whose type is named like no kind.

    Raises:
        RefusedFile: for an ending that no format has, and for a file that cannot be read at all.
    """
    found = format_of(name)
    if found is None:
        endings = ", ".join(f.ending for f in FORMATS)
        raise RefusedFile(f"'{name}' has an ending that no format of a record has. Allowed: {endings}.")
    return found.read(data, name, snapshot, kind_of_others)


def take_file(
    session: Session,
    data: bytes,
    name: str,
    snapshot: Snapshot,
    *,
    remove_missing_links: bool = False,
    kind_of_others: str = OTHERS_BECOME,
) -> TakenIn:
    """What a file would change in the record; one that cannot be read at all is one problem.

    Args:
        remove_missing_links: see ``take_in``.
        kind_of_others: kind of another tool's objects whose type is named like no kind.
    """
    try:
        exchanged = read_exchange(data, name, snapshot, kind_of_others=kind_of_others)
    except RefusedFile as refused:
        return TakenIn(problems=(Problem(str(refused), Place(name)),))
    return take_in(
        snapshot,
        exchanged,
        record_id=record_heading(session).record_id,
        earlier=History(session),
        remove_missing_links=remove_missing_links,
    )


@dataclass(frozen=True)
class NewRecord:
    """A file as the first content of an empty database.

    Args:
        taken: all its items as new ones, with their uuids.
        words: the vocabulary that it brings, as YAML.
    """

    exchanged: Exchanged
    taken: TakenIn
    words: str


def take_as_record(data: bytes, name: str) -> NewRecord:
    """A file as a record of its own: its id, title, words, items and links; history does not come along."""
    exchanged = Exchanged(name)
    words: Mapping[str, object] = {}
    try:
        exchanged = read_exchange(data, name, Snapshot(items={}))
        words = exchanged.vocabulary
        vocabulary = shipped().extended(dict(words))
    except RefusedFile as refused:
        return NewRecord(exchanged, TakenIn(problems=(Problem(str(refused), Place(name)),)), "")
    except (ValueError, LookupError) as error:
        problem = Problem(f"the words of the record cannot be read: {error}", Place(name, path="vocabulary"))
        return NewRecord(exchanged, TakenIn(problems=(problem,)), "")
    if not exchanged.problems and not (exchanged.record_id and exchanged.title and exchanged.items):
        problem = Problem(
            "an empty database takes only a file that says which record it is",
            Place(name),
            allowed="a file with the record's id, its title, and items",
        )
        return NewRecord(exchanged, TakenIn(problems=(problem,)), "")
    snapshot = Snapshot(items={}, vocabulary=vocabulary)
    taken = take_in(snapshot, exchanged, record_id=exchanged.record_id)
    return NewRecord(exchanged, taken, yaml.safe_dump(dict(words), allow_unicode=True) if words else "")
