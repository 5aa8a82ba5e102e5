"""The quantities of a DER and what each protocol calls them: the table ``data/der/quantities.csv`` as objects.

This is the only way to a binding. Screens render these rows, stubs serve by them, gateways translate by them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

TABLES = Path(__file__).resolve().parents[2] / "data" / "der"
"""Directory of the mapping tables, which are data."""

Curve = tuple[tuple[float, float], ...]
"""Points of a curve, each in the units of the two axes that the quantity's unit names."""

Value = bool | int | float | str | frozenset[str] | Curve
"""A value in the quantity's own unit, whatever the protocol made of it.

``bool`` for a switch, a number in the unit of the table for an amount (a percentage as 50.0, not 0.5), a word of
``data/der/enumerations.csv`` for an enumeration, a set of such words for a bitmap, points for a curve.
"""


class Protocol(StrEnum):
    """A protocol in one edition: a binding without its edition says too little."""

    SUNSPEC_7XX = "sunspec-7xx"
    SUNSPEC_1XX = "sunspec-1xx"
    DNP3_AN2018 = "dnp3-an2018"
    DNP3_1815_2 = "dnp3-1815.2"
    IEEE_2030_5_2013 = "ieee-2030.5-2013"
    IEEE_2030_5_XSD_2_0_4 = "ieee-2030.5-2.0.4"
    IEEE_2030_5_2018 = "ieee-2030.5-2018"

    @property
    def family(self) -> str:
        """The protocol without its edition: ``sunspec``, ``dnp3`` or ``ieee-2030.5``."""
        for family in ("sunspec", "dnp3", "ieee-2030.5"):
            if self.startswith(family):
                return family
        raise AssertionError(self)

    @property
    def words(self) -> str:
        """The protocol as readers name it, with its edition."""
        return _WORDS[self]


_WORDS = {
    Protocol.SUNSPEC_7XX: "SunSpec Modbus, models 701 to 714",
    Protocol.SUNSPEC_1XX: "SunSpec Modbus, models 101 to 132",
    Protocol.DNP3_AN2018: "DNP3, AN2018-001",
    Protocol.DNP3_1815_2: "DNP3, IEEE 1815.2-2025",
    Protocol.IEEE_2030_5_2013: "IEEE 2030.5-2013",
    Protocol.IEEE_2030_5_XSD_2_0_4: "IEEE 2030.5, schema 2.0.4",
    Protocol.IEEE_2030_5_2018: "IEEE 2030.5-2018",
}


@dataclass(frozen=True, slots=True)
class Binding:
    """What one edition of one protocol calls a quantity.

    Args:
        quantity: key of the quantity.
        protocol: with its edition.
        read: where the quantity is read; empty where it cannot be. A SunSpec point (``704.WMaxLimPct``), a DNP3
            input (``AI149``), a resource and its attribute (``DERControl.opModMaxLimW``).
        write: where it is written; empty where it cannot be. Differs from ``read`` in DNP3 only.
        certainty: ``verified``, ``partly`` or ``inferred``.
    """

    quantity: str
    protocol: Protocol
    read: str
    write: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """One row of the table.

    Args:
        key: our own short name, unique.
        group: the function to which it belongs.
        unit: unit or form of its values; two with a comma for the axes of a curve.
        writable: whether a client may set it.
        iec_61850: logical node and data object; may be empty, may be shared.
        iec_61850_class: common data class.
        bindings: by protocol; one that is missing says that the protocol has no name for it.
        note: what a reader must not get wrong.
        cells: the row as it stands in the table.
    """

    key: str
    group: str
    name: str
    meaning: str
    unit: str
    writable: bool
    iec_61850: str
    iec_61850_class: str
    bindings: Mapping[Protocol, Binding]
    note: str
    cells: Mapping[str, str]


@cache
def quantities() -> Mapping[str, Quantity]:
    """Return every quantity by its key, in the order of the table."""
    with (TABLES / "quantities.csv").open(encoding="utf-8", newline="") as table:
        rows = [_quantity(row) for row in csv.DictReader(table)]
    return MappingProxyType({row.key: row for row in rows})


def _quantity(row: dict[str, str]) -> Quantity:
    writable = row["access"] == "read-write"
    bindings = {
        binding.protocol: binding for binding in _bindings(row, writable) if binding.read or binding.write
    }
    return Quantity(
        key=row["key"],
        group=row["group"],
        name=row["name"],
        meaning=row["meaning"],
        unit=row["unit"],
        writable=writable,
        iec_61850=row["iec_61850"],
        iec_61850_class=row["iec_61850_class"],
        bindings=MappingProxyType(bindings),
        note=row["note"],
        cells=MappingProxyType(row),
    )


def _bindings(row: dict[str, str], writable: bool) -> Iterable[Binding]:
    key = row["key"]
    for protocol, column in ((Protocol.SUNSPEC_7XX, "sunspec_7xx"), (Protocol.SUNSPEC_1XX, "sunspec_1xx")):
        point = row[column]
        yield Binding(key, protocol, point, point if writable else "", row["sunspec_certainty"])
    for protocol, column in ((Protocol.DNP3_AN2018, "dnp3"), (Protocol.DNP3_1815_2, "ieee_1815_2")):
        yield Binding(
            key, protocol, row[f"{column}_input"], row[f"{column}_output"], row[f"{column}_certainty"]
        )
    attribute = row["ieee_2030_5"]
    # Names without an edition were not looked up: readings stand in both editions, other elements in that in force.
    unseen = "2018; 2.0.4" if "uom" in attribute else "2018"
    editions = (row["ieee_2030_5_edition"] or unseen).split("; ") if attribute else []
    for protocol, edition in (
        (Protocol.IEEE_2030_5_XSD_2_0_4, "2.0.4"),
        (Protocol.IEEE_2030_5_2018, "2018"),
    ):
        if edition in editions:
            yield Binding(
                key, protocol, attribute, attribute if writable else "", row["ieee_2030_5_certainty"]
            )
