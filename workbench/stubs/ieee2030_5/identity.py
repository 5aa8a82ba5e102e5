"""Identities of IEEE 2030.5: a device's long and short one, from its certificate, and the checksum of a PIN."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

LFDI_DIGITS = 40
"""Hexadecimal digits of the first 160 bits."""
_SFDI_DIGITS = 9
"""Hexadecimal digits of the first 36 bits."""


def lfdi_of(certificate: bytes | str | Path | x509.Certificate) -> str:
    """Return the long-form identifier: the first 160 bits of the SHA-256 of the certificate, 40 capital digits.

    Args:
        certificate: in DER or PEM, a file of either, or as ``cryptography`` has it.

    Raises:
        ValueError: it is no certificate.
    """
    if isinstance(certificate, str | Path):
        certificate = Path(certificate).read_bytes()
    if isinstance(certificate, x509.Certificate):
        certificate = certificate.public_bytes(Encoding.DER)
    elif certificate.lstrip().startswith(b"-----BEGIN") or b"-----BEGIN CERTIFICATE" in certificate[:4096]:
        certificate = x509.load_pem_x509_certificate(certificate).public_bytes(Encoding.DER)
    return hashlib.sha256(certificate).hexdigest()[:LFDI_DIGITS].upper()


def checked_lfdi(text: str) -> str:
    """Return an LFDI as it is kept: 40 capital hexadecimal digits, without the hyphens that people write.

    Raises:
        ValueError: it is none.
    """
    digits = re.sub(r"[-\s]", "", text).upper()
    if not re.fullmatch(f"[0-9A-F]{{{LFDI_DIGITS}}}", digits):
        raise ValueError(f"{text!r} is not an LFDI: it has {LFDI_DIGITS} hexadecimal digits")
    return digits


def sfdi_of(lfdi: str) -> int:
    """Return the short-form identifier: the first 36 bits in decimal, and their check digit."""
    number = int(checked_lfdi(lfdi)[:_SFDI_DIGITS], 16)
    return number * 10 + check_digit(number)


def check_digit(number: int) -> int:
    """Return the digit that brings the sum of a number's digits to a multiple of ten."""
    return -sum(int(digit) for digit in str(number)) % 10


def pin_of(five_digits: int) -> int:
    """Return a PIN of six digits: the five given and their check digit.

    Raises:
        ValueError: more than five digits.
    """
    if not 0 <= five_digits <= 99_999:
        raise ValueError(f"{five_digits} has more than five digits")
    return five_digits * 10 + check_digit(five_digits)


def checked_pin(pin: int) -> int:
    """Return a PIN whose last digit is its check digit.

    Raises:
        ValueError: it is not, or has more than six digits.
    """
    if not 0 <= pin <= 999_999 or check_digit(pin // 10) != pin % 10:
        raise ValueError(
            f"{pin:06} is not a PIN: it has six digits, of which the last brings their sum to a multiple of ten "
            "(111115 is one)"
        )
    return pin
