"""Links of a file against those of the record: what is added, what is left, and what is removed where asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.exchange.exchanged import Exchanged, ExchangedLink, plain
from workbench.exchange.exchanged_fields import merged
from workbench.exchange.exchanged_matching import Match, Matching
from workbench.graph.proposed import LinkEdit, Problem
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.graph.vocabulary import FOREIGN, KINDS

Key = tuple[str, str, str, str]
"""Source, relation, target (uuids, or labels of new items) and the detail as text: what one link says."""


@dataclass
class LinkChanges:
    """Links to add and to remove, and what was left out."""

    edits: list[LinkEdit] = field(default_factory=list)
    not_taken: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _End:
    """An end of a link: its key, what a change calls it, and its kind."""

    key: str
    name: str
    kind: str


def change_links(
    snapshot: Snapshot,
    exchanged: Exchanged,
    matching: Matching,
    *,
    base: Snapshot | None,
    codes_believed: bool,
    remove_missing: bool,
) -> LinkChanges:
    """What the links of a file change.

    Args:
        base: the record as the file was written from; a link that stood there and was removed since is not added
            again, and one that came since is not removed.
        codes_believed: an item that only the record has may be cited by a running number.
        remove_missing: links between items of the file that the file lacks are removed.
    """
    return _Links(snapshot, exchanged, matching, base, codes_believed).changes(remove_missing)


class _Links:
    def __init__(
        self,
        snapshot: Snapshot,
        exchanged: Exchanged,
        matching: Matching,
        base: Snapshot | None,
        codes_believed: bool,
    ) -> None:
        self.snapshot = snapshot
        self.exchanged = exchanged
        self.matching = matching
        self.codes_believed = codes_believed
        self.now = _keys(snapshot)
        self.then: Mapping[Key, LinkRow] = {} if base is None else _keys(base)
        self.dated = base is not None
        self.bare = {key[:3] for key in self.now}
        self.apart, self.apart_then = _by_apart(self.now), _by_apart(self.then)
        self.found = LinkChanges()

    def changes(self, remove_missing: bool) -> LinkChanges:
        said = self._said()
        named = set(said)
        gone = changed = 0
        for key, (source, link, target) in said.items():
            detail = plain(link.detail)
            if key in self.now or (self.exchanged.of_another_tool and not detail and key[:3] in self.bare):
                continue
            held = self._held(key, detail, named)
            if key in self.then:
                changed += held is not None
                gone += held is None
                continue
            cites = link.fingerprint
            if held is not None:
                # Another tool has said something of a link that the record has: one link, not two, and about the
                # text that was last reviewed here.
                named.add(held)
                kept = self.now[held].detail
                foreign = merged(_foreign(detail), self._before(held, detail), _foreign(kept))
                detail = {**_own(detail), FOREIGN: foreign} if foreign else _own(detail)
                if detail == kept:
                    continue
                self.found.edits.append(self._removal(held))
                cites = self.now[held].fingerprint or cites
            self.found.edits.append(
                LinkEdit(source.name, link.relation, target.name, detail, cites=cites, place=link.place)
            )
        if gone:
            were = (
                "was removed since the file was written, and stays"
                if gone == 1
                else "were removed since the file was written, and stay"
            )
            self.found.notes.append(f"{_links(gone)} of the file {were} away.")
        if changed:
            were = (
                "was changed since it was written, and stays"
                if changed == 1
                else "were changed since it was written, and stay"
            )
            self.found.notes.append(
                f"{_links(changed)} of the file {were} as the record has {'it' if changed == 1 else 'them'}."
            )
        self._missing(named, remove_missing)
        return self.found

    def _said(self) -> dict[Key, tuple[_End, ExchangedLink, _End]]:
        """Every link that the file says and that can be, once."""
        said: dict[Key, tuple[_End, ExchangedLink, _End]] = {}
        for match in self.matching.matches:
            source = _end(match)
            for link in match.item.links:
                target = self._target(link)
                if target is not None and self._fits(link, source, target):
                    key = (source.key, link.relation, target.key, _text(plain(link.detail)))
                    said.setdefault(key, (source, link, target))
        return said

    def _held(self, key: Key, detail: Mapping[str, Any], named: set[Key]) -> Key | None:
        """A link of the record, unnamed by the file, of which the file says the same but for another tool's words.

        Rather one that stood there when the file was written than one that came since.
        """
        others = [other for other in self.apart.get(_apart(key, detail), ()) if other not in named]
        return min(others, key=lambda other: other not in self.then, default=None)

    def _before(self, held: Key, detail: Mapping[str, Any]) -> Mapping[str, Any]:
        """What other tools said of a link as the file was written from it; where that is not known, what they say."""
        earlier = self.apart_then.get(_apart(held, detail), [])
        row = self.then[earlier[0]] if held not in self.then and len(earlier) == 1 else self.now[held]
        return _foreign(row.detail)

    def _target(self, link: ExchangedLink) -> _End | None:
        match = (
            self.matching.by_uuid.get(link.target)
            if link.target
            else self.matching.by_code.get(link.target_code)
        )
        if match is not None:
            return _end(match)
        item = self.snapshot.items.get(link.target) if link.target else None
        if item is None and link.target_code:
            named = self.snapshot.item(link.target_code)
            if named is not None and (self.codes_believed or KINDS[named.kind].numbering is None):
                item = named
        if item is not None:
            return _End(item.uuid, item.code, item.kind)
        found = link.target_code or link.target
        left = {link.target, link.target_code} & self.matching.left
        why = (
            "the item that it cites is not taken"
            if left
            else "the item that it cites is neither in the file nor in the record"
        )
        self._leave(link, why, found)
        return None

    def _fits(self, link: ExchangedLink, source: _End, target: _End) -> bool:
        relation = self.snapshot.vocabulary.relation(link.relation)
        if relation is None:
            names = ", ".join(r.name for r in self.snapshot.vocabulary.relations)
            self._leave(link, "is no relation", link.relation, names)
            return False
        if source.key == target.key:
            self._leave(link, "an item cannot be linked to itself", target.name)
            return False
        if not relation.permits(source.kind, target.kind):
            allowed = f"{' or '.join(relation.sources)} → {' or '.join(relation.targets)}".replace("*", "any")
            self._leave(
                link, f"'{relation.name}' cannot join these", f"{source.kind} → {target.kind}", allowed
            )
            return False
        return True

    def _missing(self, named: set[Key], remove: bool) -> None:
        """Links of the record that a whole file lacks; those to items that are not in the file are not spoken of."""
        if not self.exchanged.whole:
            return
        inside = {match.known.uuid for match in self.matching.matches if match.known is not None}
        missing = [
            key
            for key in self.now
            if key[0] in inside
            and key[2] in inside
            and key not in named
            and (not self.dated or key in self.then)
        ]
        if not remove:
            if missing:
                stay = "stays as it is" if len(missing) == 1 else "stay as they are"
                self.found.notes.append(f"{_links(len(missing))} of the record that the file lacks {stay}.")
            return
        self.found.edits += [self._removal(key) for key in missing]

    def _removal(self, key: Key) -> LinkEdit:
        items: Mapping[str, ItemView] = self.snapshot.items
        ends = items[key[0]].code, key[1], items[key[2]].code
        return LinkEdit(*ends, self.now[key].detail, remove=True, exact=True)

    def _leave(self, link: ExchangedLink, message: str, found: str, allowed: str = "") -> None:
        self.found.not_taken.append(Problem(f"a link is left out: {message}", link.place, found, allowed))


def _end(match: Match) -> _End:
    return _End(match.known.uuid if match.known is not None else match.end, match.end, match.kind)


def _keys(snapshot: Snapshot) -> dict[Key, LinkRow]:
    return {(x.source, x.relation, x.target, _text(x.detail)): x for x in snapshot.links}


def _apart(key: Key, detail: Mapping[str, Any]) -> Key:
    """What a link says apart from what another tool says of it."""
    return (*key[:3], _text(_own(detail)))


def _by_apart(links: Mapping[Key, LinkRow]) -> dict[Key, list[Key]]:
    found: dict[Key, list[Key]] = {}
    for key, row in links.items():
        found.setdefault(_apart(key, row.detail), []).append(key)
    return found


def _own(detail: Mapping[str, Any]) -> dict[str, Any]:
    """What a link says itself, with what stands in the place of another tool's words and is none."""
    return {n: v for n, v in detail.items() if n != FOREIGN or not isinstance(v, Mapping)}


def _foreign(detail: Mapping[str, Any]) -> Mapping[str, Any]:
    said = detail.get(FOREIGN)
    return said if isinstance(said, Mapping) else {}


def _text(detail: Mapping[str, Any]) -> str:
    return json.dumps(detail, sort_keys=True)


def _links(number: int) -> str:
    return f"{number:,} link{'' if number == 1 else 's'}"
