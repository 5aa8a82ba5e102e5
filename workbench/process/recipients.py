"""To whom a mail of the group goes, what its subject line says, and who sends it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workbench.graph.dates import listed
from workbench.graph.memberships import speakers_of
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.clock import group_today

NOBODY = "[no recipients are on record: put e-mail addresses under People, or a list under Settings]"

_MOST_NAMED = 5
_SPACE_OR_CONTROL = re.compile("[\\s\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_NEEDS_QUOTES = re.compile(r'[()<>\[\]:;@\\,."]')


def one_line(text: str) -> str:
    """A text as one line without control characters, fit for a subject line or an address."""
    return _SPACE_OR_CONTROL.sub(" ", text).strip()


def recipients_of(snapshot: Snapshot) -> tuple[str, ...]:
    """Addresses to which the group's mail goes; what is missing stands in brackets.

    The setting ``mailing-recipients`` is a list of addresses or of codes of persons and
    organisations. Without it the mail goes to every active person with an address.
    """
    wanted = snapshot.setting("mailing-recipients")
    if wanted is not None:
        entries = wanted if isinstance(wanted, list | tuple) else str(wanted).split(";")
        found = [address for entry in entries for address in _addresses_of(snapshot, one_line(str(entry)))]
        return tuple(dict.fromkeys(found)) or (NOBODY,)
    found = [address for person in _active(snapshot, "person") if (address := _address(person))]
    if not found:
        return (NOBODY,)
    return (*dict.fromkeys(found), *_without_address(snapshot))


def people_of(snapshot: Snapshot, organisation: str) -> tuple[str, ...]:
    """Addresses of the active people of an organisation, by its code; what is missing stands in brackets."""
    return tuple(dict.fromkeys(_addresses_of(snapshot, organisation)))


def subject_line(snapshot: Snapshot, document: str, *, served: bool = False) -> str:
    """The subject of a mail: docket number; short name; document; and the serving party.

    The order is that of the Commission's rule on electronic service (Rule 1.10, formerly 2.3.1(c)).

    Args:
        served: the mail serves a document, so that the serving party is named at the end.
    """
    parts = [
        str(snapshot.setting("docket", "[docket number]")),
        str(snapshot.setting("short-name", "") or snapshot.title),
        document,
    ]
    if served:
        party = snapshot.setting("filing-party-short") or snapshot.setting("filing-party")
        parts.append(str(party or "[serving party]"))
    return "; ".join(line for part in parts if (line := one_line(part)))


def sender_of(snapshot: Snapshot) -> str:
    """Name of the facilitator who sends the group's mail, or brackets where none is on record."""
    for person in _active(snapshot, "person"):
        if "facilitator" in (person.detail.get("roles") or []):
            return one_line(person.title)
    return "[name of the facilitator]"


def _active(snapshot: Snapshot, kind: str) -> list[ItemView]:
    return [item for item in snapshot.of_kind(kind) if item.status == "active" and not item.confidential]


def _address(person: ItemView) -> str:
    email = one_line(str(person.detail.get("email") or ""))
    if "@" not in email:
        return ""
    name = one_line(person.title)
    if _NEEDS_QUOTES.search(name):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        name = f'"{escaped}"'
    return f"{name} <{email}>"


def _addresses_of(snapshot: Snapshot, entry: str) -> Iterable[str]:
    """Addresses behind one entry of the setting: itself, a person's, or those of an organisation."""
    item = snapshot.item(entry)
    if item is None:
        return [entry] if entry else []
    people = [item] if item.kind == "person" else speakers_of(snapshot, item, group_today())
    found = [address for person in people if person.status == "active" and (address := _address(person))]
    return found or [f"[no address is on record for {one_line(item.title)}]"]


def _without_address(snapshot: Snapshot) -> tuple[str, ...]:
    """One entry in brackets on the organisations that nobody with an address speaks for."""
    silent = [
        one_line(organisation.title)
        for organisation in _active(snapshot, "organisation")
        if not any(
            person.status == "active" and _address(person)
            for person in speakers_of(snapshot, organisation, group_today())
        )
    ]
    if not silent:
        return ()
    names = silent[:_MOST_NAMED]
    if len(silent) > _MOST_NAMED:
        names.append(f"{len(silent) - _MOST_NAMED} more")
    return (f"[no address is on record for {listed(names)}]",)
