"""What the test bench calls stubs, protocols and quantities."""

from __future__ import annotations

from workbench.graph.mapping import quantity_name, quantity_unit

SPOKEN = {
    "modbus": "SunSpec over Modbus/TCP",
    "dnp3": "DNP3 of IEEE 1815.2",
    "dnp3-an2018": "DNP3 of AN2018-001",
    "ieee-2030.5": "IEEE 2030.5",
    "http": "HTTP",
    "xmpp": "XMPP",
}
"""What hops speak."""
STUBS = {
    "head-end": "Head-end",
    "utility-gateway": "Utility gateway",
    "standard-gateway": "Standard gateway",
    "facility-gateway": "Facility gateway",
    "aggregator": "Aggregator",
    "inverter": "Inverter",
}
"""Kinds of stubs."""


def hop_words(protocol: str, edition: str) -> str:
    """What a running hop speaks, with its edition; most editions name their protocol themselves."""
    return f"DNP3, {edition}" if protocol == "dnp3" and edition else edition or protocol


def name_of(key: str) -> str:
    """The name of a quantity of the mapping; what is none stays as it is."""
    return quantity_name(key) or key


def in_unit(key: str, value: str) -> str:
    """A value that is a number with its unit; a share of what, the name of the quantity says."""
    unit = quantity_unit(key)
    return (
        f"{value} {unit.removesuffix('WMax')}"
        if unit and value.replace(".", "").lstrip("-").isdigit()
        else value
    )
