"""An authority for tests: the roots, the authorities between, and the certificates that they issue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from workbench.stubs.pki.certificates import (
    Signer,
    Wanted,
    authority_certificate,
    device_certificate,
    plant_certificate,
)
from workbench.stubs.pki.credentials import (
    Credentials,
    PrivateKey,
    refuse_to_overwrite,
    write_certificates,
    write_key,
)
from workbench.stubs.pki.profiles import (
    ANY_POLICY,
    ENDLESS,
    GENERIC_DEVICE,
    TEST_CERTIFICATE,
    Chain,
    Fault,
    Standard,
)

HOSTS = ("localhost", "127.0.0.1", "::1")
NAME = re.compile(r"[a-z0-9][a-z0-9.-]*")
PLANT_LIFETIME = timedelta(days=10 * 365)
BACKDATED = timedelta(days=1)
"""By how much certificates start in the past, so that a device whose clock is behind takes them."""

# name of the file: common name, issuer (itself for a root), how many authorities may stand below, policies
_AUTHORITIES: dict[str, tuple[str, str, int | None, tuple[x509.ObjectIdentifier, ...]]] = {
    "serca": ("Test SERCA", "serca", None, (ANY_POLICY,)),
    "mica": ("Test MICA below the SERCA", "serca", 0, (GENERIC_DEVICE, TEST_CERTIFICATE)),
    "mca": ("Test MCA", "serca", 1, (GENERIC_DEVICE, TEST_CERTIFICATE)),
    "mca-mica": ("Test MICA below the MCA", "mca", 0, (GENERIC_DEVICE, TEST_CERTIFICATE)),
    "plant": ("Test authority of a plant (Modbus, DNP3)", "plant", 0, ()),
    "foreign-serca": ("Test SERCA that nobody trusts", "foreign-serca", None, (ANY_POLICY,)),
    "foreign-plant": ("Test authority of another plant", "foreign-plant", 0, ()),
}


class NameNotAllowed(ValueError):
    """A name cannot be that of a file of certificates, or what is asked for does not belong to the standard."""


class Authority:
    """The authorities of one folder, and what they issue there. For tests only: keys are not encrypted.

    Args:
        directory: a folder that ``create`` made.
        now: the moment from which certificates are valid; for tests. Default: now.

    Raises:
        FileNotFoundError: the folder holds no such authorities.
    """

    def __init__(self, directory: Path, *, now: datetime | None = None) -> None:
        self.directory = directory
        self._now = (now or datetime.now(UTC)).replace(microsecond=0)
        self._signers = {name: self._load(name) for name in _AUTHORITIES}

    @classmethod
    def create(cls, directory: Path, *, now: datetime | None = None) -> Self:
        """Make the authorities in a folder, which may not hold any yet.

        Raises:
            FileThere: it does; nothing was written.
        """
        folder = directory / "authorities"
        refuse_to_overwrite(folder)
        moment = (now or datetime.now(UTC)).replace(microsecond=0)
        folder.mkdir(parents=True)
        signers: dict[str, Signer] = {}
        for name, (common_name, issuer, below, policies) in _AUTHORITIES.items():
            key = ec.generate_private_key(ec.SECP256R1())
            start = moment - BACKDATED
            certificate = authority_certificate(common_name, key, signers.get(issuer), below, policies, start)
            signers[name] = Signer(certificate, key)
            write_key(folder / f"{name}.key", key)
            write_certificates(folder / f"{name}.pem", certificate)
        return cls(directory, now=now)

    def issue(
        self,
        name: str,
        standard: Standard,
        *,
        chain: Chain = Chain.MICA,
        role: str | None = None,
        hosts: Sequence[str] | None = None,
        serial: str = "",
        fault: Fault | None = None,
    ) -> Credentials:
        """Issue a certificate with a new key into the folder of its standard.

        Args:
            name: of the files, and the common name where the standard has one: small letters, digits, dot, hyphen.
            chain: by which authorities, for IEEE 2030.5.
            role: for Modbus, usually one of ``SunSpecRole``; any text is taken, so that a wrong role can be tried.
            hosts: names and addresses that the certificate is for. Default: this machine for Modbus and DNP3, none
                for IEEE 2030.5, which names hardware instead; a server there may carry them beside it.
            serial: the hardware's serial number, for IEEE 2030.5. Default: the name.
            fault: what shall be wrong with it.

        Raises:
            NameNotAllowed: the name, or a role that the standard does not have.
            FileThere: a file of that name is there; nothing was written.
        """
        if not NAME.fullmatch(name):
            raise NameNotAllowed(
                f"{name!r} is no name for a certificate: small letters, digits, dot and hyphen"
            )
        device = standard is Standard.IEEE_2030_5
        if device and (role is not None or fault in (Fault.NO_ROLE, Fault.ROLE_NOT_UTF8)):
            raise NameNotAllowed("A certificate of IEEE 2030.5 carries no role; roles belong to Modbus")
        if not device and fault in (Fault.NO_HARDWARE_NAME, Fault.NO_POLICIES):
            raise NameNotAllowed("Hardware names and policies belong to IEEE 2030.5, not to Modbus and DNP3")
        path = chain.value if device else ("plant",)
        if fault is Fault.FOREIGN_AUTHORITY:
            path = (f"foreign-{path[0]}",)
        found = credentials(self.directory, name, standard)
        refuse_to_overwrite(found.certificate, found.key, found.chain)
        key: PrivateKey
        if fault is Fault.RSA_KEY:
            key = rsa.generate_private_key(65537, 2048)
        else:
            key = ec.generate_private_key(ec.SECP256R1())
        start, end = self._validity(ENDLESS if device else self._now + PLANT_LIFETIME, fault)
        named = HOSTS if hosts is None and not device else (hosts or ())
        wanted = Wanted(name, key, start, end, named, role, serial or name, fault)
        certificate = (device_certificate if device else plant_certificate)(wanted, self._signers[path[-1]])
        found.certificate.parent.mkdir(parents=True, exist_ok=True)
        write_key(found.key, key)
        write_certificates(found.certificate, certificate)
        between = [self._signers[step].certificate for step in reversed(path[1:])]
        write_certificates(found.chain, certificate, *between)
        return found

    def _validity(self, end: datetime, fault: Fault | None) -> tuple[datetime, datetime]:
        if fault is Fault.EXPIRED:
            return self._now - 30 * BACKDATED, self._now - BACKDATED
        if fault is Fault.NOT_YET_VALID:
            return self._now + PLANT_LIFETIME, ENDLESS
        return self._now - BACKDATED, end

    def _load(self, name: str) -> Signer:
        folder = self.directory / "authorities"
        certificate = x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes())
        key = load_pem_private_key((folder / f"{name}.key").read_bytes(), password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return Signer(certificate, key)


def credentials(directory: Path, name: str, standard: Standard) -> Credentials:
    """Return where the files of a certificate stand in a folder of authorities; they may not be there yet.

    Modbus and DNP3 share the certificates of a plant.
    """
    device = standard is Standard.IEEE_2030_5
    stem = directory / (standard.value if device else "plant") / name
    trust = directory / "authorities" / ("serca.pem" if device else "plant.pem")
    chain = stem.parent / f"{name}-chain.pem"
    return Credentials(name, standard, stem.parent / f"{name}.pem", stem.parent / f"{name}.key", chain, trust)
