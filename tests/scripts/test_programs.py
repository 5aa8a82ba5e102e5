"""Programs that tests drive are installed where that is allowed, and otherwise listed with how to get them."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from scripts import programs


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs.Program, "path", lambda self: None)


@pytest.fixture
def package_manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put an apt-get first that only notes how it was called; return its notes."""
    notes = tmp_path / "notes"
    command = tmp_path / "apt-get"
    command.write_text(f'#!/bin/sh\necho "$@" >> "{notes}"\n')
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return notes


@pytest.mark.usefixtures("nothing_installed")
def test_what_is_missing_is_installed_at_once(
    package_manager: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(programs, "administrator", list)
    assert programs.main() == 0
    update, *_, install = package_manager.read_text().splitlines()
    assert update == "-qq update"
    assert {program.package for program in programs.PROGRAMS.values()} <= set(install.split())
    assert "Skipped: the tests that drive a real browser." in capsys.readouterr().out


@pytest.mark.usefixtures("nothing_installed")
def test_nothing_is_installed_against_the_wish_of_the_user(
    package_manager: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SYSTEM_PACKAGES", "no")
    assert programs.main() == 0
    assert not package_manager.exists()
    said = capsys.readouterr().out.splitlines()
    assert len(said) == len(programs.PROGRAMS)
    assert all("apt-get install" in line and "macOS" in line for line in said)


def test_nothing_is_said_where_everything_is_there(
    package_manager: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(programs.Program, "path", lambda self: "/usr/bin/true")
    monkeypatch.setattr(programs.shutil, "which", lambda name: "/usr/bin/true")
    assert programs.main() == 0
    assert not package_manager.exists()
    assert capsys.readouterr().out == ""


def test_a_pattern_finds_the_newest_version(tmp_path: Path) -> None:
    for version in ("13", "15"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "initdb").touch()
    program = programs.Program("Server", ("no-such-command", f"{tmp_path}/*/initdb"), "p", "e", "w")
    assert program.path() == str(tmp_path / "15" / "initdb")


def offers(directory: Path, package: str) -> None:
    """Put an apt-cache first that knows one package alone."""
    (directory / "apt-cache").write_text(f'#!/bin/sh\ntest "$*" = "show {package}" || exit 100\n')
    (directory / "apt-cache").chmod(0o755)


def test_a_quicker_command_that_this_system_does_not_offer_is_not_asked_for(
    package_manager: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = programs.Program("Browser", ("slow-one",), "slow", "macOS: brew", "w", quicker="quick-one")
    monkeypatch.setattr(programs, "PROGRAMS", {"Browser": program})
    monkeypatch.setattr(programs, "administrator", list)
    monkeypatch.setattr(programs.platform, "freedesktop_os_release", lambda: {"ID": "debian"})
    (package_manager.parent / "slow-one").touch(mode=0o755)
    offers(package_manager.parent, "another")
    assert programs.main() == 0
    assert not package_manager.exists()
    assert capsys.readouterr().out == ""


def test_the_quicker_command_counts_first_and_is_installed_beside_the_slower_one(
    package_manager: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def command(name: str) -> None:
        (package_manager.parent / name).touch(mode=0o755)

    program = programs.Program("Browser", ("slow-one",), "slow", "macOS: brew", "w", quicker="quick-one")
    monkeypatch.setattr(programs, "PROGRAMS", {"Browser": program})
    monkeypatch.setattr(programs, "administrator", list)
    monkeypatch.setattr(programs.platform, "freedesktop_os_release", lambda: {"ID": "debian"})
    command("slow-one")
    offers(package_manager.parent, "quick-one")
    assert program.path() == str(package_manager.parent / "slow-one")
    assert programs.main() == 0
    assert [line.split()[-1] for line in package_manager.read_text().splitlines()] == ["update", "quick-one"]
    assert capsys.readouterr().out.count("Skipped") == 0
    package_manager.unlink()
    command("quick-one")
    assert program.path() == str(package_manager.parent / "quick-one")
    assert programs.main() == 0
    assert not package_manager.exists()
