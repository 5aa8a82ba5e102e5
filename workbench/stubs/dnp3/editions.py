"""Which list of points is spoken, and what two ends on different lists are told.

The same number means another thing in the two editions: AO87 limits charging in AN2018-001 and is the maximum of active
power in IEEE 1815.2. Two ends that do not agree on the edition do not talk at all.
"""

from __future__ import annotations

from collections.abc import Mapping

from workbench.der.editions import EditionMismatch, check_editions
from workbench.der.quantities import Protocol
from workbench.stubs.dnp3.points import Kind, PointId

__all__ = [
    "CONFIGURATION_VERSION",
    "EDITIONS",
    "NAMED",
    "PROFILE_VERSION",
    "VERSIONS",
    "EditionMismatch",
    "Protocol",
    "check_edition",
    "edition_told",
]

EDITIONS = (Protocol.DNP3_1815_2, Protocol.DNP3_AN2018)
NAMED: Mapping[str, Protocol] = {edition.removeprefix("dnp3-"): edition for edition in EDITIONS}
"""As people type them: ``1815.2`` and ``an2018``."""
CONFIGURATION_VERSION = 197
"""The device attribute (group 0) in which an outstation of ours names its edition."""
PROFILE_VERSION = PointId(Kind.ANALOG_INPUT, 0)
"""The point *DER Profile Version Number* of both lists."""
VERSIONS: Mapping[Protocol, int] = {Protocol.DNP3_1815_2: 110, Protocol.DNP3_AN2018: 100}
"""Its raw value: AN2018-001 allows 100 only; 110 is that of the profile of IEEE 1815.2 which dnp3py carries."""


def edition_told(configuration: str | None, version: float | None) -> Protocol | None:
    """Return the edition of an outstation by what it tells of itself, or None where that says nothing.

    Args:
        configuration: its attribute of the configuration's version.
        version: the raw value of its profile version.
    """
    for edition in EDITIONS:
        if configuration == edition.words:
            return edition
    by_version = {number: edition for edition, number in VERSIONS.items()}
    return None if version is None else by_version.get(int(version))


def check_edition(ours: Protocol, theirs: Protocol | None, whose: str) -> None:
    """Refuse to go on with an end that speaks another edition.

    Args:
        whose: the other end, for the sentence.

    Raises:
        EditionMismatch: it does.
    """
    if theirs is None:
        return
    try:
        check_editions(ours, theirs)
    except EditionMismatch as mismatch:
        raise EditionMismatch(f"{whose} is not spoken to, and nothing was written. {mismatch}") from None
