"""A certificate with its key, as files, as a stub or a program beside it takes them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from workbench.stubs.pki import identity
from workbench.stubs.pki.profiles import Standard

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class FileThere(FileExistsError):
    """A file would be overwritten: nothing was written."""


@dataclass(frozen=True)
class Credentials:
    """What one end of a connection shows, and what it trusts.

    Args:
        name: under which its files stand and the manifest lists it.
        standard: whose rules the certificate follows; a plant's certificate serves Modbus and DNP3.
        certificate: file of the certificate alone, PEM.
        key: file of its private key, PEM, readable by its owner only.
        chain: file of the certificate and the authorities between it and the root, PEM: what is sent in a handshake.
        trust: file of the root that the other end has to come from, PEM.
    """

    name: str
    standard: Standard
    certificate: Path
    key: Path
    chain: Path
    trust: Path

    @property
    def der(self) -> bytes:
        """The certificate in DER, as the other end sees it."""
        return x509.load_pem_x509_certificate(self.certificate.read_bytes()).public_bytes(Encoding.DER)

    @property
    def lfdi(self) -> str:
        """Its long form device identifier (IEEE 2030.5)."""
        return identity.lfdi(self.der)

    @property
    def sfdi(self) -> int:
        """Its short form device identifier (IEEE 2030.5)."""
        return identity.sfdi(self.der)

    @property
    def role(self) -> str | None:
        """Its role for Modbus, or None."""
        return identity.role_of(self.der)


def refuse_to_overwrite(*paths: Path) -> None:
    """Refuse when a file is there already.

    Raises:
        FileThere: naming every such file.
    """
    if there := [str(path) for path in paths if path.exists()]:
        raise FileThere(
            f"There already: {', '.join(there)}. Certificates are never overwritten; choose another folder or "
            "name, or delete the files first"
        )


def write_certificates(path: Path, *certificates: x509.Certificate) -> None:
    """Write certificates into a new PEM file, the first one first."""
    refuse_to_overwrite(path)
    path.write_bytes(b"".join(certificate.public_bytes(Encoding.PEM) for certificate in certificates))


def write_key(path: Path, key: PrivateKey) -> None:
    """Write a private key into a new PEM file that only its owner may read."""
    octets = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        # Created with its mode: there is no moment at which others could read it.
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        refuse_to_overwrite(path)
        raise
    with os.fdopen(opened, "wb") as file:
        file.write(octets)
