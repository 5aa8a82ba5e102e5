"""Identifiers of a device, the role of a client, and what a certificate lacks."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sep2tools.cert_id import get_lfdi, get_sfdi

from workbench.stubs.pki import (
    Authority,
    Fault,
    RoleUnreadable,
    Standard,
    credentials,
    hardware_of,
    lfdi,
    refusals,
    role_of,
    sfdi,
    sfdi_of_lfdi,
)

DEVICE, PLANT = Standard.IEEE_2030_5, Standard.MODBUS


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Return an authority of a new folder."""
    return Authority.create(tmp_path_factory.mktemp("pki"))


def test_the_short_identifier_of_the_standards_example() -> None:
    assert sfdi_of_lfdi("3E4F45AB31EDFE5B67E343E5E4562E31984E23E5") == 167261211391


@given(st.binary(max_size=300))
def test_identifiers_are_those_of_sep2tools(octets: bytes) -> None:
    assert lfdi(octets) == get_lfdi(lfdi(octets), group=False)
    assert str(sfdi(octets)) == get_sfdi(lfdi(octets), group=False)
    assert sum(map(int, str(sfdi(octets)))) % 10 == 0


@pytest.mark.parametrize("role", ["GridServiceSunSpec", "Größe über alles", ""])
def test_a_role_is_read_as_it_was_issued(authority: Authority, role: str) -> None:
    assert role_of(authority.issue(f"role-{len(role)}", PLANT, role=role).der) == role


def test_no_role_is_none_and_an_unreadable_one_is_said(authority: Authority) -> None:
    assert role_of(authority.issue("none", PLANT, role="X", fault=Fault.NO_ROLE).der) is None
    with pytest.raises(RoleUnreadable, match="allowed is one UTF8String"):
        role_of(authority.issue("octets", PLANT, role="X", fault=Fault.ROLE_NOT_UTF8).der)
    with pytest.raises(RoleUnreadable, match="cannot be read"):
        role_of(b"no certificate")


def test_a_device_names_its_hardware(authority: Authority) -> None:
    assert hardware_of(authority.issue("one", DEVICE, serial="SN-7").der) == (
        "1.3.6.1.4.1.32473.1.1",
        b"SN-7",
    )
    assert hardware_of(authority.issue("hosts", DEVICE, hosts=["localhost"]).der) is not None
    assert hardware_of(authority.issue("two", DEVICE, fault=Fault.NO_HARDWARE_NAME).der) is None


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (None, None),
        (Fault.RSA_KEY, "P-256"),
        (Fault.NO_POLICIES, "no certificate policies"),
        (Fault.NO_HARDWARE_NAME, "hardware module name"),
    ],
)
def test_what_a_device_certificate_lacks_is_said(
    authority: Authority, fault: Fault | None, words: str | None
) -> None:
    issued = authority.issue(f"lacks-{fault}".lower(), DEVICE, fault=fault)
    found = refusals(issued.der, DEVICE)
    assert ([] if words is None else [words]) == [words for sentence in found if words and words in sentence]
    assert len(found) == (words is not None)


def test_a_plants_certificate_is_none_for_a_device_and_octets_are_no_certificate(
    authority: Authority,
) -> None:
    plain = authority.issue("plain", PLANT).der
    assert len(refusals(plain, DEVICE)) == 2
    assert refusals(plain, PLANT) == refusals(plain, Standard.DNP3) == []
    assert "cannot be read" in refusals(b"\x30\x00", DEVICE)[0]


changes = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=4)


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
@settings(max_examples=120, deadline=None)
@given(changes, st.integers(0, 3))
def test_a_certificate_that_was_damaged_or_made_up_is_refused_in_words(
    authority: Authority, changes: list[tuple[int, int]], cut: int
) -> None:
    for standard in (DEVICE, PLANT):
        name = credentials(authority.directory, "damaged", standard)
        if not name.certificate.exists():
            authority.issue("damaged", standard, role="X" if standard is PLANT else None)
        octets = bytearray(name.der)
        for at, value in changes:
            octets[at % len(octets)] = value
        damaged = bytes(octets[: len(octets) - cut])
        assert isinstance(refusals(damaged, DEVICE), list)
        with contextlib.suppress(RoleUnreadable):
            assert isinstance(role_of(damaged), str | None)
        with contextlib.suppress(ValueError):
            hardware_of(damaged)


def test_a_certificate_on_another_curve_is_refused_in_words(authority: Authority) -> None:
    der = authority.issue("curve", DEVICE).der
    prime256, brainpool = bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("06082a8648ce3d030108")
    assert prime256 in der
    [said] = refusals(der.replace(prime256, brainpool), DEVICE)
    assert "cannot be read" in said
