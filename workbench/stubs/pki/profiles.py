"""What a certificate of each standard has to carry: object identifiers, chains, roles.

Sources: IEEE 2030.5-2018, 6.11 (object identifiers of 6.11.7, profiles of 6.11.8), as openly described by sep2tools
(MIT) and by the certificate instructions of utilities that use it; RFC 4108 for the hardware module name; MODBUS/TCP
Security (MB-TCP-Security, 2021) for the role; the names of the SunSpec roles are those of the working group on Secure
SunSpec Modbus (https://github.com/dersecure/rbac). The SunSpec roles are a draft: they are not part of IEEE 1547.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum, StrEnum

from cryptography.x509 import ObjectIdentifier

ENDLESS = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""The end of a certificate that has none (RFC 5280, 4.1.2.5; CSIP asks it of device certificates)."""

ANY_POLICY = ObjectIdentifier("2.5.29.32.0")
GENERIC_DEVICE = ObjectIdentifier("1.3.6.1.4.1.40732.1.1")
"""Device type of IEEE 2030.5 that a device certificate names."""
TEST_CERTIFICATE = ObjectIdentifier("1.3.6.1.4.1.40732.2.1")
"""Policy of IEEE 2030.5 by which a certificate is marked as one for tests."""
HARDWARE_MODULE_NAME = ObjectIdentifier("1.3.6.1.5.5.7.8.4")
"""Form of the other name in a device's subject alternative name (RFC 4108)."""
EXAMPLE_HARDWARE = ObjectIdentifier("1.3.6.1.4.1.32473.1.1")
"""Hardware type under the enterprise number that RFC 5612 keeps for examples: no manufacturer has it."""
MODBUS_ROLE = ObjectIdentifier("1.3.6.1.4.1.50316.802.1")
"""Extension of a client's certificate that holds its role as UTF8String (MODBUS/TCP Security)."""


class Standard(Enum):
    """Whose rules a certificate, and the connection that it is used on, follow."""

    IEEE_2030_5 = "ieee-2030.5"
    MODBUS = "modbus-tls"
    DNP3 = "dnp3-tls"


class Chain(Enum):
    """The three ways from the root to a device certificate in IEEE 2030.5: the authorities between, from the root."""

    SERCA = ("serca",)
    MICA = ("serca", "mica")
    MCA_MICA = ("serca", "mca", "mca-mica")


class SunSpecRole(StrEnum):
    """Roles of Secure SunSpec Modbus, by what a client may do."""

    READ_ONLY = "ReadOnlySunSpec"
    """Reads everything, writes nothing."""
    GRID_SERVICE = "GridServiceSunSpec"
    """Reads everything; writes commanded and autonomous functions, but neither network nor protection settings."""
    NETWORK_ADMINISTRATOR = "NetworkAdministratorSunSpec"
    """Reads everything; writes the network settings only."""
    SUPER_ADMINISTRATOR = "SuperAdministratorSunSpec"
    """Reads and writes everything."""


class Fault(StrEnum):
    """What is wrong on purpose with a certificate, so that its refusal can be tested."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    FOREIGN_AUTHORITY = "foreign-authority"
    RSA_KEY = "rsa-key"
    NO_HARDWARE_NAME = "no-hardware-name"
    NO_POLICIES = "no-policies"
    NO_ROLE = "no-role"
    ROLE_NOT_UTF8 = "role-not-utf8"
