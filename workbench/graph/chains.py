"""A configuration as a chain of reference stubs: which stands at each place, and what is spoken at each hop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.graph.snapshot import ItemView, Snapshot
from workbench.graph.ways import Hop, way


@dataclass(frozen=True)
class ChainPlace:
    """One place of a path: the actor of the record and the stub that stands there."""

    stub: str
    actor: str


@dataclass(frozen=True)
class ChainHop:
    """One hop of a path as it can be run.

    Args:
        number: from 1, at the utility.
        title: of its interface.
        choices: what the record names there and the two stubs can speak, the surest first.
        possible: all that they can speak.
        spoken: what is spoken.
        settled: whether the record names it; otherwise the bench chose.
    """

    number: int
    title: str
    choices: tuple[str, ...]
    possible: tuple[str, ...]
    spoken: str
    settled: bool


@dataclass(frozen=True)
class Chain:
    """What the test bench runs of a configuration; plain values, so that stubs can take them.

    Args:
        problems: why it cannot be run, in sentences; empty where it can.
    """

    code: str
    title: str
    places: tuple[ChainPlace, ...]
    hops: tuple[ChainHop, ...]
    problems: tuple[str, ...] = ()


SPOKEN_BETWEEN: dict[tuple[str, str], tuple[str, ...]] = {
    ("head-end", "inverter"): ("modbus", "dnp3", "dnp3-an2018", "ieee-2030.5"),
    ("head-end", "utility-gateway"): ("dnp3", "dnp3-an2018", "modbus"),
    ("head-end", "standard-gateway"): ("dnp3", "dnp3-an2018", "modbus"),
    ("head-end", "facility-gateway"): ("ieee-2030.5", "dnp3", "dnp3-an2018", "modbus"),
    ("head-end", "aggregator"): ("ieee-2030.5",),
    ("utility-gateway", "inverter"): ("modbus", "dnp3", "dnp3-an2018", "ieee-2030.5"),
    ("utility-gateway", "facility-gateway"): ("ieee-2030.5", "dnp3", "dnp3-an2018", "modbus"),
    ("standard-gateway", "standard-gateway"): ("ieee-2030.5", "dnp3", "dnp3-an2018"),
    ("standard-gateway", "inverter"): ("modbus", "dnp3", "dnp3-an2018"),
    ("facility-gateway", "inverter"): ("modbus", "dnp3", "dnp3-an2018"),
    ("aggregator", "facility-gateway"): ("http", "xmpp"),
}
"""What a northern and a southern stub can speak with each other; the first of it where nothing is settled."""


def chain(snapshot: Snapshot, item: ItemView, chosen: Mapping[int, str] | None = None) -> Chain:
    """Read a configuration as a chain.

    Args:
        chosen: by hop, another of what is possible than the first choice.
    """
    path = way(snapshot, item)
    stubs = list(item.detail.get("stubs") or ())
    problems = []
    if not path.hops:
        problems.append(f"{item.code} has no hops.")
    if not stubs:
        problems.append(f"{item.code} does not say which stub stands at each place (field 'stubs').")
    elif path.hops and len(stubs) != len(path.hops) + 1:
        problems.append(
            f"{item.code} has {len(path.hops)} hops and so {len(path.hops) + 1} places; 'stubs' names {len(stubs)}."
        )
    if problems:
        return Chain(item.code, item.title, (), (), tuple(problems))
    actors = [path.hops[0].start, *(hop.end for hop in path.hops)]
    places = tuple(
        ChainPlace(stub, actor.title if actor is not None else "nobody")
        for stub, actor in zip(stubs, actors, strict=True)
    )
    hops = []
    for hop in path.hops:
        north, south = stubs[hop.number - 1], stubs[hop.number]
        possible = SPOKEN_BETWEEN.get((north, south), ())
        choices = tuple(word for word in _named(hop) if word in possible)
        wanted = (chosen or {}).get(hop.number, "")
        if not possible:
            problems.append(f"Hop {hop.number} of {item.code}: a {north} has nothing to say to a {south}.")
        elif wanted and wanted not in possible:
            allowed = ", ".join(possible)
            problems.append(f"Hop {hop.number} of {item.code} cannot speak '{wanted}'. Allowed: {allowed}.")
        spoken = wanted or next(iter((*choices, *possible)), "")
        title = hop.interface.title
        hops.append(ChainHop(hop.number, title, choices, possible, spoken, settled=spoken in choices))
    return Chain(item.code, item.title, places, tuple(hops), tuple(problems))


def _named(hop: Hop) -> tuple[str, ...]:
    """What the record names at a hop of what stubs speak, the surest first."""
    order = {"verified": 0, "partly": 1, "inferred": 2, "memory": 3}
    spoken = sorted(
        (one for one in hop.protocols if one.protocol.detail.get("stub_protocol")),
        key=lambda one: order.get(one.certainty, 4),
    )
    return tuple(dict.fromkeys(str(one.protocol.detail["stub_protocol"]) for one in spoken))
