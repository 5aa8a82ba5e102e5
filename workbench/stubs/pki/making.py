"""The whole set of certificates for tests: one of each role and chain, and one with each fault."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from workbench.stubs.pki.authority import HOSTS, Authority
from workbench.stubs.pki.credentials import Credentials, refuse_to_overwrite
from workbench.stubs.pki.profiles import Chain, Fault, Standard, SunSpecRole

WARNING = (
    "For tests only. The keys of the authorities stand here unencrypted: whoever trusts them trusts everybody who can "
    "read this folder. Never install them on equipment in service."
)
MADE = ("authorities", "ieee-2030.5", "plant", "manifest.json", "README.txt")
DEVICE, PLANT = Standard.IEEE_2030_5, Standard.MODBUS


@dataclass(frozen=True)
class _Order:
    name: str
    standard: Standard
    purpose: str
    chain: Chain = Chain.MICA
    role: str | None = None
    fault: Fault | None = None
    hosts: tuple[str, ...] | None = None


_ORDERS = (
    _Order("head-end", DEVICE, "The utility's server", Chain.MCA_MICA),
    _Order(
        "head-end-with-hosts",
        DEVICE,
        "The same for clients that insist on a host name, which goes beyond IEEE 2030.5",
        Chain.MCA_MICA,
        hosts=HOSTS,
    ),
    _Order("aggregator", DEVICE, "An aggregator as the utility's client"),
    _Order("facility-gateway", DEVICE, "A facility's gateway as the utility's client", Chain.MCA_MICA),
    _Order("utility-gateway", DEVICE, "The utility's gateway, as client and as server", Chain.MCA_MICA),
    _Order("inverter", DEVICE, "An inverter that speaks to the utility itself"),
    _Order("inverter-by-serca", DEVICE, "The shortest chain: root, device", Chain.SERCA),
    _Order("inverter-by-mica", DEVICE, "The middle chain: root, MICA, device", Chain.MICA),
    _Order("inverter-by-mca-mica", DEVICE, "The longest chain: root, MCA, MICA, device", Chain.MCA_MICA),
    _Order("inverter", PLANT, "An inverter as server of Modbus and as DNP3 outstation"),
    _Order(
        "facility-gateway", PLANT, "A facility's gateway as client of Modbus", role=SunSpecRole.GRID_SERVICE
    ),
    _Order("utility-gateway", PLANT, "The utility's gateway", role=SunSpecRole.GRID_SERVICE),
    _Order(
        "head-end",
        PLANT,
        "The utility's DNP3 master, and its client of Modbus",
        role=SunSpecRole.GRID_SERVICE,
    ),
    _Order("xmpp-server", PLANT, "An XMPP server on this machine, of the domain localhost"),
    _Order("operator-read-only", PLANT, "An operator who looks", role=SunSpecRole.READ_ONLY),
    _Order("operator-grid-service", PLANT, "An operator who controls", role=SunSpecRole.GRID_SERVICE),
    _Order(
        "operator-network-administrator",
        PLANT,
        "An operator of the network settings",
        role=SunSpecRole.NETWORK_ADMINISTRATOR,
    ),
    _Order(
        "operator-super-administrator",
        PLANT,
        "An operator who may do everything",
        role=SunSpecRole.SUPER_ADMINISTRATOR,
    ),
    _Order("no-role", PLANT, "A client without a role: the NULL role", fault=Fault.NO_ROLE),
    _Order("wrong-role", PLANT, "A client whose role no server knows", role="NoSuchRole"),
    _Order(
        "role-not-utf8",
        PLANT,
        "A client whose role is not written as a UTF8String",
        role=SunSpecRole.SUPER_ADMINISTRATOR,
        fault=Fault.ROLE_NOT_UTF8,
    ),
    *(
        _Order(f"bad-{fault.value}", PLANT, purpose, role=SunSpecRole.GRID_SERVICE, fault=fault)
        for fault, purpose in (
            (Fault.EXPIRED, "Ended yesterday"),
            (Fault.NOT_YET_VALID, "Begins in ten years"),
            (Fault.FOREIGN_AUTHORITY, "Issued by an authority that nobody here trusts"),
        )
    ),
    *(
        _Order(f"bad-{fault.value}", DEVICE, purpose, fault=fault)
        for fault, purpose in (
            (Fault.EXPIRED, "Ended yesterday"),
            (Fault.NOT_YET_VALID, "Begins in ten years"),
            (Fault.FOREIGN_AUTHORITY, "Issued by a root that nobody here trusts"),
            (Fault.RSA_KEY, "An RSA key, which IEEE 2030.5 does not allow"),
            (Fault.NO_HARDWARE_NAME, "Names no hardware"),
            (Fault.NO_POLICIES, "Has no certificate policies"),
        )
    ),
)


def make(directory: Path) -> dict[str, object]:
    """Make authorities and certificates of all roles and chains in a folder, with a manifest.

    Args:
        directory: made where it is missing.

    Returns:
        What ``manifest.json`` holds: ``warning``, ``trust`` (the roots by standard) and ``certificates``, each with
        name, standard, purpose, files (relative to the folder), LFDI, SFDI, role and fault.

    Raises:
        FileThere: the folder holds certificates already; nothing was written.
    """
    refuse_to_overwrite(*(directory / name for name in MADE))
    directory.mkdir(parents=True, exist_ok=True)
    # Beside its place first: what fails half way leaves nothing.
    with TemporaryDirectory(prefix=".making-", dir=directory) as beside:
        manifest = _make(Path(beside))
        for name in MADE:
            (Path(beside) / name).rename(directory / name)
    return manifest


def _make(directory: Path) -> dict[str, object]:
    authority = Authority.create(directory)
    entries = []
    for order in _ORDERS:
        issued = authority.issue(
            order.name,
            order.standard,
            chain=order.chain,
            role=order.role,
            hosts=order.hosts,
            fault=order.fault,
        )
        entries.append(_entry(directory, order, issued))
    manifest: dict[str, object] = {
        "warning": WARNING,
        "trust": {
            Standard.IEEE_2030_5.value: "authorities/serca.pem",
            Standard.MODBUS.value: "authorities/plant.pem",
            Standard.DNP3.value: "authorities/plant.pem",
        },
        "certificates": entries,
    }
    (directory / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    (directory / "README.txt").write_text(WARNING + "\n", encoding="utf-8")
    return manifest


def _entry(directory: Path, order: _Order, issued: Credentials) -> dict[str, object]:
    device = order.standard is Standard.IEEE_2030_5
    entry: dict[str, object] = {
        "name": order.name,
        "standards": [DEVICE.value] if device else [Standard.MODBUS.value, Standard.DNP3.value],
        "purpose": order.purpose,
        "certificate": str(issued.certificate.relative_to(directory)),
        "key": str(issued.key.relative_to(directory)),
        "chain": str(issued.chain.relative_to(directory)),
        "lfdi": issued.lfdi,
        "sfdi": issued.sfdi,
        "fault": order.fault.value if order.fault else None,
    }
    if device:
        foreign = order.fault is Fault.FOREIGN_AUTHORITY
        entry["authorities"] = ["foreign-serca"] if foreign else list(order.chain.value)
    else:
        entry["role"] = None if order.fault in (Fault.NO_ROLE, Fault.ROLE_NOT_UTF8) else order.role
    return entry


def told(manifest: Mapping[str, object], directory: Path) -> list[str]:
    """Return what the command line prints of a manifest: the warning, and a line for each certificate."""
    entries = manifest["certificates"]
    assert isinstance(entries, list)
    lines = [f"{len(entries)} certificates in {directory}; manifest.json lists them.", WARNING, ""]
    for entry in entries:
        about = f"LFDI {entry['lfdi']}" if "authorities" in entry else f"role {entry['role'] or 'none'}"
        lines.append(f"{entry['certificate']}: {entry['purpose']} ({about})")
    return lines
