"""Who files, who signs, who joins: read from the settings, with what is missing in sentences.

A working group files nothing: a party files, and signs. A joint document has one signer, who states
that each other party has authorised it (Rule 1.8(d)).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workbench.filing.plaintext import one_line
from workbench.filing.wording import american, day
from workbench.graph.snapshot import ItemView, Snapshot


@dataclass(frozen=True)
class Party:
    """An organisation as a filing names it."""

    name: str
    u_number: str = ""
    utility: bool = False
    key: str = ""

    @property
    def full(self) -> str:
        """The name with the number that the Commission gave a utility: ``Example Power Company (U 1-E)``."""
        return f"{self.name} ({self.u_number})" if self.u_number else self.name


@dataclass(frozen=True)
class Joined:
    """A party that joins in the document, and its authorisation."""

    party: Party
    authorised_by: str = ""
    authorised_on: date | None = None

    @property
    def authorised(self) -> bool:
        """Whether the signer may state that the party has authorised the signature."""
        return bool(self.authorised_by)


@dataclass(frozen=True)
class Contact:
    """Who answers for the document."""

    name: str = ""
    title: str = ""
    organisation: str = ""
    address: tuple[str, ...] = ()
    telephone: str = ""
    fax: str = ""
    email: str = ""

    @property
    def lines(self) -> list[str]:
        """The lines of the contact block, those that are known."""
        return [
            *(line for line in (self.name, self.title, self.organisation, *self.address) if line),
            *(
                f"{label}: {value}"
                for label, value in (("Telephone", self.telephone), ("Fax", self.fax))
                if value
            ),
            *([f"E-mail: {self.email}"] if self.email else []),
        ]


@dataclass(frozen=True)
class Parties:
    """Everybody whom a filing needs."""

    filing: Party | None
    signer: Contact | None
    contact: Contact
    joined: tuple[Joined, ...] = ()
    signed_on: date | None = None

    @property
    def missing(self) -> list[str]:
        """What keeps the document a draft, one sentence each."""
        found = []
        if self.filing is None:
            found.append(
                "The filing party is missing (setting 'filing-party'): a working group files nothing."
            )
        elif self.filing.utility and not self.filing.u_number:
            found.append(f"The U-number of {self.filing.name} is missing (setting 'u-number').")
        if self.signer is None:
            found.append("The signer is missing (setting 'signer').")
        found += [
            f"{joined.party.name} joins, but its authorisation is missing (setting 'authorisations')."
            for joined in self.joined
            if not joined.authorised
        ]
        return found

    @property
    def remarks(self) -> list[str]:
        """What a rule of form asks for and is not there, though it is filed without."""
        found = []
        lacking = [
            label
            for label, value in (
                ("name", self.contact.name),
                ("postal address", self.contact.address),
                ("telephone", self.contact.telephone),
                ("e-mail address", self.contact.email),
            )
            if not value
        ]
        if lacking:
            found.append(f"The contact block lacks: {', '.join(lacking)} (setting 'contact').")
        if self.signed_on is None:
            found.append("The day of the signature is missing (setting 'signed-on').")
        return found

    @classmethod
    def of(cls, snapshot: Snapshot) -> Parties:
        """Read the settings of the filing."""
        filing = party(snapshot, snapshot.setting("filing-party"), one_line(snapshot.setting("u-number", "")))
        signer = contact(snapshot.setting("signer"), snapshot)
        permissions = _authorisations(snapshot.setting("authorisations"))
        joined = []
        for value in _list(snapshot.setting("joined-parties")):
            member = party(snapshot, value)
            if member is None:
                continue
            by, on = (
                permissions.get(member.key.casefold())
                or permissions.get(member.name.casefold())
                or ("", None)
            )
            joined.append(Joined(member, by, on))
        return cls(
            filing=filing,
            signer=signer if signer and signer.name else None,
            contact=contact(snapshot.setting("contact"), snapshot) or Contact(),
            joined=tuple(joined),
            signed_on=day(snapshot.setting("signed-on")),
        )


def party(snapshot: Snapshot, value: Any, u_number: str = "") -> Party | None:
    """A party from a setting: a name, the code of an organisation, or a mapping with ``name``."""
    if isinstance(value, Mapping):
        u_number = one_line(value.get("u_number") or value.get("u-number") or u_number)
        value = value.get("organisation") or value.get("party") or value.get("name")
    name = one_line(value or "")
    if not name:
        return None
    item = snapshot.item(name)
    if item is None:
        item = next(
            (o for o in snapshot.of_kind("organisation") if o.title.casefold() == name.casefold()), None
        )
    if item is None:
        return Party(name, _u_form(u_number), key=name)
    known = u_number or one_line(item.detail.get("u_number") or "")
    return Party(one_line(item.title), _u_form(known), item.detail.get("category") == "utility", item.code)


def contact(value: Any, snapshot: Snapshot) -> Contact | None:
    """A contact from a setting: a name, the code of a person, lines, or a mapping."""
    if isinstance(value, Mapping):
        address = value.get("address")
        lines = address if isinstance(address, list) else str(address or "").splitlines()
        name, title, organisation, telephone, fax, email = (
            one_line(value.get(key) or "")
            for key in ("name", "title", "organisation", "telephone", "fax", "email")
        )
        telephone = telephone or one_line(value.get("phone") or "")
        return Contact(name, title, organisation, tuple(map(one_line, lines)), telephone, fax, email)
    if isinstance(value, list):
        lines = [one_line(line) for line in value if one_line(line)]
        return Contact(lines[0], address=tuple(lines[1:])) if lines else None
    lines = [one_line(line) for line in str(value or "").splitlines() if one_line(line)]
    if not lines:
        return None
    person = snapshot.item(lines[0])
    if person is not None and person.kind == "person":
        return _person(person)
    return Contact(lines[0], address=tuple(lines[1:]))


def _person(item: ItemView) -> Contact:
    detail = item.detail
    return Contact(
        one_line(item.title),
        telephone=one_line(detail.get("phone") or ""),
        email=one_line(detail.get("email") or ""),
    )


def _authorisations(value: Any) -> dict[str, tuple[str, date | None]]:
    """Who authorised for which party, by the party's name or code in lower case."""
    rows: list[tuple[Any, Any]] = []
    if isinstance(value, Mapping):
        rows = list(value.items())
    else:
        for row in _list(value):
            if isinstance(row, Mapping):
                rows.append((row.get("party") or row.get("organisation") or row.get("name"), row))
    found = {}
    for key, row in rows:
        if not key:
            continue
        if isinstance(row, Mapping):
            by, on = (
                one_line(row.get("by") or row.get("authorised_by") or ""),
                day(row.get("on") or row.get("date")),
            )
        else:
            by, on = one_line(row or ""), None
        if on and not by:
            by = f"its representative on {american(on)}"
        found[one_line(key).casefold()] = (by, on)
    return found


def _list(value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _u_form(number: str) -> str:
    """The form in which a utility's number follows its name: ``U 39-E``."""
    number = number.strip("() ")
    return f"U {number}" if number and not number.upper().startswith("U") else number
