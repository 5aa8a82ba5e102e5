"""The head-end over real mutual TLS: who sees what, lists, controls by the clock, what is refused."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import aiohttp
import pytest

from tests.stubs.ieee2030_5.utility_side import PIN, START, Certificates, Clock, Plain, head_end, plain_client
from workbench.der.device import NotPossible
from workbench.stubs.ieee2030_5.documents import LONGEST, NAMESPACE
from workbench.stubs.pki import Fault

FEEDER = "Feeder/F-1"
NS = f'xmlns="{NAMESPACE}"'


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Return an authority with its certificates."""
    return Certificates(tmp_path_factory.mktemp("pki"))


def test_every_link_leads_to_a_document_of_the_schema(certificates: Certificates) -> None:
    async def scene() -> None:
        clock = Clock()
        async with head_end(certificates, clock=clock) as utility:
            device = utility.register(certificates.of("device").der, PIN, [FEEDER])
            await utility.issue(
                {
                    "volt-var-curve": ((92.0, 40.0), (108.0, -40.0)),
                    "volt-var-reference": "maximum-reactive-power",
                },
                group=FEEDER,
                duration=60,
            )
            await utility.set_default({"limit-active-power": 100.0, "enter-service-delay": 300.0})
            async with plain_client(utility, certificates.of("device")) as client:
                await _write_everything(client, device.lfdi, utility.utility.programs[2].active()[0].mrid)
                waiting, found = ["/dcap"], {}
                while waiting:
                    address = waiting.pop()
                    if address in found:
                        continue
                    answer = await client.get(f"{address}?l=10")
                    assert answer.status == 200, address
                    found[address] = answer
                    for element in answer.root.iter():
                        waiting += [element.get(name) for name in ("href", "replyTo") if element.get(name)]
            kinds = {answer.root.tag.rpartition("}")[2] for answer in found.values()}
            assert kinds >= {
                "DeviceCapability", "Time", "EndDeviceList", "EndDevice", "Registration", "FunctionSetAssignmentsList",
                "FunctionSetAssignments", "DERList", "DER", "DERCapability", "DERSettings", "DERStatus",
                "DERAvailability", "DERProgramList", "DERProgram", "DERControlList", "DERControl", "DefaultDERControl",
                "DERCurveList", "DERCurve", "MirrorUsagePointList", "MirrorUsagePoint", "UsagePointList", "UsagePoint",
                "MeterReadingList", "MeterReading", "Reading", "ReadingType", "LogEventList", "LogEvent",
                "ResponseSetList", "ResponseSet", "ResponseList", "DERControlResponse", "SubscriptionList",
                "Subscription", "DeviceInformation", "Configuration",
            } - {"DERControlResponse"}  # fmt: skip

    asyncio.run(scene())


