"""The sentences that say a position: in words of their own, after a label, or as a request."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from workbench.exchange.replies import wording
from workbench.exchange.replies.naming import (
    Names,
    call_pattern,
    lead_pattern,
    object_pattern,
    subject_pattern,
)
from workbench.exchange.replies.units import Unit

_REASON = re.compile(
    r"^\s*(?:$|[.!]+\s*$|[,;]?\s*(?:because|since|due to|for the (?:following )?reasons?|on the "
    r"grounds?|as (?:it|the|this|we|"
    r"our|they|that|there|set out|explained|described|stated|noted)\b|for (?:three|two|several|the|"
    r"these) reasons?)|[:;–—]|- "
    r"|,? (?:and (?:thank|appreciate|have no (?:further )?comments?|commend))|,? thank)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"^, (?:we|our|it|its|this|that|there|they|their|the)\b(?!'ll| (?:will|would|may|might)\b)", re.IGNORECASE
)
_SAY = re.compile(r"\b(?:says?|think|thinks|guess|suppose|believe)\b|[?]", re.IGNORECASE)
STANDS_ALONE = frozenset({"object", "abstain", "recuse"})
"""Positions that a further clause explains and does not narrow."""
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
_TO_COME = re.compile(
    r"\b(?:is|are|gets?|next|tomorrow|remov\w+|delet\w+|chang\w+|amend\w+|replac\w+|fix\w*|moves?|moving|drop\w*)\b",
    re.IGNORECASE,
)
"""What makes *after …, we support* a condition, and not a report of who looked at it."""
_BEHALF = re.compile(r"^(?:on|speaking on) behalf of (?P<who>[^,;:]{1,160}?), ", re.IGNORECASE)


@dataclass(frozen=True)
class Signal:
    """A sentence that says a position; ``said`` is as much of it as does, ``rest`` what follows.

    ``joint`` where it says it for every organisation for which its sender speaks, by their names.
    """

    position: str
    unit: Unit
    said: str
    rest: str = ""
    joint: bool = False


def label_of(words: str) -> tuple[str, str] | None:
    """The position that words begin with, and what follows it; None where they begin otherwise."""
    for position, pattern in wording.LABELS:
        match = re.match(
            rf"(?:we |i )?(?:(?:fully|strongly|firmly) )?(?:{pattern})(?![\w-])", words, re.IGNORECASE
        )
        if match and _LABEL_END.match(words[match.end() :]):
            return position, words[match.end() :]
    return None


def signal_of(unit: Unit, names: Names) -> Signal | None:
    """The position that a sentence says from its first word to its reason, or None."""
    if unit.quoted or unit.text.startswith('"') or unit.text.rstrip(' ")').endswith("?"):
        return None
    if unit.after and wording.ATTRIBUTES.search(unit.after):
        return None
    text = _without_lead(unit.text, names)
    if text is None:
        return None
    found = _labelled(unit, text, names) or _spoken(unit, text, names) or _requested(unit, text, names)
    return None if found is None else _jointly(found, names)


def _jointly(signal: Signal, names: Names) -> Signal:
    """The signal with whether it is said for all of the sender's organisations."""
    if not names.several:
        return signal
    for_all = re.fullmatch(
        rf",? ?(?:and )?(?:(?:(?:the|our|my|this) )?(?:answer|position|vote) is (?:the same )?)?(?:for|on behalf of) "
        rf"{names.jointly_pattern()}[.!]*",
        signal.rest.strip(),
        re.IGNORECASE,
    )
    if for_all is not None and names.is_joint(signal.rest):
        return replace(signal, said=signal.unit.text, rest="", joint=True)
    behalf = _BEHALF.match(signal.unit.text)
    if behalf is not None:
        return replace(signal, joint=names.is_joint(behalf["who"]))
    # Nothing but the subject and the call's title can have names of organisations in what is said.
    said = re.sub(call_pattern(names), " ", signal.said, flags=re.IGNORECASE)
    return replace(signal, joint=names.is_joint(said))


def _without_lead(text: str, names: Names) -> str | None:
    """The sentence without words that only lead to it; None where it speaks for somebody else."""
    while True:
        behalf = _BEHALF.match(text)
        if behalf is not None:
            who = behalf["who"]
            own = re.fullmatch(
                rf"{names.own_pattern()}|{names.jointly_pattern()}|(?:my|our) (?:company|organi[sz]ation)|us",
                who,
                re.IGNORECASE,
            )
            if own is None:
                return None
            text = text[behalf.end() :]
            continue
        lead = re.match(lead_pattern(names), text, re.IGNORECASE) or _LEAD.match(text)
        if lead is None or takes_a_side(lead.group()) or not text[lead.end() :]:
            return text
        if wording.CONDITION.search(lead.group()) or _TO_COME.search(lead.group()):
            return None
        text = text[lead.end() :]


def _spoken(unit: Unit, text: str, names: Names) -> Signal | None:
    subject = re.match(rf"{subject_pattern(names)}(?=[ '])", text, re.IGNORECASE)
    if subject is None:
        return None
    rest = text[subject.end() :].lstrip(" ")
    for position, phrase in wording.VERB_PHRASES:
        verb = re.match(rf"(?:{phrase})(?![\w-])", rest, re.IGNORECASE)
        if verb is None:
            continue
        within = verb.groupdict().get("object") or ""
        if within and not re.fullmatch(object_pattern(names), within, re.IGNORECASE):
            return None
        about = re.match(object_pattern(names), rest[verb.end() :], re.IGNORECASE)
        tail = rest[verb.end() + (about.end() if about else 0) :]
        if not (_REASON.match(tail) or (position in STANDS_ALONE and _is_reason_clause(tail))):
            return None
        return Signal(position, unit, text[: len(text) - len(tail)], tail)
    return None


def _is_reason_clause(tail: str) -> bool:
    """Whether a clause that a comma alone ties to a position is a reason: nothing in it holds the position back."""
    held_back = wording.CONDITION.search(tail) or wording.ATTRIBUTES.search(tail) or _SAY.search(tail)
    return _CLAUSE.match(tail) is not None and not held_back


def _labelled(unit: Unit, text: str, names: Names) -> Signal | None:
    """*Position: support*, *BAL-02: object because …*, *SCE: abstain*, or the word on a line of its own."""
    about = call_pattern(names)
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
            about_it = re.match(object_pattern(names), words[bare.end() :], re.IGNORECASE)
            tail = words[bare.end() + (about_it.end() if about_it else 0) :]
            if about_it and about_it.group() and _REASON.match(tail):
                return Signal(bare["word"].lower(), unit, words[: len(words) - len(tail)], tail)
    return None


def _requested(unit: Unit, text: str, names: Names) -> Signal | None:
    own = names.own_pattern()
    head = re.match(rf"{wording.REQUEST} (?:(?:our|my|an?|the following|{own}'s?) )?", text, re.IGNORECASE)
    if head is None:
        return None
    rest = text[head.end() :]
    for position, pattern in wording.REQUESTS:
        match = re.match(rf"(?:{pattern.replace('{org}', own)})(?![\w-])", rest, re.IGNORECASE)
        if match is None:
            continue
        about = re.match(object_pattern(names), rest[match.end() :], re.IGNORECASE)
        tail = rest[match.end() + (about.end() if about else 0) :]
        return Signal(position, unit, text[: len(text) - len(tail)], tail) if _REASON.match(tail) else None
    return None


def takes_a_side(text: str) -> bool:
    """Whether a text has a word with which one may take a side, whoever says it."""
    return wording.STANCE.search(wording.BENIGN.sub(" ", text)) is not None
