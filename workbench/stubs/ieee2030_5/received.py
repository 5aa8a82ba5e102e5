"""What devices send to a utility, as it is kept: responses and mirrored readings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.der.quantities import Value
from workbench.stubs.ieee2030_5.resources.messages import Response
from workbench.stubs.ieee2030_5.resources.metering import MirrorMeterReading, MirrorUsagePoint

RESPONSES = {
    1: "received", 2: "started", 3: "completed", 4: "opted out", 5: "opted in", 6: "cancelled", 7: "superseded",
    8: "partially completed, opted out", 9: "partially completed, opted in",
    10: "completed without taking part, opted out before", 11: "acknowledged", 12: "cannot be displayed",
    13: "aborted: server or program changed", 14: "aborted: another server",
    252: "rejected: a parameter does not apply", 253: "rejected: the event is not valid",
    254: "rejected: it had ended when it came",
}  # fmt: skip
"""What a device's response says of an event (the names are ours, the codes the standard's)."""
TAKING_PART = frozenset({2, 5})
"""Statuses of a device that carries an event out."""
REFUSING = frozenset({4, 8, 10, 13, 14, 252, 253, 254})


@dataclass(frozen=True, slots=True)
class Answer:
    """A response that a device sent.

    Args:
        control: its values, kept because a control that is over is forgotten.
    """

    number: int
    device: str
    program: int
    at: int
    response: Response
    control: Mapping[str, Value]

    @property
    def words(self) -> str:
        """What the device said, in words."""
        status = self.response.status
        return RESPONSES.get(status, f"status {status}") if status is not None else "no status"


@dataclass(kw_only=True)
class Mirror:
    """A usage point that a client mirrors, and its readings by their mRID."""

    number: int
    owner: str
    point: MirrorUsagePoint
    readings: dict[str, MirrorMeterReading] = field(default_factory=dict)

    @property
    def href(self) -> str:
        """Its address for the client that mirrors."""
        return f"/mup/{self.number}"
