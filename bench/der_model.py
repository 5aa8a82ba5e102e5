"""One step of 1,000,000 DERs: seconds, bytes for each DER, and how many times faster than one object for each.

The objects are those of EPRI's OpenDER, where it is installed, with the same settings; fewer of them, since their time
grows evenly with their number. Three fleets: all DERs alike; volt-var, volt-watt and a limit in force with other
surroundings for each; and every DER with other settings and curves too. The aim of the issue is a step in under a
second.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import numpy as np

from workbench.der.behaviour import Fleet
from workbench.der.behaviour.settings import settings

DERS = 1_000_000
OBJECTS = 500
"""Objects of OpenDER; their time is scaled up."""
TURNS = 3


def used(job: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds of the processor and of the clock that a job takes, the best of a few runs."""
    found = []
    for _ in range(TURNS):
        clock, start = time.perf_counter(), time.process_time()
        job()
        found.append((time.process_time() - start, time.perf_counter() - clock))
    return min(found)


def put(fleet: Fleet, key: str, values: object) -> None:
    """Set a quantity of all DERs as it is kept, in force at once; one after the other would take minutes."""
    fleet.wanted.set(key, slice(None), values)
    if key in fleet.commands.force:
        fleet.commands.force.set(key, slice(None), values)


def alike() -> Fleet:
    """Return DERs that have everything in common."""
    return Fleet(DERS)


def busy() -> Fleet:
    """Return DERs with three functions in force, each in surroundings of its own."""
    chance = np.random.default_rng(0)
    fleet = alike()
    for key in ("volt-var-enable", "volt-watt-enable", "limit-active-power-enable"):
        put(fleet, key, True)
    put(fleet, "limit-active-power", chance.uniform(30, 100, DERS))
    fleet.disturb(
        slice(None),
        voltage_pu=chance.uniform(0.95, 1.08, DERS),
        frequency_hz=chance.uniform(59.9, 60.1, DERS),
        irradiance=chance.uniform(0, 1, DERS),
    )
    return fleet


def different() -> Fleet:
    """Return DERs that differ in every setting too."""
    chance = np.random.default_rng(1)
    fleet = busy()
    for key, setting in settings().items():
        values = fleet.wanted.array(key)
        if setting.form == "number":
            values = values * chance.uniform(0.999, 1.0, DERS)
        put(fleet, key, values)
        fleet.wanted.spread(key)
        if key in fleet.commands.force:
            fleet.commands.force.spread(key)
    curves = [((92.0, 44.0), (98.0, 0.0), (102.0 + step / 10, 0.0), (108.0, -44.0)) for step in range(40)]
    numbers = np.array([fleet.curves.number(curve) for curve in curves])
    put(fleet, "volt-var-curve", chance.choice(numbers, DERS))
    return fleet


def objects() -> float | None:
    """Return the seconds that a step of OpenDER takes for one object, or nothing without it."""
    try:
        import opender
    except ImportError:
        return None
    logging.disable(logging.WARNING)
    ders = [
        opender.DER_PV(NP_P_MAX=10_000, NP_VA_MAX=10_000, QV_MODE_ENABLE=True, PV_MODE_ENABLE=True)
        for _ in range(OBJECTS)
    ]
    opender.DER.t_s = 1
    chance = np.random.default_rng(0)
    volts, suns = chance.uniform(0.95, 1.08, OBJECTS), chance.uniform(0, 1, OBJECTS)

    def step() -> None:
        for der, volt, sun in zip(ders, volts, suns, strict=True):
            der.update_der_input(p_dc_pu=float(sun), v_pu=float(volt), f=60.0)
            der.run()

    step()
    return used(step)[0] / OBJECTS


def main() -> None:
    """Measure and print."""
    slow = objects()
    for name, build in (("all alike", alike), ("three functions", busy), ("all different", different)):
        fleet = build()
        fleet.step(1.0)
        processor, clock = used(lambda fleet=fleet: fleet.step(1.0))  # type: ignore[misc]
        line = (
            f"A step of {DERS:,} DERs, {name}: {processor:.2f} s of the processor, {clock:.2f} s by the clock, "
            f"{fleet.octets / DERS:.0f} bytes for each DER"
        )
        if slow is not None:
            line += (
                f", {slow * DERS / processor:,.0f} times faster than OpenDER ({slow * 1e6:.0f} us an object)"
            )
        print(line, flush=True)
        del fleet


if __name__ == "__main__":
    main()
