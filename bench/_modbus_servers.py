"""Servers for the benchmark of Modbus, each in a process of its own; ``_modbus_servers.py NAME``.

Each prints its port when it serves (the inverters: the address of model 701, then their ports) and ends when its
input does.
"""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from scripts.programs import PROGRAMS

LIBMODBUS_SERVER = r"""
#include <stdio.h>
#include <stdlib.h>
#include <stdint.h>
#include <sys/select.h>
#include <unistd.h>
typedef struct modbus modbus_t; typedef struct mapping mapping_t;
modbus_t *modbus_new_tcp(const char *, int);
int modbus_tcp_listen(modbus_t *, int); int modbus_tcp_accept(modbus_t *, int *);
int modbus_set_socket(modbus_t *, int); int modbus_receive(modbus_t *, uint8_t *);
int modbus_reply(modbus_t *, const uint8_t *, int, mapping_t *);
mapping_t *modbus_mapping_new(int, int, int, int);
int main(int argc, char **argv) {
    modbus_t *context = modbus_new_tcp("127.0.0.1", atoi(argv[1]));
    mapping_t *mapping = modbus_mapping_new(0, 0, 1000, 0);
    int listening = modbus_tcp_listen(context, 64), last = listening;
    uint8_t query[260]; fd_set all, ready;
    FD_ZERO(&all); FD_SET(listening, &all); FD_SET(0, &all);
    printf("%s\n", argv[1]); fflush(stdout);
    for (;;) {
        ready = all;
        if (select(last + 1, &ready, NULL, NULL, NULL) < 0) return 1;
        if (FD_ISSET(0, &ready)) return 0;
        for (int one = 0; one <= last; one++) {
            if (!FD_ISSET(one, &ready)) continue;
            if (one == listening) {
                int peer = modbus_tcp_accept(context, &listening);
                FD_SET(peer, &all); if (peer > last) last = peer;
                continue;
            }
            modbus_set_socket(context, one);
            int length = modbus_receive(context, query);
            if (length > 0) modbus_reply(context, query, length, mapping);
            else if (length == -1) { close(one); FD_CLR(one, &all); }
        }
    }
}
"""


class PlainBank:
    """A thousand registers of zeros for every unit."""

    def __init__(self) -> None:
        self._registers = bytes(2000)

    def read(self, unit: int, address: int, count: int) -> bytes:
        return self._registers[2 * address : 2 * (address + count)]

    def write(self, unit: int, address: int, registers: bytes) -> None:
        raise NotImplementedError

    def identification(self, unit: int) -> Mapping[int, bytes]:
        return {}

    def words(self, unit: int, address: int, registers: bytes) -> str:
        return ""


async def _ours() -> None:
    from workbench.stubs.exchanges import ExchangeLog
    from workbench.stubs.modbus.server import ModbusServer

    server = ModbusServer(PlainBank(), ExchangeLog("bench", summary=True))
    await server.start()
    print(server.port, flush=True)
    await _input_ended()
    await server.stop()


async def _inverters() -> None:
    from workbench.stubs.inverter import Inverter

    async with Inverter(int(sys.argv[2]), summary=True) as inverter:
        entry = inverter.registers().field(701, "ID").entry
        print(entry.address, *(endpoint.port for endpoint in inverter.endpoints), flush=True)
        await _input_ended()


async def _pymodbus() -> None:
    from pymodbus.server import ModbusTcpServer
    from pymodbus.simulator import DataType, SimData, SimDevice

    device = SimDevice(1, simdata=[SimData(0, count=1000, values=0, datatype=DataType.REGISTERS)])
    port = _free_port()
    server = ModbusTcpServer(device, address=("127.0.0.1", port))
    serving = asyncio.ensure_future(server.serve_forever())
    while not _listens(port):
        await asyncio.sleep(0.05)
    print(port, flush=True)
    await _input_ended()
    await server.shutdown()
    serving.cancel()


async def _input_ended() -> None:
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def libmodbus_command(folder: Path) -> list[str] | str:
    """Return the command of a server on libmodbus, or why there is none."""
    library = PROGRAMS["libmodbus"].path()
    if library is None:
        return PROGRAMS["libmodbus"].how_to_get_it()
    source, program = folder / "server.c", folder / "server"
    source.write_text(LIBMODBUS_SERVER)
    try:
        subprocess.run(["cc", "-O2", "-o", program, source, library], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as fault:
        return f"no C compiler made the server on libmodbus: {fault}"
    return [str(program), str(_free_port())]


class Serving:
    """A server in a process of its own, for a ``with`` statement; ``numbers`` are those that it printed."""

    def __init__(self, command: list[str]) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{command} did not start")
        self.numbers = [int(number) for number in line.split()]
        self.port = self.numbers[0]
        self.pid = self._process.pid

    def processor_seconds(self) -> float:
        """Return the processor seconds that the process took up to now; 0 where the system does not say."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / 100

    def memory(self) -> int:
        """Return the octets of memory that the process has resident; 0 where the system does not say."""
        try:
            return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * 4096
        except OSError:
            return 0

    def __enter__(self) -> Serving:
        return self

    def __exit__(self, *error: object) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


def python_command(name: str, *arguments: str) -> list[str]:
    """Return the command that serves by one of the servers of this module."""
    return [sys.executable, str(Path(__file__)), name, *arguments]


if __name__ == "__main__":
    asyncio.run({"ours": _ours, "pymodbus": _pymodbus, "inverters": _inverters}[sys.argv[1]]())
