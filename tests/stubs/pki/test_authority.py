"""Authorities and what they issue: files, modes, names, and no overwriting."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from workbench.stubs.pki import (
    Authority,
    Chain,
    Fault,
    FileThere,
    NameNotAllowed,
    Standard,
    SunSpecRole,
    credentials,
    make,
    told,
)

DEVICE, PLANT = Standard.IEEE_2030_5, Standard.MODBUS


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with what is in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_set_holds_every_role_chain_and_fault_and_is_listed(tmp_path: Path) -> None:
    manifest = make(tmp_path / "pki")
    assert json.loads((tmp_path / "pki" / "manifest.json").read_text()) == manifest
    entries = manifest["certificates"]
    assert isinstance(entries, list)
    for entry in entries:
        [standard, *_] = entry["standards"]
        issued = credentials(tmp_path / "pki", entry["name"], Standard(standard))
        assert (issued.lfdi, issued.sfdi) == (entry["lfdi"], entry["sfdi"])
        assert issued.key == tmp_path / "pki" / entry["key"]
        assert issued.key.stat().st_mode & 0o777 == 0o600
        if standard == "modbus-tls" and entry["fault"] != "role-not-utf8":
            assert issued.role == entry["role"]
    assert len({entry["lfdi"] for entry in entries}) == len(entries)
    assert {role.value for role in SunSpecRole} < {entry.get("role") for entry in entries}
    assert {fault.value for fault in Fault} == {entry["fault"] for entry in entries} - {None}
    assert {tuple(entry.get("authorities", ())) for entry in entries} >= {chain.value for chain in Chain}
    keys = [path for path in (tmp_path / "pki").rglob("*.key") if path.stat().st_mode & 0o077]
    assert keys == []
    assert len(told(manifest, tmp_path)) == len(entries) + 3
    assert "For tests only" in "\n".join(told(manifest, tmp_path))


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "plant").mkdir()
    (tmp_path / "plant" / "mine.txt").write_text("mine")
    with pytest.raises(FileThere, match="never overwritten"):
        make(tmp_path)
    assert files(tmp_path) == {"plant/mine.txt": b"mine"}
    authority = Authority.create(tmp_path)
    authority.issue("one", PLANT)
    before = files(tmp_path)
    with pytest.raises(FileThere, match=r"one\.pem"):
        authority.issue("one", PLANT)
    with pytest.raises(FileThere, match="authorities"):
        Authority.create(tmp_path)
    assert files(tmp_path) == before


def test_an_opened_folder_issues_from_the_same_authorities(tmp_path: Path) -> None:
    made = Authority.create(tmp_path).issue("one", DEVICE, chain=Chain.MCA_MICA)
    opened = Authority(tmp_path).issue("two", DEVICE, chain=Chain.MCA_MICA)
    assert made.chain.read_bytes().count(b"BEGIN") == 3
    assert made.chain.read_bytes()[-500:] == opened.chain.read_bytes()[-500:]
    with pytest.raises(FileNotFoundError):
        Authority(tmp_path / "elsewhere")


@pytest.mark.parametrize("name", ["", "../out", "A", "a/b", ".hidden", "a b"])
def test_a_name_that_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(NameNotAllowed, match="no name for a certificate"):
        Authority.create(tmp_path).issue(name, PLANT)


def test_what_a_standard_does_not_have_is_refused(tmp_path: Path) -> None:
    authority = Authority.create(tmp_path)
    with pytest.raises(NameNotAllowed, match="carries no role"):
        authority.issue("one", DEVICE, role="GridServiceSunSpec")
    with pytest.raises(NameNotAllowed, match="belong to IEEE 2030"):
        authority.issue("one", PLANT, fault=Fault.NO_POLICIES)
    assert not (tmp_path / "plant").exists()


def test_dates_follow_the_clock_and_devices_have_no_end(tmp_path: Path) -> None:
    authority = Authority.create(tmp_path, now=datetime(2026, 3, 1, tzinfo=UTC))

    def dates(name: str, standard: Standard, fault: Fault | None = None) -> tuple[datetime, datetime]:
        read = x509.load_der_x509_certificate(authority.issue(name, standard, fault=fault).der)
        return read.not_valid_before_utc, read.not_valid_after_utc

    endless = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert dates("a", DEVICE) == (datetime(2026, 2, 28, tzinfo=UTC), endless)
    assert dates("b", PLANT)[1].year == 2036
    assert dates("c", DEVICE, Fault.EXPIRED)[1] == datetime(2026, 2, 28, tzinfo=UTC)
    assert dates("d", PLANT, Fault.NOT_YET_VALID)[0].year == 2036
