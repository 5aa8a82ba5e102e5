"""Programs beside Python that some tests drive: what each is for, where it is, how to get it.

Run as a script it installs what is missing where it may (root or passwordless sudo on a Debian-like
system), and otherwise lists what the tests will skip and how to get it. Set ``SYSTEM_PACKAGES=no`` to
install nothing. The tests import the same table to find a program or to say why they are skipped.
"""

from __future__ import annotations

import glob
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Program:
    """One program: the names or path patterns it is found by, and its package.

    ``commands`` are tried in order; one with a slash is a path pattern, of which the last match
    (the newest version) counts. ``quicker`` is tried before them: a command that does the same for the tests in
    less time, installed from Debian's package of that name even where one of the others is there.
    """

    name: str
    commands: tuple[str, ...]
    package: str
    elsewhere: str
    purpose: str
    quicker: str = ""

    def path(self) -> str | None:
        """Return where the program is, or None when it is not installed."""
        for command in filter(None, (self.quicker, *self.commands)):
            found = sorted(glob.glob(command))[-1:] if "/" in command else [shutil.which(command)]
            if found and found[0]:
                return found[0]
        return None

    def how_to_get_it(self) -> str:
        """Return a sentence that says what is missing and how to install it."""
        return f"{self.name} is not installed: apt-get install {self.package} ({self.elsewhere})"


PROGRAMS = {
    program.name: program
    for program in (
        Program(
            "Chromium",
            (
                "chromium",
                "chromium-browser",
                "google-chrome",
                "/Applications/*Chrom*.app/Contents/MacOS/*Chrom*",
            ),
            "chromium",
            "macOS: brew install --cask chromium",
            "the tests that drive a real browser",
            quicker="chromium-headless-shell",
        ),
        Program("Graphviz", ("dot",), "graphviz", "macOS: brew install graphviz", "the drawings made by dot"),
        Program(
            "LibreOffice",
            ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice"),
            "libreoffice-writer",
            "macOS: brew install --cask libreoffice",
            "the tests that render Word documents to pages",
        ),
        Program(
            "Poppler",
            ("pdftotext",),
            "poppler-utils",
            "macOS: brew install poppler",
            "the tests that read rendered pages",
        ),
        Program(
            "PostgreSQL",
            ("initdb", "/usr/lib/postgresql/*/bin/initdb", "/opt/homebrew/opt/postgresql*/bin/initdb"),
            "postgresql",
            "macOS: brew install postgresql",
            "the tests of the record on a PostgreSQL server",
        ),
        Program(
            "Liberation fonts",
            (
                "/usr/share/fonts/truetype/liberation*/LiberationSerif-Regular.ttf",
                "/Library/Fonts/LiberationSerif*",
            ),
            "fonts-liberation",
            "macOS: brew install --cask font-liberation",
            "pages that break where Word breaks them",
        ),
        Program(
            "mbpoll", ("mbpoll",), "mbpoll", "macOS: brew install mbpoll", "the Modbus tests that use mbpoll"
        ),
        Program(
            "libmodbus",
            ("/usr/lib/*/libmodbus.so.5", "/opt/homebrew/lib/libmodbus*.dylib"),
            "libmodbus5",
            "macOS: brew install libmodbus",
            "the Modbus tests and benchmarks that use libmodbus",
        ),
        Program(
            "TShark",
            ("tshark",),
            "tshark",
            "macOS: brew install wireshark",
            "the tests that have captures of each protocol dissected",
        ),
        Program(
            "OpenSSL",
            ("openssl",),
            "openssl",
            "macOS: brew install openssl",
            "the tests that look at certificates and handshakes",
        ),
        Program(
            "curl", ("curl",), "curl", "macOS: brew install curl", "the tests of the head-end that use curl"
        ),
        Program(
            "Prosody",
            ("prosody",),
            "prosody",
            "macOS: brew install prosody",
            "the tests of the aggregator over XMPP",
        ),
    )
}


def missing() -> list[Program]:
    """Return the programs that are not installed, in the order of the table."""
    return [program for program in PROGRAMS.values() if program.path() is None]


def quicker() -> list[str]:
    """Return the packages of quicker commands that are not installed and that this Debian offers.

    A package that apt does not know would fail anew at each setup, though a slower command is there.
    """
    try:
        system = platform.freedesktop_os_release()["ID"]
    except OSError:
        return []
    commands = [program.quicker for program in PROGRAMS.values() if program.quicker]
    return [
        command
        for command in commands
        if system == "debian" and not shutil.which(command) and _offered(command)
    ]


def _offered(package: str) -> bool:
    """Tell whether apt knows a package, by the lists of its last update."""
    asked = shutil.which("apt-cache")
    return asked is not None and subprocess.run([asked, "show", package], capture_output=True).returncode == 0


def administrator() -> list[str] | None:
    """Return the words to put before a command so that it runs as root, or None when that is not allowed."""
    if os.environ.get("SYSTEM_PACKAGES") == "no" or shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def update(as_root: list[str]) -> None:
    """Read anew by apt-get which packages there are."""
    _apt(["update"], as_root)


def install(packages: list[str], as_root: list[str]) -> None:
    """Install packages by apt-get; what fails is told, and a program that stays away is listed later as missing."""
    print(f"Installing Debian packages that the tests use: {' '.join(packages)}", flush=True)
    _apt(["install", "--yes", "--no-install-recommends", *packages], as_root)


def _apt(arguments: list[str], as_root: list[str]) -> None:
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    done = subprocess.run([*apt, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        print(f"apt-get {arguments[0]} failed: {done.stderr.strip()[-500:]}", flush=True)


def main() -> int:
    """Install what is missing where that is allowed, and list what stays missing."""
    as_root = administrator()
    if as_root is not None and (missing() or quicker()):
        update(as_root)  # a fresh system has no lists yet, and offers the quicker ones only after it
        if packages := quicker():
            install(packages, as_root)
        if packages := [program.package for program in missing()]:
            install(packages, as_root)
    for program in missing():
        print(f"Skipped: {program.purpose}. {program.how_to_get_it()}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
