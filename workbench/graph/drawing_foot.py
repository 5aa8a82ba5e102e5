"""What stands under a drawing in a file: of which record and moment it is, and what its signs and colours mean.

On a screen the page says it; a file is passed on alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.graph.dates import display_date
from workbench.graph.drawing import quoted
from workbench.graph.drawing_legend import Entry
from workbench.graph.drawing_places import WIDTH, wrapped
from workbench.graph.snapshot import Snapshot

RECONSTRUCTION = "Reconstruction, not the filed text"
INFERRED_WORDS = "dashed: no source draws it, and it is not counted"

_FONT, _LINE, _GAP = 8.0, 11.0, 14.0
_SWATCH, _COLUMNS = 18.0, 2
_THIN = 3.0
"""Height of the nodes: Graphviz bends no line of the drawing around its boxes when any two nodes touch."""
_PER_POINT = 1 / 4.15
"""About how many characters of the face fit a point of width."""
_INK = "#333333"


@dataclass(frozen=True)
class Foot:
    """The lines under a drawing.

    Args:
        title: what is drawn, of which record, at which moment; in lines.
        legend: what the colours of its lines mean.
        remarks: sentences about its signs and shapes.
    """

    title: str
    legend: Sequence[Entry] = ()
    remarks: Sequence[str] = ()

    def nodes(self, top: float) -> list[str]:
        """The foot as nodes of DOT whose places are given, from a height downwards, in points."""
        found: list[str] = []
        y = top - _GAP
        # Whole, however long: of which moment a drawing is must not fall off its end.
        letters = int(WIDTH * _PER_POINT * 0.9)
        lines = [part for line in self.title.splitlines() for part in wrapped(line, letters, len(line))]
        for number, words in enumerate(lines):
            found.append(_words(f"foot title {number}", words, 0, y, WIDTH, bold=True))
            y -= _LINE + 1
        wide = WIDTH / _COLUMNS
        for at, entry in enumerate(self.legend):
            left = (at % _COLUMNS) * wide
            found.append(_swatch(f"foot colour {at}", entry.paint.colour, left, y))
            sign = f"{entry.paint.sign}  " if entry.paint.sign else ""
            words = wrapped(f"{sign}{entry.paint.words} ({entry.number})", int(wide * _PER_POINT), 1)[0]
            found.append(_words(f"foot legend {at}", words, left + _SWATCH + 4, y, wide - _SWATCH - 10))
            if at % _COLUMNS == _COLUMNS - 1 or at == len(self.legend) - 1:
                y -= _LINE
        for at, remark in enumerate(self.remarks):
            for number, words in enumerate(wrapped(remark, int(WIDTH * _PER_POINT), 3)):
                found.append(_words(f"foot remark {at} {number}", words, 0, y, WIDTH))
                y -= _LINE
        # The picture ends below the last letters, not below the thin nodes that carry them.
        found.append(_words("foot end", " ", 0, y + _LINE / 2, WIDTH))
        return found


def moment_words(snapshot: Snapshot) -> str:
    """Of which record and moment a snapshot is: *A record, baseline X, as of Fri 18 Jul 2014*, and its standing."""
    said = [snapshot.title] if snapshot.title else []
    if snapshot.baseline:
        said.append(f"baseline “{snapshot.baseline}”")
    if snapshot.as_of:
        said.append(f"as of {display_date(snapshot.as_of)}")
    if not (snapshot.baseline or snapshot.as_of):
        said.append(f"at change {snapshot.change}")
    words = ", ".join(said)
    return f"{words}. {RECONSTRUCTION}" if snapshot.reconstruction else words


def _words(name: str, words: str, left: float, y: float, width: float, *, bold: bool = False) -> str:
    face = ', fontname="Helvetica-Bold"' if bold else ""
    # With \\l the words begin at the left edge of their node.
    label = f'{quoted(words)[:-1]}\\l"'
    return (
        f'  {quoted(name)} [pos="{left + width / 2:.2f},{y:.2f}", label={label}, shape=plaintext,'
        f' fontsize={_FONT}, fontcolor="{_INK}", width={width / 72:.4f}, height={_THIN / 72:.4f}{face}];'
    )


def _swatch(name: str, colour: str, left: float, y: float) -> str:
    return (
        f'  {quoted(name)} [pos="{left + _SWATCH / 2:.2f},{y:.2f}", label="", shape=box, style=filled,'
        f' color="{colour}", fillcolor="{colour}", width={_SWATCH / 72:.4f}, height={_THIN / 72:.4f}];'
    )
