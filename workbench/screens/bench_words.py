"""What the test bench calls stubs, protocols and quantities."""

from __future__ import annotations

from workbench.graph.mapping import quantity_name, quantity_unit

SPOKEN = {
    "modbus": "SunSpec over Modbus/TCP",
    "dnp3": "DNP3",
    "ieee-2030.5": "IEEE 2030.5",
    "http": "HTTP",
    "xmpp": "XMPP",
}
"""Protocols of hops."""
STUBS = {
    "head-end": "Head-end",
    "utility-gateway": "Utility gateway",
    "standard-gateway": "Standard gateway",
    "facility-gateway": "Facility gateway",
    "aggregator": "Aggregator",
    "inverter": "Inverter",
}
"""Kinds of stubs."""


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
