"""What the next filing still waits for: texts, positions, authorisations and signatures, and who owes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Protocol

from workbench.graph.ballots.matrix import superseded
from workbench.graph.ballots.rows import BallotRow
from workbench.graph.dates import display_date, display_moment
from workbench.graph.days_due import filing_day
from workbench.graph.snapshot import Snapshot


class HasStatement(Protocol):
    """One organisation's statement in its latest version."""

    @property
    def ballot(self) -> str: ...
    @property
    def organisation(self) -> str: ...
    @property
    def locked(self) -> bool: ...


@dataclass(frozen=True)
class Owed:
    """What one organisation owes.

    Args:
        call: code of the call, empty for a signature.
        subject: title of the item that the call is about.
        why: how far it is, in a few words.
    """

    organisation: str
    name: str
    call: str
    subject: str
    why: str


@dataclass(frozen=True)
class Countdown:
    """Everything that the filing waits for.

    Args:
        filing: its name, as positions are authorised for it; empty where nobody named it.
        day: the day of the filing, or None.
        texts: statements that are not locked.
        positions: positions in open consensus calls that are not taken, or on an earlier text; polls are not filed.
        authorisations: positions that are not authorised for this filing.
        signatures: who has to sign, or that nobody is named, a sentence each.
    """

    filing: str
    day: date | None
    texts: tuple[Owed, ...]
    positions: tuple[Owed, ...]
    authorisations: tuple[Owed, ...]
    signatures: tuple[str, ...]

    @property
    def number(self) -> int:
        """How many things are owed."""
        return len(self.texts) + len(self.positions) + len(self.authorisations) + len(self.signatures)


def countdown(
    snapshot: Snapshot,
    rows: Sequence[BallotRow],
    moment: datetime,
    *,
    filing: str,
    statements: Iterable[HasStatement] = (),
) -> Countdown:
    """What is owed for a filing.

    Args:
        rows: ballots as the reader may see them: of those that are hidden until the close only that an
            organisation answered is looked at.
        moment: that tells which calls are open.
        filing: name of the filing.
        statements: the latest version of every statement.
    """
    again = superseded(rows, moment)
    shown = [row for row in rows if row.code not in again and snapshot.item(row.item) is not None]
    locked = {(one.ballot, one.organisation): one.locked for one in statements}
    return Countdown(
        filing=filing,
        day=filing_day(snapshot),
        texts=_sorted(owed for row in shown for owed in _texts(row, locked, moment)),
        positions=_sorted(owed for row in shown for owed in _positions(row, moment)),
        authorisations=_sorted(owed for row in shown for owed in _authorisations(row, filing, moment)),
        signatures=tuple(_signatures(snapshot)),
    )


def by_organisation(owed: Sequence[Owed]) -> list[tuple[str, list[Owed]]]:
    """What is owed by the names of the organisations."""
    return [(name, list(group)) for name, group in groupby(owed, key=lambda one: one.name)]


def plain_list(owed: Sequence[Owed]) -> str:
    """A list to paste into a mail: one organisation a paragraph."""
    return "\n".join(
        "\n".join([f"{name}:", *(f"* {one.call} {one.subject}: {one.why}" for one in group)])
        for name, group in by_organisation(owed)
    )


def days_words(day: date | None, today: date, business_days: int) -> str:
    """How long there is until the filing, in a sentence.

    Args:
        business_days: after today up to and with the day.
    """
    if day is None:
        return "No day of the filing is set."
    said = display_date(day)
    if day == today:
        return f"The filing is due today, {said}."
    if day < today:
        return f"The day of the filing, {said}, is over."
    left = "1 business day is" if business_days == 1 else f"{business_days} business days are"
    return f"{left} left until the filing on {said}."


def _sorted(owed: Iterable[Owed]) -> tuple[Owed, ...]:
    return tuple(sorted(owed, key=lambda one: (one.name.casefold(), one.organisation, one.call)))


def _texts(row: BallotRow, locked: dict[tuple[str, str], bool], moment: datetime) -> Iterable[Owed]:
    if row.kind != "statement-call" or row.state(moment) not in ("open", "closed"):
        return
    for code, name in row.addressees:
        held = locked.get((row.code, code))
        if not held:
            why = "nothing is written yet" if held is None else "written, and not locked"
            if row.state(moment) == "closed":
                why += "; the call is closed"
            yield Owed(code, name, row.code, row.item_title, why)


def _positions(row: BallotRow, moment: datetime) -> Iterable[Owed]:
    if row.kind != "consensus-call" or row.state(moment) != "open":
        return
    latest = row.latest()
    until = f"open until {display_moment(row.ends)}" if row.ends else ""
    for code, name in row.addressees:
        if code in latest and latest[code].overtaken:
            yield Owed(code, name, row.code, row.item_title, f"taken on an earlier text; {until}")
        elif not row.answered(code):
            yield Owed(code, name, row.code, row.item_title, f"no answer; {until}")


def _authorisations(row: BallotRow, filing: str, moment: datetime) -> Iterable[Owed]:
    """Current positions in consensus calls: what is on an earlier text has to be renewed before."""
    if row.kind != "consensus-call" or row.state(moment) not in ("open", "closed", "recorded"):
        return
    for position in row.latest().values():
        renewed = position.counts or row.outcome is not None
        if not renewed or (position.authorised_for(filing) if filing.strip() else position.authorised):
            continue
        others = f"; authorised for {', '.join(position.filings)}" if position.filings else ""
        why = f"not authorised{f' for {filing}' if filing else ''}{others}"
        yield Owed(position.organisation, position.organisation_name, row.code, row.item_title, why)


def _signatures(snapshot: Snapshot) -> Iterable[str]:
    party, signer = snapshot.setting("filing-party"), snapshot.setting("signer")
    signed = snapshot.setting("signed-on")
    if not party:
        yield "Nobody is named who files (setting filing-party): a working group files nothing."
    if not signer:
        yield "Nobody is named who signs (setting signer)."
    elif not signed:
        yield f"{_named(snapshot, signer)} has not signed yet (setting signed-on)."
    agreed = {
        str(one.get("party") or "").strip().casefold()
        for one in snapshot.setting("authorisations", None) or []
        if isinstance(one, dict) and one.get("on")
    }
    for joined in snapshot.setting("joined-parties", None) or []:
        name = _named(snapshot, joined)
        if not {str(joined).strip().casefold(), name.casefold()} & agreed:
            yield f"{name} joins in the document and has not authorised its signature yet."


def _named(snapshot: Snapshot, code: object) -> str:
    item = snapshot.item(str(code))
    return item.title if item is not None else str(code)
