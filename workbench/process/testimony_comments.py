"""Comments of a record directory, what became of each, and what was answered to that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from workbench.graph.proposed import Place, Problem
from workbench.process.actor import Actor
from workbench.process.attribution import Attribution
from workbench.process.comments import add_in
from workbench.process.resolutions import answer_in, resolve_in
from workbench.process.testimony_fields import BadRow, TestimonyRow, ballot_of, optional_item, text_of
from workbench.record.comments import Comment
from workbench.record.items import Item

RESOLUTION_FIELDS = ("resolution", "words", "to", "on", "person", "answer")
ANSWER_FIELDS = ("satisfied", "words", "on", "instruction", "person")


@dataclass
class Conversation:
    """The comments of a record as they are written, by the keys by which rows of the file point to them."""

    _keys: dict[str, str] = field(default_factory=dict)
    _resolved: dict[str, str] = field(default_factory=dict)

    def apart(self, rows: Iterable[TestimonyRow], problems: list[Problem]) -> Iterator[TestimonyRow]:
        """The rows, with what became of a comment and what was answered as rows of their own days.

        Args:
            problems: what is wrong with such a part is added here.
        """
        for number, row in enumerate(rows):
            if row.family != "comments":
                yield row
                continue
            values = {"key": f"row {number}", **row.values}
            yield TestimonyRow(row.family, values, row.place)
            for resolution in _several(problems, row, row.values, "resolution"):
                place = Place(row.place.file, row.place.row, "resolution")
                yield TestimonyRow("resolutions", {**resolution, "comment": values["key"]}, place)
                for answer in _several(problems, row, resolution, "answer"):
                    place = Place(row.place.file, row.place.row, "answer")
                    cited = {
                        **answer,
                        "comment": values["key"],
                    }
                    yield TestimonyRow("answers", cited, place)

    def write_comment(self, session: Session, actor: Actor, row: TestimonyRow, on: date) -> None:
        """Write one comment as of the text of its day."""
        values = row.values
        person = optional_item(session, values, "person", "person")
        organisation = optional_item(session, values, "organisation", "organisation")
        speaker = person or organisation
        answered = values.get("in_reply_to")
        if answered and answered not in self._keys:
            raise BadRow("in_reply_to", "answers no earlier comment of the file", str(answered))
        call = ballot_of(session, values) if values.get("ballot") else None
        about = session.get(Item, call.item) if call is not None and not values.get("item") else None
        comment = add_in(
            session,
            actor,
            about.code if about is not None else str(values.get("item", "")),
            text_of(values, "text"),
            by=Attribution(
                organisation=organisation.code if organisation else None,
                person=person.uuid if person else None,
                person_name=speaker.title if speaker else "",
                on=on,
                origin={"file": row.place.file},
            ),
            ballot=call.code if call is not None else None,
            in_reply_to=self._keys[answered] if answered else None,
        )
        self._keys[str(values["key"])] = comment.uuid

    def write_resolution(self, session: Session, actor: Actor, row: TestimonyRow, on: date) -> None:
        """Write what became of a comment."""
        values = row.values
        resolved = resolve_in(
            session,
            _acting(session, actor, values),
            self._commented(values, "resolution", on, session),
            str(values.get("resolution", "")),
            text_of(values, "words"),
            text_of(values, "to"),
            on=on,
        )
        self._resolved[str(values["comment"])] = resolved.uuid

    def write_answer(self, session: Session, actor: Actor, row: TestimonyRow, on: date) -> None:
        """Write what the commenter answered to the resolution before it."""
        values = row.values
        satisfied = values.get("satisfied")
        if not isinstance(satisfied, bool):
            raise BadRow(
                "answer", "does not say whether it satisfies", str(satisfied), "satisfied: true or false"
            )
        self._commented(values, "answer", on, session)
        resolution = self._resolved.get(str(values["comment"]))
        if resolution is None:
            raise BadRow("answer", "is dated before the resolution that it answers", on.isoformat())
        answer_in(
            session,
            _acting(session, actor, values),
            resolution,
            satisfied,
            text_of(values, "words"),
            cited=text_of(values, "instruction"),
            on=on,
            reported=True,
        )

    def _commented(self, values: Mapping[str, Any], column: str, on: date, session: Session) -> str:
        """The comment that a resolution or an answer is about, which was written on an earlier day or the same."""
        uuid = self._keys.get(str(values["comment"]))
        if uuid is None or session.get(Comment, uuid) is None:
            raise BadRow(column, "is dated before the comment that it is about", on.isoformat())
        return uuid


def _acting(session: Session, actor: Actor, values: Mapping[str, Any]) -> Actor:
    """Whoever the row names as having written it down; else whoever loads the record."""
    person = optional_item(session, values, "person", "person")
    return actor if person is None else replace(actor, person=person.uuid, name=person.title)


def _several(
    problems: list[Problem], row: TestimonyRow, values: Mapping[str, Any], name: str
) -> list[Mapping[str, Any]]:
    """One mapping or a list of them under a name of a row."""
    given = values.get(name)
    found = given if isinstance(given, list) else [] if given is None else [given]
    known = RESOLUTION_FIELDS if name == "resolution" else ANSWER_FIELDS
    for entry in found:
        unknown = (
            [str(key) for key in entry if key not in known] if isinstance(entry, Mapping) else [str(entry)]
        )
        if unknown:
            where = Place(row.place.file, row.place.row, name)
            problems.append(Problem("has no such field", where, unknown[0], ", ".join(known)))
    return [entry for entry in found if isinstance(entry, Mapping)]
