"""One configuration as a way over the architecture: its hops in order, each with what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workbench.graph.architecture import is_red
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.record.kinds.configuration import NO_TRANSLATION, NOT_SETTLED, PER_HOP


@dataclass(frozen=True)
class Spoken:
    """A protocol that may be spoken at a hop, and how sure that is; empty where nobody said."""

    protocol: ItemView
    certainty: str = ""


@dataclass(frozen=True)
class Hop:
    """One hop of a configuration.

    Args:
        number: its place in the path, from 1.
        start: the actor at which it begins, walking from the utility to the DER; None where the interface has
            no such end.
        end: the actor at which it ends.
        joins: whether it begins where the hop before it ends; true for the first.
        translation: what is translated where it begins.
        certainty: how sure translation, owner and payer are.
    """

    number: int
    interface: ItemView
    start: ItemView | None
    end: ItemView | None
    joins: bool
    protocols: tuple[Spoken, ...] = ()
    translation: str = NOT_SETTLED
    owner: str = NOT_SETTLED
    payer: str = NOT_SETTLED
    certainty: str = NOT_SETTLED

    @property
    def translates(self) -> bool:
        return self.translation not in (NO_TRANSLATION, NOT_SETTLED)

    @property
    def inferred(self) -> bool:
        """Whether no source draws it."""
        return bool(self.interface.detail.get("inferred"))

    @property
    def red(self) -> bool:
        return is_red(self.interface)


@dataclass(frozen=True)
class Way:
    """A configuration with its hops in order."""

    item: ItemView
    hops: tuple[Hop, ...]

    @property
    def actors(self) -> tuple[ItemView, ...]:
        """The actors that it passes, each once, in the order of the path."""
        ends = [actor for hop in self.hops for actor in (hop.start, hop.end) if actor is not None]
        return tuple({actor.uuid: actor for actor in ends}.values())

    @property
    def translations(self) -> tuple[Hop, ...]:
        """Hops at whose beginning something is translated."""
        return tuple(hop for hop in self.hops if hop.translates)

    @property
    def protocols(self) -> tuple[ItemView, ...]:
        """Every protocol that may be spoken on it, each once."""
        spoken = [one.protocol for hop in self.hops for one in hop.protocols]
        return tuple({protocol.uuid: protocol for protocol in spoken}.values())

    @property
    def duties(self) -> dict[str, str]:
        """What each class of organisations must implement."""
        return dict(self.item.detail.get("duties") or {})

    @property
    def whole(self) -> bool:
        """Whether every hop is in sight: one may be withdrawn, or kept from whoever looks."""
        return [hop.number for hop in self.hops] == list(range(1, len(self.hops) + 1))

    @property
    def apart(self) -> tuple[Hop, ...]:
        """Hops that do not begin where the one before them ends."""
        return tuple(hop for hop in self.hops if not hop.joins)


def way(snapshot: Snapshot, item: ItemView) -> Way:
    """A configuration of a snapshot, read in the order of its hops.

    A hop whose interface is not in the snapshot, or was withdrawn, keeps its number and is left out.
    """
    links = [x for x in snapshot.into(item, "hop-of") if x.source in snapshot.items]
    numbered = sorted((_whole(link.detail.get("order")), link.source) for link in links)
    placed = [
        (number, snapshot.items[uuid]) for number, uuid in numbered if not snapshot.items[uuid].withdrawn
    ]
    spoken: dict[int, list[Spoken]] = {}
    for link in sorted(snapshot.out(item, "speaks"), key=lambda x: (x.added_in, x.target)):
        protocol = snapshot.items.get(link.target)
        if protocol is not None and not protocol.withdrawn:
            certainty = str(link.detail.get("certainty") or "")
            spoken.setdefault(_whole(link.detail.get("hop")), []).append(Spoken(protocol, certainty))
    said = {name: list(item.detail.get(name) or []) for name in PER_HOP}
    hops = []
    steps = walked(snapshot, [interface for _, interface in placed])
    for (number, _), (interface, start, end, joins) in zip(placed, steps, strict=True):
        words = {
            name: values[number - 1] if 0 < number <= len(values) else NOT_SETTLED
            for name, values in said.items()
        }
        hops.append(
            Hop(
                number, interface, start, end, joins,
                protocols=tuple(sorted(spoken.get(number, ()), key=lambda one: one.protocol.code)),
                translation=words["translations"],
                owner=words["owners"],
                payer=words["payers"],
                certainty=words["hop_certainty"],
            )
        )  # fmt: skip
    return Way(item, tuple(hops))


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def walked(
    snapshot: Snapshot, interfaces: Sequence[ItemView]
) -> list[tuple[ItemView, ItemView | None, ItemView | None, bool]]:
    """Interfaces in order, each with the actors at which it begins and ends on the way, and whether it joins.

    An interface says who speaks to whom as it is drawn; a way may go over it from either side. Where two
    hops do not meet, the second is walked as it is drawn.
    """
    ends = [_ends(snapshot, interface) for interface in interfaces]
    found = []
    at: ItemView | None = None
    for number, (interface, (start, end)) in enumerate(zip(interfaces, ends, strict=True)):
        if at is None and number == 0:
            following = ends[1] if len(ends) > 1 else (None, None)
            backwards = start in _real(following) and end not in _real(following)
            joins = True
        else:
            backwards = at is not None and at == end and at != start
            joins = at is not None and at in _real((start, end))
        if backwards:
            start, end = end, start
        found.append((interface, start, end, joins))
        at = end
    return found


def _real(ends: Iterable[ItemView | None]) -> list[ItemView]:
    return [end for end in ends if end is not None]


def _ends(snapshot: Snapshot, interface: ItemView) -> tuple[ItemView | None, ItemView | None]:
    codes = (snapshot.view(interface, "from"), snapshot.view(interface, "to"))
    start, end = (snapshot.item(found[0]) if found else None for found in codes)
    return start, end


def faults(snapshot: Snapshot, interfaces: Sequence[ItemView]) -> list[str]:
    """Why interfaces in this order are no path, a sentence each; none where they join."""
    said = []
    steps = walked(snapshot, interfaces)
    for interface, start, end, _ in steps:
        if start is None or end is None:
            said.append(f"{interface.code} ({interface.title}) has no two ends.")
    for number, (one, other) in enumerate(pairwise(steps), start=2):
        if not other[3] and None not in (*one[1:3], *other[1:3]):
            said.append(
                f"Hop {number}, {other[0].code}, does not begin where hop {number - 1}, {one[0].code}, ends: it joins "
                f"{_title(other[1])} and {_title(other[2])}, and hop {number - 1} ends at {_title(one[2])}."
            )
    return said


def _title(actor: ItemView | None) -> str:
    return f"'{actor.title}'" if actor is not None else "nobody"


def ways(snapshot: Snapshot) -> list[Way]:
    """Every configuration of a snapshot in order of codes, without the withdrawn ones."""
    return [way(snapshot, item) for item in snapshot.of_kind("configuration")]


def ends_of(path: Way) -> Iterator[tuple[ItemView, str]]:
    """What a text may apply to so that it applies to the configuration, with the way in words."""
    yield path.item, "to the configuration itself"
    for hop in path.hops:
        yield hop.interface, f"by hop {hop.number}, {hop.interface.code}"
        for one in hop.protocols:
            yield one.protocol, f"by {one.protocol.code}, spoken at hop {hop.number}"


__all__ = [
    "NOT_SETTLED",
    "NO_TRANSLATION",
    "Hop",
    "Spoken",
    "Way",
    "ends_of",
    "faults",
    "walked",
    "way",
    "ways",
]
