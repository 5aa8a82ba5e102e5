"""The part of the record that a proposed change speaks of, read once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlmodel import Session, col, select

from workbench.graph.hop_marks import read_mark
from workbench.graph.proposed import ProposedChange
from workbench.graph.proximity import Guesses
from workbench.graph.reading import record_vocabulary
from workbench.record.items import Item
from workbench.record.links import Link

CHUNK = 500
LINE = re.compile(r"(.+)#L([0-9]{1,7})")
"""A source's code with the line that is cited."""


def chunks(values: Iterable[str]) -> Iterator[list[str]]:
    """Lists of at most 500, since databases limit the number of parameters."""
    batch: list[str] = []
    for value in values:
        batch.append(value)
        if len(batch) == CHUNK:
            yield batch
            batch = []
    if batch:
        yield batch


def split_codes(value: Any) -> list[tuple[str, dict[str, Any]]]:
    """Codes in a link view's value: a list, or text parted by semicolons; ``#L12`` is a line, ``@2`` a hop.

    Returns:
        Pairs of a code and the link's detail.
    """
    if value is None or value == "":
        return []
    listed = isinstance(value, list | tuple | set | frozenset)
    parts = [str(v) for v in value] if listed else str(value).split(";")
    found: dict[tuple[Any, ...], tuple[str, dict[str, Any]]] = {}
    for part in (p.strip() for p in parts):
        if not part:
            continue
        cited = LINE.fullmatch(part)
        entry = (cited[1].strip(), {"line": int(cited[2])}) if cited else read_mark(part) or (part, {})
        found.setdefault((entry[0], *sorted(entry[1].items())), entry)
    return list(found.values())


class Situation:
    """Items and live links that a proposed change mentions.

    Args:
        session: any session; nothing is written.
    """

    def __init__(self, session: Session, proposed: ProposedChange) -> None:
        self.session = session
        self.vocabulary = record_vocabulary(session)
        self.labels: dict[str, str] = {}
        self.given = {new.code for new in proposed.new if new.code}
        view_names = {view.name for view in self.vocabulary.views}
        mentioned: dict[str, None] = {}
        for new in proposed.new:
            if new.code:
                mentioned[new.code] = None
        for edit in proposed.edits:
            mentioned[edit.code] = None
        for fields in [e.fields for e in proposed.edits] + [n.fields for n in proposed.new]:
            for name in view_names & fields.keys():
                mentioned.update((code, None) for code, _ in split_codes(fields[name]))
        self.held = self._held(new.uuid for new in proposed.new if new.uuid)
        ends = [(x.source, x.target) for x in proposed.links] + [
            (x.source, x.target) for x in proposed.reviews
        ]
        for source, target in ends:
            mentioned[source] = None
            mentioned[target] = None
        self.items: dict[str, Item] = {}
        for batch in chunks(mentioned):
            for item in session.exec(select(Item).where(col(Item.code).in_(batch))):
                self.items[item.code] = item
        self.by_uuid = {item.uuid: item for item in self.items.values()}
        edited = [self.items[e.code].uuid for e in proposed.edits if e.code in self.items]
        linked = [self.items[source].uuid for source, _ in ends if source in self.items]
        # A hop belongs to its configuration, whose other hops it may move.
        ways = [x.target for x in proposed.links if x.relation == "hop-of"]
        linked += [self.items[target].uuid for target in ways if target in self.items]
        self.out: dict[str, list[Link]] = {}
        self.into: dict[str, list[Link]] = {}
        for batch in chunks(dict.fromkeys(edited + linked)):
            live = col(Link.removed_in).is_(None)
            for found in session.exec(select(Link).where(live, col(Link.source).in_(batch))):
                self.out.setdefault(found.source, []).append(found)
            for found in session.exec(select(Link).where(live, col(Link.target).in_(batch))):
                self.into.setdefault(found.target, []).append(found)
        others = {x.target for links in self.out.values() for x in links}
        others |= {x.source for links in self.into.values() for x in links}
        for batch in chunks(others - self.by_uuid.keys()):
            for item in session.exec(select(Item).where(col(Item.uuid).in_(batch))):
                self.by_uuid[item.uuid] = item
        self._between: dict[tuple[str, str, str], list[Link]] | None = None
        self._codes: list[str] | None = None
        self._guesses = Guesses()
        self._highest: dict[str, int] = {}

    def _held(self, uuids: Iterable[str]) -> dict[str, str]:
        """Of the uuids that new items bring along those that an item has already, with its code."""
        found: dict[str, str] = {}
        for batch in chunks(uuids):
            rows = self.session.exec(select(Item.uuid, Item.code).where(col(Item.uuid).in_(batch)))
            found.update(rows.all())
        return found

    def between(self, source: str, relation: str, target: str) -> list[Link]:
        """The live links of a relation from one item to another, by their uuids, of items that are edited."""
        if self._between is None:
            self._between = {}
            for link in (link for links in self.out.values() for link in links):
                self._between.setdefault((link.source, link.relation, link.target), []).append(link)
        return self._between.get((source, relation, target), [])

    def near(self, code: str) -> str:
        """Codes of the record that look like one that does not exist, as words."""
        if self._codes is None:
            self._codes = list(self.session.exec(select(Item.code)))
        matches = self._guesses.nearest(code, [*self._codes, *self.labels])
        return f"an existing code, such as {', '.join(matches)}" if matches else "an existing code"

    def next_number(self, prefix: str) -> int:
        """The number after the highest that a code with a prefix has, each time the next one.

        Codes of withdrawn items count too, since no code is given twice, and those that this change gives by hand.
        """
        if prefix not in self._highest:
            query = select(Item.code).where(col(Item.code).startswith(prefix, autoescape=True))
            numbers = (
                code[len(prefix) :]
                for code in (*self.session.exec(query), *self.given)
                if code.startswith(prefix)
            )
            self._highest[prefix] = max((int(number) for number in numbers if number.isdecimal()), default=0)
        self._highest[prefix] += 1
        return self._highest[prefix]
