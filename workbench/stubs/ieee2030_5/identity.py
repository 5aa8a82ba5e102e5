"""Identities of IEEE 2030.5 as people give them: LFDIs in words or as certificates, and PINs with their check digit."""

from __future__ import annotations

import re
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from workbench.stubs.pki import lfdi

LFDI_DIGITS = 40


def lfdi_of(certificate: bytes | Path) -> str:
    """Return the long form device identifier of a certificate.

    Args:
        certificate: in DER or PEM, or a file of either; the first certificate counts where there are several.

    Raises:
        ValueError: it is no certificate.
        OSError: the file cannot be read.
    """
    octets = certificate.read_bytes() if isinstance(certificate, Path) else certificate
    read = x509.load_pem_x509_certificate if b"-----BEGIN" in octets else x509.load_der_x509_certificate
    return lfdi(read(octets).public_bytes(Encoding.DER))


def checked_lfdi(text: str) -> str:
    """Return an LFDI as it is kept: 40 capital hexadecimal digits, without the hyphens that people write.

    Raises:
        ValueError: it is none.
    """
    digits = re.sub(r"[-\s]", "", text).upper()
    if not re.fullmatch(f"[0-9A-F]{{{LFDI_DIGITS}}}", digits):
        raise ValueError(f"{text!r} is not an LFDI: it has {LFDI_DIGITS} hexadecimal digits")
    return digits


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
