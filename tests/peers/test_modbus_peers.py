"""Clients that others wrote talk to the reference inverter, and TShark looks on."""

from __future__ import annotations

import asyncio
import ctypes
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymodbus.client import AsyncModbusTcpClient
from sunspec2.modbus.client import SunSpecModbusClientDeviceTCP

from tests.required import required
from workbench.der.behaviour.ratings import Ratings
from workbench.der.codecs.tables import conversion
from workbench.der.quantities import Protocol, Value, quantities
from workbench.stubs.hosting import LoopThread
from workbench.stubs.inverter import Inverter
from workbench.stubs.links import Capture, Relay
from workbench.stubs.modbus.client import ModbusClient
from workbench.stubs.modbus.frames import Refused
from workbench.stubs.pki import Authority, Standard, SunSpecRole
from workbench.stubs.tls import client_context

RATINGS = Ratings(kind="pv+storage", phases=3, voltage=480.0)


class Running:
    """An inverter in a thread of its own, for clients that wait."""

    def __init__(self, loop: LoopThread, inverter: Inverter) -> None:
        self._loop = loop
        self.inverter = inverter
        self.port = inverter.endpoints[0].port

    def advance(self, seconds: float) -> None:
        """Carry the model forward."""

        async def go() -> None:
            self.inverter.advance(seconds)

        self._loop.call(go())

    def read(self, key: str) -> object:
        """Return a quantity of the inverter."""
        return self._loop.call(self.inverter.read(key))

    def write(self, key: str, value: Value) -> None:
        """Set a quantity of the inverter."""
        self._loop.call(self.inverter.write(key, value))

    def disturb(self, **conditions: Value) -> None:
        """Change what surrounds the inverter."""
        self._loop.call(self.inverter.disturb(**conditions))

    def address(self, point: str) -> int:
        """Return the address of a point."""
        number, _, path = point.partition(".")
        return self.inverter.registers().field(int(number), path).entry.address


@pytest.fixture
def running() -> Iterator[Running]:
    """Return a running inverter."""
    loop = LoopThread()
    inverter = Inverter(ratings=RATINGS, step=0)
    loop.call(inverter.start())
    yield Running(loop, inverter)
    loop.call(inverter.stop())
    loop.close()


def test_pysunspec2_finds_and_reads_every_model_and_what_it_writes_has_its_effect(running: Running) -> None:
    device = SunSpecModbusClientDeviceTCP(slave_id=1, ipaddr="127.0.0.1", ipport=running.port)
    device.scan()
    found = [number for number in device.models if isinstance(number, int)]
    assert found == list(running.inverter.registers().plan.layout.models)
    for number in found:
        (model,) = device.models[number]
        model.read()
        assert not model.error_info, model.error_info
        lacking = [name for name, point in model.points.items() if point.value is None and _mandatory(point)]
        assert lacking == []
    measured, controls = device.models[701][0], device.models[704][0]
    assert measured.points["W"].cvalue == 10_000
    assert measured.points["Hz"].cvalue == 60
    assert device.models[103][0].points["W"].cvalue == 10_000
    controls.points["WMaxLimPctEna"].cvalue = 1
    controls.points["WMaxLimPct"].cvalue = 30
    controls.write()
    running.advance(30)
    measured.read()
    assert measured.points["W"].cvalue == 3000
    curves = device.models[705][0]
    curve = curves.groups["Crv"][1]
    curve.points["ActPt"].value = 2
    for point, pair in zip(curve.groups["Pt"], ((95, 40), (105, -40)), strict=False):
        point.points["V"].cvalue, point.points["Var"].cvalue = pair
    curves.write()
    curves.points["AdptCrvReq"].value = 2
    curves.write()
    curves.read()
    assert curves.points["AdptCrvRslt"].value == 1
    in_force = curves.groups["Crv"][0].groups["Pt"]
    assert [(point.points["V"].cvalue, point.points["Var"].cvalue) for point in in_force[:3]] == [
        (95, 40),
        (105, -40),
        (None, None),
    ]
    assert running.read("volt-var-curve") == ((95.0, 40.0), (105.0, -40.0))
    device.close()


