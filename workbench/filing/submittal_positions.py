"""What the submittal says of positions: recorded outcomes, and statements of position in their own words.

On paper only an organisation is named whose authoriser confirmed the position; the others are counted. Only
locked statements are printed, and no word of them is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from workbench.filing.blocks import Paragraph, Text, words
from workbench.filing.composer import Composer
from workbench.filing.plaintext import clean, one_line
from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.outcome import printable_sentence
from workbench.graph.ballots.rounds import earlier_rounds, later_rounds
from workbench.graph.ballots.tally import tally
from workbench.graph.ballots.words import BALLOT_KINDS
from workbench.graph.snapshot import ItemView, Snapshot

FILING_NAME = "filing-name"
"""The setting that names the filing; positions are authorised for it by this name."""
UNNAMED = (
    f"The filing has no name (setting '{FILING_NAME}'): positions are authorised for a filing by its name, so that "
    "no organisation is named in the outcomes."
)


def filing_name(snapshot: Snapshot) -> str:
    """The name of the filing that is prepared; empty where it has none yet."""
    return str(snapshot.setting(FILING_NAME, "") or "").strip()


class HasStatement(Protocol):
    """One organisation's statement in its latest version."""

    @property
    def ballot(self) -> str: ...
    @property
    def organisation_name(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def locked(self) -> bool: ...


@dataclass(frozen=True)
class OnRecord:
    """What may be printed of positions.

    Args:
        outcomes: by the item's code the sentences of recorded consensus calls, in order of the calls.
        statements: by the issue's code the organisations with their statements.
        notes: what whoever files has to know of it, in sentences.
    """

    outcomes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    statements: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def about(self, item: ItemView) -> bool:
        """Whether something is printed under an item."""
        return item.code in self.outcomes or item.code in self.statements


def on_record(
    rows: Sequence[BallotRow], statements: Iterable[HasStatement] = (), *, moment: datetime, filing: str
) -> OnRecord:
    """What may be printed of ballots and statements.

    Args:
        rows: every ballot, whole: who may be named is decided here.
        statements: the latest version of each; those that are not locked are left out, and those of a call that
            is open still or void.
        moment: that tells which calls are over.
        filing: name of the filing; an organisation is named only where its position is authorised for it.
    """
    calls = {row.code: row for row in rows}
    outcomes: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row.kind != "consensus-call" or row.state(moment) != "recorded":
            continue
        later = later_rounds(calls, row)
        if any(again.state(moment) == "recorded" for again in later):
            continue  # It stands beside the outcome of that round.
        about = "" if row.aspect == "text" else f" on the {row.aspect}"
        again = f", round {row.round}" if row.round > 1 else ""
        sentences = [
            f"{BALLOT_KINDS[row.kind]} {row.code}{about}{again}: {_outcome(row, filing)}",
            *(_round(one, filing) for one in earlier_rounds(calls, row)),
            *(f"It was asked again. {_round(one, filing)}" for one in later),
        ]
        outcomes[row.item] = (*outcomes.get(row.item, ()), " ".join(sentences))
    own: dict[str, tuple[tuple[str, str], ...]] = {}
    for one in statements:
        call = calls.get(one.ballot)
        if call is not None and one.locked and call.state(moment) in ("closed", "recorded"):
            own[call.item] = (*own.get(call.item, ()), (one.organisation_name, one.text))
    notes = (UNNAMED,) if outcomes and not filing.strip() else ()
    return OnRecord(outcomes, own, notes)


def _outcome(row: BallotRow, filing: str) -> str:
    """A recorded outcome, and how many contest it: by name only those are printed that authorised something."""
    said = printable_sentence(row, tally(row), filing)
    number = len({step.organisation for step in row.contests})
    if not number:
        return said
    who = "1 organisation contests" if number == 1 else f"{number} organisations contest"
    return f"{said} {who} this outcome."


def _round(row: BallotRow, filing: str) -> str:
    """What came of another round of the same question."""
    name = f"Round {row.round}, {row.code},"
    if row.voided:
        return f"{name} was declared void: {row.void_reason.rstrip('. ')}."
    if row.outcome is None:
        return f"{name} has no outcome on record."
    return f"{name} ended with: {_outcome(row, filing)}"


def add_positions(composer: Composer, item: ItemView, record: OnRecord) -> None:
    """Add what is on record about an item: outcomes first, then each statement under its organisation's name."""
    for sentence in record.outcomes.get(item.code, ()):
        composer.add(words("BodyText", sentence))
    for name, text in record.statements.get(item.code, ()):
        composer.add(Paragraph("BodyText", (Text(f"Statement of position of {one_line(name)}:", "Strong"),)))
        composer.add(*(_verbatim(line) for line in clean(text).split("\n")))


def _verbatim(line: str) -> Paragraph:
    """One line of somebody's own words: its indent, its double spaces and that it is empty are theirs too."""
    return Paragraph("Quote", (Text(line),) if line.strip() else ())
