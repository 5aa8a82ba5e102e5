"""What the head-end serves, read by envoy-schema's models: an implementation of the schema that is not ours."""

from __future__ import annotations

import asyncio
from pathlib import Path

from envoy_schema.server.schema.sep2.der import DERControlListResponse, DERProgramListResponse
from envoy_schema.server.schema.sep2.device_capability import DeviceCapabilityResponse
from envoy_schema.server.schema.sep2.end_device import EndDeviceListResponse
from envoy_schema.server.schema.sep2.function_set_assignments import FunctionSetAssignmentsListResponse
from envoy_schema.server.schema.sep2.time import TimeResponse

from tests.stubs.ieee2030_5.utility_side import PIN, Certificates, head_end, plain_client


def test_documents_are_those_that_envoy_reads(tmp_path: Path) -> None:
    async def scene() -> None:
        certificates = Certificates(tmp_path / "pki")
        own = certificates.of("device")
        async with head_end(certificates) as utility:
            utility.register(own.der, PIN, ["Feeder/F-1"])
            control = await utility.issue(
                {"limit-active-power": 50.0, "connect-disconnect": True}, group="Feeder/F-1", duration=60
            )
            async with plain_client(utility, own) as client:

                async def body(path: str) -> bytes:
                    return (await client.get(path)).body

                capability = DeviceCapabilityResponse.from_xml(await body("/dcap"))
                assert capability.EndDeviceListLink
                assert capability.EndDeviceListLink.href == "/edev"
                assert TimeResponse.from_xml(await body("/tm")).quality == 4
                devices = EndDeviceListResponse.from_xml(await body("/edev?l=9"))
                assert [(one.lFDI, one.sFDI) for one in devices.EndDevice or []] == [(own.lfdi, own.sfdi)]
                assert FunctionSetAssignmentsListResponse.from_xml(await body("/edev/1/fsa?l=9")).results == 1
                programs = (
                    DERProgramListResponse.from_xml(await body("/edev/1/fsa/1/derp?l=9")).DERProgram or []
                )
                assert [one.primacy for one in programs] == sorted(one.primacy for one in programs)
                (read,) = DERControlListResponse.from_xml(await body("/derp/2/derc?l=9")).DERControl or []
                assert read.mRID == control.mrid
                assert read.DERControlBase_.opModConnect is True
                assert read.interval.duration == 60

    asyncio.run(scene())