def test_pysunspec2_reads_the_values_that_the_inverter_has(running: Running) -> None:
    running.disturb(irradiance=0.73, voltage_pu=1.017, frequency_hz=60.013)
    running.write("constant-reactive-power", -31.7)
    running.write("constant-reactive-power-enable", True)
    running.write("setting-maximum-active-power", 9870.0)
    running.advance(60)
    device = SunSpecModbusClientDeviceTCP(slave_id=1, ipaddr="127.0.0.1", ipport=running.port)
    device.scan()
    compared = 0
    for quantity in quantities().values():
        for protocol in (Protocol.SUNSPEC_7XX, Protocol.SUNSPEC_1XX):
            binding = quantity.bindings.get(protocol)
            number, _, path = binding.read.partition(".") if binding else ("", "", "")
            if not number or int(number) not in device.models or conversion(quantity.key, protocol):
                continue
            point = device.models[int(number)][0].points.get(path)
            value = running.read(quantity.key)
            if point is None or isinstance(value, bool) or not isinstance(value, int | float):
                continue
            scale = point.pdef.get("sf")
            power = device.models[int(number)][0].points[scale].value if isinstance(scale, str) else 0
            assert point.cvalue == pytest.approx(value, abs=0.501 * 10.0**power), binding.read
            compared += 1
    device.close()
    assert compared > 60


def _mandatory(point: object) -> bool:
    definition = point.pdef
    return definition.get("mandatory") == "M" and not str(definition["type"]).startswith("acc")