async def _write_everything(client: Plain, lfdi: str, mrid: str) -> None:
    power = "<multiplier>0</multiplier><value>5000</value>"
    for path, body in {
        "der/1/dercap": f"<DERCapability {NS}><modesSupported>00</modesSupported><rtgMaxW>{power}</rtgMaxW>"
        "<type>4</type></DERCapability>",
        "der/1/derg": f"<DERSettings {NS}><setGradW>0</setGradW><setMaxW>{power}</setMaxW><updatedTime>1</updatedTime>"
        "</DERSettings>",
        "der/1/ders": f"<DERStatus {NS}><readingTime>1</readingTime></DERStatus>",
        "der/1/dera": f"<DERAvailability {NS}><readingTime>1</readingTime><statWAvail>{power}</statWAvail>"
        "</DERAvailability>",
        "di": f"<DeviceInformation {NS}><lFDI>{lfdi}</lFDI><mfDate>1</mfDate><mfHwVer>1</mfHwVer><mfID>1</mfID>"
        "<mfModel>M</mfModel><mfSerNum>1</mfSerNum><primaryPower>1</primaryPower><secondaryPower>0</secondaryPower>"
        "<swActTime>1</swActTime><swVer>1</swVer></DeviceInformation>",
        "cfg": f"<Configuration {NS}><currentLocale>en-US</currentLocale><userDeviceName>roof</userDeviceName>"
        "</Configuration>",
    }.items():
        assert (await client.ask("PUT", f"/edev/1/{path}", body)).status == 204
    log = (
        f"<LogEvent {NS}><createdDateTime>1</createdDateTime><functionSet>11</functionSet>"
        "<logEventCode>2</logEventCode><logEventID>1</logEventID><logEventPEN>1</logEventPEN><profileID>2</profileID></LogEvent>"
    )
    posted = await client.ask("POST", "/edev/1/lel", log)
    assert (posted.status, posted.headers["Location"]) == (201, "/edev/1/lel/1")
    subscription = (
        f"<Subscription {NS}><subscribedResource>/derp/2/derc</subscribedResource><encoding>0</encoding>"
        "<level>-S1</level><limit>1</limit><notificationURI>http://127.0.0.1:9/n</notificationURI></Subscription>"
    )
    assert (await client.ask("POST", "/edev/1/sub", subscription)).status == 201
    assert (await client.ask("POST", "/edev/1/sub", subscription)).status == 204, (
        "the same again is not another one"
    )
    answer = (
        f"<DERControlResponse {NS}><createdDateTime>1</createdDateTime><endDeviceLFDI>{lfdi}</endDeviceLFDI>"
        f"<status>1</status><subject>{mrid}</subject></DERControlResponse>"
    )
    assert (await client.ask("POST", "/rsps/2/rsp", answer)).status == 201
    assert (await client.ask("POST", "/mup", _mirror(lfdi))).headers["Location"] == "/mup/1"


def _mirror(lfdi: str, value: int = 1234) -> str:
    return (
        f"<MirrorUsagePoint {NS}><mRID>{'0A' * 16}</mRID><roleFlags>0049</roleFlags><serviceCategoryKind>0"
        f"</serviceCategoryKind><status>1</status><deviceLFDI>{lfdi}</deviceLFDI><MirrorMeterReading>"
        f"<mRID>{'0B' * 16}</mRID><Reading><value>{value}</value></Reading><ReadingType>"
        "<powerOfTenMultiplier>1</powerOfTenMultiplier><uom>38</uom></ReadingType></MirrorMeterReading>"
        "</MirrorUsagePoint>"
    )


def test_a_client_sees_its_own_and_an_aggregator_its_fleet(certificates: Certificates) -> None:
    async def scene() -> None:
        async with head_end(certificates) as utility:
            own, other = certificates.of("device"), certificates.of("other")
            aggregator = certificates.of("aggregator")
            utility.register(own.certificate, PIN, [FEEDER])
            utility.register(other.der, PIN, ["Feeder/F-2"])
            utility.register(aggregator.der, PIN)
            utility.register("AB" * 20, PIN, [FEEDER], via=aggregator.der)
            await utility.issue({"limit-active-power": 50.0}, group=FEEDER, duration=60)
            async with plain_client(utility, own) as client:
                listed = await client.get("/edev?l=20")
                assert (listed.texts("lFDI"), listed.root.get("all")) == ([own.lfdi], "1")
                assert listed.text("EndDevice/sFDI") == str(own.sfdi)
                assert (await client.get("/edev/1/rg")).text("pIN") == str(PIN)
                for address in (
                    "/edev/2",
                    "/edev/2/rg",
                    "/edev/3",
                    "/derp/3",
                    "/derp/3/derc",
                    "/nothing",
                    "/edev/x",
                ):
                    assert (await client.get(address)).status == 404, address
                assert (await client.ask("PUT", "/edev/2/di", "<a/>")).status == 404
            async with plain_client(utility, aggregator) as client:
                fleet = await client.get("/edev?s=0&l=20")
                assert fleet.texts("lFDI") == [aggregator.lfdi, "AB" * 20]
                assert (await client.get("/derp/2/derc?l=9")).root.get("all") == "1"
            async with plain_client(utility, certificates.of("stranger")) as client:
                answer = await client.get("/dcap")
                assert answer.status == 404
                assert b"not registered" in answer.body

    asyncio.run(scene())


