"""The Modbus server beside pymodbus's and libmodbus's, on the same client in one run; prints ratios."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from _modbus_load import Load, paced
from _modbus_servers import Serving, libmodbus_command, python_command

CONNECTIONS = 10
SECONDS = 1.0
TURNS = 3
SECONDS_OF_FLEET = 5.0
UNITS = 247


def measure(commands: dict[str, list[str]], depth: int) -> dict[str, tuple[float, float]]:
    """Print what each server does, the median of some turns.

    Returns:
        By server: requests a second, and seconds of the processor for each.
    """
    rates: dict[str, list[float]] = {name: [] for name in commands}
    costs: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(TURNS):
        for name, command in commands.items():
            with Serving(command) as serving:
                load = Load(serving.port, units=[1] * CONNECTIONS, depth=depth)
                load.requests(0.2)
                before = serving.processor_seconds()
                rate = load.requests(SECONDS)
                costs[name].append((serving.processor_seconds() - before) / rate / SECONDS)
                rates[name].append(rate)
                load.close()
    for name in commands:
        print(
            f"{name}, {CONNECTIONS} connections with {depth} under way each: "
            f"{median(rates[name]):,.0f} requests/s, {median(costs[name]) * 1e6:.0f} us of the processor each"
        )
    return {name: (median(rates[name]), median(costs[name])) for name in commands}


def fleet(count: int, rate: float) -> None:
    """Ask many inverters of one process at a steady rate, and print how long answers take and what it costs."""
    empty = _resident(1)
    with Serving(python_command("inverters", str(count))) as serving:
        address, *ports = serving.numbers
        units = [(ports[number // UNITS], number % UNITS + 1) for number in range(count)]
        ask = {"places": units, "address": address, "count": 60}
        paced(**ask, rate=rate / 2, seconds=1)  # each unit is asked once at least
        before = serving.processor_seconds()
        reached, took = paced(**ask, rate=rate, seconds=SECONDS_OF_FLEET)
        busy = (serving.processor_seconds() - before) / SECONDS_OF_FLEET
        each = (serving.memory() - empty) / (count - 1) / 1024
    print(
        f"{count:,} inverters in one process, {rate:,.0f} reads/s asked: {reached:,.0f}/s answered, "
        f"p50 {took[len(took) // 2] * 1e3:.2f} ms, p99 {took[len(took) * 99 // 100] * 1e3:.2f} ms, "
        f"{busy:.0%} of one processor, {each:.0f} KiB of memory for each inverter"
    )


def connections(count: int) -> None:
    """Print what a connection that rests takes in memory."""
    with Serving(python_command("ours")) as serving:
        before = serving.memory()
        load = Load(serving.port, units=[1] * count)
        load.requests(0.1)
        print(f"{(serving.memory() - before) / count / 1024:.1f} KiB of memory for each connection")
        load.close()


def _resident(count: int) -> int:
    with Serving(python_command("inverters", str(count))) as serving:
        address, port = serving.numbers
        paced([(port, 1)], address=address, count=60, rate=100, seconds=0.2)
        return serving.memory()


def main() -> None:
    """Compare the servers, then load a fleet."""
    with tempfile.TemporaryDirectory() as folder:
        commands = {"ours": python_command("ours"), "pymodbus": python_command("pymodbus")}
        libmodbus = libmodbus_command(Path(folder))
        if isinstance(libmodbus, str):
            print(libmodbus)
        else:
            commands["libmodbus"] = libmodbus
        found = measure(commands, 1)
        rate, cost = found.pop("ours")
        for other, (other_rate, other_cost) in found.items():
            # On a machine that does something else too, the client and the others take their share of the rate.
            ratio = f", {other_cost / cost:.2f} by processor time" if cost else ""
            print(f"ours to {other}: {rate / other_rate:.2f} by requests a second{ratio}", flush=True)
        # Of several requests that come at once pymodbus leaves most unanswered, and libmodbus's small answers wait for
        # the client's acknowledgement of the one before; a ratio would say nothing of either.
        measure({"ours": commands["ours"]}, 10)
    connections(500)
    fleet(1_000, 5_000)


if __name__ == "__main__":
    main()
