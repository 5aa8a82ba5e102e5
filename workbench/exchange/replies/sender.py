"""For whom a reply speaks: the person who has its address, and the organisation that this person speaks for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workbench.graph.snapshot import ItemView, Snapshot

SPEAKERS = frozenset({"representative", "alternate", "proxy"})
"""Roles in which a person takes positions for an organisation."""
_COLLECTIVES = frozenset({
    "Alliance", "Association", "Bureau", "Center", "Centre", "Chamber", "Coalition", "Consortium", "Cooperative",
    "Council", "Federation", "Foundation", "Institute", "Laboratory", "League", "Society", "Union",
})  # fmt: skip
_LEFT = frozenset({"left", "withdrawn", "inactive"})


@dataclass(frozen=True)
class Speaker:
    """Who seems to have sent a reply.

    Args:
        person: code of the person, or None for a stranger.
        organisation: code of the one organisation for which the person speaks, or None.
        doubts: what the facilitator has to choose, each a sentence.
        choice: codes of the organisations for which the person speaks, where there are several.
    """

    person: str | None = None
    organisation: str | None = None
    doubts: tuple[str, ...] = ()
    choice: tuple[str, ...] = ()


def speaker_of(address: str, snapshot: Snapshot, day: date | None) -> Speaker:
    """The speaker whose address a mail gives; an address proves nothing, so the facilitator looks.

    Args:
        day: on which it was sent, for memberships that begin or end.
    """
    people = [p for p in snapshot.of_kind("person") if address and _address(p) == address.casefold()]
    if not people:
        said = f"nobody in the record has the address {address}" if address else "the reply gives no address"
        return Speaker(doubts=(f"Choose person and organisation: {said}.",))
    if len(people) > 1:
        names = ", ".join(p.title for p in people)
        return Speaker(doubts=(f"Choose the person: {address} is the address of {names}.",))
    return speaker_named(people[0], snapshot, day)


def speaker_named(person: ItemView, snapshot: Snapshot, day: date | None) -> Speaker:
    """The speaker for a person of the record."""
    own = frozenset(person.detail.get("roles") or ())
    speaks, belongs = [], []
    for link in snapshot.out(person, "member-of"):
        organisation = snapshot.items.get(link.target)
        if organisation is None or organisation.status in _LEFT or not _in_force(link.detail, day):
            continue
        belongs.append(organisation)
        if frozenset(link.detail.get("roles") or own) & SPEAKERS:
            speaks.append(organisation)
    if person.status in _LEFT:
        return Speaker(person.code, doubts=(f"{person.title} has left the group by the record.",))
    if not speaks:
        at = f" for {', '.join(o.title for o in belongs)}" if belongs else ""
        sentence = f"By the record {person.title} takes no positions{at}: neither representative, alternate nor proxy."
        return Speaker(person.code, doubts=(sentence,))
    if len(speaks) > 1:
        names = " and ".join(o.title for o in speaks)
        sentence = f"Choose the organisation: {person.title} speaks for {names}."
        # One that only advises takes no position, and so none jointly with the others.
        choice = () if any(o.detail.get("advisory") for o in speaks) else tuple(o.code for o in speaks)
        return Speaker(person.code, doubts=(sentence,), choice=choice)
    if speaks[0].detail.get("advisory"):
        return Speaker(person.code, speaks[0].code, (f"{speaks[0].title} advises and takes no position.",))
    return Speaker(person.code, speaks[0].code)


def names_of(organisation: ItemView, everybody: Iterable[ItemView]) -> tuple[str, ...]:
    """What people call an organisation: its title, its code, its initials, and beginnings that no other shares."""
    beginnings = Counter(words for other in everybody for words in dict.fromkeys(_beginnings(other.title)))
    found = [organisation.title, organisation.code.removeprefix("ORG-")]
    found += [
        words for words in _beginnings(organisation.title) if beginnings[words] == 1 and len(words) >= 4
    ]
    initials = "".join(word[0] for word in re.findall(r"[A-Z][\w]*", organisation.title))
    if len(initials) >= 3:
        found.append(initials)
    code = organisation.code.removeprefix("ORG-")
    # PGE is written PG&E, SDGE is written SDG&E
    if "&" in organisation.title or " and " in organisation.title:
        found.append(f"{code[:-1]}&{code[-1:]}")
    return tuple(dict.fromkeys(found))


def collective_of(organisation: ItemView, everybody: Iterable[ItemView]) -> str:
    """The noun that ends an organisation's title, such as *League*, where no other title has the word; else empty.

    *The League* is then that organisation. Words that may as well mean the group, a regulator or the public
    (*group*, *commission*, *customers*) are not among them.
    """
    noun = organisation.title.split()[-1] if organisation.title.strip() else ""
    if noun not in _COLLECTIVES:
        return ""
    others = (other.title for other in everybody if other.uuid != organisation.uuid)
    return "" if any(noun in re.findall(r"\w+", title) for title in others) else noun


def _beginnings(title: str) -> list[str]:
    words = title.split()
    return [" ".join(words[:length]) for length in range(1, len(words) + 1)]


def _address(person: ItemView) -> str:
    return str(person.detail.get("email") or "").casefold()


def _in_force(detail: object, day: date | None) -> bool:
    if day is None or not isinstance(detail, dict):
        return True
    since, until = detail.get("since"), detail.get("until")
    return not (since and day.isoformat() < str(since)) and not (until and day.isoformat() > str(until))