def test_a_certificate_without_what_the_standard_asks_is_let_in_nowhere(certificates: Certificates) -> None:
    async def scene() -> None:
        async with head_end(certificates) as utility:
            poor = certificates.of("poor", fault=Fault.NO_HARDWARE_NAME)
            utility.register(poor.der, PIN)
            async with plain_client(utility, poor) as client:
                answer = await client.get("/dcap")
                assert answer.status == 403
                assert b"hardware" in answer.body
            foreign = certificates.of("foreign", fault=Fault.FOREIGN_AUTHORITY)
            async with plain_client(utility, foreign) as client:
                with pytest.raises((aiohttp.ClientError, ssl.SSLError, ConnectionError)):
                    await client.get("/dcap")
            assert utility.endpoints[0].port

    asyncio.run(scene())


def test_registration_is_out_of_band_unless_switched_on(certificates: Certificates) -> None:
    async def scene() -> None:
        own = certificates.of("device")
        body = f"<EndDevice {NS}><lFDI>{own.lfdi}</lFDI><sFDI>{own.sfdi}</sFDI><changedTime>0</changedTime></EndDevice>"
        async with head_end(certificates) as utility:
            utility.register(own.der, PIN)
            async with plain_client(utility, own) as client:
                assert (await client.ask("POST", "/edev", body)).status == 403
        async with head_end(certificates, in_band=True) as utility:
            utility.register(own.der, PIN)
            async with plain_client(utility, own) as client:
                assert (await client.get("/edev")).root.get("all") == "0"
                assert (await client.get("/edev/1")).status == 404
                wrong = body.replace(str(own.sfdi), "1")
                assert (await client.ask("POST", "/edev", wrong)).status == 403
                posted = await client.ask("POST", "/edev", body)
                assert (posted.status, posted.headers["Location"]) == (201, "/edev/1")
                assert (await client.get("/edev")).root.get("all") == "1"
                assert (await client.ask("POST", "/edev", body)).status == 204

    asyncio.run(scene())


def test_lists_come_in_pages(certificates: Certificates) -> None:
    async def scene() -> None:
        clock = Clock()
        async with head_end(certificates, clock=clock) as utility:
            utility.register(certificates.of("device").der, PIN)
            for number in range(5):
                clock.at = START + number
                await utility.issue(
                    {"limit-active-power": float(number)},
                    start=START + 1000 - number,
                    duration=60,
                    mrid=f"{number:032X}",
                )
            async with plain_client(utility, certificates.of("device")) as client:

                async def page(query: str) -> tuple[str | None, str | None, list[int]]:
                    answer = await client.get(f"/derp/1/derc{query}")
                    numbers = [int(text or "", 16) for text in answer.texts("mRID")]
                    return answer.root.get("all"), answer.root.get("results"), numbers

                assert await page("?l=10") == ("5", "5", [4, 3, 2, 1, 0]), "by start"
                assert await page("?s=1&l=2") == ("5", "2", [3, 2])
                assert await page("?s=9&l=2") == ("5", "0", [])
                assert await page("") == ("5", "1", [4]), "one, where the client does not say how many"
                assert await page("?l=0") == ("5", "0", [])
                assert await page(f"?l=9&a={START + 2}") == ("2", "2", [4, 3]), "only those made after"
                for query in ("?l=-1", "?s=x", "?l=1.5", "?a=", "?s=99999999999"):
                    assert (await client.get(f"/derp/1/derc{query}")).status == 400, query

    asyncio.run(scene())


