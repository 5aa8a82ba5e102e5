"""Codes out of cells: by the code itself, by a title, by an address, with near matches for the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from workbench.exchange.cells import CellFault
from workbench.graph.fields import FieldSpec, kind_named
from workbench.graph.hop_marks import FORM, marked, read_mark
from workbench.graph.proximity import Guesses
from workbench.graph.snapshot import ItemView, Snapshot

_LINE = re.compile(r"(?P<code>.+?)(?P<line>#L\d{1,6})")
_MOST_LISTED = 12


@dataclass
class CodeLookup:
    """Finds the items that cells name; what was listed once for a kind is kept."""

    snapshot: Snapshot
    _names: dict[tuple[str, ...], dict[str, list[str]]] = field(default_factory=dict)
    _guesses: Guesses = field(default_factory=Guesses)

    def resolved(self, spec: FieldSpec, written: list[str]) -> list[str]:
        """The codes that a cell of links names, each once.

        Raises:
            CellFault: naming every part that names nothing, with near matches.
        """
        codes: list[str] = []
        faults: list[CellFault] = []
        for part in written:
            try:
                codes.append(self._code(spec, part))
            except CellFault as fault:
                faults.append(fault)
        if faults:
            raise CellFault("; ".join(fault.message for fault in faults), faults[0].allowed)
        return list(dict.fromkeys(codes))

    def item(self, code: str) -> ItemView | None:
        """The item with a code, whatever the case of its letters."""
        return self.snapshot.item(code) or self.snapshot.item(code.upper())

    def near_codes(self, code: str, kind: str) -> list[str]:
        """Codes of a kind that somebody may have meant."""
        return self._guesses.nearest(
            code, (item.code for item in self.snapshot.of_kind(kind, withdrawn=True))
        )

    def _code(self, spec: FieldSpec, part: str) -> str:
        line = ""
        if (
            spec.view is not None
            and spec.view.relation == "derived-from"
            and (found := _LINE.fullmatch(part))
        ):
            part, line = found["code"], found["line"]
        detail: dict[str, Any] = {}
        if spec.view is not None and spec.view.at_hop:
            mark = read_mark(part)
            if mark is None:
                raise CellFault(f"'{part[:60]}' names no hop", FORM)
            part, detail = mark
        item = self.item(part)
        if item is not None:
            if spec.ends and item.kind not in spec.ends:
                raise CellFault(
                    f"{item.code} is of the kind '{item.kind}', which cannot stand here", self._allowed(spec)
                )
            return marked(item.code, detail) + line
        names = self._named(spec)
        codes = names.get(part.casefold(), [])
        if len(codes) == 1:
            return marked(codes[0], detail) + line
        if codes:
            raise CellFault(f"'{part[:60]}' may be any of {', '.join(codes)}", "one of these codes")
        near = dict.fromkeys(code for name in self._guesses.nearest(part, names) for code in names[name])
        meant = f"; did you mean {' or '.join(list(near)[:3])}?" if near else ""
        raise CellFault(f"'{part[:60]}' is not in the record{meant}", self._allowed(spec))

    def _named(self, spec: FieldSpec) -> dict[str, list[str]]:
        if spec.ends not in self._names:
            names: dict[str, list[str]] = {}
            for kind in spec.ends:
                for item in self.snapshot.of_kind(kind):
                    for name in _names_of(item):
                        names.setdefault(name, []).append(item.code)
            self._names[spec.ends] = names
        return self._names[spec.ends]

    def _allowed(self, spec: FieldSpec) -> str:
        items = [item for kind in spec.ends for item in self.snapshot.of_kind(kind)]
        if items and len(items) <= _MOST_LISTED:
            return ", ".join(item.code for item in items)
        kinds = [kind_named(kind).label.lower() for kind in spec.ends]
        what = " or ".join(kinds) if len(kinds) <= 4 else "item"
        example = f", such as {items[0].code}" if items else "; the record has none yet"
        return f"the code or the title of a {what}{example}"


def _names_of(item: ItemView) -> set[str]:
    """What a person may write for an item: its code, title or address, and a meeting's day."""
    names = {item.code, item.title, str(item.detail.get("email") or "")}
    if item.kind == "meeting":
        names.add(item.code.removeprefix("MTG-"))
    return {name.strip().casefold() for name in names} - {""}
