"""The points of DNP3 for DER, by edition: IEEE 1815.2 from the profile that dnp3py carries, AN2018-001 from a table.

Names and indexes of AN2018-001: EPRI's published point list (BSD-style notice); of IEEE 1815.2: dnp3py (MIT).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from types import MappingProxyType

from dnp3.mesa import PicsProfile, load_profile

from workbench.der.quantities import TABLES, Protocol

_ADDRESS = re.compile(r"(AI|AO|BI|BO|CTR)(\d+)(?: to (?:AI|AO|BI|BO)(\d+))?")


@dataclass(frozen=True, slots=True)
class Point:
    """One DNP3 point.

    Args:
        kind: ``AI``, ``AO``, ``BI``, ``BO`` or ``CTR``.
        index: of the point.
        name: in its edition.
        least, greatest: the integers that it takes; both 0 for a binary point or a counter.
        multiplier: by what the integer is multiplied.
        units: as the profile names them; empty where the table has none.
        purpose: the group of points that it is one of; empty where the table says none.
        codes: numbers and words, where its description lists them.
    """

    kind: str
    index: int
    name: str
    least: int = 0
    greatest: int = 0
    multiplier: float = 1.0
    units: str = ""
    purpose: str = ""
    codes: tuple[tuple[int, str], ...] = ()

    @property
    def address(self) -> str:
        """The point as the mapping writes it: ``AI149``."""
        return f"{self.kind}{self.index}"


def addresses(text: str) -> tuple[str, ...]:
    """Return the single addresses of a cell: ``BI31 to BI51`` and ``AI297 + AI328 to AI532`` are spelled out.

    A cell without an index (``group 0``, ``counter``) has none.
    """
    found: list[str] = []
    for kind, first, last in _ADDRESS.findall(text):
        found += [f"{kind}{index}" for index in range(int(first), int(last or first) + 1)]
    return tuple(found)


@cache
def points(protocol: Protocol) -> Mapping[str, Point]:
    """Return the points of an edition by their address.

    Raises:
        KeyError: the protocol is not DNP3.
    """
    read = {Protocol.DNP3_1815_2: _points_1815_2, Protocol.DNP3_AN2018: _points_an2018}[protocol]
    return MappingProxyType({point.address: point for point in read()})


@cache
def profile_1815_2() -> PicsProfile:
    """Return the whole profile of IEEE 1815.2, as the library carries it; it is read once."""
    with as_file(files("dnp3") / "mesa" / "data" / "profiles" / "full.json") as path:
        return load_profile(path)


def _points_1815_2() -> Iterable[Point]:
    profile = profile_1815_2()
    for kind, outputs in (("BO", profile.bo.points), ("BI", profile.bi.points), ("CTR", profile.ctr)):
        for each in outputs:
            yield Point(kind, each.point_index, _title(each.name), purpose=getattr(each, "purpose", ""))
    for kind, analogues in (("AO", profile.ao.points), ("AI", profile.ai.all_points_full())):
        for point in analogues:
            yield Point(
                kind,
                point.point_index,
                _title(point.name),
                point.minimum,
                point.maximum,
                point.multiplier,
                point.units,
                point.purpose,
                _codes(point.name),
            )


def _points_an2018() -> Iterable[Point]:
    with (TABLES / "dnp3_an2018_points.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            yield Point(
                row["type"],
                int(row["index"]),
                row["name"],
                int(row["least"] or 0),
                int(row["greatest"] or 0),
                float(row["multiplier"] or 1),
            )


def _title(name: str) -> str:
    """Return a name without the list of codes that some profiles write after it."""
    return name.split("\n")[0].removesuffix("Enumeration:").strip().rstrip(".")


def _codes(name: str) -> tuple[tuple[int, str], ...]:
    """Return the codes that some profiles write after a name.

    They are written as ``<1> = Seconds``, or as ``Editing = 1; Submitted = 2``.
    """
    if "<" not in name and "=" not in name:
        return ()
    found = re.findall(r"<(\d+)>\s*(?:=\s*)?([^\n<]+)", name)
    turned = [] if found else re.findall(r"([^;,=\n]+?)\s*=\s*(\d+)", name)
    return tuple((int(code), word.strip()) for code, word in found or ((code, word) for word, code in turned))
