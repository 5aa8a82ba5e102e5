"""Documents of the older name space: the bits of modes mean something else there."""

from __future__ import annotations

import pytest

from workbench.stubs.ieee2030_5.documents import NAMESPACE, OLDER_NAMESPACES, read
from workbench.stubs.ieee2030_5.intake import WRITABLE
from workbench.stubs.ieee2030_5.older import in_this_edition, is_older

CAPABILITY = (
    '<DERCapability xmlns="{}"><modesSupported>00000800</modesSupported>'
    "<rtgMaxW><multiplier>0</multiplier><value>5000</value></rtgMaxW><type>4</type></DERCapability>"
)
KIND = next(kind for kind in WRITABLE.values() if kind.__name__ == "DERCapability")


@pytest.mark.parametrize("namespace", OLDER_NAMESPACES)
def test_bits_of_an_older_document_are_said_in_the_edition_of_2018(namespace: str) -> None:
    octets = CAPABILITY.format(namespace).encode()
    assert is_older(octets)
    document = read(octets, KIND)
    assert in_this_edition(document) == []
    assert document.modesSupported == "00000004"  # connect and disconnect, which is bit 11 in schema 2.0.4


def test_a_document_of_2018_stays_as_it_is() -> None:
    assert not is_older(CAPABILITY.format(NAMESPACE).encode())
