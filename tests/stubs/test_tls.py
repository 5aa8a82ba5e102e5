"""Handshakes by the rules of each standard, without a socket."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from workbench.stubs.pki import Authority, Chain, Credentials, Fault, Standard, credentials
from workbench.stubs.tls import client_context, role_of, server_context

DEVICE, PLANT = Standard.IEEE_2030_5, Standard.MODBUS


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Return an authority of a new folder that has issued a server of each standard."""
    authority = Authority.create(tmp_path_factory.mktemp("pki"))
    authority.issue("server", DEVICE, chain=Chain.MCA_MICA)
    authority.issue("server", PLANT)
    return authority


def server(authority: Authority, standard: Standard) -> Credentials:
    """Return the credentials of the fixture's server."""
    return credentials(authority.directory, "server", standard)


def handshake(serving: ssl.SSLContext, calling: ssl.SSLContext) -> tuple[ssl.SSLObject, ssl.SSLObject]:
    """Shake hands in memory, pass one octet, and return both ends.

    Raises:
        ssl.SSLError: one end refuses the other; what the refused end was told is its note.
    """
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    host = "localhost" if calling.check_hostname else None
    ends = (serving.wrap_bio(up, down, server_side=True), calling.wrap_bio(down, up, server_hostname=host))
    waiting, errors = list(ends), {}
    for _ in range(20):
        for end in tuple(waiting):
            try:
                end.do_handshake()
                waiting.remove(end)
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLError as error:
                errors[end] = error
                waiting.remove(end)
    if errors:
        told = "" if ends[1] in errors else _read(ends[1])
        # Whoever looked at a certificate refused; the other end was told.
        looked = [error for error in errors.values() if isinstance(error, ssl.SSLCertVerificationError)]
        refusal = looked[0] if looked else errors.get(ends[0], errors.get(ends[1]))
        assert refusal is not None
        refusal.add_note(told or str(errors[ends[1]]))
        raise refusal
    assert not waiting, "no end refused and yet they do not agree"
    ends[0].write(b"!")
    assert ends[1].read(1) == b"!"
    return ends


def _read(client: ssl.SSLObject) -> str:
    """Read after a handshake that the client believes done: in TLS 1.3 it learns of its refusal only then."""
    with pytest.raises(ssl.SSLError) as told:
        client.read(1)
    return str(told.value)


@pytest.mark.parametrize("chain", list(Chain))
def test_devices_of_each_chain_agree_on_the_one_suite(authority: Authority, chain: Chain) -> None:
    issued = authority.issue(f"device-{chain.name.lower().replace('_', '-')}", DEVICE, chain=chain)
    serving, calling = handshake(server_context(server(authority, DEVICE)), client_context(issued))
    assert serving.cipher() == ("ECDHE-ECDSA-AES128-CCM8", "TLSv1.2", 128)
    assert serving.getpeercert(binary_form=True) == issued.der
    assert calling.getpeercert(binary_form=True) == server(authority, DEVICE).der


@pytest.mark.parametrize("standard", [Standard.MODBUS, Standard.DNP3])
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_plants_ends_agree_on_forward_secrecy_and_the_role_arrives(
    authority: Authority, standard: Standard, version: ssl.TLSVersion
) -> None:
    name = f"client-{standard.value}-{version.name.lower().replace('_', '.')}"
    issued = authority.issue(name, PLANT, role="GridServiceSunSpec")
    context = client_context(issued, standard, check_host=True)
    context.maximum_version = version
    serving, _ = handshake(server_context(server(authority, PLANT), standard), context)
    assert serving.version() == version.name.replace("_", ".")
    cipher = serving.cipher()
    assert cipher is not None
    assert "GCM" in cipher[0] or "CHACHA20" in cipher[0]
    der = serving.getpeercert(binary_form=True)
    assert der is not None
    assert role_of(der) == "GridServiceSunSpec"


