"""Values of n DERs in columns: one number as long as all agree, an array as soon as one differs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Part = Any
"""What a step computes with: a NumPy scalar that holds for all, or the view of an array."""


def some(values: Part) -> bool:
    """Return whether any holds; much faster than ``np.any`` where one value holds for all."""
    return bool(values.any()) if getattr(values, "ndim", 0) else bool(values)


class Columns:
    """One column a key.

    A fleet of a million DERs with the same settings then keeps each setting once, and a step reads it once.

    Args:
        count: how many DERs.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._same: dict[str, Any] = {}
        self._each: dict[str, NDArray[Any]] = {}

    def add(self, key: str, value: object, *, each: bool = False) -> None:
        """Add a column.

        Args:
            value: what all have (bool, int or float), or an array with one value for each.
            each: keep an array from the beginning, for what a step writes.
        """
        if isinstance(value, np.ndarray) and value.ndim:
            self._each[key] = np.broadcast_to(value, (self.count,)).copy()
            return
        scalar = np.asarray(value)[()]
        if each:
            self._each[key] = np.full(self.count, scalar)
        else:
            self._same[key] = scalar

    def __contains__(self, key: object) -> bool:
        return key in self._same or key in self._each

    def differs(self, key: str) -> bool:
        """Return whether the column is an array."""
        return key in self._each

    def get(self, key: str, index: int) -> Any:
        """Return the value of one DER, as a plain bool, int or float."""
        each = self._each.get(key)
        return self._same[key].item() if each is None else each.item(index)

    def set(self, key: str, index: Any, value: object) -> None:
        """Set the value of one DER, or of those that an array of indices or a slice names."""
        each = self._each.get(key)
        if each is None:
            same = self._same[key]
            if np.all(same == value):
                return
            each = self._each[key] = np.full(self.count, same)
            del self._same[key]
        each[index] = value

    def values(self, key: str) -> NDArray[Any]:
        """Return every value that some DER has, once."""
        each = self._each.get(key)
        return np.atleast_1d(self._same[key]) if each is None else np.unique(each)

    def rename(self, key: str, names: NDArray[Any]) -> None:
        """Replace every value of a column of numbers by what stands at its place."""
        if key in self._same:
            self._same[key] = names[self._same[key]]
        else:
            self._each[key] = names[self._each[key]]

    def spread(self, key: str) -> None:
        """Keep a column as an array from now on, as if one DER differed."""
        if key in self._same:
            self._each[key] = np.full(self.count, self._same.pop(key))

    def part(self, key: str, part: slice) -> Part:
        """Return the values of a run of DERs: an array that may be written to, or what they all have."""
        each = self._each.get(key)
        return self._same[key] if each is None else each[part]

    def array(self, key: str) -> NDArray[Any]:
        """Return the values of all, as an array that is only read."""
        each = self._each.get(key)
        if each is None:
            return np.broadcast_to(self._same[key], (self.count,))
        view = each.view()
        view.flags.writeable = False
        return view

    @property
    def octets(self) -> int:
        """How many bytes the columns take."""
        return sum(each.nbytes for each in self._each.values()) + 8 * len(self._same)
