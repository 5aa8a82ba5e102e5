"""TLS as each standard wants it: versions, cipher suites, mutual certificates, a log of the keys on request."""

from __future__ import annotations

import asyncio
import logging
import os
import ssl
from pathlib import Path
from typing import Any

from workbench.stubs.pki.credentials import Credentials
from workbench.stubs.pki.identity import RoleUnreadable, lfdi, refusals, role_of, sfdi
from workbench.stubs.pki.profiles import Standard

__all__ = [
    "RoleUnreadable",
    "Standard",
    "client_context",
    "lfdi",
    "peer_certificate",
    "refusals",
    "role_of",
    "server_context",
    "sfdi",
]

# IEEE 2030.5, 6.7 and CSIP: this one suite. OpenSSL 3.2 and later count its eight octets of authentication below
# the default level of security and would drop it, so the level is named with the suite.
CCM_8 = "ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0"
# MODBUS/TCP Security and IEC 62351-3: suites with forward secrecy and authenticated encryption; those of TLS 1.3
# are all such and are not named here.
FORWARD_SECRET = "ECDHE+AESGCM:ECDHE+CHACHA20"


LOGGER = logging.getLogger("workbench.stubs")


class _Telling(ssl.SSLObject):
    """A server's end that says why it refuses: to the client by an alert, and in the log.

    asyncio gives a connection up at the first error of a handshake, with the alert still unsent: the client
    would see its connection break, and nobody could tell a bad certificate from a bad line. So the error is kept back
    until the client has been sent the alert, and ended.
    """

    outgoing: ssl.MemoryBIO
    refusal: ssl.SSLError | None = None

    def do_handshake(self) -> None:
        if self.refusal is not None:
            raise self.refusal
        try:
            super().do_handshake()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise
        except ssl.SSLError as error:
            if "ALERT" in (error.reason or ""):
                LOGGER.warning("A client ends the TLS handshake: %s", _words(error))
                raise
            why = _words(error, getattr(self.context, "taken", ""))
            LOGGER.warning("A client is refused in the TLS handshake: %s", why)
            if not self.outgoing.pending:
                raise
            self.refusal = error
            raise ssl.SSLWantReadError from error


class _TellingContext(ssl.SSLContext):
    sslobject_class = _Telling
    taken = ""
    """What a client has to offer, in words."""

    def wrap_bio(
        self, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, *rest: Any, **more: Any
    ) -> ssl.SSLObject:
        wrapped = super().wrap_bio(incoming, outgoing, *rest, **more)
        assert isinstance(wrapped, _Telling)
        wrapped.outgoing = outgoing
        return wrapped


# Those of OpenSSL to which the log adds what has to be offered: who reads it is most often the client's maker.
_NOT_OFFERED = ("NO_SHARED_CIPHER", "UNSUPPORTED_PROTOCOL", "NO_SUITABLE_KEY_SHARE", "NO_SHARED_GROUPS")
_TAKEN = {
    True: "TLS 1.2 with ECDHE-ECDSA-AES128-CCM8 and the curve P-256, as IEEE 2030.5 has it",
    False: "TLS 1.2 or 1.3 with ECDHE and AES-GCM or ChaCha20",
}


def _words(error: ssl.SSLError, taken: str = "") -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate: {error.verify_message}"
    reason = error.reason or str(error)
    words = reason.lower().replace("_", " ")
    return f"{words}; it has to offer {taken}" if taken and reason in _NOT_OFFERED else words


def server_context(
    credentials: Credentials,
    standard: Standard | None = None,
    *,
    trust: Path | None = None,
    key_log: Path | None = None,
) -> ssl.SSLContext:
    """Return what a server needs for TLS by a standard; a client without a certificate is refused in the handshake.

    Whom it refuses is told why by an alert, and stands in the log. Give servers an ``ssl_handshake_timeout``: a client
    that does not end after its alert is kept until then.

    Args:
        credentials: what the server shows.
        standard: default: the credentials' own; a plant's certificate serves Modbus and DNP3.
        trust: file with the roots that clients may come from. Default: the credentials' own.
        key_log: file to which the keys of each session are added, for Wireshark. Whoever has it can read them.

    Raises:
        OSError: a file cannot be read, or the log not be written.
    """
    context = _TellingContext(ssl.PROTOCOL_TLS_SERVER)
    _prepare(context, credentials, standard or credentials.standard, trust, key_log)
    context.taken = _TAKEN[(standard or credentials.standard) is Standard.IEEE_2030_5]
    return context


def client_context(
    credentials: Credentials | None,
    standard: Standard | None = None,
    *,
    trust: Path | None = None,
    key_log: Path | None = None,
    check_host: bool = False,
) -> ssl.SSLContext:
    """Return what a client needs for TLS by a standard.

    Args:
        credentials: what the client shows; None shows nothing, to see that it is refused.
        trust: file with the roots that the server may come from. Default: the credentials' own; without those the
            roots of this machine, for a server whose host is checked.
        check_host: whether the server's certificate has to be for the host that is called. Device certificates of
            IEEE 2030.5 name hardware and no host, so that is off by default; who the server is follows from its
            authority and its LFDI.

    Raises:
        ValueError: no credentials, and no standard, or neither trust nor a host to be checked, to do without them.
        OSError: a file cannot be read, or the log not be written.
    """
    if credentials is None and (standard is None or (trust is None and not check_host)):
        raise ValueError("A client without credentials has to be told the standard and whom it trusts")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = check_host
    chosen = standard or (credentials.standard if credentials else Standard.MODBUS)
    _prepare(context, credentials, chosen, trust, key_log)
    return context


def _prepare(
    context: ssl.SSLContext,
    credentials: Credentials | None,
    standard: Standard,
    trust: Path | None,
    key_log: Path | None,
) -> None:
    context.verify_mode = ssl.CERT_REQUIRED
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if standard is Standard.IEEE_2030_5:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(CCM_8)
        context.set_ecdh_curve("prime256v1")
    else:
        context.set_ciphers(FORWARD_SECRET)
    if credentials is not None:
        context.load_cert_chain(credentials.chain, credentials.key)
        trust = trust or credentials.trust
    if trust is None:
        context.load_default_certs()
    else:
        context.load_verify_locations(trust)
    if key_log is not None:
        # Made first and for its owner alone: OpenSSL would make it readable for all.
        os.close(os.open(key_log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        context.keylog_filename = str(key_log)


def peer_certificate(transport: asyncio.BaseTransport) -> bytes | None:
    """Return the certificate in DER that the other end of a connection showed, or None without TLS."""
    connection: ssl.SSLObject | None = transport.get_extra_info("ssl_object")
    return None if connection is None else connection.getpeercert(binary_form=True)
