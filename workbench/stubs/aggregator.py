"""An aggregator, and a facility's end towards one, from plain values: addresses, certificates, names."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from workbench.der.quantities import Value
from workbench.stubs.addresses import shown
from workbench.stubs.aggregation.accounts import XmppAccount
from workbench.stubs.aggregation.transport import AGGREGATOR
from workbench.stubs.gateway.aggregation_north import AggregationNorth
from workbench.stubs.gateway.aggregation_south import AggregationSouth
from workbench.stubs.gateway.aggregator import Aggregator
from workbench.stubs.gateway.gateway import Pace
from workbench.stubs.gateway.ieee2030_5_fleet import Ieee2030Fleet
from workbench.stubs.pki.credentials import Credentials
from workbench.stubs.stub import LOOPBACK, Endpoint
from workbench.stubs.tls import client_context

HTTP, XMPP = "http", "xmpp"
HTTP_EDITION = "payloads of version 1 over HTTP/1.1, polled or called back"
XMPP_EDITION = "payloads of version 1 over XMPP (RFC 6120), receipts by XEP-0184"
XMPP_RETRY = 5.0
"""Seconds between two attempts to log in: a server may shut out who tries a wrong password too often."""
WAYS = ("poll", "long-poll", "subscription")
"""How a facility gets over HTTP what its aggregator has for it: it asks, it waits, it is called back."""


def aggregator(
    north: tuple[str, int],
    credentials: Credentials,
    fleet: Mapping[str, str],
    south: AggregationSouth,
    *,
    pin: int | None = None,
    name: str = "",
    pace: Pace | None = None,
    fallback: Mapping[str, Value] | None = None,
    key_log: Path | None = None,
    state: Path | None = None,
    clock: Callable[[], float] = time.time,
) -> Aggregator:
    """Return an aggregator, not started.

    Args:
        north: host and port of the utility's IEEE 2030.5 server.
        credentials: by which that knows the aggregator.
        fleet: LFDI of the device of each facility, by the facility's name at the south end.
        south: as ``over_http`` or ``over_xmpp`` make it.
        pin: to be found in every registration at the server; not checked where it is not given.
        fallback: settings for a utility that is silent and gave no default.
        state: file in which it keeps what has to outlast a restart.
    """
    context = client_context(credentials, key_log=key_log)
    end = Ieee2030Fleet(*north, context, fleet, pin=pin, clock=clock)
    return Aggregator(end, south, name=name, pace=pace, fallback=fallback, state=state, clock=clock)


def over_http(
    facilities: Iterable[str],
    host: str = LOOPBACK,
    port: int = 0,
    *,
    serving: ssl.SSLContext | None = None,
    identities: Mapping[str, str] | None = None,
    calling: ssl.SSLContext | None = None,
    clock: Callable[[], float] = time.time,
) -> AggregationSouth:
    """Return a south end that serves HTTP.

    Args:
        serving: for TLS (``tls.server_context``).
        identities: with TLS, LFDI of each facility's certificate; nobody else may speak for it then.
        calling: to call facilities back with TLS (``tls.client_context``).
    """
    from workbench.stubs.aggregation.http_side import HttpAggregator

    names = list(facilities)
    transport = HttpAggregator(
        names, host=host, port=port, context=serving, identities=identities, calling=calling
    )
    return AggregationSouth(
        transport,
        names,
        protocol=HTTP,
        endpoints=lambda: (Endpoint(HTTP, HTTP_EDITION, *transport.address),),
        clock=clock,
    )


def over_xmpp(
    facilities: Mapping[str, str], account: XmppAccount, *, clock: Callable[[], float] = time.time
) -> AggregationSouth:
    """Return a south end that is a client of an XMPP server.

    Args:
        facilities: the address of each (``north@localhost``) by its name.
    """
    from workbench.stubs.aggregation.xmpp_side import XmppSide

    transport = XmppSide(
        account.jid,
        account.password,
        facilities,
        host=account.host,
        port=account.port,
        context=account.context(),
    )
    where = Endpoint(XMPP, XMPP_EDITION, *account.server)
    return AggregationSouth(transport, facilities, protocol=XMPP, endpoints=lambda: (where,), clock=clock)


def facility_over_http(
    url: str,
    facility: str,
    *,
    way: str = "long-poll",
    interval: float = 60.0,
    context: ssl.SSLContext | None = None,
    host: str = LOOPBACK,
    port: int = 0,
    serving: ssl.SSLContext | None = None,
    clock: Callable[[], float] = time.time,
) -> AggregationNorth:
    """Return the north end of a facility's gateway towards an aggregator over HTTP.

    Args:
        url: where the aggregator serves.
        facility: the name under which it knows this one.
        way: one of ``WAYS``.
        interval: seconds between two polls.
        context: to call with TLS (``tls.client_context``).
        host, port: where to be called back.
        serving: to be called back with TLS (``tls.server_context``).

    Raises:
        ValueError: another way.
    """
    from workbench.stubs.aggregation.http_facility import HttpFacility, Way

    transport = HttpFacility(
        url,
        facility,
        way=Way(way),
        interval=interval,
        context=context,
        host=host,
        port=port,
        serving=serving,
    )
    return AggregationNorth(transport, protocol=HTTP, clock=clock)


def facility_over_xmpp(
    account: XmppAccount, aggregator_jid: str, *, clock: Callable[[], float] = time.time
) -> AggregationNorth:
    """Return the north end of a facility's gateway towards an aggregator over XMPP.

    Args:
        account: the facility's own.
        aggregator_jid: the aggregator's address.
    """
    from workbench.stubs.aggregation.xmpp_side import XmppSide

    transport = XmppSide(
        account.jid,
        account.password,
        {AGGREGATOR: aggregator_jid},
        host=account.host,
        port=account.port,
        context=account.context(),
    )
    end = AggregationNorth(transport, protocol=XMPP, retry=XMPP_RETRY, clock=clock)
    end.words = f"{aggregator_jid} as {account.jid} by {XMPP} at {shown(*account.server)}"
    return end
