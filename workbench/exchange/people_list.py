"""A list of people to invite: name, e-mail, organisation, role; from a file or pasted, with or without a heading.

Who is on record is found by the e-mail address, or else by the name; who is not becomes a new person. Every bad
row is named with its number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workbench.exchange.archive import RefusedFile
from workbench.exchange.sheets import ErrorValue, Formula, Sheet, read_sheet
from workbench.graph.memberships import PROXY, RELATION, ROLES, membership_detail, speaks_for
from workbench.graph.name_codes import code_from
from workbench.graph.proposed import LinkEdit, NewItem, Place, Problem, ProposedChange
from workbench.graph.proximity import nearest
from workbench.graph.snapshot import ItemView, Snapshot

COLUMNS = ("name", "email", "organisation", "role")
_HEADINGS = {
    **dict.fromkeys(("name", "person", "full name", "participant"), "name"),
    **dict.fromkeys(("e-mail", "email", "mail", "e-mail address", "email address"), "email"),
    **dict.fromkeys(("organisation", "organization", "company", "org", "for"), "organisation"),
    **dict.fromkeys(("role", "roles", "as"), "role"),
}
_ADDRESS = re.compile(r"[^@\s<>\",;]+@[^@\s<>\",;]+\.[^@\s<>\",;]+")
PASTED = "the list"


@dataclass(frozen=True)
class PeopleList:
    """What a list says.

    Args:
        persons: codes of everybody named, in order; those of new persons are in the change.
        change: persons and memberships that are not on record yet; empty when all are.
        problems: every bad row; nobody can be invited while there is one.
    """

    persons: tuple[str, ...] = ()
    change: ProposedChange = field(default_factory=ProposedChange)
    problems: tuple[Problem, ...] = ()

    @property
    def new(self) -> tuple[NewItem, ...]:
        """The persons who would be put on record."""
        return self.change.new


def read_people(data: bytes, name: str, snapshot: Snapshot, day: date) -> PeopleList:
    """Read a list against the record.

    Args:
        data: a .csv or .xlsx file, or text in UTF-8 as it was pasted, with cells parted by commas,
            semicolons or tabs.
        name: the file's name, for the places of problems.
        day: the day on which memberships are looked at.

    Raises:
        RefusedFile: when the file cannot be read at all.
    """
    sheet = read_sheet(data, name, frozenset({"people", "persons"}), frozenset(_HEADINGS))
    columns, rows = _columns(sheet, name)
    reading = _Reading(snapshot, day)
    for number, cells in rows:
        row = {column: cells[index] if index < len(cells) else None for column, index in columns.items()}
        reading.take(row, Place(name, number))
    return reading.result()


def _columns(sheet: Sheet, name: str) -> tuple[dict[str, int], list[tuple[int, Sequence[Any]]]]:
    """Which column holds what, and the rows; a list without a heading has the columns in their order."""
    heading = [re.sub(r"[_\s]+", " ", cell).strip().casefold() for cell in sheet.heading]
    rows: list[tuple[int, Sequence[Any]]] = list(sheet.rows)
    known = {_HEADINGS[word]: index for index, word in reversed([*enumerate(heading)]) if word in _HEADINGS}
    if known:
        if "name" not in known and "email" not in known:
            raise RefusedFile(
                f"'{name}' has neither a column for names nor one for e-mails. Allowed: {_allowed()}."
            )
        return known, rows
    if len(sheet.heading) > len(COLUMNS) or not any("@" in cell for cell in sheet.heading):
        raise RefusedFile(
            f"The columns of '{name}' are not known. Write a heading: {_allowed()}; or write these in this order."
        )
    first = 1 if not rows else max(1, rows[0][0] - 1)
    return {column: index for index, column in enumerate(COLUMNS)}, [(first, sheet.heading), *rows]


def _allowed() -> str:
    return "name, e-mail, organisation, role"


class _Reading:
    def __init__(self, snapshot: Snapshot, day: date) -> None:
        self._snapshot, self._day = snapshot, day
        persons = [p for p in snapshot.of_kind("person") if p.status == "active"]
        self._by_mail: dict[str, list[ItemView]] = {}
        self._by_name: dict[str, list[ItemView]] = {}
        for person in persons:
            self._by_name.setdefault(person.title.casefold(), []).append(person)
            if email := str(person.detail.get("email") or "").strip().casefold():
                self._by_mail.setdefault(email, []).append(person)
        self._organisations = {o.title.casefold(): o for o in snapshot.of_kind("organisation")}
        self._organisations |= {o.code.casefold(): o for o in snapshot.of_kind("organisation")}
        self._taken = set(snapshot.by_code)
        self._persons: dict[str, None] = {}
        self._added: dict[str, str] = {}
        self._new: list[NewItem] = []
        self._links: list[LinkEdit] = []
        self._problems: list[Problem] = []

    def take(self, row: dict[str, Any], place: Place) -> None:
        """Read one row; what is wrong with it is kept as a problem."""
        before = len(self._problems)
        for column, cell in row.items():
            if isinstance(cell, Formula | ErrorValue):
                self._refuse(place, column, "the cell computes, and only values are read", str(cell))
        values = {column: "" if cell is None else " ".join(str(cell).split()) for column, cell in row.items()}
        email = values.get("email", "").strip("<>")
        if email and not _ADDRESS.fullmatch(email):
            self._refuse(place, "email", "is no e-mail address", email, "one such as ann@example.org")
        organisation = self._organisation(values.get("organisation", ""), place)
        roles = self._roles(values.get("role", ""), place)
        if roles and not values.get("organisation"):
            self._refuse(place, "organisation", "a role needs the organisation for which it is held")
        name = values.get("name", "")
        code = self._on_record(name, email, place)
        if len(self._problems) > before:
            return
        if code is None:
            if not name:
                self._refuse(
                    place, "name", "nobody on record has this address, and a new person needs a name", email
                )
                return
            code = self._add(name, email, place)
        self._persons[code] = None
        if organisation is not None:
            self._speak_for(code, organisation, roles or ["observer"], place)

    def _refuse(self, place: Place, column: str, message: str, found: str = "", allowed: str = "") -> None:
        self._problems.append(Problem(message, Place(place.file, place.row, column), found, allowed))

    def _organisation(self, words: str, place: Place) -> ItemView | None:
        if not words:
            return None
        found = self._organisations.get(words.casefold())
        if found is None:
            near = nearest(words, [o.title for o in self._snapshot.of_kind("organisation")])
            allowed = f"the name or code of an organisation on record{f', such as {near[0]}' if near else ''}"
            self._refuse(place, "organisation", "is no organisation on record; add it first", words, allowed)
        elif found.status != "active":
            self._refuse(place, "organisation", "has left the group", words)
        return found

    def _roles(self, words: str, place: Place) -> list[str]:
        roles = [role for part in re.split(r"[;,/+]", words) if (role := part.strip().casefold())]
        for role in roles:
            if role not in ROLES:
                self._refuse(place, "role", "is no role in an organisation", role, ", ".join(ROLES))
            elif role == PROXY:
                self._refuse(
                    place, "role", "a proxy needs its instrument; enter it under 'Who speaks for whom'", role
                )
        return roles

    def _on_record(self, name: str, email: str, place: Place) -> str | None:
        """Code of the person who is meant, or None for nobody on record; doubt is a problem."""
        if email and (code := self._added.get(email.casefold())):
            return code
        found = self._by_mail.get(email.casefold(), []) if email else []
        if not found and name:
            found = [
                person
                for person in self._by_name.get(name.casefold(), [])
                if not email or not person.detail.get("email")
            ]
        if len(found) > 1:
            codes = ", ".join(person.code for person in found)
            self._refuse(
                place, "name", f"several persons on record fit: {codes}", name or email, "their e-mail"
            )
        if not name and not email:
            self._refuse(place, "name", "the row names nobody")
        return found[0].code if found else None

    def _add(self, name: str, email: str, place: Place) -> str:
        key = email.casefold() or f"name:{name.casefold()}"
        if key in self._added:
            return self._added[key]
        code = code_from(name, "person", self._taken)
        self._taken.add(code)
        self._added[key] = code
        fields = {"title": name} | ({"email": email} if email else {})
        self._new.append(NewItem("person", fields, code=code, place=place))
        return code

    def _speak_for(self, code: str, organisation: ItemView, roles: list[str], place: Place) -> None:
        person = self._snapshot.item(code)
        held: set[str] = set()
        if person is not None:
            for m in speaks_for(self._snapshot, person, self._day):
                if m.organisation.code == organisation.code:
                    held |= {*m.roles}
        # Whoever acts for it already is not made an observer beside it.
        missing = [role for role in roles if role not in held and not (role == "observer" and held)]
        if missing:
            link = LinkEdit(code, RELATION, organisation.code, membership_detail(missing), place=place)
            if link not in self._links:
                self._links.append(link)

    def result(self) -> PeopleList:
        """What the rows said together."""
        if self._problems:
            return PeopleList(problems=tuple(self._problems))
        change = ProposedChange(
            new=tuple(self._new), links=tuple(self._links), why="People who are invited, from a list"
        )
        return PeopleList(tuple(self._persons), change)
