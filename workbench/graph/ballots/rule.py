"""The rule of a ballot: what it asks for, in sentences with their arithmetic, and what it gives.

The default is the consensus call itself: any objection is recorded, and nothing is counted. Counts, a
quorum, thresholds and balance are rules that a group may adopt; where and when it did is part of the rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from workbench.graph.ballots.tally import Asked, Tally
from workbench.graph.ballots.words import CONSENSUS, DEFERRED, DISSENT, NONE, SIDES, WITHDRAWN, plural
from workbench.graph.dates import display_date, listed

COUNTING = ("quorum", "threshold", "class_threshold", "balance")
KNOWN = frozenset({"name", "adopted", "adopted_on", "words", *COUNTING})
_SHARE_WORDS = {
    Fraction(1, 2): "one half",
    Fraction(2, 3): "two thirds",
    Fraction(3, 4): "three quarters",
    Fraction(1, 3): "one third",
    Fraction(1, 4): "one quarter",
}


class BadRule(ValueError):
    """A rule that cannot be applied; each argument is a sentence."""


@dataclass(frozen=True)
class Rule:
    """A rule as the group adopted it.

    Args:
        name: what the group calls it.
        quorum: organisations that have to take a position, abstentions among them, recusals not.
        threshold: share of those for it among those for it, for a part of it, or against it.
        class_threshold: the same share, in every class that took a side.
        balance: most that one class may be of those that took a side.
        adopted: where it was adopted, such as *Charter, section 4*.
        adopted_on: when.
        words: most words of a statement, for a call for statements.
    """

    name: str = ""
    quorum: int | None = None
    threshold: Fraction | None = None
    class_threshold: Fraction | None = None
    balance: Fraction | None = None
    adopted: str = ""
    adopted_on: date | None = None
    words: int | None = None

    @property
    def counts(self) -> bool:
        """Whether anything is counted."""
        return any(getattr(self, name) is not None for name in COUNTING)

    def sentence(self) -> str:
        """The rule in words, with where and when it was adopted."""
        parts = ["Any objection is recorded with its reason, and silence is not a position."]
        if self.quorum is not None:
            parts.append(
                f"At least {self.quorum} organisations have to take a position; an abstention counts for that, "
                "a recusal does not."
            )
        if self.threshold is not None:
            parts.append(
                f"{_upper(share_words(self.threshold))} of those that take a side have to be for it."
            )
        if self.class_threshold is not None:
            parts.append(
                f"In every class that takes a side, {share_words(self.class_threshold)} have to be for it."
            )
        if self.balance is not None:
            parts.append(f"No class may be more than {share_words(self.balance)} of those that take a side.")
        if not self.counts:
            parts.append("Nothing is counted.")
        if self.adopted:
            on = f", {display_date(self.adopted_on)}" if self.adopted_on else ""
            parts.append(f"Adopted: {self.adopted}{on}.")
        return " ".join(parts)


DEFAULT = Rule(name="The consensus call itself")


def share_words(share: Fraction) -> str:
    """A share as people say it: *two thirds*, or *60 %*."""
    return _SHARE_WORDS.get(share) or f"{float(share * 100):g} %"


def read_rule(values: Mapping[str, Any]) -> Rule:
    """A rule from plain values.

    Raises:
        BadRule: with every fault: unknown names, shares that are none, a count without its adoption.
    """
    faults = [
        f"A rule has no field '{name}'. Allowed: {', '.join(sorted(KNOWN))}."
        for name in values
        if name not in KNOWN
    ]
    quorum = _whole(values.get("quorum"), "quorum", faults)
    words = _whole(values.get("words"), "words", faults)
    shares = {name: _share(values.get(name), name, faults) for name in COUNTING[1:]}
    adopted_on = _day(values.get("adopted_on"), faults)
    adopted = str(values.get("adopted") or "").strip()
    rule = Rule(
        name=str(values.get("name") or "").strip(),
        quorum=quorum,
        threshold=shares["threshold"],
        class_threshold=shares["class_threshold"],
        balance=shares["balance"],
        adopted=adopted,
        adopted_on=adopted_on,
        words=words,
    )
    if rule.counts and not (adopted and adopted_on):
        faults.append(
            "A rule that counts says where and when the group adopted it ('adopted' and 'adopted_on')."
        )
    if faults:
        raise BadRule(*faults)
    return rule


def _whole(value: Any, name: str, faults: list[str]) -> int | None:
    if value in (None, ""):
        return None
    try:
        number = int(str(value))
    except ValueError:
        number = 0
    if not 0 < number < 1_000_000:
        faults.append(f"'{name}' is '{value}'. Allowed: a whole number from 1.")
        return None
    return number


def _share(value: Any, name: str, faults: list[str]) -> Fraction | None:
    if value in (None, ""):
        return None
    words = str(value).strip()
    try:
        if "e" in words.lower() or len(words) > 20:
            raise ValueError  # An exponent can make a number that takes minutes to write out.
        share = Fraction(words.rstrip("% ")) / 100 if words.endswith("%") else Fraction(words)
    except (ValueError, ZeroDivisionError):
        share = Fraction(0)
    if not 0 < share <= 1:
        faults.append(f"'{name}' is '{value}'. Allowed: a share such as 2/3 or 60 %.")
        return None
    return share


def _day(value: Any, faults: list[str]) -> date | None:
    if value in (None, "") or isinstance(value, date):
        return value or None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        faults.append(f"'adopted_on' is '{value}'. Allowed: a day such as 2026-08-27.")
        return None


@dataclass(frozen=True)
class Test:
    """One thing that the rule asks for.

    Args:
        met: whether it is.
        sentence: with the arithmetic.
        missing: while it is not met, what would meet it; empty where that cannot be said in a number.
        verdict: of a test that counts by class only whether it is met: the counts of a class with one member tell
            what that one said.
    """

    __test__ = False

    met: bool
    sentence: str
    missing: str = ""
    verdict: str = ""

    @property
    def without_classes(self) -> str:
        """The sentence, of a test that counts by class without the counts."""
        return self.verdict or self.sentence


@dataclass(frozen=True)
class Assessment:
    """What the rule makes of the positions.

    Args:
        tests: what the rule counts; each is necessary.
        outcomes: what may be recorded, the most telling one first.
        standing: where it stands, in one sentence.
        decides: a threshold is among the tests, so that they settle the outcome where somebody objects, too.
    """

    tests: tuple[Test, ...]
    outcomes: tuple[str, ...]
    standing: str
    decides: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing, a sentence each."""
        return tuple(test.missing for test in self.tests if test.missing)

    def sentences(self) -> list[str]:
        """Everything as sentences: where it stands, every count, what is necessary and what sufficient."""
        found = [self.standing, *(test.sentence for test in self.tests)]
        if self.tests:
            found.append(f"{self._necessary()} {self._sufficient()}")
        return found

    def _necessary(self) -> str:
        several = len(self.tests) > 1
        return f"{'Each of these' if several else 'This'} is necessary for the group to agree."

    def _sufficient(self) -> str:
        said = "Together they are sufficient" if len(self.tests) > 1 else "It is sufficient"
        if self.decides:
            return f"{said} for {CONSENSUS} where nobody objects, not even to a part, and for {DISSENT} otherwise."
        return (
            f"{said} for {CONSENSUS} where somebody is for it and nobody objects, not even to a part; "
            f"where others object, the group says whether it is {DISSENT} or {NONE}."
        )


