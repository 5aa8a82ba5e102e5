"""Documents of the older name space: what has another meaning there is said in the edition that is spoken here.

Clients in the field send ``http://ieee.org/2030.5`` too. Elements bear the same names, but the bits of modes differ.
"""

from __future__ import annotations

import re
from typing import Any

from workbench.der.codecs import NOTHING, decode, encode
from workbench.der.quantities import Protocol, quantities
from workbench.stubs.ieee2030_5.documents import NAMESPACE, OLDER_NAMESPACES

_NAMESPACE = re.compile(rb"""xmlns(?::\w+)?\s*=\s*["']([^"']+)["']""")
_MODES = {"modesSupported": "nameplate-supported-modes", "modesEnabled": "monitoring-active-modes"}


def is_older(octets: bytes) -> bool:
    """Whether a document, which was read already, is of the older name space alone."""
    named = {found.decode("ascii", "replace") for found in _NAMESPACE.findall(octets)}
    return NAMESPACE not in named and bool(named.intersection(OLDER_NAMESPACES))


def in_this_edition(document: Any) -> list[str]:
    """Change the bits of modes of an older document into those of 2018, and return what was lost, in sentences.

    Raises:
        NotPossible: they are no bits.
    """
    lost = []
    for element, key in _MODES.items():
        raw = getattr(document, element, None)
        if raw is None:
            continue
        bindings = quantities()[key].bindings
        value = decode(bindings[Protocol.IEEE_2030_5_XSD_2_0_4], raw, NOTHING)
        said = encode(bindings[Protocol.IEEE_2030_5_2018], value, NOTHING)
        setattr(document, element, said.raw)
        lost += [loss.words for loss in said.losses]
    return lost