def test_mbpoll_reads_and_writes(running: Running) -> None:
    command = [required("mbpoll"), "-m", "tcp", "-p", str(running.port), "-a", "1", "-0", "-1", "-q"]
    # SunS as two registers, then a limit of 40 % by one write of two registers.
    told = subprocess.run(
        [*command, "-r", "40000", "-c", "2", "-t", "4:hex", "127.0.0.1"],
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    assert re.findall(r"0x[0-9A-F]{4}", told.stdout) == ["0x5375", "0x6E53"]
    place = str(running.address("704.WMaxLimPctEna"))
    subprocess.run(
        [*command, "-r", place, "-t", "4", "127.0.0.1", "1", "4000"],
        capture_output=True,
        timeout=20,
        check=True,
    )
    assert running.read("limit-active-power") == 40.0
    assert running.read("limit-active-power-enable") is True
    refused = subprocess.run(
        [*command, "-r", str(running.address("704.WMaxLimPct")), "-t", "4", "127.0.0.1", "10001"],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert "Illegal data value" in refused.stderr + refused.stdout
    assert running.read("limit-active-power") == 40.0


def test_libmodbus_reads_writes_and_is_told_what_is_refused(running: Running) -> None:
    library = ctypes.CDLL(required("libmodbus"), use_errno=True)
    library.modbus_new_tcp.restype = ctypes.c_void_p
    library.modbus_strerror.restype = ctypes.c_char_p
    context = ctypes.c_void_p(library.modbus_new_tcp(b"127.0.0.1", running.port))
    library.modbus_set_slave(context, 1)
    assert library.modbus_connect(context) == 0
    try:
        registers = (ctypes.c_uint16 * 125)()
        assert library.modbus_read_registers(context, 40_000, 125, registers) == 125
        assert list(registers[:4]) == [0x5375, 0x6E53, 1, 66]
        values = (ctypes.c_uint16 * 2)(1, 2500)
        place = running.address("704.WMaxLimPctEna")
        assert library.modbus_write_registers(context, place, 2, values) == 2
        assert running.read("limit-active-power") == 25.0
        assert library.modbus_write_register(context, place + 1, ctypes.c_uint16(7000)) == 1
        assert running.read("limit-active-power") == 70.0
        assert library.modbus_mask_write_register(context, place, 0xFFFE, 0) != -1
        assert running.read("limit-active-power-enable") is False
        told = (ctypes.c_uint16 * 4)()
        assert library.modbus_write_and_read_registers(context, place, 2, values, place, 4, told) == 4
        assert list(told[:2]) == [1, 2500]
        refused = {
            b"Illegal data address": lambda: library.modbus_read_registers(context, 0, 2, registers),
            b"Illegal function": lambda: library.modbus_read_input_registers(context, 40_000, 2, registers),
            b"Illegal data value": lambda: library.modbus_write_register(
                context, place + 1, ctypes.c_uint16(65_000)
            ),
        }
        for what, ask in refused.items():
            assert ask() == -1
            assert library.modbus_strerror(ctypes.get_errno()) == what
        library.modbus_set_slave(context, 9)
        assert library.modbus_read_registers(context, 40_000, 2, registers) == -1
        assert b"failed to respond" in library.modbus_strerror(ctypes.get_errno())
    finally:
        library.modbus_close(context)
        library.modbus_free(context)


def test_pymodbus_asks_fifty_at_once_and_gets_fifty_answers() -> None:
    async def job() -> None:
        async with Inverter(ratings=RATINGS, step=0) as inverter:
            client = AsyncModbusTcpClient("127.0.0.1", port=inverter.endpoints[0].port)
            await client.connect()
            answers = await asyncio.gather(
                *(
                    client.read_holding_registers(40_000 + number, count=10, device_id=1)
                    for number in range(50)
                )
            )
            whole = inverter.registers().read(40_000, 60)
            for number, answer in enumerate(answers):
                octets = b"".join(register.to_bytes(2) for register in answer.registers)
                assert octets == whole[2 * number : 2 * number + 20]
            identity = await client.read_device_information(read_code=2, object_id=0, device_id=1)
            assert identity.information[0] == b"SIWG Workbench"
            client.close()

    asyncio.run(job())


def test_tshark_has_nothing_to_say_against_what_goes_over_the_wire(tmp_path: Path) -> None:
    tshark = required("TShark")
    path = tmp_path / "modbus.pcap"

    async def job() -> None:
        async with Inverter(ratings=RATINGS, step=0) as inverter:
            with Capture(path, shown_port=502) as capture:
                async with Relay("127.0.0.1", inverter.endpoints[0].port, capture=capture) as relay:
                    client = AsyncModbusTcpClient("127.0.0.1", port=relay.port)
                    await client.connect()
                    await client.read_holding_registers(40_000, count=125, device_id=1)
                    place = inverter.registers().field(704, "WMaxLimPctEna").entry.address
                    await client.write_registers(place, [1, 5000], device_id=1)
                    await client.write_register(place, 0, device_id=1)
                    await client.mask_write_register(address=place, and_mask=0, or_mask=1, device_id=1)
                    await client.read_device_information(read_code=1, object_id=0, device_id=1)
                    assert (await client.read_coils(0, count=1, device_id=1)).exception_code == 1
                    assert (await client.read_holding_registers(0, count=1, device_id=1)).exception_code == 2
                    client.close()
                    while relay.connections:
                        await asyncio.sleep(0)

    asyncio.run(job())
    columns = ("_ws.malformed", "modbus.func_code", "modbus.exception_code")
    done = subprocess.run(
        [
            tshark,
            "-r",
            path,
            "-Y",
            "modbus",
            "-T",
            "fields",
            *(word for name in columns for word in ("-e", name)),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    functions = [code for code in ("3", "16", "6", "22", "43", "1", "3") for _ in range(2)]
    assert [function for _, function, _ in lines] == functions
    assert [exception for *_, exception in lines if exception] == ["1", "2"]
    assert [malformed for malformed, *_ in lines if malformed] == []


def test_tshark_opens_modbus_over_tls_with_the_log_of_keys(tmp_path: Path) -> None:
    tshark = required("TShark")
    path, keys = tmp_path / "secure.pcap", tmp_path / "keys.log"
    authority = Authority.create(tmp_path / "pki")
    served = authority.issue("inverter", Standard.MODBUS)
    operator = authority.issue("operator", Standard.MODBUS, role=SunSpecRole.READ_ONLY)

    async def job() -> None:
        at = ("127.0.0.1", 0)
        async with Inverter(step=0, modbus=None, modbus_tls=at, credentials=served, key_log=keys) as inverter:
            with Capture(path, shown_port=802) as capture:
                async with Relay("127.0.0.1", inverter.endpoints[0].port, capture=capture) as relay:
                    async with ModbusClient("127.0.0.1", relay.port, tls=client_context(operator)) as client:
                        await client.read(1, 40_000, 10)
                        with pytest.raises(Refused):
                            await client.write(1, 42_000, b"\0\0")
                    while relay.connections:
                        await asyncio.sleep(0)

    asyncio.run(job())
    options = ("-o", f"tls.keylog_file:{keys}", "-d", "tls.port==802,mbtcp")
    columns = ("_ws.malformed", "modbus.func_code", "modbus.exception_code")
    fields = [word for name in columns for word in ("-e", name)]
    done = subprocess.run(
        [tshark, "-r", path, *options, "-Y", "modbus", "-T", "fields", *fields],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["\t3\t", "\t3\t", "\t16\t", "\t16\t1"]