def assess(rule: Rule, tally: Tally) -> Assessment:
    """Apply a rule to the positions that count.

    A test that is not met leaves *no consensus*. Where nobody objects, not even to a part, the rest gives
    *consensus*; with objections and an adopted threshold the threshold decides; with objections and nothing
    counted the group says whether it is *consensus with recorded dissent* or *no consensus*. Nobody who was not
    asked is counted by a test; an objection of theirs is dissent all the same.
    """
    tests = tuple(_tests(rule, tally))
    always = (DEFERRED, WITHDRAWN)
    outcomes: tuple[str, ...]
    decides = rule.threshold is not None or rule.class_threshold is not None
    if not tally.support or not all(test.met for test in tests):
        outcomes = (NONE, *always)
    elif not tally.dissent:
        outcomes = (CONSENSUS, *always)
    elif decides:
        outcomes = (DISSENT, *always)
    else:
        outcomes = (DISSENT, NONE, *always)
    return Assessment(tests, outcomes, _standing(tally), decides)


def _standing(tally: Tally) -> str:
    number = len(tally.asked)
    answered = tally.taken + len(tally.recused) + len(tally.overtaken)
    parts = [f"{answered} of {number} {plural(number, 'organisation')} answered"]
    for count, words in (
        (len(tally.support), "for"),
        (len(tally.part), "for a part"),
        (len(tally.object), "against"),
        (len(tally.neither), "neither for nor against"),
        (len(tally.recused), "recused"),
    ):
        if count:
            parts.append(f"{count} {words}")
    if tally.overtaken:
        parts.append(f"{len(tally.overtaken)} on an earlier text (not counted)")
    if tally.silent:
        parts.append(f"{len(tally.silent)} silent")
    said = f"{parts[0]}: {listed(parts[1:])}." if len(parts) > 1 else f"{parts[0]}."
    return f"{said}{_unasked(tally)}"


