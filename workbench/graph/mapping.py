"""The mapping of quantities for readers: what each protocol calls a quantity, beside the record's data objects.

The bindings are those that the gateways execute; there is no second copy. They are of the present, whatever moment
the record is looked at: what a data object was bound to when the group cited it, its digest says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from workbench.der.codecs.tables import conversion
from workbench.der.quantities import Binding, Protocol, Quantity, quantities
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.record.fingerprint import digest

KIND = "data-object"
PROTOCOLS: Mapping[str, str] = {protocol.value: protocol.words for protocol in Protocol}
"""Protocols in their editions, by the name that addresses and files use, with the words for readers."""
SHORT: Mapping[str, str] = {
    Protocol.SUNSPEC_7XX: "SunSpec 7xx",
    Protocol.SUNSPEC_1XX: "SunSpec 1xx",
    Protocol.DNP3_AN2018: "DNP3 AN2018-001",
    Protocol.DNP3_1815_2: "DNP3 1815.2",
    Protocol.IEEE_2030_5_2013: "2030.5-2013",
    Protocol.IEEE_2030_5_XSD_2_0_4: "2030.5 (2.0.4)",
    Protocol.IEEE_2030_5_2018: "2030.5-2018",
}
"""The same, short, for the head of a column."""
ACCESS = {True: "read and write", False: "read"}
Standing = Literal["current", "moved", "not on record"]


@dataclass(frozen=True)
class Named:
    """What one protocol calls a quantity.

    Args:
        protocol: its name in addresses and files.
        read, write: where; empty where it cannot be.
        certainty: ``verified``, ``partly`` or ``inferred``.
        note: how its number differs from the value of the table; empty where the two mean the same.
    """

    protocol: str
    read: str
    write: str
    certainty: str
    note: str

    @property
    def words(self) -> str:
        """The protocol with its edition."""
        return PROTOCOLS[self.protocol]

    @property
    def address(self) -> str:
        """Where it is, in one line: once where reading and writing are one place."""
        if not self.write or self.read == self.write:
            return self.read or self.write
        return f"{self.read} / {self.write}" if self.read else self.write


@dataclass(frozen=True)
class Mapped:
    """One quantity of the mapping.

    Args:
        code: of its data object, empty where the record has none at this moment (or hides it).
        standing: whether the data object cites the row as it is now.
    """

    key: str
    code: str
    standing: Standing
    group: str
    name: str
    meaning: str
    unit: str
    access: str
    iec_61850: str
    iec_61850_class: str
    bindings: tuple[Named, ...]
    note: str

    def named(self, protocol: str) -> Named | None:
        """Return what a protocol calls it."""
        return next((binding for binding in self.bindings if binding.protocol == protocol), None)


def protocols_bound() -> tuple[str, ...]:
    """Return the protocols that name something, in the order of the table."""
    bound = {protocol for row in quantities().values() for protocol in row.bindings}
    return tuple(protocol.value for protocol in Protocol if protocol in bound)


def groups() -> tuple[str, ...]:
    """Return the functions to which quantities belong, in the order of the table."""
    return tuple(dict.fromkeys(row.group for row in quantities().values()))


def quantity_name(key: str) -> str:
    """The name of a quantity in the table; empty for what is none."""
    row = quantities().get(key)
    return row.name if row is not None else ""


def quantity_unit(key: str) -> str:
    """The unit of a quantity in the table; empty for what is none, and for words, switches and texts."""
    row = quantities().get(key)
    return "" if row is None or row.unit in ("bool", "enum", "str", "bitmap") else row.unit


def mapping(snapshot: Snapshot) -> list[Mapped]:
    """Return every quantity, in the order of the table."""
    items = {item.detail.get("key"): item for item in _objects(snapshot)}
    return [_mapped(row, items.get(row.key)) for row in quantities().values()]


def mapped(snapshot: Snapshot, name: str) -> Mapped | None:
    """Return one quantity by its key or the code of its data object."""
    key = name.removeprefix("OBJ-").removeprefix("obj-").lower()
    if key not in quantities():
        return None
    items = {item.detail.get("key"): item for item in _objects(snapshot)}
    return _mapped(quantities()[key], items.get(key))


def mapped_item(snapshot: Snapshot, item: ItemView) -> Mapped | None:
    """Return the quantity of a data object; ``None`` for other kinds, and where the mapping has no such row."""
    if item.kind != KIND:
        return None
    row = quantities().get(str(item.detail.get("key", "")))
    return _mapped(row, item) if row else None


def filtered(
    rows: Iterable[Mapped], *, words: str = "", group: Sequence[str] = (), protocol: Sequence[str] = ()
) -> list[Mapped]:
    """Return the quantities that fit.

    Args:
        words: each must stand in the key, the name, the meaning or an address.
        group: functions of which one is meant; none for all.
        protocol: protocols of which each must name the quantity.
    """
    wanted = words.lower().split()
    return [
        row
        for row in rows
        if (not group or row.group in group)
        and all(row.named(name) for name in protocol)
        and all(word in _haystack(row) for word in wanted)
    ]


@cache
def row_digest(key: str) -> str:
    """Return the digest of a row as it is now: over its cells that are not empty."""
    return digest({name: cell for name, cell in quantities()[key].cells.items() if cell})


def moved(snapshot: Snapshot) -> list[ItemView]:
    """Return the data objects that cite another row than the one that the mapping has now."""
    return [item for item in _objects(snapshot) if _standing(item) == "moved"]


def present_row(item: ItemView) -> dict[str, str]:
    """Return the fields of a data object as its row has them now; empty where the mapping has no such row."""
    key = str(item.detail.get("key", ""))
    row = quantities().get(key)
    if row is None:
        return {}
    access = "read-write" if row.writable else "read"
    return {
        "title": row.name,
        "text": row.meaning,
        "group": row.group,
        "unit": row.unit,
        "access": access,
        "row_digest": row_digest(key),
    }


def _objects(snapshot: Snapshot) -> list[ItemView]:
    return [item for item in snapshot.of_kind(KIND) if not item.withdrawn]


def _standing(item: ItemView | None) -> Standing:
    if item is None:
        return "not on record"
    key, cited = str(item.detail.get("key", "")), item.detail.get("row_digest")
    # A group's own data object without a row, or without a digest, cites nothing that could move.
    return "moved" if cited and key in quantities() and cited != row_digest(key) else "current"


def _mapped(row: Quantity, item: ItemView | None) -> Mapped:
    return Mapped(
        key=row.key,
        code=item.code if item else "",
        standing=_standing(item),
        group=row.group,
        name=row.name,
        meaning=row.meaning,
        unit=row.unit,
        access=ACCESS[row.writable],
        iec_61850=row.iec_61850,
        iec_61850_class=row.iec_61850_class,
        bindings=tuple(_named(binding) for binding in row.bindings.values()),
        note=row.note,
    )


def _named(binding: Binding) -> Named:
    rule = conversion(binding.quantity, binding.protocol)
    note = rule.note if rule else ""
    return Named(binding.protocol.value, binding.read, binding.write, binding.certainty, note)


def _haystack(row: Mapped) -> str:
    names = (binding.address for binding in row.bindings)
    return " ".join((row.key, row.name, row.meaning, row.iec_61850, row.unit, *names)).lower()