def test_what_did_not_change_is_not_sent_again(certificates: Certificates) -> None:
    async def scene() -> None:
        async with head_end(certificates) as utility:
            utility.register(certificates.of("device").der, PIN)
            async with plain_client(utility, certificates.of("device")) as client:
                first = await client.get("/derp/1/derc?l=5")
                assert first.headers["Last-Modified"]
                again = await client.get("/derp/1/derc?l=5", If_None_Match=first.headers["ETag"])
                assert (again.status, again.body) == (304, b"")
                await utility.issue({"connect-disconnect": False}, duration=60)
                newer = await client.get("/derp/1/derc?l=5", If_None_Match=first.headers["ETag"])
                assert newer.status == 200
                assert newer.headers["ETag"] != first.headers["ETag"]
                assert (await client.ask("HEAD", "/derp/1/derc?l=5")).headers["ETag"] == newer.headers["ETag"]

    asyncio.run(scene())


def test_registering_says_what_is_wrong(certificates: Certificates, tmp_path: Path) -> None:
    async def scene() -> None:
        async with head_end(certificates) as utility:
            for device, pin, others, words in (
                ("AB", PIN, {}, "40 hexadecimal digits"),
                ("AB" * 20, 111111, {}, "not a PIN"),
                ("AB" * 20, PIN, {"via": "CD" * 20}, "aggregator .* is not registered"),
                ("AB" * 20, PIN, {"groups": [f"Feeder/{n}" for n in range(40)]}, "at most 32 groups"),
                (b"no certificate", PIN, {}, "cannot be read"),
                (tmp_path / "none.pem", PIN, {}, "cannot be read"),
            ):
                with pytest.raises(NotPossible, match=words):
                    utility.register(device, pin, **others)  # type: ignore[arg-type]
            utility.register("AB" * 20, PIN)
            with pytest.raises(NotPossible, match="registered already"):
                utility.register("AB" * 20, PIN)

    asyncio.run(scene())


RESPONSE = (
    f"<DERControlResponse {NS}><endDeviceLFDI>%s</endDeviceLFDI><status>%s</status><subject>%s</subject>"
    "</DERControlResponse>"
)


def test_requests_that_are_wrong_get_the_answer_of_the_protocol_and_the_others_are_served(
    certificates: Certificates,
) -> None:
    async def scene() -> None:
        async with head_end(certificates) as utility:
            own = certificates.of("device")
            utility.register(own.der, PIN)
            control = await utility.issue({"limit-active-power": 50.0}, duration=60)
            status = f"<DERStatus {NS}><readingTime>1</readingTime></DERStatus>"
            bomb = f"<!DOCTYPE a [<!ENTITY b 'c'>]><DERStatus {NS}>&b;</DERStatus>"
            outside = f"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><DERStatus {NS}>&b;</DERStatus>"
            point = _mirror("CD" * 20)
            async with plain_client(utility, own) as client:
                for expected, method, path, body, headers in (
                    (404, "GET", "/none", None, {}),
                    *[
                        (404, "GET", path + "9" * 5_000, None, {})
                        for path in (
                            "/edev/",
                            "/derp/",
                            "/derp/1/dc/",
                            "/rsps/",
                            "/mup/",
                            "/upt/",
                            "/edev/1/sub/",
                        )
                    ],
                    (405, "POST", "/dcap", status, {}),
                    (405, "DELETE", "/edev/1", None, {}),
                    (405, "PUT", "/derp/1/derc", status, {}),
                    (405, "TRACE", "/tm", None, {}),
                    (406, "GET", "/tm", None, {"Accept": "application/sep-exi"}),
                    (415, "PUT", "/edev/1/der/1/ders", status, {"Content_Type": "application/json"}),
                    (415, "PUT", "/edev/1/der/1/ders", status, {"Content_Type": "application/sep-exi"}),
                    (415, "PUT", "/edev/1/der/1/ders", status, {"Content_Encoding": "gzip"}),
                    (413, "PUT", "/edev/1/der/1/ders", status + " " * LONGEST, {}),
                    (400, "PUT", "/edev/1/der/1/ders", "", {}),
                    (400, "PUT", "/edev/1/der/1/ders", "no XML", {}),
                    (400, "PUT", "/edev/1/der/1/ders", bomb, {}),
                    (400, "PUT", "/edev/1/der/1/ders", outside, {}),
                    (400, "PUT", "/edev/1/der/1/ders", status.replace(">1<", ">NaN<"), {}),
                    (400, "PUT", "/edev/1/der/1/dera", status, {}),
                    (403, "POST", "/rsps/1/rsp", RESPONSE % ("CD" * 20, 1, control.mrid), {}),
                    (400, "POST", "/rsps/1/rsp", RESPONSE % (own.lfdi, 1, "CD" * 16), {}),
                    (400, "POST", "/rsps/1/rsp", RESPONSE % (own.lfdi, 99, control.mrid), {}),
                    (403, "POST", "/mup", point, {}),
                ):
                    answer = await client.ask(method, path, body, **headers)
                    assert answer.status == expected, (method, path, answer.body)
                    assert answer.text("reasonCode") is not None, "an Error by the schema"
                    assert len(answer.body) > 120, "with a sentence in it"
                    if expected == 405:
                        assert "GET" in answer.headers["Allow"]
                    served = await client.ask("PUT", "/edev/1/der/1/ders", status)
                    assert served.status == 204, "and it goes on"
                refused = [one for one in utility.exchanges.latest() if one.refused]
                assert len(refused) >= 20

    asyncio.run(scene())


