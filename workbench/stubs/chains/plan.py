"""What a chain is to be, in plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol as Shape

from workbench.der.device import NotPossible
from workbench.der.quantities import Protocol

MOST_INVERTERS = 50
EDITIONS: Mapping[str, Protocol] = {
    "dnp3": Protocol.DNP3_1815_2,
    "dnp3-an2018": Protocol.DNP3_AN2018,
}
"""Editions by the words for what is spoken at a hop, of the protocol that the stubs speak in several."""


class NotRunnable(NotPossible):
    """A chain that cannot be started, with the reason."""


@dataclass(frozen=True)
class Plan:
    """A chain of stubs, from the utility to the DER.

    Args:
        code, title: of the configuration.
        stubs: the kind at each place: ``head-end``, gateways, ``inverter``.
        actors: who stands there in the architecture, for readers.
        protocols: what is spoken at each hop, one fewer than places; a word of ``EDITIONS`` says the edition too.
        media: key of a medium of ``data/der/media.yaml`` at each hop; empty for a wire that does nothing.
        inverters: how many stand at the end.
    """

    code: str
    title: str
    stubs: tuple[str, ...]
    actors: tuple[str, ...]
    protocols: tuple[str, ...]
    media: tuple[str, ...] = ()
    inverters: int = 1

    def __post_init__(self) -> None:
        if len(self.stubs) < 2 or len(self.stubs) != len(self.protocols) + 1:
            raise NotRunnable(f"{self.code}: {len(self.stubs)} stubs do not make {len(self.protocols)} hops.")
        if self.stubs[0] != "head-end" or self.stubs[-1] != "inverter":
            raise NotRunnable(f"{self.code}: a chain begins at a head-end and ends at an inverter.")
        if not 1 <= self.inverters <= MOST_INVERTERS:
            raise NotRunnable(f"{self.inverters} inverters: allowed are 1 to {MOST_INVERTERS}.")

    def protocol_of(self, hop: int) -> str:
        """Return the protocol of a hop, by its place from 0, whatever its edition."""
        word = self.protocols[hop]
        return EDITIONS[word].family if word in EDITIONS else word

    def edition_of(self, hop: int) -> Protocol:
        """Return the edition of a hop's list of points, where DNP3 is spoken; it is that of both ends."""
        return EDITIONS.get(self.protocols[hop], Protocol.DNP3_1815_2)

    def medium_of(self, hop: int) -> str:
        """Return the key of the medium at a hop, by its place from 0."""
        return self.media[hop] if hop < len(self.media) else ""


class DescribedPlace(Shape):
    """A place of a configuration."""

    @property
    def stub(self) -> str:
        """The kind of stub that stands there."""

    @property
    def actor(self) -> str:
        """Who stands there in the architecture."""


class DescribedHop(Shape):
    """A hop of a configuration."""

    @property
    def spoken(self) -> str:
        """What is spoken there."""


class Described(Shape):
    """A configuration as the record describes it."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def places(self) -> Sequence[DescribedPlace]:
        """Its places, from the utility to the DER."""

    @property
    def hops(self) -> Sequence[DescribedHop]:
        """What lies between them."""


def planned(described: Described, inverters: int = 1, media: Sequence[str] = ()) -> Plan:
    """Return the plan by which a described configuration is run.

    Raises:
        NotRunnable: it is no chain.
    """
    return Plan(
        described.code,
        described.title,
        tuple(place.stub for place in described.places),
        tuple(place.actor for place in described.places),
        tuple(hop.spoken for hop in described.hops),
        tuple(media),
        inverters,
    )
