"""LFDI, SFDI and PIN: the standard's example, and what sep2tools computes."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from sep2tools.cert_id import get_certificate_lfdi, get_sfdi

from workbench.stubs.ieee2030_5.identity import (
    check_digit,
    checked_lfdi,
    checked_pin,
    lfdi_of,
    pin_of,
)
from workbench.stubs.pki import sfdi_of_lfdi

LFDI = "3E4F45AB31EDFE5B67E343E5E4562E31984E23E5"


def test_the_example_of_the_standard() -> None:
    assert sfdi_of_lfdi(LFDI) == 167261211391
    assert checked_lfdi("3e4f-45AB-31ED-FE5B-67E3-43E5-E456-2E31-984E-23E5") == LFDI


@given(st.binary(min_size=20, max_size=20).filter(lambda octets: octets[:5].strip(b"\0")))
def test_short_forms_are_those_of_sep2tools(octets: bytes) -> None:
    lfdi = octets.hex().upper()
    assert str(sfdi_of_lfdi(lfdi)) == get_sfdi(lfdi, group=False)
    assert sum(map(int, str(sfdi_of_lfdi(lfdi)))) % 10 == 0


def test_the_long_form_of_a_certificate_is_that_of_sep2tools(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "device")])
    now = datetime.datetime(2026, 1, 1)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + datetime.timedelta(1))
    ).sign(key, hashes.SHA256())
    der = certificate.public_bytes(Encoding.DER)
    for name_of, encoding in (("der", Encoding.DER), ("pem", Encoding.PEM)):
        path = tmp_path / f"certificate.{name_of}"
        path.write_bytes(certificate.public_bytes(encoding))
        assert lfdi_of(path) == get_certificate_lfdi(path, group=False) == lfdi_of(path.read_bytes())
    assert lfdi_of(der) == hashlib.sha256(der).digest()[:20].hex().upper()


def test_pins_have_a_check_digit() -> None:
    assert pin_of(11111) == 111115 == checked_pin(111115)
    assert check_digit(11111) == 5
    for pin in (111111, 1111150, -5):
        with pytest.raises(ValueError, match="is not a PIN"):
            checked_pin(pin)


@pytest.mark.parametrize("text", ["", "3E4F", LFDI + "00", "Z" * 40])
def test_what_is_not_an_lfdi_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="40 hexadecimal digits"):
        checked_lfdi(text)