def test_what_a_device_reports_is_read_and_observed(certificates: Certificates) -> None:
    async def scene() -> None:
        async with head_end(certificates) as utility:
            own = certificates.of("device")
            device = utility.register(own.der, PIN)
            control = await utility.issue({"limit-active-power": 40.0}, duration=60)
            async with plain_client(utility, own) as client:
                await client.ask("POST", "/mup", _mirror(own.lfdi))
                assert await utility.read("monitoring-active-power", own.lfdi) == 12340.0
                reading = (
                    f"<MirrorMeterReading {NS}><mRID>{'0B' * 16}</mRID><Reading><value>99</value></Reading>"
                    "</MirrorMeterReading>"
                )
                assert (await client.ask("POST", "/mup/1", reading)).status == 204
                assert await utility.read("monitoring-active-power", "1") == 990.0
                unknown = reading.replace("0B" * 16, "0C" * 16)
                assert (await client.ask("POST", "/mup/1", unknown)).status == 400, "new here and of no kind"
                await client.ask("POST", "/rsps/1/rsp", RESPONSE % (own.lfdi, 2, control.mrid))
            seen = utility.observe()
            assert seen.measured[device.name] == {"monitoring-active-power": 990.0}
            assert seen.commanded[device.name]["limit-active-power"] == 40.0
            assert seen.accepted[device.name] == {
                "limit-active-power-enable": True,
                "limit-active-power": 40.0,
            }
            assert seen.notes == (f"{device.name} to {control.mrid}: started",)
            with pytest.raises(NotPossible, match="has not reported 'monitoring-frequency'"):
                await utility.read("monitoring-frequency", "1")
            with pytest.raises(NotPossible, match="names 0 of the registered devices"):
                await utility.read("monitoring-active-power", "FFFF")

    asyncio.run(scene())


def test_a_clock_step_moves_states_on(certificates: Certificates) -> None:
    async def scene() -> None:
        async with head_end(certificates, clock=Clock()) as utility:
            utility.register(certificates.of("device").der, PIN)
            await utility.issue({"limit-active-power": 40.0}, start=START + 50, duration=60)
            await utility.disturb(clock_step=60.0)
            assert len(utility.utility.programs[1].active()) == 1
            await utility.disturb(clock_step=-60.0)
            assert len(utility.utility.programs[1].active()) == 1, "what began does not unbegin"
            with pytest.raises(NotPossible, match="clock_step"):
                await utility.disturb(weather="sun")

    asyncio.run(scene())
