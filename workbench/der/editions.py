"""Two ends of one link speak one edition: where they do not, a name means another thing, which is an error here."""

from __future__ import annotations

from itertools import islice

from workbench.der.codecs.tables import coded, curves, words
from workbench.der.device import NotPossible
from workbench.der.dnp3_points import addresses, points
from workbench.der.quantities import Protocol, quantities

TOLD = 3
"""So many differences are named in the sentence; the rest is counted."""


class EditionMismatch(NotPossible):
    """Two ends speak different editions of one protocol, in which a name has another meaning."""


def check_editions(north: Protocol, south: Protocol) -> None:
    """Check that two ends of one link may be joined.

    Two sets of SunSpec models are no editions of each other: a device serves both side by side.

    Raises:
        EditionMismatch: both speak one protocol in different editions, with what differs.
    """
    if north is south or north.family != south.family or north.family == "sunspec":
        return
    found = differences(north, south)
    if not found:
        raise EditionMismatch(
            f"One end speaks {north.words}, the other {south.words}; what differs between the two is not known here. "
            "Set both ends to one edition; nothing is guessed."
        )
    named = " ".join(islice(found, TOLD))
    more = f" {len(found) - TOLD} further names differ." if len(found) > TOLD else ""
    raise EditionMismatch(
        f"One end speaks {north.words}, the other {south.words}, and the same name has another meaning there. "
        f"{named}{more} Set both ends to one edition; nothing is guessed."
    )


def differences(one: Protocol, other: Protocol) -> list[str]:
    """Return, in sentences, what two editions of a protocol say differently; empty where nothing is known to differ."""
    if one is other or one.family != other.family:
        return []
    if one.family == "dnp3":
        return _points_that_moved(one, other)
    if one.family == "ieee-2030.5":
        return _codes_that_differ(one, other)
    return []


def _points_that_moved(one: Protocol, other: Protocol) -> list[str]:
    """Return the points with another index; first those whose index means something else there."""
    found: list[str] = []
    elsewhere: list[str] = []
    for row in quantities().values():
        here, there = row.bindings.get(one), row.bindings.get(other)
        if here is None or (there is not None and (here.read, here.write) == (there.read, there.write)):
            continue
        mine = here.write or here.read
        if not addresses(mine):
            continue
        if there is None:
            elsewhere.append(f"{row.name} is {mine} in {one.words} and has no point in {other.words}.")
        elif theirs := addresses(there.write or there.read):
            meant = _meaning(other, mine)
            words = f"{row.name} is {mine} in {one.words} and {theirs[0]} in {other.words}"
            (found if meant else elsewhere).append(
                f"{words}, where {mine} is '{meant}'." if meant else f"{words}."
            )
    return found + elsewhere


def _meaning(protocol: Protocol, address: str) -> str:
    point = points(protocol).get(address)
    return point.name if point else ""


def _codes_that_differ(one: Protocol, other: Protocol) -> list[str]:
    if {one, other} == {Protocol.IEEE_2030_5_2013, Protocol.IEEE_2030_5_2018}:
        return [
            "In 2013 a fixed power factor is one element, opModFixedPF, whose sign holds the excitation; in 2018 there "
            "is one for each direction of active power, with the excitation apart."
        ]
    if Protocol.IEEE_2030_5_2013 in (one, other):
        return []  # no schema of 2013 is at hand
    found = []
    for row in curves().values():
        types = [_curve_type(row.type_2_0_4, row.type_2018, protocol) for protocol in (one, other)]
        if types[0] != types[1]:
            name = quantities()[row.quantity].name
            found.append(f"{name} is curve type {types[0]} in {one.words} and {types[1]} in {other.words}.")
    for key in ("nameplate-supported-modes", "monitoring-active-modes"):
        moved = [word for word in words(key) if _code(key, word, one) != _code(key, word, other)]
        if moved:
            first = moved[0]
            found.append(
                f"{quantities()[key].name}: bit {_code(key, first, one)} is {first} in {one.words}, and bit "
                f"{_code(key, first, other) or '(none)'} in {other.words}; {len(moved)} bits differ."
            )
    return found


def _curve_type(old: str, new: str, protocol: Protocol) -> str:
    return old if protocol is Protocol.IEEE_2030_5_XSD_2_0_4 else new


def _code(key: str, word: str, protocol: Protocol) -> str:
    return next((row.code for row in coded(key, protocol) if row.word == word), "")
