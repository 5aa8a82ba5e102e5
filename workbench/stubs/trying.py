"""One quantity read or written over one protocol: an inverter and its peer are started for it and stopped again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from workbench.der.device import NotPossible
from workbench.der.quantities import Protocol, Value, quantities
from workbench.der.wording import NotUnderstood, said, understood
from workbench.stubs.chains.plan import Plan
from workbench.stubs.chains.running import RunningChain
from workbench.stubs.dnp3.master import Master
from workbench.stubs.dnp3.transactions import NoAnswer
from workbench.stubs.exchanges import Exchange, ExchangeLog
from workbench.stubs.gateway.ledger import same
from workbench.stubs.gateway.settings import switch_of
from workbench.stubs.inverter import Inverter
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.modbus.frames import FrameError, Refused
from workbench.stubs.modbus.sunspec_client import SunSpecClient
from workbench.stubs.stub import LOOPBACK, Stub

SECONDS = 20.0
"""How long a trial may take."""
_FETCHED = Protocol.IEEE_2030_5_2018
_ASKED = ("DERControl.", "DefaultDERControl.", "DERCurve.")
"""Resources by which a server asks; a device does not report what it was asked there."""


class NotTried(ValueError):
    """The trial did not come about; the message says why."""


@dataclass(frozen=True)
class Tried:
    """What a trial gave.

    Args:
        address: of the quantity in the protocol.
        before: the inverter's value before, in words.
        after: its value after; the same for a reading.
        arrived: for a reading what the peer understood; for writing what the peer read back.
        losses: what could not be said whole, in sentences.
        exchanges: what went over the wire, as the inverter saw it, or the head-end.
    """

    address: str
    before: str
    after: str
    arrived: str
    losses: tuple[str, ...]
    exchanges: tuple[Exchange, ...]


def protocols_tried(key: str) -> dict[str, str]:
    """Return the protocols over which a quantity can be tried, by their names in files, with their words."""
    bindings = quantities()[key].bindings
    return {protocol.value: protocol.words for protocol in _WAYS if protocol in bindings}


def can_be_written(key: str, protocol: str) -> bool:
    """Whether a peer can set the quantity over the protocol."""
    binding = quantities()[key].bindings[Protocol(protocol)]
    fetched = Protocol(protocol) is _FETCHED
    return bool(binding.write) and (not fetched or binding.write.startswith("DERControl."))


def tried(key: str, protocol: str, text: str = "") -> Tried:
    """Read a quantity of a fresh inverter over a protocol, or write it.

    Args:
        text: the value to write, as people type it; nothing reads.

    Raises:
        NotTried: it is no value of the quantity, the protocol or the inverter does not have it, or refuses it.
    """
    try:
        value = understood(key, text) if text.strip() else None
        return asyncio.run(_tried(key, Protocol(protocol), value))
    except (NotPossible, NotUnderstood) as refused:
        raise NotTried(str(refused)) from None
    except (
        OSError,
        NoAnswer,
        FrameError,
        Refused,
    ) as lost:  # TimeoutError is an OSError, often without words
        why = str(lost) or "no answer in time"
        raise NotTried(f"The exchange did not come about: {why}.") from None


async def _tried(key: str, protocol: Protocol, value: Value | None) -> Tried:
    async with asyncio.timeout(SECONDS):
        return await _WAYS[protocol](key, protocol, value)


async def _over_sunspec(key: str, protocol: Protocol, value: Value | None) -> Tried:
    async with Inverter() as inverter:
        endpoint = inverter.endpoints[0]
        async with ModbusClient(endpoint.host, endpoint.port) as connection:
            client = SunSpecClient(connection, 1, protocols=(protocol,))
            await client.discover()
            address = client.place(key).address
            before, seen = await inverter.read(key), inverter.exchanges.total
            losses: tuple[str, ...] = ()
            if value is not None:
                losses = tuple(loss.words for loss in await client.write(key, value))
            read = (await client.read([key])).get(key)
        return await _told(key, inverter, address, before, read, losses, inverter.exchanges, seen)


async def _over_dnp3(key: str, protocol: Protocol, value: Value | None) -> Tried:
    async with Inverter(modbus=None, dnp3=(LOOPBACK, 0), dnp3_edition=protocol) as inverter:
        endpoint = inverter.endpoints[0]
        master = Master(endpoint.host, endpoint.port, edition=protocol, unsolicited=False)
        async with master:
            before, seen = await inverter.read(key), inverter.exchanges.total
            if value is not None:
                await master.write(key, value)
            read = await master.read(key)
        binding = quantities()[key].bindings[protocol]
        address = " / ".join(filter(None, (binding.read, binding.write)))
        return await _told(key, inverter, address, before, read, (), inverter.exchanges, seen)


async def _over_ieee_2030_5(key: str, protocol: Protocol, value: Value | None) -> Tried:
    address = quantities()[key].bindings[protocol].read
    plan = Plan("", "A trial", ("head-end", "inverter"), ("", ""), ("ieee-2030.5",))
    async with RunningChain(plan) as chain:
        head, inverter = chain.stubs
        before, seen = await inverter.read(key), head.exchanges.total
        read: Value | None = None
        if value is None:
            seen = 0
            while not address.startswith(_ASKED) and read is None:
                await asyncio.sleep(0.05)
                read = next((reported.get(key) for reported in head.observe().measured.values()), None)
        else:
            switch = switch_of(key)
            await chain.command({key: value})
            # What arrives is the value as the protocol can say it, which may be rounded.
            while not same(read := await inverter.read(key), value) or (
                switch and not await inverter.read(switch)
            ):
                await asyncio.sleep(0.05)
        return await _told(key, inverter, address, before, read, (), head.exchanges, seen)


async def _told(
    key: str,
    inverter: Stub,
    address: str,
    before: Value,
    read: Value | None,
    losses: tuple[str, ...],
    log: ExchangeLog,
    seen: int,
) -> Tried:
    arrived = "nothing: the protocol has no value of it here" if read is None else said(key, read)
    after = said(key, await inverter.read(key))
    exchanges = tuple(log.latest(log.total - seen)) if log.total > seen else ()
    return Tried(address, said(key, before), after, arrived, losses, exchanges)


_WAYS = {
    Protocol.SUNSPEC_7XX: _over_sunspec,
    Protocol.SUNSPEC_1XX: _over_sunspec,
    Protocol.DNP3_1815_2: _over_dnp3,
    Protocol.DNP3_AN2018: _over_dnp3,
    Protocol.IEEE_2030_5_2018: _over_ieee_2030_5,
}
