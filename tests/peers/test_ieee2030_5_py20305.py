"""The head-end to an independent CSIP client, py20305: it discovers, applies a control, answers and reverts."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from py20305.client.csip_client import CsipClient
from py20305.client.tls import TlsConfig

from tests.stubs.ieee2030_5.utility_side import PIN, Certificates, head_end
from workbench.stubs.tls import client_context


class Applied:
    """Notes what the client would have its device do."""

    def __init__(self) -> None:
        self.done: list[tuple[str, Any]] = []
        self.more = asyncio.Event()

    def __getattr__(self, name: str) -> Callable[..., Coroutine[Any, Any, None]]:
        """Return a method for any order of the client."""

        async def order(*words: Any, **others: Any) -> None:
            self.done.append((name, words))
            self.more.set()

        return order

    async def until(self, name: str) -> Any:
        """Wait until an order came, and return its words."""
        async with asyncio.timeout(10):
            while not (found := [words for done, words in self.done if done == name]):
                self.more.clear()
                await self.more.wait()
        return found[0]


def test_an_independent_client_does_what_the_head_end_issues(tmp_path: Path) -> None:
    async def scene() -> None:
        certificates = Certificates(tmp_path / "pki")
        own = certificates.of("device")
        async with head_end(certificates) as utility:
            utility.register(own.der, PIN, ["Feeder/F-1"])
            await utility.set_default({"limit-active-power": 90.0, "enter-service-delay": 300.0})
            control = await utility.issue(
                {"limit-active-power": 50.0, "volt-watt-curve": ((106.0, 100.0), (110.0, 0.0))},
                group="Feeder/F-1",
                duration=600,
            )
            at = utility.endpoints[0]
            applied = Applied()
            client = CsipClient(
                f"https://{at.host}:{at.port}",
                tls=TlsConfig(own.chain, own.key, own.trust, check_hostname=False),
                dispatcher=applied,  # type: ignore[arg-type]
                server_2018_compat=True,
                registration_pins={own.lfdi: PIN},
                heartbeat_enabled=False,
                reconcile_enabled=False,
            )
            await client.connect()
            running = asyncio.create_task(client.run())
            try:
                device, event, curves = await applied.until("apply_control")
                assert device == "/edev/1"
                assert event.m_rid.value.hex().upper() == control.mrid
                assert event.dercontrol_base.op_mod_max_lim_w.value == 5000
                points = [(point.xvalue, point.yvalue) for point in curves[0].curve_data]
                assert points == [(106, 100), (110, 0)]
                await utility.cancel(control.mrid)
                await client.poll_now()
                _, default, _ = await applied.until("apply_default_control")
                assert default.dercontrol_base.op_mod_max_lim_w.value == 9000
                assert default.set_esdelay == 30_000
                async with asyncio.timeout(10):
                    while len(utility.answers(control.mrid)) < 3:
                        await asyncio.sleep(0.01)
            finally:
                await client.shutdown()
                await asyncio.wait_for(running, 10)
            assert [answer.words for answer in utility.answers(control.mrid)] == [
                "received",
                "started",
                "cancelled",
            ]
            assert not [one.words for one in utility.exchanges.latest() if one.refused]

    asyncio.run(scene())


def test_an_independent_program_reports_subscribes_and_is_told(tmp_path: Path) -> None:
    """The whole client as its command line runs it, with its demonstration device."""

    async def until(found: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not found():
                await asyncio.sleep(0.02)

    async def scene() -> None:
        certificates = Certificates(tmp_path / "pki")
        own = certificates.of("device")
        shown = client_context(certificates.of("server"))
        async with head_end(certificates, poll_rate=1, notify_tls=shown) as utility:
            device = utility.register(own.der, PIN, ["Feeder/F-1"])
            at = utility.endpoints[0]
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            (tmp_path / "client.yaml").write_text(
                f"""
                server: {{url: "https://{at.host}:{at.port}", server_2018_compat: true}}
                tls: {{client_cert: {own.chain}, client_key: {own.key}, ca_cert: {own.trust}, check_hostname: false}}
                devices: [{{type: print_demo, lfdi: {own.lfdi}, pin: {PIN}}}]
                telemetry: {{enabled: true, post_rate_seconds: 1}}
                subscription: {{enabled: true, notification_host: 127.0.0.1, notification_port: {port},
                  notification_external_host: 127.0.0.1, notification_client_cert_mode: enforce}}
                advertise: {{transport: "off"}}
                history: {{enabled: false}}
                """
            )
            program = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "py20305", "-c", "client.yaml", cwd=tmp_path, stdout=-3, stderr=-3
            )
            try:
                await until(lambda: "monitoring-active-power" in device.reported)
                await until(
                    lambda: "monitoring-connection-status" in device.reported and bool(device.subscriptions)
                )
                subscribed = {one.subscribedResource for one in device.subscriptions.values()}
                assert "/derp/2/derc" in subscribed
                assert await utility.read("monitoring-active-power", own.lfdi) == 10_000.0
                assert await utility.read("monitoring-frequency", own.lfdi) == 60.0
                assert await utility.read("nameplate-active-power", own.lfdi) == 15_000.0
                assert device.logs, "it reports its demonstration alarm"
                control = await utility.issue({"limit-active-power": 50.0}, group="Feeder/F-1", duration=60)
                await until(lambda: len(utility.answers(control.mrid)) == 2)
                told = [one for one in utility.exchanges.latest() if "notification" in one.words.lower()]
                assert told[0].words == "POST Notification of /derp/2/derc: DERControlList"
                assert not [one for one in told if one.refused]
            finally:
                program.terminate()
                await program.wait()
            assert [answer.words for answer in utility.answers(control.mrid)] == ["received", "started"]
            assert not [one.words for one in utility.exchanges.latest() if one.refused]
            assert not device.subscriptions, "it takes them back when it ends"

    asyncio.run(scene())
