"""The tables beside ``quantities.csv`` that say how values stand in each protocol."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from workbench.der.quantities import TABLES, Protocol

_COLUMNS = {
    Protocol.SUNSPEC_7XX: "sunspec_7xx",
    Protocol.SUNSPEC_1XX: "sunspec_1xx",
    Protocol.DNP3_AN2018: "dnp3_an2018",
    Protocol.DNP3_1815_2: "dnp3_1815_2",
    Protocol.IEEE_2030_5_2013: "",
    Protocol.IEEE_2030_5_XSD_2_0_4: "ieee_2030_5_2_0_4",
    Protocol.IEEE_2030_5_2018: "ieee_2030_5_2018",
}


@cache
def rows(table: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a table of ``data/der``, which is read once."""
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(MappingProxyType(row) for row in csv.DictReader(lines))


@dataclass(frozen=True, slots=True)
class Word:
    """A word of an enumeration or a bitmap in one protocol.

    Args:
        code: as the protocol names it: a symbol of SunSpec, a code or the number of a bit, a binary input.
        read: whether the code is read as this word; a code that several words become is read as one of them only.
    """

    word: str
    code: str
    read: bool


@cache
def words(quantity: str) -> tuple[str, ...]:
    """Return the words of a quantity in the order of the table."""
    return tuple(row["word"] for row in rows("enumerations") if row["quantity"] == quantity)


@cache
def coded(quantity: str, protocol: Protocol) -> tuple[Word, ...]:
    """Return the words that a protocol has codes for."""
    column = _COLUMNS[protocol]
    if not column:
        return ()
    return tuple(
        Word(row["word"], cell.strip("()"), not cell.startswith("("))
        for row in rows("enumerations")
        if row["quantity"] == quantity and (cell := row[column])
    )


@dataclass(frozen=True, slots=True)
class Conversion:
    """How a protocol's number becomes the value of the table where the two do not mean the same.

    Args:
        rule: one of ``workbench.der.codecs.conversions``.
        argument: keys of the values that the rule needs.
        note: why.
    """

    rule: str
    argument: str
    certainty: str
    note: str


@cache
def conversion(quantity: str, protocol: Protocol) -> Conversion | None:
    """Return the conversion of a quantity in a protocol, or ``None`` where the numbers mean the same."""
    for row in rows("conversions"):
        if row["quantity"] == quantity and row["protocol"] in (protocol.value, protocol.family):
            return Conversion(row["rule"], row["argument"], row["certainty"], row["note"])
    return None


@dataclass(frozen=True, slots=True)
class CurveRow:
    """How a curve is marked in each protocol; cells as they stand in the table, empty where there is none.

    Args:
        reference: key of what the percentages of its second axis refer to; empty where the unit says it.
        turned: families in which the axes stand the other way round.
    """

    quantity: str
    reference: str
    dnp3_type: str
    dnp3_x_unit: str
    dnp3_y_unit: str
    type_2018: str
    type_2_0_4: str
    y_reference: str
    turned: tuple[str, ...]
    note: str


@cache
def curves() -> Mapping[str, CurveRow]:
    """Return the curves by the key of their quantity."""
    return MappingProxyType(
        {
            row["quantity"]: CurveRow(
                quantity=row["quantity"],
                reference=row["reference"],
                dnp3_type=row["dnp3_type"],
                dnp3_x_unit=row["dnp3_x_unit"],
                dnp3_y_unit=row["dnp3_y_unit"],
                type_2018=row["ieee_2030_5_2018"],
                type_2_0_4=row["ieee_2030_5_2_0_4"],
                y_reference=row["ieee_2030_5_y_reference"],
                turned=tuple(row["turned"].split("; ")) if row["turned"] else (),
                note=row["note"],
            )
            for row in rows("curves")
        }
    )


@dataclass(frozen=True, slots=True)
class CurveUnit:
    """The unit of a curve's axis in DNP3, and by what its integers are multiplied to give the value of the table."""

    unit: str
    multiplier: float


@cache
def curve_units() -> Mapping[tuple[str, int], CurveUnit]:
    """Return the units of curves in DNP3 by axis and code."""
    return MappingProxyType(
        {
            (row["axis"], int(row["code"])): CurveUnit(row["unit"], float(row["multiplier"]))
            for row in rows("dnp3_curve_units")
        }
    )


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of IEEE 2030.5: its type, and how its number stands there.

    Args:
        form: how it stands in XML (``multiplied``, ``plain``, ``presence`` …).
        member: element inside it that holds the number; empty where it is the number itself.
        least, greatest: of the integer; ``None`` where the type has none.
        exponent: power of ten of the integer where it is fixed.
        phase: of a reading.
        note: what differs between editions.
    """

    type: str
    form: str
    member: str
    least: int | None
    greatest: int | None
    exponent: int
    phase: int | None
    note: str


@cache
def attributes() -> Mapping[str, Attribute]:
    """Return the attributes of IEEE 2030.5 by the key of their quantity."""
    types = {row["type"]: row for row in rows("ieee_2030_5_types")}
    found = {}
    for row in rows("ieee_2030_5_attributes"):
        kind = types[row["type"]]
        found[row["quantity"]] = Attribute(
            type=row["type"],
            form=kind["form"],
            member=kind["member"],
            least=int(kind["least"]) if kind["least"] else None,
            greatest=int(kind["greatest"]) if kind["greatest"] else None,
            exponent=int(row["exponent"] or kind["exponent"] or 0),
            phase=int(row["phase"]) if row["phase"] else None,
            note=row["note"],
        )
    return MappingProxyType(found)
