"""What a folder of certificates holds: the certificate of a name, and the devices that a head-end can register."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from workbench.stubs.pki.authority import NAME, credentials
from workbench.stubs.pki.credentials import Credentials
from workbench.stubs.pki.profiles import Standard

MANIFEST = "manifest.json"


class CertificateMissing(FileNotFoundError):
    """A folder holds no such certificate; the message says what it holds."""


@dataclass(frozen=True)
class Named:
    """A device certificate of IEEE 2030.5 with its name."""

    name: str
    lfdi: str


def credentials_in(directory: Path, name: str, standard: Standard) -> Credentials:
    """Return the certificate of a name with its key, all files of which are there.

    Args:
        directory: what ``workbench stub pki`` made, or a folder laid out the same way.

    Raises:
        CertificateMissing: the folder, or a file of that name, is not there.
    """
    if not (directory / "authorities").is_dir():
        raise CertificateMissing(
            f"There are no certificates in '{directory}'. Make them: workbench stub pki {directory}"
        )
    if not NAME.fullmatch(name):
        raise CertificateMissing(
            f"'{name}' is no name of a certificate: small letters, digits, dot and hyphen."
        )
    found = credentials(directory, name, standard)
    missing = [
        str(path.relative_to(directory))
        for path in (found.certificate, found.key, found.chain, found.trust)
        if not path.is_file()
    ]
    if missing:
        there = sorted(
            path.stem for path in found.certificate.parent.glob("*.key") if not path.stem.startswith("bad-")
        )
        raise CertificateMissing(
            f"'{directory}' lacks {', '.join(missing)}. Certificates there: {', '.join(there) or 'none'}."
        )
    return found


def devices_in(directory: Path, server: str) -> list[Named]:
    """Return the faultless device certificates that the manifest of a folder lists, without those of head-ends.

    Args:
        server: name of the certificate that the server itself shows.

    Raises:
        CertificateMissing: the folder has no manifest that can be read.
    """
    path = directory / MANIFEST
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["certificates"]
        return [
            Named(entry["name"], entry["lfdi"])
            for entry in entries
            if Standard.IEEE_2030_5.value in entry["standards"]
            and entry["fault"] is None
            and entry["name"] != server
            and not entry["name"].startswith("head-end")
        ]
    except FileNotFoundError:
        raise CertificateMissing(
            f"'{directory}' has no {MANIFEST} that lists devices; name them with --register LFDI=PIN."
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise CertificateMissing(f"'{path}' cannot be read as a list of certificates: {fault}.") from None
