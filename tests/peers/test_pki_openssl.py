"""OpenSSL's own program reads the certificates, verifies their chains and shakes hands."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

import pytest

from tests.required import required
from workbench.stubs.pki import Credentials, Standard, credentials, make
from workbench.stubs.tls import client_context, server_context

DEVICE, PLANT = Standard.IEEE_2030_5, Standard.MODBUS


@pytest.fixture(scope="module")
def openssl() -> str:
    """Return the path of OpenSSL's program; skip where it is not installed."""
    return required("OpenSSL")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the whole set of certificates."""
    folder = tmp_path_factory.mktemp("pki") / "made"
    make(folder)
    return folder


def said(*command: str | Path) -> str:
    """Run a program and return what it said on both outputs."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.stdout + done.stderr


def verify(openssl: str, made: Path, name: str, standard: Standard, *more: str) -> str:
    """Verify a certificate strictly by its chain and its standard's root."""
    issued = credentials(made, name, standard)
    where = ["-CAfile", issued.trust, "-untrusted", issued.chain]
    return said(openssl, "verify", "-x509_strict", *more, *where, issued.certificate)


@pytest.mark.parametrize(
    ("name", "standard"),
    [
        ("inverter-by-serca", DEVICE),
        ("inverter-by-mica", DEVICE),
        ("inverter-by-mca-mica", DEVICE),
        ("head-end-with-hosts", DEVICE),
        ("operator-grid-service", PLANT),
        ("wrong-role", PLANT),
    ],
)
def test_chains_verify(openssl: str, made: Path, name: str, standard: Standard) -> None:
    policy = ["-policy_check", "-explicit_policy", "-policy", "1.3.6.1.4.1.40732.2.1"]
    assert verify(openssl, made, name, standard, *(policy if standard is DEVICE else [])).endswith("OK\n")


@pytest.mark.parametrize("standard", [DEVICE, PLANT])
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bad-expired", "certificate has expired"),
        ("bad-not-yet-valid", "certificate is not yet valid"),
        ("bad-foreign-authority", "unable to get local issuer certificate"),
    ],
)
def test_bad_ones_do_not(openssl: str, made: Path, name: str, standard: Standard, words: str) -> None:
    assert words in verify(openssl, made, name, standard)


def test_without_policies_the_policy_is_not_met(openssl: str, made: Path) -> None:
    asked = ["-policy_check", "-explicit_policy"]
    assert "no explicit policy" in verify(openssl, made, "bad-no-policies", DEVICE, *asked)


def test_a_device_certificate_reads_as_the_standard_has_it(openssl: str, made: Path) -> None:
    issued = credentials(made, "inverter", DEVICE)
    text = said(openssl, "x509", "-in", issued.certificate, "-noout", "-text")
    lines = [line.strip() for line in text.splitlines()]
    for line in (
        "Signature Algorithm: ecdsa-with-SHA256",
        "Not After : Dec 31 23:59:59 9999 GMT",
        "Subject:",
        "NIST CURVE: P-256",
        "X509v3 Basic Constraints: critical",
        "Digital Signature, Key Agreement",
        "X509v3 Certificate Policies: critical",
        "Policy: 1.3.6.1.4.1.40732.1.1",
        "Policy: 1.3.6.1.4.1.40732.2.1",
        "X509v3 Subject Alternative Name: critical",
    ):
        assert line in lines
    assert "TEST USE ONLY" in text
    parsed = said(openssl, "asn1parse", "-in", issued.certificate)
    assert "06082B06010505070804" in parsed  # 1.3.6.1.5.5.7.8.4, inside the dump of the name
    assert b"inverter".hex().upper() in parsed
    digest = said(openssl, "x509", "-in", issued.certificate, "-noout", "-fingerprint", "-sha256")
    assert digest.split("=")[1].replace(":", "")[:40] == issued.lfdi


def test_the_role_reads_as_a_utf8_string_under_its_identifier(openssl: str, made: Path) -> None:
    issued = credentials(made, "operator-read-only", PLANT)
    parsed = said(openssl, "asn1parse", "-in", issued.certificate).splitlines()
    at = next(number for number, line in enumerate(parsed) if ":1.3.6.1.4.1.50316.802.1" in line)
    octets = parsed[at + 1].split("[HEX DUMP]:")[1]
    assert bytes.fromhex(octets) == b"\x0c\x0fReadOnlySunSpec"


def test_s_client_shakes_hands_with_the_one_suite_and_is_refused_with_another(
    openssl: str, made: Path
) -> None:
    aggregator = credentials(made, "aggregator", DEVICE)

    async def served(*more: str, issued: Credentials = aggregator) -> tuple[str, list[bytes]]:
        seen: list[bytes] = []

        async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            seen.append(writer.get_extra_info("ssl_object").getpeercert(binary_form=True))
            writer.close()

        context = server_context(credentials(made, "head-end", DEVICE))
        server = await asyncio.start_server(met, "127.0.0.1", 0, ssl=context)
        async with server:
            port = server.sockets[0].getsockname()[1]
            done = await asyncio.create_subprocess_exec(
                *(openssl, "s_client", "-connect", f"127.0.0.1:{port}", "-CAfile", issued.trust),
                *("-cert", issued.certificate, "-key", issued.key, "-cert_chain", issued.chain),
                *(more or ("-cipher", "ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0")),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            output, _ = await done.communicate()
        return output.decode(), seen

    text, seen = asyncio.run(served())
    assert "Cipher is ECDHE-ECDSA-AES128-CCM8" in text
    assert "Verify return code: 0 (ok)" in text
    assert seen == [aggregator.der]
    text, seen = asyncio.run(served("-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"))
    assert "alert handshake failure" in text
    assert "Cipher is (NONE)" in text
    assert seen == []
    text, seen = asyncio.run(served(issued=credentials(made, "bad-expired", DEVICE)))
    assert "alert certificate expired" in text
    assert seen == []


def test_s_server_takes_the_client_of_a_plant(openssl: str, made: Path) -> None:
    shown, issued = credentials(made, "inverter", PLANT), credentials(made, "operator-grid-service", PLANT)

    async def called() -> str:
        server = await asyncio.create_subprocess_exec(
            *(openssl, "s_server", "-accept", "127.0.0.1:0", "-naccept", "1", "-Verify", "2"),
            *("-cert", shown.certificate, "-key", shown.key, "-CAfile", shown.trust, "-www"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        assert server.stdout is not None
        try:
            while b"ACCEPT" not in (line := await server.stdout.readline()):
                assert line, "the server ended"
            port = int(line.decode().rsplit(":", 1)[1])
            context = client_context(issued, check_host=True)
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
            writer.write(b"GET / HTTP/1.0\r\n\r\n")
            page = (await reader.read()).decode()
            writer.close()
        finally:
            if server.returncode is None:
                server.terminate()
            await server.wait()
        return page

    page = asyncio.run(called())
    assert issued.certificate.read_text().strip() in page
    assert "Verify return code: 0 (ok)" in page
