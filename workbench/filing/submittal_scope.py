"""The submittal's part on scope: the red interfaces, with the diagram."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.filing.blocks import Picture
from workbench.filing.composer import Composer
from workbench.filing.plaintext import one_line
from workbench.filing.screening import Screening
from workbench.filing.wording import american_text, listed, marked
from workbench.graph.snapshot import ItemView, Snapshot, code_order

FIGURE = "fig_architecture"
LEGEND = "Square boxes: utility; round: customer; cut corners: third party; dashed lines: inferred."


def red_interfaces(snapshot: Snapshot, screening: Screening) -> list[ItemView]:
    """The interfaces drawn in red that may be printed, by number and code."""
    red = [item for item in snapshot.of_kind("interface") if item.detail.get("colour") == "red"]
    items = screening.printable(red)
    return sorted(
        items, key=lambda item: (code_order(str(item.detail.get("number", ""))), code_order(item.code))
    )


def add_scope(
    composer: Composer, snapshot: Snapshot, red: Sequence[ItemView], picture: Picture | None
) -> None:
    """Add the table of red interfaces and the figure."""
    if not red:
        composer.text("The record holds no interface that is marked red.")
        return
    numbers = list(dict.fromkeys(one_line(item.detail.get("number") or "") for item in red))
    named = [number for number in numbers if number]
    count = "one interface" if len(red) == 1 else f"{_count(len(red))} interfaces"
    under = f", under the number{'s' if len(named) > 1 else ''} {listed(named)}" if named else ""
    composer.text(
        f"The discussion keeps to the red items of the five-level architecture: {count}{under}. What lies beyond"
        " them is shown for orientation and is outside the scope of this document."
    )
    composer.table(
        "The red interfaces",
        ("No.", "Interface", "Between", "Protocol under discussion"),
        (
            (
                one_line(item.detail.get("number") or ""),
                marked(item, american_text(one_line(item.title))),
                listed(_ends(snapshot, item)) or "Not recorded",
                one_line(item.detail.get("protocol") or "") or "Not recorded",
            )
            for item in red
        ),
        (38, 150, 160, 120),
    )
    if picture is not None:
        composer.figure(
            picture,
            "The five-level architecture; the red interfaces are drawn bold and numbered",
            bookmark=FIGURE,
        )
        composer.text(LEGEND, style="TableNote")


def _ends(snapshot: Snapshot, item: ItemView) -> list[str]:
    codes = [*snapshot.view(item, "from"), *snapshot.view(item, "to")]
    return [
        one_line(snapshot.by_code[code].title) for code in codes if not snapshot.by_code[code].confidential
    ]


def _count(number: int) -> str:
    small = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return small[number] if number < len(small) else str(number)
