"""Certificates found by name in a folder, and the devices that it lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.stubs.ieee2030_5.registration import (
    PIN,
    Registration,
    RegistrationUnreadable,
    registration_typed,
    registrations_in,
)
from workbench.stubs.pki import Standard, make
from workbench.stubs.pki.holdings import CertificateMissing, credentials_in, devices_in


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of certificates."""
    directory = tmp_path_factory.mktemp("pki")
    make(directory)
    return directory


def test_a_certificate_is_found_by_its_name_and_standard(folder: Path) -> None:
    device = credentials_in(folder, "inverter", Standard.IEEE_2030_5)
    plant = credentials_in(folder, "inverter", Standard.MODBUS)
    assert device.certificate != plant.certificate
    assert device.key.is_file()
    assert plant.chain.is_file()


@pytest.mark.parametrize("name", ["nobody", "../plant/inverter", "", "operator-grid-service"])
def test_a_name_that_is_none_is_told_with_those_that_there_are(folder: Path, name: str) -> None:
    with pytest.raises(CertificateMissing, match="no name of a certificate|Certificates there: aggregator"):
        credentials_in(folder, name, Standard.IEEE_2030_5)


def test_a_folder_without_certificates_is_told_how_they_are_made(tmp_path: Path) -> None:
    with pytest.raises(CertificateMissing, match="workbench stub pki"):
        credentials_in(tmp_path, "inverter", Standard.MODBUS)
    with pytest.raises(CertificateMissing, match="--register"):
        devices_in(tmp_path, "head-end")
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(CertificateMissing, match="cannot be read"):
        devices_in(tmp_path, "head-end")


def test_faultless_devices_are_registered_and_no_head_end(folder: Path) -> None:
    names = {one.name for one in registrations_in(folder, "head-end")}
    assert {"aggregator", "facility-gateway", "inverter"} <= names
    assert not any(name.startswith(("bad-", "head-end", "operator")) for name in names)
    assert "inverter" not in {one.name for one in devices_in(folder, "inverter")}


def test_registrations_as_typed(folder: Path) -> None:
    lfdi = credentials_in(folder, "inverter", Standard.IEEE_2030_5).lfdi
    via = credentials_in(folder, "aggregator", Standard.IEEE_2030_5).lfdi
    groups = ("Substation/S-1", "Feeder/F-12")
    typed = "inverter=111115@aggregator:Substation/S-1, Feeder/F-12"
    assert registration_typed(typed, folder) == Registration(lfdi, PIN, via, groups, "inverter")
    assert registration_typed(f"{lfdi.lower()}=111115", folder) == Registration(lfdi)
    for wrong in (
        "",
        "inverter",
        "inverter=",
        "inverter=x",
        "inverter=111116",
        "inverter=111115@",
        "zz=111115",
    ):
        with pytest.raises(RegistrationUnreadable, match="registers no device"):
            registration_typed(wrong, folder)
