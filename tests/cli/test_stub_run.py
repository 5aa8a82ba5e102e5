"""Configurations run from the command line: where their hops listen, how it is told, what is refused."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from tests.cli.stub_processes import free, misread, refused, running
from workbench.cli.stub_run import say_hops
from workbench.cli.stub_serving import tell_as_json
from workbench.der.quantities import Protocol
from workbench.stubs.dnp3.master import Master


def test_a_configuration_is_run_where_it_is_said_and_told_in_json(
    tmp_path: Path, demo_template: Path
) -> None:
    record = str(shutil.copy(demo_template, tmp_path / "record.sqlite3"))
    dnp3 = free()
    words = ("run", "CFG-DIRECT", "--db", record, "--dnp3", str(dnp3), "--pcap", "captures", "--json")
    with running(tmp_path, words) as (chain,):
        ready = chain.ready()
        (hop,), (endpoint,) = ready["hops"], ready["endpoints"]
        assert ready["configuration"] == "CFG-DIRECT"
        # The record names AN2018-001 there, and others come to the hop, not past it.
        assert hop == {
            "number": 1,
            "protocol": "dnp3",
            "edition": "AN2018-001",
            "host": "127.0.0.1",
            "port": dnp3,
        }
        assert endpoint == {
            "stub": "inverter",
            **{key: hop[key] for key in ("protocol", "edition", "host", "port")},
        }
        assert asyncio.run(power_seen(dnp3)) == 10_000.0
        noted = [json.loads(line) for line in chain.ended().splitlines()]
    assert f"Hop 1: dnp3 (AN2018-001) at 127.0.0.1:{dnp3}" in [one.get("words") for one in noted]
    assert {one["stub"] for one in noted if "octets" in one} == {"head-end", "inverter"}
    assert b"\x05\x64" in (tmp_path / "captures" / "hop-1.pcap").read_bytes()


async def power_seen(port: int) -> object:
    """Return the rating that a master beside the chain's own reads at a hop."""
    async with Master("127.0.0.1", port, edition=Protocol.DNP3_AN2018, address=2) as master:
        return master.values["nameplate-active-power"].value


def test_a_run_that_others_reach_without_security_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    hops = [
        {"number": number, "protocol": protocol, "edition": "x", "host": "0.0.0.0", "port": number}
        for number, protocol in enumerate(("ieee-2030.5", "dnp3"), start=1)
    ]
    say_hops({"ready": True, "hops": hops}, (), tell_as_json)
    out, said = capsys.readouterr()
    assert json.loads(out)["hops"] == hops
    warned = [words for line in said.splitlines() if "Warning" in (words := json.loads(line)["words"])]
    assert warned == [
        "Warning: DNP3 at 0.0.0.0:2 has no security; whoever reaches this address can read and command it."
    ]


def test_what_a_run_cannot_do_is_refused(tmp_path: Path, demo_template: Path) -> None:
    record = str(shutil.copy(demo_template, tmp_path / "record.sqlite3"))
    run = ("run", "--db", record, "CFG-FACILITY-GATEWAY")
    assert "--over 3: CFG-FACILITY-GATEWAY has the hops 1 to 2." in refused(*run, "--over", "3=cellular")
    assert "--speak 0: CFG-FACILITY-GATEWAY has the hops" in refused(*run, "--speak", "0=dnp3")
    assert "192.0.2.7 is no address of this machine" in refused(*run, "--host", "192.0.2.7")
    for given in (("--dnp3", "0"), ("--modbus", "0", "--modbus", "0")):
        assert "Spoken: ieee-2030.5, modbus." in misread(*run, *given)
    assert "'here' is no address" in misread(*run, "--modbus", "here")
