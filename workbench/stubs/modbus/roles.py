"""What a client of Modbus/TCP Security may do, by the role in its certificate.

The server asks an authorisation function for each request and answers exception 1, illegal function, where it says no
(*MODBUS/TCP Security*, MB-TCP-Security v36). What each role may do stands in ``data/der/modbus_roles.csv``. A client
without a role is of the NULL role, to which that table gives nothing; so is one whose role no row names.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from workbench.der.quantities import TABLES
from workbench.stubs.modbus.bank import NoAnswer
from workbench.stubs.modbus.connection import Rights
from workbench.stubs.modbus.frames import (
    ExceptionCode,
    Identify,
    MaskWrite,
    Read,
    ReadWrite,
    Refused,
    Request,
    WriteMany,
    WriteOne,
)
from workbench.stubs.modbus.sunspec_bank import SunSpecBank
from workbench.stubs.tls import RoleUnreadable, role_of

EVERYTHING = "*"


@dataclass(frozen=True)
class Grant:
    """One row of the table: a right to points of models.

    Args:
        models: their numbers, or ``*``.
        points: paths without numbers, or ``*``.
        without: points that are left out.
    """

    models: frozenset[str]
    points: frozenset[str]
    without: frozenset[str]
    right: str

    def covers(self, number: int, base: str) -> bool:
        """Return whether the right is to a point."""
        if EVERYTHING not in self.models and str(number) not in self.models:
            return False
        return base not in self.without and (EVERYTHING in self.points or base in self.points)


@cache
def grants() -> Mapping[str, tuple[Grant, ...]]:
    """Return what the table gives to each role."""
    found: dict[str, list[Grant]] = {}
    with (TABLES / "modbus_roles.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            models, points, without = (
                frozenset(row[name].split()) for name in ("models", "points", "except")
            )
            found.setdefault(row["role"], []).append(Grant(models, points, without, row["right"]))
    return MappingProxyType({role: tuple(rows) for role, rows in found.items()})


def rights_of(bank: SunSpecBank, certificate: bytes) -> tuple[Rights, str]:
    """Return what a client may do with the devices of a bank, and who it is in words.

    Args:
        certificate: the client's, in DER.
    """
    role: str | None
    try:
        role = role_of(certificate)
        who = f"role {role}" if role else "no role"
    except RoleUnreadable as fault:
        role, who = None, f"no role: {fault}"
    granted = grants().get(role or "", ())
    if role and not granted:
        who = f"role {role!r}, which nothing is granted to"
    return _Authorisation(bank, role or "", granted), who


class _Authorisation:
    """Says for each request of one client whether its role may ask it."""

    def __init__(self, bank: SunSpecBank, role: str, granted: tuple[Grant, ...]) -> None:
        self._bank = bank
        self._whose = f"the role {role}" if role else "a client without a role"
        self._granted = granted
        self._reads = any(grant.right == "read" for grant in granted)

    def __call__(self, unit: int, request: Request) -> None:
        """Check a request.

        Raises:
            Refused: exception 1 where the role may not; another where the unit is not there.
        """
        match request:
            case Read() | Identify():
                self._check_reading()
            case WriteOne(_, address, octets):
                self._check_writing(unit, address, len(octets) // 2)
            case WriteMany(_, address, quantity):
                self._check_writing(unit, address, quantity)
            case MaskWrite(address):
                self._check_reading()
                self._check_writing(unit, address, 1)
            case ReadWrite(_, _, address, octets):
                self._check_reading()
                self._check_writing(unit, address, len(octets) // 2)

    def _check_reading(self) -> None:
        if not self._reads:
            raise Refused(ExceptionCode.ILLEGAL_FUNCTION, f"{self._whose} may not read")

    def _check_writing(self, unit: int, address: int, quantity: int) -> None:
        grants = [grant for grant in self._granted if grant.right == "write"]
        if not grants:
            raise Refused(ExceptionCode.ILLEGAL_FUNCTION, f"{self._whose} may not write")
        try:
            fields = self._bank.unit(unit).fields_within(address, quantity)
        except NoAnswer:
            return
        for field in fields:
            entry = field.entry
            if field.writable and not any(grant.covers(entry.model, entry.base) for grant in grants):
                raise Refused(ExceptionCode.ILLEGAL_FUNCTION, f"{self._whose} may not write {entry.name}")
