"""Agreements as the two-sided table of layers: the utility's side, the boundary, the facility's side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.graph.snapshot import ItemView, code_order

SIDES: dict[str, str] = {
    "utility": "Utility side",
    "boundary": "Boundary",
    "facility": "Facility side",
    "cross-cutting": "Cross-cutting",
}
"""Sides in the order of the diagram, with what they are called."""
NO_SIDE = "none"
"""Stands for an agreement whose side is not on record."""


@dataclass(frozen=True)
class LayerTable:
    """Agreements in their places.

    Args:
        facing: rows of the utility's and the facility's agreement on the same layer; either may be
            missing.
        boundary: between the two sides.
        cross_cutting: what holds for all layers.
        elsewhere: agreements without a side.
    """

    facing: tuple[tuple[ItemView | None, ItemView | None], ...]
    boundary: tuple[ItemView, ...]
    cross_cutting: tuple[ItemView, ...]
    elsewhere: tuple[ItemView, ...]

    @property
    def empty(self) -> bool:
        return not (self.facing or self.boundary or self.cross_cutting or self.elsewhere)


def layer_table(agreements: Iterable[ItemView]) -> LayerTable:
    """Put agreements into the table.

    The order of a layer runs down the utility's side, over the boundary and up the facility's side, as
    data do. A facility's agreement faces the utility's on the layer of the same name; those without such
    a one fill the rows from the top: applications face the controller.
    """
    by_side: dict[str, list[ItemView]] = {side: [] for side in (*SIDES, NO_SIDE)}
    for item in sorted(agreements, key=_order):
        by_side[str(item.detail.get("side") or NO_SIDE)].append(item)
    return LayerTable(
        tuple(_facing(by_side["utility"], by_side["facility"][::-1])),
        tuple(by_side["boundary"]),
        tuple(by_side["cross-cutting"]),
        tuple(by_side[NO_SIDE]),
    )


def layer_name(item: ItemView) -> str:
    """The layer that an agreement is about; its title where no layer is named."""
    return str(item.detail.get("layer") or item.title)


def _order(item: ItemView) -> tuple[object, ...]:
    order = item.detail.get("order")
    return (order is None, order or 0, code_order(item.code))


def _facing(
    utility: list[ItemView], facility: list[ItemView]
) -> Iterable[tuple[ItemView | None, ItemView | None]]:
    left = list(facility)
    partners: dict[str, ItemView] = {}
    for item in utility:
        name = layer_name(item).casefold()
        found = next((other for other in left if layer_name(other).casefold() == name), None)
        if found is not None:
            partners[item.uuid] = found
            left.remove(found)
    for item in utility:
        partner = partners.get(item.uuid)
        if partner is None and left:
            partner = left.pop(0)
        yield item, partner
    for other in left:
        yield None, other
