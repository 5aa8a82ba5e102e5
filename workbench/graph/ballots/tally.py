"""Who stands where: the positions that count, sorted by side, one an organisation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from workbench.graph.ballots.rows import BallotRow, JointRow, PositionRow
from workbench.graph.ballots.words import CAPACITIES, MARKS, PRELIMINARY, SIDES, VERBS
from workbench.graph.dates import display_date, listed

_ADDRESS = re.compile(r"\s*<[^<>]*>")
_BARE_ADDRESS = re.compile(
    r"""
    (?: [ ]? \b (?:of|from|by|to) (?= [ ] \S* @ \S ) )?          # the word that leads to it: Mail of a@b
    (?: (?: [ ]? (?: [,;&(\["'] | \b and \b ) ){0,4} [ ]?
        [^\s<>()\[\],;"'@]* @ [^\s<>()\[\],;"']* [^\s<>()\[\],;"'.:] [)\]"']* )+
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Asked:
    """An organisation in a tally."""

    code: str
    name: str
    category: str = ""


@dataclass(frozen=True)
class Tally:
    """One text (or one alternative) and the organisations by side, each in order of the names.

    Args:
        key: the alternative's code; empty where the ballot has one text.
        overtaken: took a position on an earlier text and have not renewed it.
        silent: asked, and said nothing. Silence is not a position.
        withheld: answered, and the reader may not see what.
        unasked: took a position without being asked. It is shown and named, and enters no count: neither what is
            taken, nor who is asked, nor a side.
        words: the position of each organisation on the present text, by its code.
        joint: uuid of the joint position that an organisation's position confirms, by its code.
    """

    asked: tuple[Asked, ...]
    support: tuple[Asked, ...] = ()
    part: tuple[Asked, ...] = ()
    object: tuple[Asked, ...] = ()
    neither: tuple[Asked, ...] = ()
    recused: tuple[Asked, ...] = ()
    overtaken: tuple[Asked, ...] = ()
    silent: tuple[Asked, ...] = ()
    withheld: tuple[Asked, ...] = ()
    unasked: tuple[Asked, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    joint: Mapping[str, str] = field(default_factory=dict)

    @property
    def eligible(self) -> int:
        """Organisations asked, without those that are recused."""
        return len(self.asked) - len(self.recused)

    @property
    def taken(self) -> int:
        """Organisations that took a position on the present text, without those that are recused."""
        return len(self.support) + len(self.part) + len(self.object) + len(self.neither)

    @property
    def sided(self) -> int:
        """Organisations that are for it, for a part of it, or against it."""
        return len(self.support) + len(self.part) + len(self.object)

    @property
    def dissent(self) -> tuple[Asked, ...]:
        """Whoever objects to it or to a part of it, asked or not: whom to ask must not decide on that."""
        outside = (o for o in self.unasked if SIDES.get(self.words.get(o.code, "")) in ("object", "part"))
        return (*self.object, *self.part, *outside)


def tally(ballot: BallotRow, classes: Mapping[str, str] | None = None, *, key: str = "") -> Tally:
    """Sort the positions that count by side.

    Args:
        classes: class of every organisation by its code; of those without a position nothing else tells.
        key: the alternative meant, where the ballot has several.
    """
    known = classes or {}
    latest = ballot.latest()
    names = dict(ballot.addressees)
    for code, position in latest.items():
        names.setdefault(code, position.organisation_name)
    every = {
        code: Asked(code, name, known.get(code) or (latest[code].category if code in latest else ""))
        for code, name in sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
    }
    groups: dict[str, list[Asked]] = {}
    words: dict[str, str] = {}
    for code, organisation in every.items():
        taken = latest.get(code)
        word = None if taken is None else _word(taken, key)
        if not ballot.was_asked(code):
            if word is not None:
                groups.setdefault("unasked", []).append(organisation)
            if taken is not None and word is not None and not taken.overtaken:
                words[code] = word
        elif taken is None and code in ballot.withheld:
            groups.setdefault("withheld", []).append(organisation)
        elif taken is None or word is None:
            groups.setdefault("silent", []).append(organisation)
        elif taken.overtaken:
            groups.setdefault("overtaken", []).append(organisation)
        else:
            words[code] = word
            groups.setdefault(SIDES.get(word, "neither"), []).append(organisation)
    return Tally(
        asked=tuple(organisation for code, organisation in every.items() if ballot.was_asked(code)),
        support=tuple(groups.get("support", ())),
        part=tuple(groups.get("part", ())),
        object=tuple(groups.get("object", ())),
        neither=tuple(groups.get("neither", ())),
        recused=tuple(groups.get("recused", ())),
        overtaken=tuple(groups.get("overtaken", ())),
        silent=tuple(groups.get("silent", ())),
        withheld=tuple(groups.get("withheld", ())),
        unasked=tuple(groups.get("unasked", ())),
        words=words,
        key=key,
        joint=joint_of(ballot),
    )


def joint_of(ballot: BallotRow) -> dict[str, str]:
    """The joint position that an organisation's latest position confirms, by the organisation's code."""
    return {code: position.joint for code, position in ballot.latest().items() if position.joint}


def _word(position: PositionRow, key: str) -> str | None:
    return position.answers.get(key) if key else position.position


def preferences(ballot: BallotRow) -> dict[str, list[str]]:
    """Names of the organisations that prefer each alternative, by its key; only of those asked."""
    found: dict[str, list[str]] = {choice.key: [] for choice in ballot.choices}
    for position in ballot.latest().values():
        counts = position.counts and ballot.was_asked(position.organisation)
        if counts and position.preference in found:
            found[position.preference].append(position.organisation_name)
    return {key: sorted(names) for key, names in found.items()}


def date_counts(ballot: BallotRow) -> dict[str, Counter[str]]:
    """How many of the organisations asked answered yes, if need be, and no, by date."""
    found: dict[str, Counter[str]] = {choice.key: Counter() for choice in ballot.choices}
    for position in ballot.latest().values():
        counts = position.counts and ballot.was_asked(position.organisation)
        for key, word in position.answers.items():
            if counts and key in found:
                found[key][word] += 1
    return found


def said(position: PositionRow | JointRow) -> str:
    """What a position, or a joint one, says, with its shape: *● supports*."""
    if position.answers:
        words = (
            f"{choice_words(key)}: {MARKS.get(word, '')} {word.replace('-', ' ')}"
            for key, word in sorted(position.answers.items())
        )
        return "; ".join(words)
    return f"{MARKS.get(position.position, '')} {VERBS.get(position.position, position.position)}".strip()


def choice_words(key: str) -> str:
    """A choice as people say it: a day in words, an alternative by its code."""
    try:
        return display_date(date.fromisoformat(key))
    except ValueError:
        return key


def capacity_words(position: PositionRow) -> str:
    """In whose capacity a position was taken, and on which instruction where one is cited."""
    words = CAPACITIES.get(position.capacity, position.capacity)
    cited = instruction_words(position)
    return f"{words}, on {cited}" if cited else words


def instruction_words(position: PositionRow) -> str:
    """The instruction that a position cites, without anybody's address; empty where none is cited.

    How somebody is reached, and the number of a mail, are nobody's business but theirs who may see the original.
    """
    return _without_addresses(str(position.instruction.get("cited") or ""))


@lru_cache(maxsize=4096)
def _without_addresses(cited: str) -> str:
    """A citation without addresses; kept, since the matrix tells it in every drawing."""
    words = " ".join(_ADDRESS.sub("", cited).partition(", message-id")[0].split())
    return (_BARE_ADDRESS.sub("", words) if "@" in words else words).strip(" \t\n,;:")


def authority(position: PositionRow) -> str:
    """In what state of authority a position is: preliminary, or authorised for every filing that is named."""
    if not position.authorised:
        return PRELIMINARY
    if not position.filings:
        return "authorised, for a filing that is not named"
    return f"authorised for {listed(list(position.filings))}"
