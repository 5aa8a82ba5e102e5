"""Who stands where: the positions that count, sorted by side, one an organisation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from workbench.graph.ballots.rows import BallotRow, PositionRow
from workbench.graph.ballots.words import CAPACITIES, MARKS, PRELIMINARY, SIDES, UNNAMED_FILING, VERBS
from workbench.graph.dates import display_date

_ADDRESS = re.compile(r"\s*<[^<>]*>")


@dataclass(frozen=True)
class Asked:
    """An organisation that was asked, or that took a position without being asked."""

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
        words: the position of each organisation that counts, by its code.
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
    words: Mapping[str, str] = field(default_factory=dict)
    key: str = ""

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
    asked = {
        code: Asked(code, name, known.get(code) or (latest[code].category if code in latest else ""))
        for code, name in sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
    }
    groups: dict[str, list[Asked]] = {}
    words: dict[str, str] = {}
    for code, organisation in asked.items():
        taken = latest.get(code)
        word = None if taken is None else _word(taken, key)
        if taken is None and code in ballot.withheld:
            groups.setdefault("withheld", []).append(organisation)
        elif taken is None or word is None:
            groups.setdefault("silent", []).append(organisation)
        elif taken.overtaken:
            groups.setdefault("overtaken", []).append(organisation)
        else:
            words[code] = word
            groups.setdefault(SIDES.get(word, "neither"), []).append(organisation)
    return Tally(
        asked=tuple(asked.values()),
        support=tuple(groups.get("support", ())),
        part=tuple(groups.get("part", ())),
        object=tuple(groups.get("object", ())),
        neither=tuple(groups.get("neither", ())),
        recused=tuple(groups.get("recused", ())),
        overtaken=tuple(groups.get("overtaken", ())),
        silent=tuple(groups.get("silent", ())),
        withheld=tuple(groups.get("withheld", ())),
        words=words,
        key=key,
    )


def _word(position: PositionRow, key: str) -> str | None:
    return position.answers.get(key) if key else position.position


def preferences(ballot: BallotRow) -> dict[str, list[str]]:
    """Names of the organisations that prefer each alternative, by its key."""
    found: dict[str, list[str]] = {choice.key: [] for choice in ballot.choices}
    for position in ballot.latest().values():
        if position.counts and position.preference in found:
            found[position.preference].append(position.organisation_name)
    return {key: sorted(names) for key, names in found.items()}


def date_counts(ballot: BallotRow) -> dict[str, Counter[str]]:
    """How many organisations answered yes, if need be, and no, by date."""
    found: dict[str, Counter[str]] = {choice.key: Counter() for choice in ballot.choices}
    for position in ballot.latest().values():
        for key, word in position.answers.items():
            if position.counts and key in found:
                found[key][word] += 1
    return found


def said(position: PositionRow) -> str:
    """What a position says, with its shape: *● supports*."""
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
    # How somebody is reached, and the number of a mail, are nobody's business but theirs who may see the original.
    cited = (
        _ADDRESS.sub("", str(position.instruction.get("cited") or "")).partition(", message-id")[0].strip()
    )
    return f"{words}, on {cited}" if cited else words


def authority(position: PositionRow) -> str:
    """In what state of authority a position is: preliminary, or authorised for a filing."""
    if not position.authorised:
        return PRELIMINARY
    named = position.filing and position.filing != UNNAMED_FILING
    return f"authorised for {position.filing}" if named else "authorised, for a filing that is not named"
