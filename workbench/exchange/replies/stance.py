"""Reading one position out of the sentences of a reply, or saying why it is not read.

A sentence is taken only when it says a position from its first word to its reason. Every other word with
which one may take a side has to be explained by the rest; otherwise nothing is taken and the line is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.exchange.replies import wording
from workbench.exchange.replies.units import Unit

_REASON = re.compile(
    r"^\s*(?:$|[.!]+\s*$|[,;]?\s*(?:because|since|due to|for the (?:following )?reasons?|on the "
    r"grounds?|as (?:it|the|this|we|"
    r"our|they|that|there|set out|explained|described|stated|noted)\b|for (?:three|two|several|the|"
    r"these) reasons?)|[:;–—]|- "
    r"|,? (?:and (?:thank|appreciate|have no (?:further )?comments?|commend))|,? thank)",
    re.IGNORECASE,
)
_LABEL_END = re.compile(
    r"^\s*(?:$|[.!]+\s*$|[.:;,–—]\s*|-+ |\(|(?:because|since|as|due to)\b)", re.IGNORECASE
)
_LEAD = re.compile(
    r"^(?:(?:yes|ok|okay|unfortunately|regrettably|thanks?|thank you|hi|hello|to be clear|in short|"
    r"for the record|again|apologies for "
    r"the delay|sorry for the late reply)\s*[,.!:–—-]+\s*|(?:just )?(?:to confirm|confirming)(?: that|,|:)? |"
    r"(?:i|we) (?:can |hereby )?confirm(?: that|,) |(?:this is|i am writing|i'm writing|writing) to "
    r"(?:confirm|say|let you know|inform "
    r"you|advise|tell you|state)(?: that|,|:)? |please (?:note|be advised|be informed)(?: that|,|:) |"
    r"(?:after|having|following|upon|based on) [^,;:]{1,90}, |(?:thanks|thank you)(?: very much| "
    r"again)? for [^,;:.]{1,90}"
    r"[,;:.–—-] (?:and )?|as (?:the |an? )?(?:representative|alternate|member) (?:of|for) [^,;:]{1,60}, )",
    re.IGNORECASE,
)
_BEHALF = re.compile(r"^(?:on|speaking on) behalf of (?P<who>[^,;:]{1,80}?), ", re.IGNORECASE)
_TEXT_WORDS = (
    r"(?:the )?(?:(?:proposed|draft|circulated|revised|current|present|latest|whole|full|entire|"
    r"attached|following|above) )*"
    r"(?:text|agreement|proposal|call|language|wording|recommendation|consensus call|statement|"
    r"requirement|motion|issue|draft)"
)
_AS_IT_IS = r"(?: as (?:it stands|drafted|written|circulated|proposed|is|it is|posted|presented))?"


@dataclass(frozen=True)
class Names:
    """The names of organisations in a reply, as patterns.

    Args:
        own: of the sender's organisation; empty where none is known.
        others: of every other organisation.
        about: the call's code, its item's code and title.
    """

    own: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    about: tuple[str, ...] = ()

    def own_pattern(self) -> str:
        names = "|".join(re.escape(name) for name in sorted(self.own, key=len, reverse=True))
        return f"(?:the )?(?:{names})" if names else r"(?!)"

    def mentions_other(self, text: str) -> str | None:
        """The name of another organisation in a text, or None."""
        for name in self.others:
            if re.search(rf"(?<![\w&]){re.escape(name)}(?![\w&])", text):
                return name
        return None


@dataclass(frozen=True)
class Signal:
    """A sentence that says a position; ``said`` is as much of it as does, ``rest`` what follows."""

    position: str
    unit: Unit
    said: str
    rest: str = ""


@dataclass(frozen=True)
class Reading:
    """The position that was read, or why none was.

    Args:
        position: empty where none may be taken.
        maybe: the position that it could be, where none may be taken; only to be offered.
        unit: the sentence that decides.
        doubts: sentences for the facilitator.
        bare: nothing but the position was said.
    """

    position: str = ""
    maybe: str = ""
    unit: Unit | None = None
    doubts: tuple[str, ...] = ()
    bare: bool = False


def label_of(words: str) -> tuple[str, str] | None:
    """The position that words begin with, and what follows it; None where they begin otherwise."""
    for position, pattern in wording.LABELS:
        match = re.match(rf"(?:we |i )?(?:{pattern})(?![\w-])", words, re.IGNORECASE)
        if match and _LABEL_END.match(words[match.end() :]):
            return position, words[match.end() :]
    return None


def read_stance(units: Sequence[Unit], names: Names) -> Reading:
    """The one position that sentences say, or why none is taken."""
    signals = [signal for unit in units if (signal := _signal(unit, names)) is not None]
    taken = list(dict.fromkeys(signal.position for signal in signals))
    first = signals[0] if signals else None
    doubts = _doubts(units, signals, names)
    if len(taken) > 1:
        doubts.insert(0, f"it says both “{signals[0].said}” and “{_other(signals).said}”")
    if first is None:
        unclear = next((unit for unit in units if _stance_words(unit.text)), None)
        if unclear is None:
            return Reading()
        return Reading(unit=unclear, doubts=(f"“{_short(unclear.text)}” is no plain position",))
    if doubts:
        return Reading(maybe=first.position if len(taken) == 1 else "", unit=first.unit, doubts=tuple(doubts))
    said = " ".join([first.rest, *(unit.text for unit in units if unit is not first.unit)]).strip(
        " .,:;-–—()"
    )
    said = re.sub(_about(names), "", said, flags=re.IGNORECASE).strip(" .,:;-–—()")
    says_more = not wording.NOTHING_SAID.fullmatch(said)
    return Reading(first.position, unit=first.unit, bare=not says_more)


def _other(signals: Sequence[Signal]) -> Signal:
    return next(signal for signal in signals if signal.position != signals[0].position)


def _signal(unit: Unit, names: Names) -> Signal | None:
    if unit.quoted or unit.text.startswith('"') or unit.text.rstrip(' ")').endswith("?"):
        return None
    if unit.after and wording.ATTRIBUTES.search(unit.after):
        return None
    text = _without_lead(unit.text, names)
    if text is None:
        return None
    return _labelled(unit, text, names) or _spoken(unit, text, names) or _requested(unit, text, names)


def _without_lead(text: str, names: Names) -> str | None:
    """The sentence without words that only lead to it; None where it speaks for somebody else."""
    while True:
        behalf = _BEHALF.match(text)
        if behalf is not None:
            who = behalf["who"]
            own = re.fullmatch(
                rf"{names.own_pattern()}|(?:my|our) (?:company|organi[sz]ation)|us", who, re.IGNORECASE
            )
            if own is None:
                return None
            text = text[behalf.end() :]
            continue
        lead = re.match(_about_lead(names), text, re.IGNORECASE) or _LEAD.match(text)
        if lead is None or _stance_words(lead.group()) or not text[lead.end() :]:
            return text
        if wording.CONDITION.search(lead.group()):
            return None
        text = text[lead.end() :]


def _about(names: Names) -> str:
    return "(?:" + ("|".join(re.escape(name) for name in names.about) or r"(?!)") + ")"


def _about_lead(names: Names) -> str:
    """*BAL-02:*, *Regarding consensus call BAL-02,* or *BAL-02* before a position."""
    about = _about(names)
    labels = "|".join(pattern for _, pattern in wording.LABELS)
    return (
        r"(?:(?:regarding|re|on|concerning|with (?:regard|respect) to|in (?:response|reply|answer) to|"
        r"as (?:to|for)|for):? "
        rf"(?:your (?:mail|question|notice) (?:on|of|about) )?)?(?:the )?(?:consensus )?(?:call )?(?:{about})"
        r"(?:\s*(?:[:,–—]|-+ )\s*|\s+(?=(?:our |my )?(?:position|vote|answer)\b)"
        rf"|\s+(?=(?:{labels})\s*(?:$|[.:,;])))"
    )


def _subject(names: Names) -> str:
    return (
        rf"(?:we|i|{names.own_pattern()}|our (?:company|organi[sz]ation|utility|office|team|members|coalition)|"
        rf"the (?:company|organi[sz]ation))"
        r"(?:,? (?:as [^,]{1,40},|too|therefore|hereby|both))?"
    )


def _object(names: Names) -> str:
    """What a position may be about: the call, its item, its text, or *it*."""
    about = _about(names)
    called = r"(?:consensus call |call |ballot |issue |agreement |requirement )?"
    call = rf"(?:(?:the |this )?{called}[\"(]?(?:{about})[\")]?)"
    thing = (
        rf"(?:{call}|(?:this|that) (?:text|agreement|proposal|call|language|wording|recommendation|"
        rf"requirement)|"
        rf"{_TEXT_WORDS}|it|this|that|these|all of it)"
    )
    towards = (
        r"(?:taking a position on|to (?:take|form) a position(?: on)?|to decide(?: on)?|"
        r"to|of|for|from|on|by|with|in|about)"
    )
    return (
        rf"(?: {towards}(?= |[.,:;!]|$))*(?: {thing}{_AS_IT_IS})?"
        rf"(?: (?:(?:of|in|for|on|under) {thing}|\({call}\)){_AS_IT_IS})*"
        r"(?: (?:at this time|for now|on this(?: one| call)?|in this (?:call|matter|round)|this time|"
        r"at this point|at present))?"
    )


def _spoken(unit: Unit, text: str, names: Names) -> Signal | None:
    subject = re.match(rf"{_subject(names)}(?=[ '])", text, re.IGNORECASE)
    if subject is None:
        return None
    rest = text[subject.end() :].lstrip(" ")
    for position, phrase in wording.VERB_PHRASES:
        verb = re.match(rf"(?:{phrase})(?![\w-])", rest, re.IGNORECASE)
        if verb is None:
            continue
        within = verb.groupdict().get("object") or ""
        if within and not re.fullmatch(_object(names), within, re.IGNORECASE):
            return None
        about = re.match(_object(names), rest[verb.end() :], re.IGNORECASE)
        tail = rest[verb.end() + (about.end() if about else 0) :]
        if not _REASON.match(tail):
            return None
        return Signal(position, unit, text[: len(text) - len(tail)], tail)
    return None


def _labelled(unit: Unit, text: str, names: Names) -> Signal | None:
    """*Position: support*, *BAL-02: object because …*, *SCE: abstain*, or the word on a line of its own."""
    about = _about(names)
    head = re.match(
        rf"(?:(?:our |my |{names.own_pattern()}(?:'s)? )?(?:position|vote|answer|response|stance)"
        rf"(?: (?:on|of|for|to) (?:{about}|this(?: call)?|the call|{names.own_pattern()}))?(?:\s*[:=]|"
        rf"\s*[-–—] | is(?: to)?:?)\s*|"
        rf"(?:{about}|{names.own_pattern()})\s*(?:[:=]|[-–—] )\s*)",
        text,
        re.IGNORECASE,
    )
    words = text[head.end() :] if head else text
    words = words.lstrip('*_"').rstrip('*_"') if head else words.strip("*_")
    if head is None and not unit.alone:
        return None
    found = label_of(words)
    if found is not None:
        position, rest = found
        return Signal(position, unit, text[: len(text) - len(rest)] or text, rest)
    if head is None:
        # "Support BAL-02." and "Abstain on BAL-02." on a line of its own
        bare = re.match(r"(?P<word>support|object|abstain|recuse)(?= )", words, re.IGNORECASE)
        if bare is not None:
            about_it = re.match(_object(names), words[bare.end() :], re.IGNORECASE)
            tail = words[bare.end() + (about_it.end() if about_it else 0) :]
            if about_it and about_it.group() and _REASON.match(tail):
                return Signal(bare["word"].lower(), unit, words[: len(words) - len(tail)], tail)
    return None


def _requested(unit: Unit, text: str, names: Names) -> Signal | None:
    own = names.own_pattern()
    head = re.match(rf"{wording.REQUEST} (?:(?:our|my|the following|{own}'s?) )?", text, re.IGNORECASE)
    if head is None:
        return None
    rest = text[head.end() :]
    for position, pattern in wording.REQUESTS:
        match = re.match(rf"(?:{pattern.replace('{org}', own)})(?![\w-])", rest, re.IGNORECASE)
        if match is None:
            continue
        about = re.match(_object(names), rest[match.end() :], re.IGNORECASE)
        tail = rest[match.end() + (about.end() if about else 0) :]
        return Signal(position, unit, text[: len(text) - len(tail)], tail) if _REASON.match(tail) else None
    return None


def _doubts(units: Sequence[Unit], signals: Sequence[Signal], names: Names) -> list[str]:
    """Why a position that was found is not taken, each as the end of a sentence."""
    position = signals[0].position if signals else ""
    supports = position in ("support", "support-in-part", "support-with-comment", "can-live-with")
    by_unit = {id(signal.unit): signal for signal in signals}
    found: list[str] = []
    for unit in units:
        if mark := wording.NOT_FOR_THE_ORGANISATION.search(unit.text):
            found.append(f"“{_short(unit.text)}” says “{mark.group().strip()}”")
        signal = by_unit.get(id(unit))
        if position and signal is None and wording.SAID_BY.search(unit.text):
            other = names.mentions_other(unit.text)
            found += [f"“{_short(unit.text)}” also speaks of {other}"] if other else []
        words = signal.rest if signal is not None else unit.text
        if stray := _stray(words, position, names, unit):
            found.append(stray)
        if not supports:
            continue
        words = words.strip(" .,:;-–—()")
        if signal is not None and position in ("support", "can-live-with"):
            if mark := wording.CONDITION.search(words):
                found.append(f"“{_short(unit.text)}” is held back by “{mark.group()}”")
        elif mark := wording.TAKEN_BACK.search(words):
            found.append(f"“{_short(unit.text)}” is a condition or takes something back")
        if (
            position in ("support", "can-live-with")
            and (mark := wording.WANTS_CHANGE.search(words))
            and not words.endswith("?")
        ):
            found.append(f"“{_short(unit.text)}” may be a comment, or support of a part only")
    if not supports and position:
        found += [
            f"“{_short(s.unit.text)}” is a condition"
            for s in signals
            if wording.TAKEN_BACK.match(s.rest.strip(" .,:;-–—()"))
        ]
    return list(dict.fromkeys(found))


def _stray(words: str, position: str, names: Names, unit: Unit) -> str | None:
    """A word that takes a side and that the position does not explain."""
    cleaned = wording.BENIGN.sub(" ", words)
    own = rf"\b(?:we|i|our|us|they|{names.own_pattern()})\b"
    for match in wording.STANCE.finditer(cleaned):
        if (other := names.mentions_other(words)) is not None:
            return f"“{_short(unit.text)}” also speaks of {other}"
        if not position:
            return None
        before = re.split(r"[,;:.]", cleaned[: match.start()])[-1]
        devices = list(wording.DEVICES.finditer(before))
        of_devices = devices and not re.search(own, before[devices[-1].end() :], re.IGNORECASE)
        if of_devices and re.match(r"support|object|accept", match.group(), re.IGNORECASE):
            continue
        # What would remove an objection is part of it: "we could live with it if …"
        hypothetical = wording.HYPOTHETICAL.search(words) and not re.search(r"\bnot\b|n't", words)
        if position == "object" and hypothetical:
            continue
        return f"“{_short(unit.text)}” is not plain beside it"
    return None


def _stance_words(text: str) -> bool:
    return wording.STANCE.search(wording.BENIGN.sub(" ", text)) is not None


def _short(text: str) -> str:
    return text if len(text) <= 160 else text[:159] + "…"


def joined(doubts: Iterable[str]) -> str:
    """Doubts as one sentence."""
    return "; ".join(doubts)
