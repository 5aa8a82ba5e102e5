"""The certificates themselves: of authorities, of devices as IEEE 2030.5 has them, of a plant's Modbus and DNP3."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from workbench.stubs.pki.credentials import PrivateKey
from workbench.stubs.pki.identity import HardwareModule
from workbench.stubs.pki.profiles import (
    ENDLESS,
    EXAMPLE_HARDWARE,
    GENERIC_DEVICE,
    HARDWARE_MODULE_NAME,
    MODBUS_ROLE,
    TEST_CERTIFICATE,
    Fault,
)

ORGANISATION = "SIWG Workbench - TEST USE ONLY"


@dataclass(frozen=True)
class Signer:
    """An authority: its certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Wanted:
    """What a certificate shall say.

    Args:
        name: the common name, where the standard has one.
        key: whose public half it holds.
        start, end: from when to when it is valid.
        hosts: names and addresses that it is for.
        role: for Modbus.
        serial: the hardware's serial number, for IEEE 2030.5.
        fault: what shall be wrong with it.
    """

    name: str
    key: PrivateKey
    start: datetime
    end: datetime
    hosts: Sequence[str] = ()
    role: str | None = None
    serial: str = ""
    fault: Fault | None = None


def authority_certificate(
    common_name: str,
    key: ec.EllipticCurvePrivateKey,
    signer: Signer | None,
    below: int | None,
    policies: Sequence[x509.ObjectIdentifier],
    start: datetime,
) -> x509.Certificate:
    """Return the certificate of an authority, without end.

    Args:
        signer: the authority above, or None for a root.
        below: how many authorities may stand below it, None for any number.
    """
    builder = _begun(_named(common_name), key, signer, start, ENDLESS)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=below), critical=True)
    usage = _usage(digital_signature=True, key_cert_sign=True, crl_sign=True)
    builder = builder.add_extension(usage, critical=True)
    builder = builder.add_extension(
        x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
    )
    if policies:
        builder = builder.add_extension(_policies(*policies), critical=True)
    return builder.sign(key if signer is None else signer.key, hashes.SHA256())


def device_certificate(wanted: Wanted, signer: Signer) -> x509.Certificate:
    """Return a device certificate as IEEE 2030.5 has it: no subject, and the hardware as its name."""
    builder = _begun(x509.Name([]), wanted.key, signer, wanted.start, wanted.end)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(digital_signature=True, key_agreement=True), critical=True)
    if wanted.fault is not Fault.NO_POLICIES:
        builder = builder.add_extension(_policies(GENERIC_DEVICE, TEST_CERTIFICATE), critical=True)
    names = _hosts(wanted.hosts)
    if wanted.fault is not Fault.NO_HARDWARE_NAME:
        hardware = asn1.encode_der(HardwareModule(kind=EXAMPLE_HARDWARE, serial=wanted.serial.encode()))
        names = [x509.OtherName(HARDWARE_MODULE_NAME, hardware), *names]
    elif not names:
        names = [x509.DNSName(f"{wanted.name}.invalid")]  # an empty subject has to have some other name
    builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=True)
    return builder.sign(signer.key, hashes.SHA256())


def plant_certificate(wanted: Wanted, signer: Signer) -> x509.Certificate:
    """Return a certificate for Modbus or DNP3 over TLS: named, for hosts, with a role where one is asked for."""
    builder = _begun(_named(wanted.name), wanted.key, signer, wanted.start, wanted.end)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(digital_signature=True), critical=True)
    purposes = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    if wanted.hosts:
        builder = builder.add_extension(x509.SubjectAlternativeName(_hosts(wanted.hosts)), critical=False)
    if wanted.role is not None and wanted.fault is not Fault.NO_ROLE:
        role = str(wanted.role)  # an enumeration's own class is unknown to the encoder
        value = asn1.encode_der(role.encode() if wanted.fault is Fault.ROLE_NOT_UTF8 else role)
        builder = builder.add_extension(x509.UnrecognizedExtension(MODBUS_ROLE, value), critical=False)
    return builder.sign(signer.key, hashes.SHA256())


def _begun(
    subject: x509.Name, key: PrivateKey, signer: Signer | None, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if signer is None else signer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )
    if signer is None:
        return builder
    identifier = signer.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False
    )


def _named(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _policies(*identifiers: x509.ObjectIdentifier) -> x509.CertificatePolicies:
    return x509.CertificatePolicies([x509.PolicyInformation(identifier, None) for identifier in identifiers])


def _hosts(hosts: Sequence[str]) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = []
    for host in hosts:
        try:
            names.append(x509.IPAddress(ipaddress.ip_address(host)))
        except ValueError:
            names.append(x509.DNSName(host))
    return names


def _usage(
    *,
    digital_signature: bool = False,
    key_agreement: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_agreement=key_agreement,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        encipher_only=False,
        decipher_only=False,
    )