@pytest.mark.parametrize("standard", [DEVICE, PLANT])
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.EXPIRED, "certificate has expired"),
        (Fault.NOT_YET_VALID, "certificate is not yet valid"),
        (Fault.FOREIGN_AUTHORITY, "unable to get local issuer certificate"),
    ],
)
def test_a_client_with_a_bad_certificate_is_refused_and_told_why(
    authority: Authority, standard: Standard, fault: Fault, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    issued = authority.issue(f"client-{fault.value}", standard, fault=fault)
    with pytest.raises(ssl.SSLCertVerificationError, match=words) as refused:
        handshake(server_context(server(authority, standard)), client_context(issued))
    [told] = refused.value.__notes__
    assert {
        Fault.EXPIRED: "certificate expired",
        Fault.NOT_YET_VALID: "bad certificate",
        Fault.FOREIGN_AUTHORITY: "unknown ca",
    }[fault] in told
    assert caplog.messages == [f"A client is refused in the TLS handshake: its certificate: {words}"]


@pytest.mark.parametrize("standard", [DEVICE, PLANT])
def test_a_client_without_a_certificate_is_refused(authority: Authority, standard: Standard) -> None:
    shown = server(authority, standard)
    with pytest.raises(ssl.SSLError, match="(?i)peer did not return a certificate"):
        handshake(server_context(shown), client_context(None, standard, trust=shown.trust))
    with pytest.raises(ValueError, match="has to be told the standard"):
        client_context(None)


@pytest.mark.parametrize("standard", [DEVICE, PLANT])
def test_a_client_refuses_a_server_of_a_foreign_authority(
    authority: Authority, standard: Standard, caplog: pytest.LogCaptureFixture
) -> None:
    issued = authority.issue("server-of-foreigners", standard, fault=Fault.FOREIGN_AUTHORITY)
    calling = client_context(server(authority, standard))
    with pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer certificate"):
        handshake(server_context(issued), calling)
    assert caplog.messages == ["A client ends the TLS handshake: tlsv1 alert unknown ca"]


def test_a_head_end_refuses_other_suites_and_versions(authority: Authority) -> None:
    shown = server(authority, DEVICE)
    serving = server_context(shown)
    other = client_context(shown, Standard.MODBUS)
    with pytest.raises(ssl.SSLError, match="(?i)no.shared.cipher"):
        handshake(serving, other)
    other.minimum_version = ssl.TLSVersion.TLSv1_3
    with pytest.raises(ssl.SSLError, match="(?i)unsupported.protocol"):
        handshake(serving, other)


def test_the_log_of_keys_is_written_on_request_and_for_its_owner(
    authority: Authority, tmp_path: Path
) -> None:
    log = tmp_path / "keys.log"
    calling = client_context(server(authority, DEVICE))
    handshake(server_context(server(authority, DEVICE), key_log=log), calling)
    assert "CLIENT_RANDOM " in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600
    handshake(server_context(server(authority, DEVICE)), calling)
    assert log.read_text().count("CLIENT_RANDOM ") == 1


@pytest.mark.parametrize(
    ("suites", "highest", "words"),
    [
        ("ECDHE-ECDSA-AES128-GCM-SHA256", ssl.TLSVersion.TLSv1_2, "no shared cipher"),
        ("ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0", ssl.TLSVersion.TLSv1_1, "unsupported protocol"),
    ],
)
def test_the_log_says_what_a_client_has_to_offer(
    authority: Authority,
    suites: str,
    highest: ssl.TLSVersion,
    words: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As Java's HttpClient, Go and gnutls-cli call a head-end: with no suite of CCM with eight octets."""
    calling = client_context(server(authority, DEVICE))
    calling.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    calling.maximum_version = highest
    calling.set_ciphers(suites)
    with pytest.raises(ssl.SSLError):
        handshake(server_context(server(authority, DEVICE)), calling)
    assert caplog.messages == [
        f"A client is refused in the TLS handshake: {words}; it has to offer TLS 1.2 with "
        "ECDHE-ECDSA-AES128-CCM8 and the curve P-256, as IEEE 2030.5 has it"
    ]
