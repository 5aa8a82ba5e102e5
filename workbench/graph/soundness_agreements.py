"""Agreements that contradict each other: one choice is permitted, and another agreement permits only others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from workbench.graph.dates import listed
from workbench.graph.finding import Finding, codes_words
from workbench.graph.snapshot import ItemView, Snapshot, code_order

CONTRADICTORY = "contradictory agreements"
MOST_COMPARED = 300
"""Agreements of one interface, those that say the same counted once, that are compared with each other."""
MOST_TOLD = 50
"""Contradictions of one interface that are told one by one; the surest first."""
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Permitted:
    """What an agreement permits on one layer of one side: one choice, or several, but only of these.

    Args:
        layer: in lower case; empty where the agreement names none, and then any may be meant.
        side: likewise.
        choices: in lower case, as its words name them.
        protocols: to which it applies, by code, with the title in lower case.
    """

    layer: str
    side: str
    one: bool
    choices: frozenset[str]
    protocols: frozenset[tuple[str, str]]

    def faces(self, other: Permitted) -> bool:
        """Whether both may be about the same layer of the same side."""
        return all(
            not mine or not theirs or mine == theirs
            for mine, theirs in ((self.layer, other.layer), (self.side, other.side))
        )

    def surely_faces(self, other: Permitted) -> bool:
        """Whether both say the same of the layer and of the side that they are about."""
        return (self.layer, self.side) == (other.layer, other.side)

    def meets(self, other: Permitted) -> bool:
        """Whether a choice satisfies both; a protocol is the choice that has its code or its title in it."""
        if self.choices & other.choices or self.protocols & other.protocols:
            return True
        return self._names(other) or other._names(self)

    def _names(self, other: Permitted) -> bool:
        return any(_names(choice, protocol) for choice in self.choices for protocol in other.protocols)


def contradictions(snapshot: Snapshot) -> Iterator[Finding]:
    """Agreements of which one permits one choice, and another on the same layer of an interface only others.

    An agreement that permits one choice and applies to several protocols contradicts itself, unless its choices
    name each of them: then one of these is still to be chosen. Where one of two does not say which layer or side
    it is about, they may contradict each other: a warning.
    """
    known = {item.uuid: _permitted(snapshot, item) for item in snapshot.of_kind("agreement")}
    for agreement in snapshot.of_kind("agreement"):
        yield from _several_where_one(agreement, known[agreement.uuid])
    for interface in snapshot.of_kind("interface"):
        # Those that say the same are told together, so that a thousand of them make no million findings.
        groups: dict[Permitted, list[ItemView]] = {}
        for agreement in snapshot.sources(interface, "applies-to"):
            permitted = known.get(agreement.uuid)
            if permitted is not None:
                groups.setdefault(permitted, []).append(agreement)
        yield from _of_interface(interface, groups)


def _of_interface(interface: ItemView, groups: Mapping[Permitted, list[ItemView]]) -> Iterator[Finding]:
    """The contradictions on one interface: a number that a reader can take in, and how many there are beside these."""
    pairs = [
        (one, other)
        for one, other in combinations(list(groups)[:MOST_COMPARED], 2)
        if (one.one or other.one) and one.faces(other) and not one.meets(other)
    ]
    pairs.sort(key=lambda pair: not pair[0].surely_faces(pair[1]))
    for one, other in pairs[:MOST_TOLD]:
        yield _contradiction(interface, (one, groups[one]), (other, groups[other]))
    yield from _untold(interface, len(pairs) - MOST_TOLD, len(groups))


def _untold(interface: ItemView, more: int, groups: int) -> Iterator[Finding]:
    if more > 0:
        yield Finding(
            "warning", "agreements that may be contradictory", (interface.code,),
            f"On {interface.code} {more:,} more pairs of agreements contradict each other, or may.",
            "Settle the ones that are told first.",
        )  # fmt: skip
    if groups > MOST_COMPARED:
        yield Finding(
            "warning", "agreements not compared", (interface.code,),
            f"Of the {groups:,} different agreements that apply to {interface.code} "
            f"only {MOST_COMPARED} were compared.",
            "Withdraw those that do not hold any more.",
        )  # fmt: skip


def _permitted(snapshot: Snapshot, agreement: ItemView) -> Permitted | None:
    """What an agreement restricts; None where it was withdrawn, permits any choice or names none."""
    detail = agreement.detail
    permitted = detail.get("permitted")
    protocols = frozenset(
        (end.code, _folded(end.title))
        for end in snapshot.targets(agreement, "applies-to")
        if end.kind == "protocol" and not end.withdrawn
    )
    choices = frozenset(_folded(choice) for choice in detail.get("choices") or ())
    if agreement.withdrawn or permitted not in ("one", "several") or not (choices or protocols):
        return None
    layer, side = (_folded(detail.get(name) or "") for name in ("layer", "side"))
    return Permitted(layer, side, permitted == "one", choices, protocols)


def _several_where_one(agreement: ItemView, permitted: Permitted | None) -> Iterator[Finding]:
    if permitted is None or not permitted.one or len(permitted.protocols) < 2:
        return
    if all(any(_names(choice, protocol) for choice in permitted.choices) for protocol in permitted.protocols):
        return
    codes = sorted((code for code, _ in permitted.protocols), key=code_order)
    yield Finding(
        "error", CONTRADICTORY, (agreement.code, *codes),
        f"{agreement.code} permits one choice and applies to {len(codes)} protocols: {listed(codes)}.",
        "Take away the protocols that are not meant, or let several be permitted.",
    )  # fmt: skip


def _contradiction(
    interface: ItemView, one: tuple[Permitted, list[ItemView]], other: tuple[Permitted, list[ItemView]]
) -> Finding:
    said = " and ".join(
        f"{codes_words(items)} permit{'s' if len(items) == 1 else ''} {'one choice' if group.one else 'several'}, "
        f"{_spelled(group, items)},"
        for group, items in (one, other)
    ).removesuffix(",")
    codes = (*(item.code for item in (*one[1], *other[1])), interface.code)
    if one[0].surely_faces(other[0]):
        return Finding(
            "error", CONTRADICTORY, codes,
            f"On {interface.code} {said}: no choice satisfies both.",
            "Withdraw one of them, or let several be permitted.",
        )  # fmt: skip
    return Finding(
        "warning", "agreements that may be contradictory", codes,
        f"On {interface.code} {said}, and not all say which layer and side they are about.",
        "Name the layer and the side of each; if these are the same, withdraw one, or let several be permitted.",
    )  # fmt: skip


def _spelled(group: Permitted, items: list[ItemView]) -> str:
    """The choices as the first agreement spells them, and the protocols that none of them names."""
    spelled = {_folded(choice): str(choice) for choice in items[0].detail.get("choices") or ()}
    unnamed = [p for p in group.protocols if not any(_names(choice, p) for choice in group.choices)]
    return listed([*spelled.values(), *sorted((code for code, _ in unnamed), key=code_order)])


def _names(choice: str, protocol: tuple[str, str]) -> bool:
    """Whether a choice has the code or the title of a protocol in it, as whole words."""
    return any(
        re.search(rf"(?<!\w){re.escape(_folded(name))}(?!\w)", choice) is not None
        for name in protocol
        if name
    )


def _folded(words: object) -> str:
    return _SPACE.sub(" ", str(words)).strip().casefold()
