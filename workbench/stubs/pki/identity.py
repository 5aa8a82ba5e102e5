"""Who a peer is by its certificate: its LFDI and SFDI, its role, and what its certificate lacks for a standard."""

from __future__ import annotations

import hashlib

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric import ec

from workbench.stubs.pki.profiles import (
    GENERIC_DEVICE,
    HARDWARE_MODULE_NAME,
    MODBUS_ROLE,
    Standard,
)

UNREADABLE = (ValueError, x509.DuplicateExtension, x509.InvalidVersion, UnsupportedAlgorithm)
"""What reading a certificate that somebody sent may raise."""
LFDI_OCTETS = 20
SFDI_BITS = 36


class RoleUnreadable(ValueError):
    """The role extension is there and is no UTF8String, or stands there more than once."""


@asn1.sequence
class HardwareModule:
    """The hardware module name of RFC 4108: what kind of hardware, and which one of its kind."""

    kind: x509.ObjectIdentifier
    serial: bytes


def lfdi(certificate: bytes) -> str:
    """Return the long form device identifier of a certificate, 40 hexadecimal digits in capitals.

    Args:
        certificate: in DER, as ``getpeercert(binary_form=True)`` gives it.

    Source: IEEE 2030.5, 6.3.4: the first 160 bits of SHA-256 over the certificate.
    """
    return hashlib.sha256(certificate).digest()[:LFDI_OCTETS].hex().upper()


def sfdi(certificate: bytes) -> int:
    """Return the short form device identifier of a certificate.

    Source: IEEE 2030.5, 6.3.3: the first 36 bits of its LFDI in decimal and one digit more, which makes the sum of
    all digits a multiple of ten.
    """
    return sfdi_of_lfdi(lfdi(certificate))


def sfdi_of_lfdi(identifier: str) -> int:
    """Return the short form device identifier that belongs to a long one (40 hexadecimal digits)."""
    bits = int(identifier, 16) >> (8 * LFDI_OCTETS - SFDI_BITS)
    return bits * 10 + -sum(map(int, str(bits))) % 10


def role_of(certificate: bytes) -> str | None:
    """Return the role that a client's certificate carries for Modbus, or None where it carries none.

    Args:
        certificate: in DER.

    Raises:
        RoleUnreadable: the extension is there and does not hold one UTF8String.

    Source: MODBUS/TCP Security: a server treats a client without a role as one of the NULL role.
    """
    try:
        return _role(x509.load_der_x509_certificate(certificate))
    except RoleUnreadable:
        raise
    except UNREADABLE as error:
        raise RoleUnreadable(f"The certificate cannot be read: {error}") from error


def _role(certificate: x509.Certificate) -> str | None:
    try:
        extension = certificate.extensions.get_extension_for_oid(MODBUS_ROLE)
    except x509.ExtensionNotFound:
        return None
    assert isinstance(extension.value, x509.UnrecognizedExtension)
    try:
        return asn1.decode_der(str, extension.value.value)
    except ValueError as error:
        raise RoleUnreadable(
            f"The role extension {MODBUS_ROLE.dotted_string} holds {extension.value.value.hex()}; "
            "allowed is one UTF8String"
        ) from error


def hardware_of(certificate: bytes) -> tuple[str, bytes] | None:
    """Return hardware type (dotted) and serial number of a device certificate, or None where it names no hardware.

    Args:
        certificate: in DER.

    Raises:
        ValueError: it cannot be read.
    """
    try:
        return _hardware(x509.load_der_x509_certificate(certificate))
    except UNREADABLE as error:
        raise ValueError(f"The certificate cannot be read: {error}") from error


def _hardware(certificate: x509.Certificate) -> tuple[str, bytes] | None:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return None
    for name in names.get_values_for_type(x509.OtherName):
        if name.type_id == HARDWARE_MODULE_NAME:
            try:
                module = asn1.decode_der(HardwareModule, name.value)
            except ValueError:
                return None
            return module.kind.dotted_string, module.serial
    return None


def refusals(certificate: bytes, standard: Standard) -> list[str]:
    """Return what a peer's certificate lacks that the standard asks for and that TLS itself does not look at.

    The handshake has checked signature, authority and dates; this is for after it. For Modbus and DNP3 there is
    nothing beyond those: a client without a role is let in and may do what the NULL role may.

    Args:
        certificate: in DER.

    Returns:
        Sentences, empty where the certificate will do.
    """
    if standard is not Standard.IEEE_2030_5:
        return []
    try:
        read = x509.load_der_x509_certificate(certificate)
        return [*_key(read), *_policies(read), *_name(read)]
    except UNREADABLE as error:
        return [f"The certificate cannot be read: {error}"]


def _key(certificate: x509.Certificate) -> list[str]:
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return []
    kind = f"an elliptic curve key on {key.curve.name}" if isinstance(key, ec.EllipticCurvePublicKey) else ""
    found = kind or f"a key of the kind {type(key).__name__.strip('_').removesuffix('PublicKey')}"
    return [f"The certificate holds {found}; IEEE 2030.5 allows keys on the curve P-256 only"]


def _policies(certificate: x509.Certificate) -> list[str]:
    try:
        policies = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return [
            "The certificate has no certificate policies; IEEE 2030.5 asks for one that names a device type"
        ]
    # Mobile devices and those certified after manufacture name their own type beside the generic one.
    if not any(policy.policy_identifier == GENERIC_DEVICE for policy in policies):
        return [
            f"The certificate's policies do not name the device type {GENERIC_DEVICE.dotted_string} of IEEE 2030.5"
        ]
    return []


def _name(certificate: x509.Certificate) -> list[str]:
    if _hardware(certificate) is None:
        return [
            "The certificate's subject alternative name holds no hardware module name "
            f"({HARDWARE_MODULE_NAME.dotted_string}); IEEE 2030.5 asks for one"
        ]
    return []
