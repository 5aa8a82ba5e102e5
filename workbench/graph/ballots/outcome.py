"""The sentence of an outcome: what came out, who is for it, who against, who neither, by name.

On paper only an organisation is named whose authoriser confirmed the position; the others are counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.graph.ballots.rows import BallotRow
from workbench.graph.ballots.tally import Asked, Tally, date_counts
from workbench.graph.ballots.words import CHOSEN, CONSENSUS, DISSENT, NONE, VERBS
from workbench.graph.date_reading import read_day
from workbench.graph.dates import display_date, listed


def outcome_sentence(outcome: str, tally: Tally, *, choice: str = "", arithmetic: Sequence[str] = ()) -> str:
    """What was recorded, with everybody by name.

    Args:
        choice: the alternative that the outcome is about, as it is to be named.
        arithmetic: sentences of the rule that was applied.
    """
    parts = [f"{_upper(outcome)}{f' on {choice}' if choice else ''}."]
    parts += [f"{words}: {listed(names)}." for words, names in _groups(tally)]
    return " ".join([*parts, *arithmetic])


def _groups(tally: Tally) -> list[tuple[str, list[str]]]:
    groups: list[tuple[str, list[str]]] = [
        ("Supporting", [_supporting(tally, o) for o in tally.support]),
        ("Supporting in part", [o.name for o in tally.part]),
        ("Objecting", [o.name for o in tally.object]),
        ("Neither for nor against", [f"{o.name} ({VERBS[tally.words[o.code]]})" for o in tally.neither]),
        ("Recused", [o.name for o in tally.recused]),
        ("On an earlier text only", [o.name for o in tally.overtaken]),
        ("No answer", [o.name for o in tally.silent]),
    ]
    return [(words, names) for words, names in groups if names]


def _supporting(tally: Tally, organisation: Asked) -> str:
    word = tally.words[organisation.code]
    if word == "support":
        return organisation.name
    return f"{organisation.name} ({VERBS[word]})"


def printable_sentence(ballot: BallotRow, tally: Tally) -> str:
    """The recorded outcome as it may be printed: unauthorised positions are counted, not named.

    The sides are those that were counted when the outcome was recorded, whatever became of the text since.

    Args:
        tally: of the ballot; used where the record does not hold what was counted.
    """
    if ballot.outcome is None:
        return ""
    recorded = _as_recorded(ballot)
    choice = "" if recorded is None else str(recorded.get("choice") or "")
    if ballot.outcome == CHOSEN and choice:
        return f"{display_date(read_day(choice))} was {CHOSEN}."
    named = next((f"{c.title} ({c.key})" for c in ballot.choices if c.key == choice and c.title), choice)
    parts = [f"{_upper(ballot.outcome)}{f' on {named}' if named else ''}."]
    if ballot.outcome not in SIDED:
        return parts[0]
    latest = ballot.latest()
    unnamed = 0
    for words, side in _PRINTED.items():
        codes = [o.code for o in getattr(tally, side)] if recorded is None else list(recorded.get(side, ()))
        taken = [latest[code] for code in codes if code in latest]
        names = sorted((p.organisation_name for p in taken if p.authorised), key=str.casefold)
        unnamed += len(codes) - len(names)
        if names:
            parts.append(f"{words}: {listed(names)}.")
    if unnamed:
        said = "organisation whose position is" if unnamed == 1 else "organisations whose positions are"
        parts.append(f"{unnamed} {said} preliminary {'is' if unnamed == 1 else 'are'} not named.")
    return " ".join(parts)


SIDED = (CONSENSUS, DISSENT, NONE)
"""Outcomes that say something of who is for and who against."""
_PRINTED = {
    "Supporting": "support",
    "Supporting in part": "part",
    "Objecting": "object",
    "Neither for nor against": "neither",
}


def _as_recorded(ballot: BallotRow) -> Mapping[str, Any] | None:
    """What was counted when the outcome was recorded; None where the record does not hold it."""
    held = [step.detail for step in ballot.steps if step.kind == "recorded" and "support" in step.detail]
    return held[-1] if held else None


def date_sentence(ballot: BallotRow, day: str) -> str:
    """What was recorded of a poll among dates, with the counts of the day chosen."""
    counts = date_counts(ballot).get(day)
    said = f"{display_date(read_day(day))} was {CHOSEN}"
    if not counts:
        return f"{said}."
    words = (("yes", "yes"), ("if-need-be", "if need be"), ("no", "no"))
    return f"{said}: {listed([f'{counts[key]} {name}' for key, name in words if counts[key]])}."


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
