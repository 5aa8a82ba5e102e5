"""The head-end to curl and ``openssl s_client``: the one suite, mutual certificates, documents, and what is refused."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from lxml import etree

from tests.required import required
from tests.sep_schema import assert_valid
from tests.stubs.ieee2030_5.utility_side import PIN, Certificates, head_end
from workbench.stubs.head_end import HeadEnd
from workbench.stubs.pki import Credentials, Fault


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Return an authority with its certificates."""
    return Certificates(tmp_path_factory.mktemp("pki"))


async def run(*command: str | Path, stdin: bytes = b"") -> tuple[int, bytes, str]:
    """Run a program, and return its exit status, what it said, and its complaints."""
    process = await asyncio.create_subprocess_exec(*map(str, command), stdin=-1, stdout=-1, stderr=-1)
    out, complaints = await asyncio.wait_for(process.communicate(stdin), 20)
    return process.returncode or 0, out, complaints.decode()


async def curl(utility: HeadEnd, own: Credentials, path: str, *more: str) -> tuple[int, str, bytes]:
    """Ask by curl as the guide says; return curl's exit status, the status of HTTP, and the body."""
    at = utility.endpoints[0]
    code, out, _ = await run(
        required("curl"), "--silent", "--insecure", "--tlsv1.2", "--ciphers", "ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0",
        "--cert", own.chain, "--key", own.key, "--write-out", "\n%{http_code}", *more,
        f"https://{at.host}:{at.port}{path}",
    )  # fmt: skip
    body, _, status = out.rpartition(b"\n")
    return code, status.decode(), body


def test_curl_reads_and_writes(certificates: Certificates) -> None:
    async def scene() -> None:
        async with head_end(certificates) as utility:
            own = certificates.of("device")
            utility.register(own.certificate, PIN, ["Feeder/F-1"])
            await utility.issue({"limit-active-power": 50.0}, group="Feeder/F-1", duration=60)
            code, status, body = await curl(utility, own, "/dcap")
            assert (code, status) == (0, "200")
            assert_valid(body)
            assert etree.fromstring(body).find("{*}EndDeviceListLink").get("href") == "/edev"  # type: ignore[union-attr]
            code, status, body = await curl(utility, own, "/derp/2/derc?l=5")
            assert etree.fromstring(body).findtext(".//{*}opModMaxLimW") == "5000"
            put = '<DERStatus xmlns="urn:ieee:std:2030.5:ns"><readingTime>1</readingTime></DERStatus>'
            kind = ("--header", "Content-Type: application/sep+xml", "--data-binary")
            assert (await curl(utility, own, "/edev/1/der/1/ders", "--request", "PUT", *kind, put))[
                1
            ] == "204"
            older = put.replace("urn:ieee:std:2030.5:ns", "http://ieee.org/2030.5")
            assert (await curl(utility, own, "/edev/1/der/1/ders", "--request", "PUT", *kind, older))[
                1
            ] == "204"
            assert (await curl(utility, own, "/edev/1/der/1/ders", "--request", "PUT", *kind, "<a/>"))[
                1
            ] == "400"
            assert (await curl(utility, own, "/edev", *kind, put))[1] == "403"
            assert (await curl(utility, own, "/dcap", "--head"))[1] == "200"
            assert (await curl(utility, certificates.of("stranger"), "/dcap"))[1] == "404"
            for faulty in (Fault.FOREIGN_AUTHORITY, Fault.EXPIRED):
                wrong = certificates.of(faulty.value, fault=faulty)
                code, status, _ = await curl(utility, wrong, "/dcap")
                assert code != 0, faulty
                assert status == "000"
            assert (await curl(utility, own, "/tm"))[1] == "200", "and it goes on"

    asyncio.run(scene())


def test_a_handshake_without_a_certificate_another_version_or_another_suite_fails(
    certificates: Certificates,
) -> None:
    async def scene() -> None:
        async with head_end(certificates) as utility:
            own = certificates.of("device")
            utility.register(own.der, PIN)
            at = utility.endpoints[0]

            async def shake(*more: str | Path) -> tuple[int, str]:
                code, out, said = await run(
                    required("OpenSSL"), "s_client", "-connect", f"{at.host}:{at.port}", "-CAfile", own.trust,
                    "-cert", own.chain, "-cert_chain", own.chain, "-key", own.key, "-verify_return_error",
                    "-ign_eof", *more, stdin=b"GET /tm HTTP/1.1\r\nHost: utility\r\nConnection: close\r\n\r\n",
                )  # fmt: skip
                return code, out.decode("utf-8", "replace") + said

            suite = ("-cipher", "ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0")
            code, said = await shake("-tls1_2", *suite)
            assert code == 0
            assert "Cipher is ECDHE-ECDSA-AES128-CCM8" in said
            assert "HTTP/1.1 200" in said
            assert "<currentTime>" in said
            for more in (
                ("-tls1_1", "-cipher", "ALL:@SECLEVEL=0"),
                ("-tls1_3",),
                ("-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"),
                ("-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-CCM8:@SECLEVEL=0"),
            ):
                code, said = await shake(*more)
                assert "200 OK" not in said, more
                assert "Cipher is (NONE)" in said, more

    asyncio.run(scene())
