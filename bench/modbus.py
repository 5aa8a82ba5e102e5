"""The Modbus server beside pymodbus's and libmodbus's, on the same client in one run; prints ratios."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from _modbus_load import Load
from _modbus_servers import Serving, libmodbus_command, python_command

CONNECTIONS = 10
SECONDS = 1.0
TURNS = 3


def measure(commands: dict[str, list[str]], depth: int) -> dict[str, float]:
    """Return requests a second by server, the median of some turns, and print them with what each cost."""
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
    return {name: median(all_rates) for name, all_rates in rates.items()}


def main() -> None:
    """Compare the servers."""
    with tempfile.TemporaryDirectory() as folder:
        commands = {"ours": python_command("ours"), "pymodbus": python_command("pymodbus")}
        libmodbus = libmodbus_command(Path(folder))
        if isinstance(libmodbus, str):
            print(libmodbus)
        else:
            commands["libmodbus"] = libmodbus
        rates = measure(commands, 1)
        for other in [name for name in commands if name != "ours"]:
            print(f"ours to {other}: {rates['ours'] / rates[other]:.2f}", flush=True)
        # Of several requests that come at once pymodbus leaves most unanswered, and libmodbus's small answers wait for
        # the client's acknowledgement of the one before; a ratio would say nothing of either.
        measure({"ours": commands["ours"]}, 10)


if __name__ == "__main__":
    main()