def _unasked(tally: Tally) -> str:
    """That others spoke as well, after the counts that leave them out."""
    number = len(tally.unasked)
    if not number:
        return ""
    said = (
        f" {number} more took a position without being asked and {'is' if number == 1 else 'are'} not counted"
    )
    sides = Counter(SIDES.get(tally.words.get(one.code, "")) for one in tally.unasked)
    against = [
        f"{count} of them {verb if count == 1 else verbs}"
        for count, verb, verbs in (
            (sides["object"], "objects", "object"),
            (sides["part"], "supports only a part", "support only a part"),
        )
        if count
    ]
    return f"{said}, but {listed(against)}, which is recorded as dissent." if against else f"{said}."


def _tests(rule: Rule, tally: Tally) -> list[Test]:
    found = []
    if rule.quorum is not None:
        found.append(_quorum(rule.quorum, tally))
    if rule.threshold is not None:
        found.append(_threshold(rule.threshold, tally))
    if rule.class_threshold is not None:
        found.append(_class_threshold(rule.class_threshold, tally))
    if rule.balance is not None:
        found.append(_balance(rule.balance, tally))
    return found


def _quorum(quorum: int, tally: Tally) -> Test:
    said = f"{tally.taken} of {tally.eligible} organisations took a position; the quorum of {quorum} is "
    if tally.taken >= quorum:
        return Test(True, f"{said}met.")
    lacking = quorum - tally.taken
    missing = f"{lacking} more {plural(lacking, 'position')} {'is' if lacking == 1 else 'are'} needed for the quorum."
    return Test(False, f"{said}not met.", missing)


def _threshold(share: Fraction, tally: Tally) -> Test:
    said = _share_said(len(tally.support), tally.sided, "that took a side")
    met = tally.sided > 0 and Fraction(len(tally.support), tally.sided) >= share
    verdict = f"the {share_words(share)} needed are {'' if met else 'not '}reached"
    missing = "" if met else f"{_upper(share_words(share))} of those that take a side have to be for it."
    return Test(met, f"{said}; {verdict}.", missing)


def _class_threshold(share: Fraction, tally: Tally) -> Test:
    supporting, sided = _by_class(tally.support), _by_class((*tally.support, *tally.part, *tally.object))
    below = [name for name in sorted(sided) if Fraction(supporting[name], sided[name]) < share]
    shown = listed([f"{name} {supporting[name]} of {sided[name]}" for name in sorted(sided)])
    if not sided:
        return Test(False, "No class has taken a side.", "Every class that takes a side has to be for it.")
    said = f"For it by class: {shown}; {share_words(share)} of each"
    asked = f"In every class that took a side, {share_words(share)} have to be for it; that is"
    if not below:
        return Test(True, f"{said} are reached.", verdict=f"{asked} met.")
    missing = f"{_upper(listed(below))}: {share_words(share)} have to be for it."
    return Test(False, f"{said} are not reached by {listed(below)}.", missing, f"{asked} not met.")


def _balance(share: Fraction, tally: Tally) -> Test:
    sided = _by_class((*tally.support, *tally.part, *tally.object))
    if not sided:
        return Test(
            False, "No class has taken a side.", "Organisations of several classes have to take a side."
        )
    name, most = max(sided.items(), key=lambda pair: (pair[1], pair[0]))
    met = Fraction(most, tally.sided) <= share
    said = (
        f"The largest class is {name} with {most} of {tally.sided}; the most allowed is {share_words(share)}"
    )
    missing = "" if met else "Organisations of other classes have to take a side."
    asked = f"No class may be more than {share_words(share)} of those that took a side; that is"
    return Test(met, f"{said}.", missing, f"{asked} {'' if met else 'not '}met.")


def _by_class(organisations: Sequence[Asked]) -> Counter[str]:
    return Counter(organisation.category or "no class" for organisation in organisations)


def _share_said(part: int, whole: int, which: str) -> str:
    share = f" ({_percent(Fraction(part, whole))})" if whole else ""
    return f"{part} of {whole} {plural(whole, 'organisation')} {which} {'is' if part == 1 else 'are'} for it{share}"


def _percent(share: Fraction) -> str:
    """A share in percent; one that is rounded says so, lest it look like the share that is needed."""
    rounded = f"{float(share * 100):.1f}".removesuffix(".0")
    return f"{rounded} %" if Fraction(rounded) == share * 100 else f"about {rounded} %"


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
