"""What every stub is, from the command line and from Python: start, read, write, observe, disturb, stop."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import Self

from workbench.der.quantities import Value
from workbench.stubs.exchanges import Exchange, ExchangeLog

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a stub listens.

    Args:
        protocol: ``modbus``, ``modbus-tls``, ``dnp3``, ``dnp3-tls``, ``ieee-2030.5``, ``http``, ``xmpp``.
        edition: what exactly is spoken there, such as ``SunSpec 701-714`` or ``IEEE 1815.2-2025``.
    """

    protocol: str
    edition: str
    host: str
    port: int


@dataclass(frozen=True)
class Observation:
    """What a stub knows at one moment.

    Args:
        measured: by unit (an inverter's unit address, a device's name), key to value.
        commanded: what was asked of it from the north and stands, the same way.
        accepted: what it took of that, or what the device south of it confirmed.
        exchanges: the latest, the oldest first.
        notes: states in words: a link that is down, a schedule that runs without it.
    """

    measured: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    commanded: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    accepted: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    exchanges: tuple[Exchange, ...] = ()
    notes: tuple[str, ...] = ()


class Stub(ABC):
    """One running device. ``async with`` starts and stops it; addresses are known once it is started.

    ``read`` and ``write`` act on the stub from beside, as its owner would at its display: a client over the wire
    sees their effect. ``unit`` says which of several devices.
    """

    kind = ""
    """The word of the command line: ``inverter``, ``head-end``, …"""

    def __init__(self, name: str = "") -> None:
        self.name = name or self.kind
        self.exchanges = ExchangeLog(self.name)
        self.endpoints: tuple[Endpoint, ...] = ()

    def calls(self) -> tuple[str, ...]:
        """Return whom it calls, in words; most stubs are only called."""
        return ()

    def logs(self) -> tuple[ExchangeLog, ...]:
        """Return the logs of all that runs here; several where the stub is made of others."""
        return (self.exchanges,)

    @abstractmethod
    async def start(self) -> None:
        """Start serving; when it returns, ``endpoints`` says where.

        Raises:
            OSError: an address cannot be used.
        """

    @abstractmethod
    async def stop(self) -> None:
        """Stop serving and close every connection; may be called twice."""

    @abstractmethod
    async def read(self, key: str, unit: str = "1") -> Value:
        """Return a quantity's value now.

        Raises:
            NotPossible: no such quantity or unit.
        """

    @abstractmethod
    async def write(self, key: str, value: Value, unit: str = "1") -> None:
        """Set a quantity.

        Raises:
            NotPossible: with the reason; nothing changed then.
        """

    @abstractmethod
    def observe(self) -> Observation:
        """Return what the stub knows now."""

    @abstractmethod
    async def disturb(self, **conditions: Value) -> None:
        """Change what surrounds the stub: grid, sun, link, clock. Each stub documents its conditions.

        Raises:
            NotPossible: an unknown condition, with those that there are.
        """

    def ready(self) -> dict[str, object]:
        """Return the line that the command line prints when the stub serves."""
        return {"ready": True, "endpoints": [asdict(endpoint) for endpoint in self.endpoints]}

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()
