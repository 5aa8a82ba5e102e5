"""The resolution table: comments one by one with what became of each, and what of them is asked for.

A comment that starts a thread is a row from the beginning. A reply is part of the discussion, and becomes
a row when it is resolved too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from workbench.graph.comment_threads import ThreadComment, comment_threads
from workbench.graph.comment_words import NOT_SATISFIED, UNRESOLVED
from workbench.graph.proximity import nearest
from workbench.record.comments import Comment

SHORTEST_PREFIX = 4


@dataclass(frozen=True)
class Wanted:
    """Which rows are asked for; nothing in a field means all.

    Args:
        themes: of the item's theme.
        organisations: codes of the commenter's organisation.
        states: resolutions, ``unresolved`` and ``not-satisfied``; a row that has one of them fits.
        words: what has to stand in the comment, its resolution, or the item's title; case is not looked at.
    """

    themes: Collection[str] = ()
    organisations: Collection[str] = ()
    states: Collection[str] = ()
    words: str = ""

    def fits(self, row: ThreadComment) -> bool:
        """Whether a comment is asked for."""
        return (
            (not self.themes or row.theme in self.themes)
            and (not self.organisations or (row.organisation_code or "") in self.organisations)
            and (not self.states or self._state_fits(row))
            and self.words.strip().casefold() in _text_of(row)
        )

    def _state_fits(self, row: ThreadComment) -> bool:
        return row.standing in self.states or (row.unsatisfied and NOT_SATISFIED in self.states)


EVERYTHING = Wanted()


def resolution_rows(
    session: Session,
    *,
    item: str | None = None,
    ballot: str | None = None,
    change: int | None = None,
    wanted: Wanted = EVERYTHING,
) -> list[ThreadComment]:
    """The rows of the table for an item, a call, or the whole record, in order of their numbers.

    Args:
        item: only those on the item with this code.
        ballot: only those made in the call with this code.
        change: as everything stood after this change; now for None.
        wanted: what is asked for.
    """
    threads = comment_threads(session, item=item, ballot=ballot, change=change)
    return [row for row in rows_of(threads) if wanted.fits(row)]


def rows_of(threads: Iterable[ThreadComment]) -> list[ThreadComment]:
    """What of some threads stands in the table: every start, and every reply that was resolved."""
    found = [row for thread in threads for depth, row in thread.walk() if depth == 0 or row.resolution]
    return sorted(found, key=lambda row: row.number)


def needs_attention(row: ThreadComment) -> int:
    """0 for what has no resolution, 1 for what does not satisfy the commenter, 2 for the rest."""
    if row.standing == UNRESOLVED:
        return 0
    return 1 if row.unsatisfied else 2


def uuid_of_comment(session: Session, given: str) -> str:
    """The comment that somebody names by its uuid, the beginning of it, or its number.

    Raises:
        LookupError: in a sentence, when there is none or more than one.
    """
    rows = session.exec(select(Comment.uuid).order_by(col(Comment.change), col(Comment.uuid))).all()
    named = given.strip().lower()
    if named.startswith("#") and named[1:].isdecimal():
        number = int(named[1:])
        if 1 <= number <= len(rows):
            return rows[number - 1]
        raise LookupError(f"There is no comment {named}; the last one is #{len(rows)}.")
    if len(named) < SHORTEST_PREFIX:
        raise LookupError(
            f"'{given}' is too short for the id of a comment. Give {SHORTEST_PREFIX} letters of it or more, "
            "or its number with a '#', such as '#12'. 'workbench list comment' shows both."
        )
    found = [uuid for uuid in rows if uuid.startswith(named)]
    if len(found) == 1:
        return found[0]
    if found:
        raise LookupError(f"{len(found)} comments begin with '{given}': {', '.join(found)}. Give more of it.")
    near = nearest(named, rows)
    meant = f" Did you mean {' or '.join(near)}?" if near else " 'workbench list comment' shows all."
    raise LookupError(f"There is no comment '{given}'.{meant}")


def _text_of(row: ThreadComment) -> str:
    resolution = row.resolution
    said = [row.code, row.title, row.text, row.person, row.organisation or ""]
    if resolution is not None:
        said += [resolution.words, resolution.deferred_to]
        said += [resolution.answer.words] if resolution.answer else []
    return "\n".join(said).casefold()
