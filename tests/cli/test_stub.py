"""The stubs as programs of their own: served, spoken to by a peer, recorded, and ended by SIGTERM."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tests.cli.stub_processes import (
    ROOT,
    asked,
    free,
    limited_by_master,
    limits,
    misread,
    refused,
    running,
    until,
)
from workbench.cli import app
from workbench.cli.stub_serving import say_ready
from workbench.cli.stub_xmpp import PASSWORD, AccountTyped, warning_of


def test_stubs_of_two_chains_are_served_commanded_recorded_and_ended(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["stub", "pki", str(tmp_path / "pki")]).exit_code == 0
    modbus, sep, dnp3 = free(), free(), free()
    with running(
        tmp_path,
        ("inverter", "--modbus", str(modbus), "--count", "2", "--state", "state.json", "--quiet"),
        ("head-end", "--ieee-2030.5", str(sep), "--pki", "pki", "--poll-rate", "1", "--keylog", "keys", "--json"),
        ("facility-gateway", "--ieee-2030.5", f"127.0.0.1:{sep}", "--pki", "pki", "--pin", "111115",
         "--modbus", f"127.0.0.1:{modbus}", "--pcap", "gateway.pcap", "--report", "1", "--poll", "0.2"),
        ("gateway-pair", "--serve-dnp3", str(dnp3), "--edition", "an2018", "--between-edition", "1815.2",
         "--modbus", f"127.0.0.1:{modbus}/2", "--poll", "0.2"),
        ("aggregator", "--ieee-2030.5", f"127.0.0.1:{sep}", "--pki", "pki", "--facility", "north=inverter"),
    ) as (inverter, head_end, gateway, pair, aggregator):  # fmt: skip
        assert inverter.port("modbus", inverter.ready()) == modbus
        console = f"http://127.0.0.1:{head_end.port('console', head_end.ready())}"
        assert gateway.ready() == {"ready": True, "endpoints": []}
        north, middle = pair.ready()["endpoints"]
        assert (north["port"], north["edition"]) == (dnp3, "AN2018-001")
        assert (middle["protocol"], middle["edition"]) == ("dnp3", "IEEE 1815.2-2025")
        until(lambda: [one for one in asked(f"{console}/devices") if one["reported"]])
        control = asked(f"{console}/controls", "POST", values={"limit-active-power": 50}, duration=600)
        until(lambda: asyncio.run(limits(modbus, 1)) == (50.0, True))
        assert asked(f"{console}/controls/{control['id']}", "DELETE")["state"] == "cancelled"
        until(lambda: asyncio.run(limits(modbus, 1))[1] is False)
        until(lambda: asyncio.run(limited_by_master(dnp3, 30.0)))
        until(lambda: asyncio.run(limits(modbus, 2)) == (30.0, True))
        assert "Calls ieee-2030.5 at" in gateway.ended()
        pair.ended()
        (http,) = aggregator.ready()["endpoints"]
        assert http["protocol"] == "http"
        assert "aggregator <- north poll" in aggregator.ended()
        noted = [json.loads(line) for line in head_end.ended().splitlines()]
        assert any(one.get("protocol") == "ieee-2030.5" and one["octets"] for one in noted)
        assert "every device of pki: aggregator, facility-gateway" in noted[0]["words"]
        counted = inverter.ended().splitlines()
        assert counted[-1].startswith("inverter: ")
        assert counted[-1].endswith(" refused")
        assert len(counted) < 100
    assert "CLIENT_RANDOM" in (tmp_path / "keys").read_text()
    assert (tmp_path / "state.json").is_file()
    assert b"SunS" in (tmp_path / "gateway.pcap").read_bytes()


def test_a_port_in_use_is_said_by_every_protocol() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for words in (
            ("inverter", "--modbus", port),
            ("inverter", "--dnp3", port),
            ("inverter", "--modbus", port, "--pcap", os.devnull),
            ("facility-gateway", "--serve-dnp3", port, "--modbus", "127.0.0.1:9"),
            ("utility-gateway", "--serve-modbus", port, "--dnp3", "127.0.0.1:9"),
            ("head-end", "--modbus", "127.0.0.1:9", "--console", port),
        ):
            said = refused(*words)
            assert f"port {port} on 127.0.0.1 is in use" in said, words


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    nothing = str(tmp_path / "none")
    assert f"Make them: workbench stub pki {nothing}" in refused(
        "head-end", "--ieee-2030.5", "0", "--pki", nothing
    )
    assert CliRunner().invoke(app, ["stub", "pki", str(tmp_path / "pki")]).exit_code == 0
    assert "Certificates there: aggregator, facility-gateway" in refused(
        "head-end", "--ieee-2030.5", "0", "--pki", str(tmp_path / "pki"), "--certificate", "nobody"
    )
    for typed, sentence in (
        ("x=1", "'x' is not an LFDI: it has 40 hexadecimal digits; nor is it the name of a certificate"),
        ("inverter=5", "000005 is not a PIN"),
        ("inverter=111115@", "Allowed: DEVICE=PIN"),
    ):
        assert sentence in misread(
            "head-end", "--ieee-2030.5", "0", "--pki", str(tmp_path / "pki"), "--register", typed
        )
    assert "not registered; register it first" in refused(
        "head-end",
        "--ieee-2030.5",
        "0",
        "--pki",
        str(tmp_path / "pki"),
        "--register",
        "inverter=111115@aggregator",
    )
    for facilities in ((), ("north",), ("north=inverter", "north=inverter")):
        given = [word for one in facilities for word in ("--facility", one)]
        assert "NAME=DEVICE" in misread(
            "aggregator", "--ieee-2030.5", "127.0.0.1:9", "--pki", str(tmp_path / "pki"), *given
        )
    (tmp_path / "password").write_text("secret\n")
    for facilities in (("n=inverter", "n@localhost=inverter-by-mica"), ("aggregator@localhost=inverter",)):
        given = [word for one in facilities for word in ("--facility", one)]
        said = misread(
            "aggregator", "--ieee-2030.5", "127.0.0.1:9", "--pki", str(tmp_path / "pki"), *given,
            "--xmpp", "aggregator@localhost", "--password-file", str(tmp_path / "password"),
        )  # fmt: skip
        assert "are not all different" in said
        assert "secret" not in said
    (tmp_path / "state").write_text("no state")
    assert "holds no settings of an inverter" in refused("inverter", "--state", str(tmp_path / "state"))
    assert "No such file" in refused("inverter", "--pcap", f"{nothing}/x.pcap")
    assert "is no address of this machine" in refused("inverter", "--modbus", "192.0.2.7:5020")
    assert "pv+storage" in refused("inverter", "--kind", "wind")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("inverter", "--modbus", "here"), "'here' is no address. Allowed: HOST:PORT"),
        (("inverter", "--modbus", "1:99999"), "is no address"),
        (("inverter", "--modbus-tls", "0"), "TLS needs --pki DIR"),
        (("inverter", "--pki", "x"), "--pki: only with --modbus-tls, --dnp3-tls or --ieee-2030.5"),
        (("inverter", "--ieee-2030.5", "1:2"), "--ieee-2030.5 needs --pki DIR"),
        (("inverter", "--ieee-2030.5", "1:2", "--modbus", "0"), "--modbus: only with another protocol"),
        (("inverter", "--pin", "111115"), "--pin: only with --ieee-2030.5"),
        (("inverter", "--ieee-2030.5", "1:2", "--pki", "x", "--count", "248"), "more than the 247"),
        (("inverter", "--dnp3", "0", "--edition", "2012"), "Allowed: 1815.2, an2018"),
        (("inverter", "--modbus", "0", "--edition", "an2018"), "--edition: only with --dnp3 or --dnp3-tls"),
        (
            ("head-end", "--modbus", "1:2", "--edition", "an2018"),
            "--edition: only with an end that speaks DNP3",
        ),
        (
            ("head-end", "--ieee-2030.5", "0", "--edition", "an2018"),
            "--edition: only with an end that speaks DNP3",
        ),
        (
            ("facility-gateway", "--serve-modbus", "0", "--modbus", "1:2", "--edition", "an2018"),
            "--edition: only with an end that speaks DNP3",
        ),
        (
            ("facility-gateway", "--dnp3", "0", "--modbus", "1:2", "--edition", "2012"),
            "'2012' is no edition. Allowed: 1815.2, an2018.",
        ),
        (
            ("utility-gateway", "--serve-dnp3", "0", "--modbus", "1:2", "--devices-edition", "an2018"),
            "--devices-edition: only with DNP3 at the end that it is for",
        ),
        (
            (
                "utility-gateway",
                "--serve-modbus",
                "0",
                "--dnp3",
                "1:2",
                "--edition",
                "an2018",
                "--devices-edition",
                "1815.2",
            ),
            "--edition: only with DNP3 at another end than that of --devices-edition",
        ),
        (
            (
                "gateway-pair",
                "--serve-dnp3",
                "0",
                "--modbus",
                "1:2",
                "--between",
                "modbus",
                "--between-edition",
                "an2018",
            ),
            "--between-edition: only with DNP3 at the end that it is for",
        ),
        (("head-end",), "Say how the device is reached: --ieee-2030.5, --dnp3"),
        (("head-end", "--ieee-2030.5", "0"), "--ieee-2030.5 needs --pki DIR"),
        (("head-end", "--dnp3", "1:2", "--register", "x=1"), "--register: only with --ieee-2030.5"),
        (("head-end", "--ieee-2030.5", "0", "--dnp3", "1:2"), "--dnp3: only with another protocol"),
        (("facility-gateway", "--modbus", "1:2"), "Say how the utility is reached: --dnp3"),
        (("facility-gateway", "--dnp3", "0"), "Say how the device is reached: --modbus or --modbus-tls"),
        (("facility-gateway", "--dnp3", "0", "--modbus", "1:0"), "names no port to call"),
        (("facility-gateway", "--dnp3", "0", "--modbus", "1:2/3-1"), "from 1 to 247"),
        (
            ("facility-gateway", "--dnp3", "0", "--serve-modbus", "0", "--modbus", "1:2"),
            "--dnp3 and --serve-modbus are two ways",
        ),
        (("facility-gateway", "--dnp3", "0", "--modbus", "1:2", "--pin", "1"), "--pin: only with"),
        (
            ("facility-gateway", "--dnp3", "0", "--modbus", "1:2", "--fallback", "limit-power=5"),
            "'limit-power' is no quantity of the mapping. Did you mean limit-active-power",
        ),
        (
            ("facility-gateway", "--dnp3", "0", "--modbus", "1:2", "--fallback", "limit-active-power=much"),
            "is a number in %WMax, such as 50; not 'much'",
        ),
        (("utility-gateway", "--serve-dnp3", "0", "--serve-ieee-2030.5", "0"), "2030.5 needs --pki DIR"),
        (
            ("utility-gateway", "--serve-dnp3", "0", "--serve-ieee-2030.5", "0", "--pki", "x"),
            "say which devices are let in: --register DEVICE=PIN",
        ),
        (
            ("utility-gateway", "--serve-dnp3", "0", "--serve-ieee-2030.5", "0", "--modbus", "1:2"),
            "--modbus and --serve-ieee-2030.5 are two ways to reach the device",
        ),
        (
            ("utility-gateway", "--serve-dnp3", "0", "--modbus", "1:2", "--register", "x=1"),
            "--register: only with --serve-ieee-2030.5",
        ),
        (
            ("gateway-pair", "--serve-dnp3", "0", "--modbus", "1:2", "--pki", "x"),
            "--pki: only with TLS",
        ),
        (("facility-gateway", "--xmpp", "a@b", "--modbus", "1:2"), "a@b has a password: name its file with"),
        (("facility-gateway", "--xmpp", "b", "--modbus", "1:2"), "'b' is no address at an XMPP server"),
        (
            ("facility-gateway", "--xmpp", "a@b", "--modbus", "1:2", "--password-file", os.devnull),
            f"The first line of '{os.devnull}' is no password",
        ),
        (
            ("facility-gateway", "--xmpp", "a@b", "--modbus", "1:2", "--password-file", "/nothing/here"),
            "The password cannot be read from '/nothing/here': No such file",
        ),
        (("facility-gateway", "--dnp3", "0", "--modbus", "1:2", "--trust", "x"), "--trust: only with --xmpp"),
        (
            ("facility-gateway", "--dnp3", "0", "--modbus", "1:2", "--aggregator", "x"),
            "--aggregator: only with --xmpp",
        ),
        (
            ("facility-gateway", "--dnp3", "0", "--modbus", "1:2", "--facility", "x"),
            "--facility: only with --http",
        ),
        (
            ("facility-gateway", "--http", "1:2", "--modbus", "1:2", "--way", "post"),
            "'post' is no way. Allowed: poll, long-poll or subscription",
        ),
        (("facility-gateway", "--dnp3", "0", "--modbus", "1:2", "--way", "poll"), "--way: only with --http"),
        (
            ("aggregator", "--ieee-2030.5", "1:2", "--pki", "x", "--http", "0", "--xmpp", "a@b"),
            "--http and --xmpp are two ways",
        ),
        (
            ("aggregator", "--ieee-2030.5", "1:2", "--pki", "x", "--password-file", "x"),
            "--password-file: only with --xmpp",
        ),
        (("aggregator", "--ieee-2030.5", "1:2"), "--ieee-2030.5 needs --pki DIR"),
        (("aggregator", "--ieee-2030.5", "1:0"), "names no port to call"),
        (
            ("gateway-pair", "--serve-dnp3", "0", "--modbus", "1:2", "--between", "xmpp"),
            "Allowed: dnp3, modbus or ieee-2030.5",
        ),
    ],
)
def test_what_cannot_be_read_is_a_usage_error(words: tuple[str, ...], sentence: str) -> None:
    assert sentence in misread(*words)


@pytest.mark.parametrize("page", ["stubs", "stubs-2030-5", "stubs-aggregator", "stubs-dnp3", "stubs-modbus"])
def test_the_commands_of_the_guide_have_the_options_that_it_names(page: str) -> None:
    text = (ROOT / "docs" / "guide" / f"{page}.md").read_text().replace("\\\n", " ")
    lines = [
        line.partition("#")[0].split() for line in text.splitlines() if line.startswith("workbench stub ")
    ]
    assert lines
    group = typer.main.get_command(app).commands["stub"]
    for words in lines:
        known = {option for one in group.commands[words[2]].params for option in one.opts}
        assert {word for word in words if word.startswith("--")} <= known, words


def test_media_are_listed_with_sources_and_how_sure_they_are() -> None:
    listed = json.loads(CliRunner().invoke(app, ["stub", "media", "--json"]).stdout)
    cellular = next(one for one in listed if one["key"] == "cellular")
    assert all(figure["source"] and figure["certainty"] for figure in cellular["figures"])
    said = CliRunner().invoke(app, ["stub", "media"]).stdout
    assert all(one["name"] in said for one in listed)


@pytest.mark.parametrize(
    ("server", "warned"), [("192.0.2.7", True), ("example.org:5222", True), ("127.0.0.1", False)]
)
def test_whoever_does_without_tls_at_an_xmpp_server_elsewhere_is_warned(server: str, warned: bool) -> None:
    account = AccountTyped("north@localhost", server, plain=True)
    with pytest.MonkeyPatch.context() as given:
        given.setenv(PASSWORD, "secret")
        found = account.account()
    assert found.password == "secret"
    assert "secret" not in repr(found)
    assert ("XMPP with" in warning_of(found)) is warned
    assert not found.tls


def test_whoever_serves_others_without_security_is_warned(capsys: pytest.CaptureFixture[str]) -> None:
    for protocol, host, warned in (
        ("modbus", "0.0.0.0", True),
        ("dnp3", "192.0.2.7", True),
        ("modbus", "127.0.0.1", False),
        ("modbus-tls", "0.0.0.0", False),
        ("ieee-2030.5", "0.0.0.0", False),
    ):
        endpoint = {"protocol": protocol, "edition": "x", "host": host, "port": 502}
        say_ready({"ready": True, "endpoints": [endpoint]}, ())
        out, said = capsys.readouterr()
        assert json.loads(out)["endpoints"] == [endpoint]
        assert (f"at {host}:502 has no security" in said) is warned, protocol
