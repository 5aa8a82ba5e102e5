"""From what is asked for to what is written: switches that go with settings, the order, and what a release writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from workbench.der.quantities import Value, quantities

NORMAL: dict[str, Value] = {"connect-disconnect": True, "enter-service-permit": True}
"""What a device returns to when nobody asks for it any more: connected, and permitted to run."""

OWN_SWITCHES = {
    "set-active-power": "set-active-power-enable",
    "set-active-power-absolute": "set-active-power-enable",
}
"""Switches that a device has beyond the table."""


@cache
def switch_of(key: str) -> str | None:
    """Return the key that puts a setting in force, or None where it is in force as it is written."""
    if key.endswith("-enable"):
        return None
    if key in OWN_SWITCHES:
        return OWN_SWITCHES[key]
    table = quantities()
    if key not in table:
        return None
    group = table[key].group
    switches = [one for one, row in table.items() if row.group == group and one.endswith("-enable")]
    return switches[0] if switches else None


def wanted(asked: Mapping[str, Value], before: Mapping[str, Value]) -> dict[str, Value]:
    """Return what a device has to be told, in the order of writing.

    What is no longer asked for is released first: its switch goes off, or it returns to normal. Settings come
    before the switches that put them in force, so that no earlier value is in force for a moment. Disconnecting
    comes before everything and connecting after it.

    Args:
        asked: settings by key, as the utility asks for them; a setting without its switch switches itself on.
        before: what the device was told the last time.
    """
    settings = {key: value for key, value in asked.items() if not _is_switch(key)}
    switches = {switch: True for key in settings if (switch := switch_of(key)) is not None}
    switches |= {key: bool(value) for key, value in asked.items() if _is_switch(key)}
    released = dict(_released(before, {**settings, **switches}))
    ordered: dict[str, Value] = {}
    first = {
        key: value for key, value in {**settings, **released}.items() if key in NORMAL and value is False
    }
    last = {
        key: value for key, value in {**settings, **released}.items() if key in NORMAL and value is not False
    }
    for part in (first, released, settings, switches, last):
        for key, value in part.items():
            if key in last and part is not last:
                continue
            ordered.setdefault(key, value)
    return ordered


def _released(before: Mapping[str, Value], asked: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    for key in before:
        if key in asked:
            continue
        if key in NORMAL:
            yield key, NORMAL[key]
        elif _is_switch(key):
            yield key, False


def _is_switch(key: str) -> bool:
    return key.endswith("-enable")
