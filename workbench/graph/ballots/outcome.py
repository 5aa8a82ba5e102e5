"""The sentence of an outcome: what came out, who is for it, who against, who neither, by name.

On paper only an organisation is named whose authoriser confirmed the position; the others are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workbench.graph.ballots.listing import answers
from workbench.graph.ballots.rows import BallotRow, PositionRow
from workbench.graph.ballots.rule import BadRule, assess, read_rule
from workbench.graph.ballots.tally import Asked, Tally, date_counts, joint_of, preferences, tally
from workbench.graph.ballots.words import CHOSEN, CONSENSUS, DISSENT, NONE, VERBS, not_asked_words, plural
from workbench.graph.date_reading import read_day
from workbench.graph.dates import display_date, listed

_DATE_WORDS = (("yes", "yes"), ("if-need-be", "if need be"), ("no", "no"))


def outcome_sentence(
    outcome: str, counted: Tally, *, choice: str = "", arithmetic: Sequence[str] = ()
) -> str:
    """What was recorded, with everybody by name.

    Args:
        choice: the alternative that the outcome is about, as it is to be named.
        arithmetic: sentences of the rule that was applied.
    """
    parts = [f"{capitalised(outcome)}{f' on {choice}' if choice else ''}."]
    parts += [f"{words}: {listed(names)}." for words, names in _groups(counted)]
    return " ".join([*parts, *arithmetic])


def _groups(tally: Tally) -> list[tuple[str, list[str]]]:
    groups: list[tuple[str, list[str]]] = [
        ("Supporting", _named(tally, tally.support, _supporting)),
        ("Supporting in part", _named(tally, tally.part)),
        ("Objecting", _named(tally, tally.object)),
        ("Neither for nor against", _named(tally, tally.neither, VERBS.__getitem__)),
        ("Recused", _named(tally, tally.recused)),
        ("On an earlier text only", _named(tally, tally.overtaken)),
        ("No answer", [o.name for o in tally.silent]),
        (NOT_ASKED, _named(tally, tally.unasked, _unasked)),
    ]
    return [(words, names) for words, names in groups if names]


def _named(
    tally: Tally, organisations: Sequence[Asked], remark: Callable[[str], str] = lambda _: ""
) -> list[str]:
    """Organisations by name, a joint position once with everybody who takes it.

    Args:
        remark: what is to be said in brackets of a position, by its word; empty for nothing.
    """
    groups: dict[str, list[Asked]] = {}
    for organisation in organisations:
        groups.setdefault(tally.joint.get(organisation.code, organisation.code), []).append(organisation)
    found = []
    for first, *others in groups.values():
        name = f"{first.name} with {listed([o.name for o in others])}" if others else first.name
        said = [*(["jointly"] if others else []), remark(tally.words.get(first.code, ""))]
        brackets = "; ".join(filter(None, said))
        found.append(f"{name} ({brackets})" if brackets else name)
    return found


def _supporting(word: str) -> str:
    return "" if word == "support" else VERBS[word]


def _unasked(word: str) -> str:
    """What whoever was not asked says: it stands in no group that tells."""
    return "" if word == _NOT_HELD else VERBS.get(word, "on an earlier text")


def printable_sentence(ballot: BallotRow, counted: Tally, filing: str | None) -> str:
    """The recorded outcome as a filing may print it: positions not authorised for it are counted, not named.

    Those that said nothing, are recused or spoke on an earlier text only are counted too, and the arithmetic of the
    rule follows; while a position that was counted is not named, tests that count by class are said without their
    counts, which would tell what the only member of a class said. The sides are those that were counted when the
    outcome was recorded, whatever became of the text since.

    Args:
        counted: of the ballot; used where the record does not hold what was counted.
        filing: name of the filing, and nobody is named where it is empty; None for a page that anybody reads,
            which names whoever authorised at all.
    """
    if ballot.outcome is None:
        return ""
    recorded = _as_recorded(ballot)
    choice = "" if recorded is None else str(recorded.get("choice") or "")
    counted = counted if recorded is None else _recorded_tally(ballot, recorded, choice)
    if ballot.outcome == CHOSEN and choice:
        return f"{display_date(read_day(choice))} was {CHOSEN}."
    named = next((f"{c.title} ({c.key})" for c in ballot.choices if c.key == choice and c.title), choice)
    parts = [f"{capitalised(ballot.outcome)}{f' on {named}' if named else ''}."]
    if ballot.outcome not in SIDED:
        return parts[0]
    latest = ballot.latest()
    unnamed, hidden = 0, False
    for words, side in _PRINTED.items():
        organisations: Sequence[Asked] = getattr(counted, side)
        shown = [o for o in organisations if o.code in latest and _may_be_named(latest[o.code], filing)]
        unnamed += len(organisations) - len(shown)
        hidden = hidden or (side != "unasked" and len(shown) < len(organisations))
        if shown:
            shown.sort(key=lambda o: o.name.casefold())
            names = _named(counted, shown, _unasked) if side == "unasked" else _named(counted, shown)
            parts.append(f"{words}: {listed(names)}.")
    if unnamed:
        said = "organisation whose position is" if unnamed == 1 else "organisations whose positions are"
        ends = "is not named" if unnamed == 1 else "are not named"
        parts.append(
            f"{unnamed} {said} {'preliminary' if filing is None else 'not authorised for this filing'} {ends}."
        )
    # Without the sides as they were counted, a text that moved since tells nothing of what was counted then.
    lost = recorded is None and ballot.moved
    parts += [
        f"{len(getattr(counted, side))} {one if len(getattr(counted, side)) == 1 else several}."
        for side, one, several in _COUNTED
        if getattr(counted, side) and not (lost and side == "overtaken")
    ]
    return " ".join([*parts, *([] if lost else _arithmetic(ballot, recorded, counted, classes=not hidden))])


def _recorded_tally(ballot: BallotRow, recorded: Mapping[str, Any], choice: str) -> Tally:
    """The tally as it was when the outcome was recorded, from the codes that its step holds."""
    latest, names = ballot.latest(), dict(ballot.addressees)

    def group(side: str) -> tuple[Asked, ...]:
        found = []
        for code in recorded.get(side, ()):
            taken = latest.get(code)
            name = taken.organisation_name if taken is not None else names.get(code, code)
            found.append(Asked(code, name, taken.category if taken is not None else ""))
        return tuple(found)

    sides = {side: group(side) for side in RECORDED_SIDES}
    words = {code: p.answers.get(choice, "") if choice else p.position for code, p in latest.items()}
    if "unasked_words" in recorded:
        words |= {str(code): str(word) for code, word in recorded["unasked_words"].items()}
    else:
        # An older step: whether a text that is no more was overtaken then already, it does not tell.
        words |= {
            o.code: _NOT_HELD for o in sides["unasked"] if o.code in latest and latest[o.code].overtaken
        }
    asked = tuple(o for side, members in sides.items() if side != "unasked" for o in members)
    return Tally(asked, words=words, key=choice, joint=joint_of(ballot), **sides)


def _arithmetic(
    ballot: BallotRow, recorded: Mapping[str, Any] | None, counted: Tally, *, classes: bool
) -> Sequence[str]:
    """The sentences of the rule as they were recorded; made again where an older step does not hold them.

    Args:
        classes: whether counts by class may be told.
    """
    try:
        rule = read_rule(ballot.rule)
    except BadRule:
        return []
    by_class = sum(share is not None for share in (rule.class_threshold, rule.balance))
    held = "arithmetic" if classes or not by_class else "arithmetic_without_classes"
    if recorded is not None and held in recorded:
        return [str(sentence) for sentence in recorded[held]]
    if recorded is not None and "arithmetic" in recorded:
        # An older step: the tests that count by class come last, and whether they were met is not held apart.
        told = [str(sentence) for sentence in recorded["arithmetic"]]
        return [*told[: max(len(told) - by_class, 0)], WITHOUT_CLASSES]
    tests = assess(rule, counted).tests
    return [test.sentence if classes else test.without_classes for test in tests]


def _may_be_named(position: PositionRow, filing: str | None) -> bool:
    return position.authorised if filing is None else position.authorised_for(filing)


SIDED = (CONSENSUS, DISSENT, NONE)
"""Outcomes that say something of who is for and who against."""
WITHOUT_CLASSES = "How each class stood is not told while a position that was counted is not named."
NOT_ASKED = "Not asked, and not counted"
_PRINTED = {
    "Supporting": "support",
    "Supporting in part": "part",
    "Objecting": "object",
    "Neither for nor against": "neither",
    "Recused": "recused",
    NOT_ASKED: "unasked",
}
_COUNTED = (
    (
        "overtaken",
        "organisation took a position on an earlier text only",
        "organisations took positions on an earlier text only",
    ),
    ("silent", "organisation gave no answer", "organisations gave no answer"),
)
_NOT_HELD = "not held"
RECORDED_SIDES = ("support", "part", "object", "neither", "recused", "overtaken", "silent", "unasked")
"""The groups of a tally whose members the step of a recorded outcome holds, by code."""


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
    return f"{said}: {listed([f'{counts[key]} {name}' for key, name in _DATE_WORDS if counts[key]])}."


def choices_sentence(ballot: BallotRow) -> str:
    """How many organisations answered, and what they said of each alternative or day, in counts."""
    return " ".join(choices_lines(ballot))


def choices_lines(ballot: BallotRow) -> list[str]:
    """The same, a sentence each: how many answered, then each alternative or day."""
    parts = [answers(ballot).sentence()]
    preferred = preferences(ballot)
    for choice in ballot.choices:
        if ballot.kind == "date-poll":
            counts = date_counts(ballot)[choice.key]
            words = [f"{counts[key]} {name}" for key, name in _DATE_WORDS if counts[key]]
            others = ""
            name = display_date(read_day(choice.key))
        else:
            counted = tally(ballot, key=choice.key)
            words = sides_words(counted)
            if preferred[choice.key]:
                words.append(f"preferred by {listed(preferred[choice.key])}")
            others = (
                f"; not asked: {listed(_named(counted, counted.unasked, _unasked))}"
                if counted.unasked
                else ""
            )
            name = f"{choice.title} ({choice.key})" if choice.title else choice.key
        parts.append(f"{name}: {listed(words) or 'no answer'}{others}.")
    return parts


def sides_words(counted: Tally) -> list[str]:
    """How many of those asked stand on each side that anybody took, a few words each: *3 for*."""
    sides = (
        (counted.support, "for"),
        (counted.part, "for a part"),
        (counted.object, "against"),
        (counted.neither, "neither for nor against"),
        (counted.recused, "recused"),
        (counted.overtaken, "on an earlier text"),
    )
    return [f"{len(names)} {said}" for names, said in sides if names]


def statements_sentence(ballot: BallotRow, locked: Mapping[str, bool]) -> str:
    """How many of the organisations asked wrote a statement, how many of them locked it, and who else wrote one.

    Where the record names nobody as asked, only the number of those that wrote one is said.

    Args:
        locked: by the code of the organisation that wrote one, whether it is locked.
    """
    asked = [code for code in locked if ballot.was_asked(code)]
    others = len(locked) - len(asked)
    more = f", and {not_asked_words(others)}" if others else ""
    number = len(ballot.addressees)
    who = (
        f"{len(asked)} of {number} {plural(number, 'organisation')}"
        if number
        else f"{len(asked)} {plural(len(asked), 'organisation')}"
    )
    return f"{who} wrote a statement, {sum(locked[code] for code in asked)} locked theirs{more}."


def capitalised(words: str) -> str:
    """Words as the beginning of a sentence."""
    return words[:1].upper() + words[1:]
