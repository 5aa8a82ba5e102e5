"""The signs of the legend under the diagram: read on the ground of either theme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from workbench import screens
from workbench.graph.drawing import COLOURS, DIM, OTHER
from workbench.graph.painting import CONSENSUS, DESTINATIONS, EVIDENCE, OPEN_ISSUES, SEVERAL, STATES

STYLE = (Path(screens.__file__).parent / "style.css").read_text("utf-8")
PAINTS = {
    p.colour for p in (*STATES, *CONSENSUS, *EVIDENCE.values(), *OPEN_ISSUES, *DESTINATIONS.values(), SEVERAL)
}
DARK = "#12181b"


@pytest.mark.parametrize("colour", sorted({*PAINTS, *COLOURS.values(), DIM, OTHER}))
def test_every_sign_is_read_on_the_dark_ground(colour: str) -> None:
    found = re.search(
        r"prefers-color-scheme: dark\) \{\s*\.wb-ink \{ color: color-mix\(in srgb, var\(--ink\) (\d+)%", STYLE
    )
    assert found is not None
    part = int(found[1]) / 100
    mixed = [part * int(colour[at : at + 2], 16) + (1 - part) * 255 for at in (1, 3, 5)]
    ground = [int(DARK[at : at + 2], 16) for at in (1, 3, 5)]
    assert (_light(mixed) + 0.05) / (_light(ground) + 0.05) >= 4.5


def test_links_of_tables_have_the_colour_of_the_letters() -> None:
    assert re.search(r"\.wb-table a, \.wb-who a \{ color: inherit;", STYLE)


def _light(colour: list[float]) -> float:
    """Relative luminance as WCAG 2 has it."""
    parts = (part / 255 for part in colour)
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
