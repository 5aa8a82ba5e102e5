"""A record of fictional organisations, each with a representative, and one open call: for many tabs at once."""

from __future__ import annotations

import random
import re
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import select

from tests.browser.tab import Failed, Tab
from workbench.graph.ballots.words import POSITIONS
from workbench.graph.proposed import LinkEdit, NewItem, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.ballots.opening import prepare_and_open
from workbench.process.ballots.preparing import BallotDraft
from workbench.process.changes import save
from workbench.process.keeping import Database, open_database
from workbench.process.sign_in import cookie_name, make_link, redeem
from workbench.record.ballots import Ballot, Position
from workbench.record.events import Event
from workbench.record.items import Item
from workbench.starting import load_directory

HEADER = """id: many
title: A group of many organisations
group: Example Working Group
steps:
  - {step: "2026-01-05", effective_on: 2026-01-05, why: The beginning., baseline: null}
"""
TEXT = (
    "The aggregator answers for every inverter behind it. It acknowledges a command within ten seconds, and "
    "reports within fifteen minutes which inverters followed it and which did not, with the reason that each "
    "of them gave."
)
RECEIPT = re.compile(r"Receipt ([0-9a-f]{64})")
CATEGORIES = ("utility", "manufacturer", "aggregator", "ratepayer advocate")


@dataclass(frozen=True)
class Voter:
    """An organisation, its representative, and the cookie of a signed-in session."""

    organisation: str
    person: str
    cookie: str


@dataclass(frozen=True)
class Kept:
    """A position as the record has it: for whom, what, and the hash of its event."""

    organisation: str
    position: str
    reason: str
    receipt: str


def make_call(path: Path, organisations: int) -> tuple[str, list[Voter]]:
    """Make a database with this many organisations and an open call, and sign every representative in.

    Returns:
        The code of the call, and those who can take a position in it.
    """
    directory = path.with_suffix(".record")
    directory.mkdir()
    (directory / "record.yaml").write_text(HEADER)
    (directory / "agreements.csv").write_text(
        f'code,step,title,text\nAGR-01,2026-01-05,What an aggregator answers for,"{TEXT}"\n'
    )
    database, _ = open_database(str(path))
    load_directory(database, directory)
    names = [f"{number:04d}" for number in range(1, organisations + 1)]
    save(
        database,
        LOCAL_OPERATOR,
        ProposedChange(
            new=(
                *(
                    NewItem(
                        "organisation",
                        {"title": f"Organisation {n} Example", "category": CATEGORIES[int(n) % 4]},
                        code=f"ORG-{n}",
                    )
                    for n in names
                ),
                *(
                    NewItem(
                        "person",
                        {"title": f"Representative {n} Example", "roles": ["representative"]},
                        code=f"PER-{n}",
                    )
                    for n in names
                ),
            ),
            links=tuple(LinkEdit(f"PER-{n}", "member-of", f"ORG-{n}") for n in names),
            why="Those who take part",
        ),
    )
    draft = BallotDraft(
        kind="consensus-call", item="AGR-01", closes_at=datetime.now(UTC) + timedelta(days=10)
    )
    code = prepare_and_open(database, LOCAL_OPERATOR, draft)
    name = cookie_name(database)
    voters = []
    for n in names:
        session = redeem(database, make_link(database, LOCAL_OPERATOR, person=f"PER-{n}"))
        voters.append(Voter(f"ORG-{n}", f"PER-{n}", f"{name}={session}"))
    database.close()
    return code, voters


def kept(database: Database, code: str) -> list[Kept]:
    """Every position that the record has in a call, in the order in which they were taken."""
    with database.read() as session:
        rows = session.exec(
            select(Item.code, Position.position, Position.reason, Event.hash)
            .join(Position, Position.organisation == Item.uuid)
            .join(Ballot, Ballot.uuid == Position.ballot)
            .join(Event, Event.change == Position.change)
            .where(Ballot.code == code)
            .order_by(Position.change)
        )
        return [Kept(*row) for row in rows]


def reason() -> str:
    """A reason that nobody else gives, by which a position is found again."""
    return f"As discussed at the meeting. Reference {secrets.token_hex(8)}."


def tab_of(url: str, voter: Voter, code: str) -> Tab:
    """The tab in which somebody looks at the page of a call."""
    return Tab(url, voter.cookie, "call", f"call={code}&organisation={voter.organisation}")


async def ask_for_form(tab: Tab, voter: Voter, code: str) -> bool:
    """Ask for the form where the receipt stands in its place; whether that was so."""
    button = f"call_change_{code}_{voter.organisation}"
    if not tab.has(button):
        return False
    await tab.press(button)
    return True


async def fill_in(tab: Tab, voter: Voter, code: str) -> tuple[str, str]:
    """Choose a position by chance and say why, after asking for the form where the receipt stands."""
    place = f"{code}_{voter.organisation}"
    await ask_for_form(tab, voter, code)
    position, words = random.choice(list(POSITIONS)), reason()
    await tab.choose(f"call_position_{place}", POSITIONS[position])
    await tab.write(f"call_reason_{place}", words)
    return position, words


def shown(tab: Tab, voter: Voter, position: str, words: str) -> Kept:
    """What the page shows as recorded.

    Raises:
        Failed: when it shows no receipt.
    """
    said = tab.words()
    found = RECEIPT.search(said)
    if "Recorded for" not in said or found is None:
        raise Failed(f"{voter.organisation} saw no receipt. The page says:\n{said[:2_000]}")
    return Kept(voter.organisation, position, words, found.group(1))


async def take(tab: Tab, voter: Voter, code: str) -> Kept:
    """Take a position, or change it, and return what the page shows as recorded."""
    position, words = await fill_in(tab, voter, code)
    await tab.press(f"call_send_{code}_{voter.organisation}")
    return shown(tab, voter, position, words)


@dataclass(frozen=True)
class Compared:
    """What people were shown, beside what the record has.

    Args:
        lost: receipts whose position is not on record.
        doubled: positions that are on record more than once; every one has a reason of its own.
        unseen: positions whose receipt nobody was shown.
    """

    lost: list[Kept]
    doubled: list[Kept]
    unseen: list[Kept]


def compared(receipts: Sequence[Kept], record: Sequence[Kept]) -> Compared:
    """Compare the receipts that people were shown with the positions on record."""
    times = Counter(position.reason for position in record)
    return Compared(
        lost=[receipt for receipt in receipts if receipt not in set(record)],
        doubled=[position for position in record if times[position.reason] > 1],
        unseen=[position for position in record if position not in set(receipts)],
    )
