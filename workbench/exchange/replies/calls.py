"""Which call a reply answers: by the call's code, else by the item that exactly one open call asks about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from workbench.exchange.mail import MailReading
from workbench.exchange.replies.choices import DATES
from workbench.graph.ballots import BallotRow

CODE = re.compile(r"(?<![\w-])BAL[- ]?0*(\d{1,4})(?![\w-])", re.IGNORECASE)
"""The code of a call, as people write it."""
_SHAPED_LIKE_A_CODE = re.compile(r"(?<![\w.-])[A-Z]{2,5}-\d{1,4}(?![\w-])")
# What may stand before the item in a subject that names it and nothing else.
_ANSWERED = (
    r"\s*(?:(?:re|aw|antw|sv)\s*:\s*)*(?:(?:our|the|your) )?(?:consensus )?"
    r"(?:(?:calls?|positions?|answers?|reply|response|vote|question|agreement|requirement|issue)"
    r"(?: (?:on|for|to|about))?:? )?"
)


@dataclass(frozen=True)
class NamedCall:
    """The call that a reply names.

    Args:
        ballot: None where none or several can be meant.
        doubts: why it is not plain which one, each a sentence.
        in_sentence: only the words name its item, so that the sentence with the position has to name it too.
    """

    ballot: BallotRow | None = None
    doubts: tuple[str, ...] = ()
    in_sentence: bool = False


def call_of(
    reading: MailReading, ballots: Sequence[BallotRow], moment: datetime, sent_on: date | None = None
) -> NamedCall:
    """The one call that a reply names: in its subject or own words, else in what it quotes, else by its item."""
    found = list(dict.fromkeys([*_named(reading.subject, ballots), *_named(reading.text, ballots)]))
    quoted = not found
    if quoted:
        found = _named(reading.original, ballots)
    if len(found) > 1:
        return NamedCall(doubts=(f"Choose the call: it names {' and '.join(found)}.",))
    if not found:
        return _by_item(reading, ballots, moment, reading.sent_on or sent_on)
    ballot = next((ballot for ballot in ballots if ballot.code == found[0]), None)
    if ballot is None:
        return NamedCall(doubts=(f"There is no call {found[0]}.",))
    # A subject can be left over from another thread, and a quotation even more so.
    said = f"{reading.subject}\n{reading.text}" if quoted else reading.subject
    others = [item for item in _items_in(said, ballots) if item != ballot.item]
    if others and ballot.item not in _items_in(said, ballots):
        sentence = f"Choose the call: it answers {ballot.code} and names {' and '.join(others)}."
        return NamedCall(ballot, (sentence,))
    return NamedCall(ballot)


def item_of_one(reading: MailReading, ballots: Sequence[BallotRow]) -> str | None:
    """The item of the calls that a reply names, where all of them are about the same one."""
    named = {*_named(reading.subject, ballots), *_named(reading.text, ballots)}
    items = {ballot.item for ballot in ballots if ballot.code in named}
    return items.pop() if len(items) == 1 else None


def _by_item(
    reading: MailReading, ballots: Sequence[BallotRow], moment: datetime, day: date | None
) -> NamedCall:
    in_subject = _items_in(reading.subject, ballots)
    named = list(dict.fromkeys([*in_subject, *_items_in(reading.text, ballots, titles=True)]))
    if not named:
        return NamedCall(doubts=("It names no call by its code, such as BAL-02.",))
    quoted = [item for item in _items_in(reading.original, ballots) if item not in named]
    if len(named) > 1 or quoted:
        return NamedCall(doubts=(f"Choose the call: it names {' and '.join([*named, *quoted])}.",))
    asking = [
        ballot
        for ballot in ballots
        if ballot.item == named[0] and ballot.kind != DATES and ballot.state(moment) == "open"
    ]
    if len(asking) != 1:
        number = f"{len(asking)} open calls ask" if asking else "no open call asks"
        return NamedCall(doubts=(f"Choose the call: it names {named[0]}, and {number} about it.",))
    ballot = asking[0]
    strange = [
        code for code in _SHAPED_LIKE_A_CODE.findall(reading.subject) if code.upper() != named[0].upper()
    ]
    if strange:
        return NamedCall(doubts=(f"Choose the call: its subject names {' and '.join(strange)}.",))
    if day is not None and ballot.opens_at is not None and day < ballot.opens_at.date():
        # An earlier call about the same item, or a talk about it, may have been answered.
        return NamedCall(
            doubts=(f"Choose the call: it is older than {ballot.code}, and names {named[0]} only.",)
        )
    return NamedCall(ballot, in_sentence=not _is_subject(reading.subject, ballot))


def _is_subject(subject: str, ballot: BallotRow) -> bool:
    """Whether a subject is the item and nothing more; *REQ-06 part 2* or *Cedar on REQ-06* may mean something else."""
    item, title = re.escape(ballot.item), re.escape(ballot.item_title.strip())
    return (
        re.fullmatch(rf"{_ANSWERED}[\"“]?{item}(?:\s*[:–-]?\s*{title})?[\"”.]?\s*", subject, re.IGNORECASE)
        is not None
    )


def _named(text: str, ballots: Sequence[BallotRow]) -> list[str]:
    codes = {int(match[1]): ballot.code for ballot in ballots if (match := CODE.fullmatch(ballot.code))}
    numbers = dict.fromkeys(int(match[1]) for match in CODE.finditer(text))
    return [codes.get(number, f"BAL-{number:02d}") for number in numbers]


def _items_in(text: str, ballots: Sequence[BallotRow], *, titles: bool = False) -> list[str]:
    """Codes of the calls' items that a text names; by title only where one has two words at least."""
    found = []
    for ballot in ballots:
        names = [ballot.item] if ballot.item else []
        if titles and " " in ballot.item_title.strip():
            names.append(ballot.item_title.strip())
        if any(names_it(text, name) for name in names):
            found.append(ballot.item)
    return list(dict.fromkeys(found))


def names_it(text: str, name: str) -> bool:
    """Whether a text has a name as whole words; *REQ-06.1* and *REQ-06-a* do not name *REQ-06*."""
    pattern = rf"(?<![\w-]){re.escape(name)}(?![\w-]|\.\d)"
    return bool(name) and re.search(pattern, re.sub(r"\s+", " ", text), re.IGNORECASE) is not None
