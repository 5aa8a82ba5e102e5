"""Configurations laid over the drawing of the architecture: hops thick and numbered in order, the rest thin and grey.

Whoever does not see colours tells two configurations apart by letter and by line: the first is one thick line,
the second a double one, and what both go over is a thick line beside a double one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.graph.drawing import quoted
from workbench.graph.drawing_marks import mark_attributes
from workbench.graph.snapshot import ItemView
from workbench.graph.ways import Hop, Way

COLOURS = ("#0B5563", "#9A4A00")
"""Of the first configuration and of the second; both read on white and as greys of their own."""
LETTERS = ("A", "B")
MOST = len(LETTERS)
"""How many configurations can be told apart in one drawing."""
LINE_WORDS = ("one thick line", "a double line")
_GREY, _GREY_INK = "#858C90", "#5D6468"
_NUMBER = "#111111"


@dataclass(frozen=True)
class LaidOver:
    """One configuration or two over the drawing."""

    ways: tuple[Way, ...]

    @classmethod
    def of(cls, ways: Sequence[Way]) -> LaidOver:
        """These configurations, as many as can be told apart.

        Raises:
            ValueError: when there are more of them.
        """
        if len(ways) > MOST:
            raise ValueError(
                f"{len(ways)} configurations cannot be told apart in one drawing, at most {MOST}"
            )
        return cls(tuple(ways))

    @property
    def actors(self) -> frozenset[str]:
        """Codes of the actors that are passed."""
        return frozenset(actor.code for path in self.ways for actor in path.actors)

    def goes_over(self, item: ItemView) -> bool:
        """Whether an interface is a hop of one of them."""
        return bool(self.hops(item.code))

    def hops(self, code: str) -> list[tuple[int, Hop]]:
        """The hops that go over an interface, each with the place of its configuration."""
        return [
            (at, hop) for at, path in enumerate(self.ways) for hop in path.hops if hop.interface.code == code
        ]

    def words(self) -> list[str]:
        """Which line is which configuration, as sentences for the foot of a file."""
        if len(self.ways) == 1:
            return [f"Thick, with its hops in their order: {self.ways[0].item.title}."]
        return [f"{LETTERS[at]}, {LINE_WORDS[at]}: {path.item.title}." for at, path in enumerate(self.ways)]

    def mark(self, at: int, hop: Hop) -> str:
        """The number of a hop as it stands in the drawing: *2*, or *B2* where there are two configurations."""
        return f"{LETTERS[at]}{hop.number}" if len(self.ways) > 1 else str(hop.number)

    def edge(self, item: ItemView, start: str, end: str, link: str | None, pins: Sequence[str] = ()) -> str:
        """An interface as an edge of DOT, in the direction in which it is gone over.

        Args:
            pins: codes of the issues that are pinned to it.
        """
        hops = self.hops(item.code)
        parts = [f"id={quoted(item.code)}", f"tooltip={quoted(item.title)}"]
        if link:
            parts.append(f"URL={quoted(link)}")
        if not hops:
            parts += [f'color="{_GREY}"', "penwidth=0.7"]
            number = str(item.detail.get("number") or "")
            parts += [f"label={quoted(number)}", f'fontcolor="{_GREY_INK}"'] if number else []
        else:
            first = hops[0][1]
            if first.start is not None and first.end is not None:
                start, end = first.start.code, first.end.code
            colour, width = _stroke([at for at, _ in hops])
            parts += [
                f'color="{colour}"',
                f"penwidth={width}",
                "arrowsize=0.9",
                f"headlabel={quoted(' '.join(self.mark(at, hop) for at, hop in hops))}",
                "labeldistance=2.6",
                # Two configurations that meet at a box have their numbers on either side of their lines.
                f"labelangle={-32 if len(self.ways) > 1 and {at for at, _ in hops} == {0} else 32}",
                'labelfontname="Helvetica-Bold"',
                "labelfontsize=17",
                f'labelfontcolor="{COLOURS[hops[0][0]] if len(hops) == 1 else _NUMBER}"',
            ]
        if item.detail.get("inferred"):
            parts.append("style=dashed")
        elif item.detail.get("colour") == "power":
            parts += ["style=dotted", "arrowhead=none"]
        parts += mark_attributes(None, pins)
        return f"{quoted(start)} -> {quoted(end)} [{', '.join(parts)}];"


def _stroke(places: Sequence[int]) -> tuple[str, float]:
    """The colours of a line's parallel strokes as DOT lists them, and how wide each is."""
    one, other = COLOURS
    if len(set(places)) > 1:
        return f"{one}:{other}:#FFFFFF:{other}", 2.2
    return (one, 4.0) if places[0] == 0 else (f"{other}:#FFFFFF:{other}", 2.2)
