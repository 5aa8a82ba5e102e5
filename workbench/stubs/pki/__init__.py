"""Certificates for tests, marked so: authorities, certificates of all roles and chains, and those with a fault."""

from workbench.stubs.pki.authority import Authority, NameNotAllowed, credentials
from workbench.stubs.pki.credentials import Credentials, FileThere
from workbench.stubs.pki.identity import (
    RoleUnreadable,
    hardware_of,
    lfdi,
    refusals,
    role_of,
    sfdi,
    sfdi_of_lfdi,
)
from workbench.stubs.pki.making import make, told
from workbench.stubs.pki.profiles import Chain, Fault, Standard, SunSpecRole

__all__ = [
    "Authority",
    "Chain",
    "Credentials",
    "Fault",
    "FileThere",
    "NameNotAllowed",
    "RoleUnreadable",
    "Standard",
    "SunSpecRole",
    "credentials",
    "hardware_of",
    "lfdi",
    "make",
    "refusals",
    "role_of",
    "sfdi",
    "sfdi_of_lfdi",
    "told",
]
