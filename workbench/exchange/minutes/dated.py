"""Milestones and meetings: what is due, planned or hoped for on a day.

"Schedule must be submitted by July 7 and will be formally submitted on July 18" holds two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from workbench.exchange.minutes.actions import describes
from workbench.exchange.minutes.cues import cues
from workbench.exchange.minutes.dates import FoundDate, find_time, without_dates
from workbench.exchange.minutes.proposals import MinutesProposal
from workbench.exchange.minutes.sentences import Sentence

_AND = re.compile(r"\s*[,;]?\s+(?:and|but)\s+(?:then\s+)?|;\s+|,\s+(?:then\s+)?")
_HAS_VERB = re.compile(
    r"\b(?:due|deadline|have|hold|be|submit|file|finish|complete|publish|release|begin|start|meet|send|deliver|host|conduct|schedule|circulate|adopt|vote|comments?|back|opens?|closes?|ends?|expires?|starts|begins|goes|runs?)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"^(?P<subject>.{2,90}?)\s+(?:will|shall|must|should|is|are|was|were|has|have|hopes?|wish(?:es)?|wants?|would|plans?|intends?|expects?|aims?|to\s+be|opens?|closes?|begins?|starts?|ends?|runs?|goes)\b",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"^(?P<who>.{2,60}?)\s+(?:also\s+)?(?:hopes?|hoped|wish(?:es|ed)|wants?|wanted|would\s+(?:like|prefer|love)|aims?|plans?|planned|intends?|expects?|proposed?|proposes|suggest(?:s|ed))"
    r"\s+(?:to|that)\s+(?P<what>.+)$",
    re.IGNORECASE,
)
_GOES_ON = (
    r"(?:will|shall|must|should|is|are|be|to\s+be|has|have|expects?|plans?|aims?|hopes?|intends?|opens?|closes?|begins?"
    r"|starts?|ends?|runs?)\b"
)
_CLOCK = re.compile(
    r"[:,;\s]+(?:(?:is|are|was|will\s+be)\s+)?(?:at\s+|from\s+)?(?:\d{1,2}(?:[:.]\d\d|\s*[ap]\.?\s?m|\s*[–-])|noon).*$",
    re.IGNORECASE,
)
_PUT_OFF = re.compile(
    r"\b(?:moved|rescheduled|postponed|shifted|pushed|delayed|changed|brought\s+forward)\b",
    re.IGNORECASE,
)
_DUE_NOUN = re.compile(
    r"\b(?:due|deadlines?|comments?|redlines?|submi(?:t|ssions?|tted|ttal)|fil(?:e|ed|ing)|target(?:ed)?|milestones?|publish(?:ed)?|closing\s+date|cut-?off|finali[sz]ed?|complet(?:e|ed|ion)"
    r"|release[ds]?|deliver(?:ed|ables?)?|expected|effective)\b",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"\b(?:next|will\s+(?:next\s+)?(?:be|meet|take\s+place|reconvene|convene|occur|resume|hold|host)|is\s+(?:set|scheduled|planned|tentatively)|are\s+(?:set|scheduled|planned)|scheduled|meet(?:s|ing)?\s+(?:again|on|in|next)"
    r"|hold|have|host|hosting|convene|reconvene|schedule|plan(?:ned|s)?|set|upcoming|future|following|adjourned\s+until|until|to\s+meet|organi[sz]e|proposed|foreseen|envisaged|anticipated|expected|during|would\s+be)\b",
    re.IGNORECASE,
)


def find_dated(sentence: Sentence) -> list[MinutesProposal]:
    """Milestones and meetings that the sentence names with their day."""
    moved = _moved(sentence)
    if moved is not None:
        return [moved]
    found: list[MinutesProposal] = []
    for text, dates, offset in clauses(sentence):
        proposal = _of_clause(sentence, text, dates, offset)
        if proposal is not None:
            found.append(proposal)
    return found


def clauses(sentence: Sentence) -> Iterator[tuple[str, list[FoundDate], int]]:
    """Parts of a sentence that have a date each, with the dates and where the part begins."""
    text, dates = sentence.text, list(sentence.dates)
    cuts = [0]
    for joint in _AND.finditer(text):
        if any(d.position < joint.end() and joint.start() < d.stop for d in dates):
            continue
        left = [d for d in dates if cuts[-1] <= d.position < joint.start()]
        right = [d for d in dates if d.position >= joint.end()]
        piece = text[joint.end() : right[0].stop] if right else ""
        if left and right and (_HAS_VERB.search(piece) or cues().has("meeting_noun", piece)):
            cuts.append(joint.end())
    for begin, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        yield text[begin:end], [d for d in dates if begin <= d.position < end], begin


def _of_clause(sentence: Sentence, text: str, dates: list[FoundDate], offset: int) -> MinutesProposal | None:
    resolved = [d for d in dates if d.resolved or d.event] or dates
    if not resolved or (sentence.past and not sentence.context.under("dates", "meeting")):
        return None
    meeting = sentence.context.almanac.meeting
    if (
        meeting
        and all((d.end or d.start or meeting) < meeting for d in resolved)
        and not cues().has("future", text)
    ):
        return None
    subject, words = _subject(sentence, text, offset)
    resolved = [d for d in resolved if not describes(sentence.text, d)] or resolved[:0]
    if not resolved:
        return None
    if _PUT_OFF.search(text):
        resolved = [_new_day(d) for d in resolved]
    limit = next((d for d in resolved if d.qualifier == "by"), resolved[0])
    is_meeting = bool(
        cues().has("meeting_noun", text) or (sentence.context.under("meeting") and limit.resolved)
    )
    held = _HELD.search(text) or sentence.context.under("dates", "meeting") or not cues().finite.search(text)
    owner = _owner(sentence)
    if (
        is_meeting
        and held
        and limit.qualifier != "by"
        and limit.resolved
        and not re.search(r"\b(?:due|deadline)\b", text, re.IGNORECASE)
    ):
        return _meeting(sentence, words, text, limit, dates, offset, owner)
    bounded = _is_bounded(text, limit)
    if not limit.resolved and not bounded:
        return None
    wished = sentence.standing == "hoped" and _WISH.match(sentence.text) is not None
    if not (
        _DUE_NOUN.search(text)
        or cues().has("due", text)
        or sentence.context.under("dates")
        or wished
        or bounded
        or _announces(sentence, text, limit)
        or _is_entry(sentence, text, limit)
    ):
        return None
    announced = (
        cues().has("future", text) or _DUE_NOUN.search(text) or sentence.context.under("dates", "action")
    )
    if not announced and not (meeting and (limit.end or limit.start or meeting) > meeting):
        return None
    title = _milestone_title(subject, words, dates, offset, text, sentence)
    reason = (
        "It is hoped for by that time."
        if sentence.standing == "hoped"
        else "Something is due or planned for that time."
    )
    return sentence.propose(
        "milestone", title, reason, owner=owner, due=limit, standing=_standing(sentence, text, limit, offset)
    )


def _standing(sentence: Sentence, text: str, when: FoundDate, offset: int) -> str:
    """By what authority the date stands; a hope for something else after it does not count."""
    rest = re.match(r"[^,;.]*", text[max(0, when.stop - offset) :])
    if cues().has("hoped", sentence.text[: when.stop] + (rest[0] if rest else "")):
        return "hoped"
    return "ordered" if cues().has("ordered", text) else "proposed"


def _is_entry(sentence: Sentence, text: str, when: FoundDate) -> bool:
    """Whether a line is an entry of a calendar: "Public consultation: 1 February - 15 March"."""
    meeting, last = sentence.context.almanac.meeting, when.end or when.start
    ahead = meeting is None or (last is not None and last > meeting)
    named = re.search(r"[A-Za-z]{3,}[^.;]*(?::|\s[–—-])\s*$", sentence.text[: when.position])
    return ahead and named is not None and len(text.split()) <= 14 and not cues().finite.search(text)


def _is_bounded(text: str, when: FoundDate) -> bool:
    """Whether something will, shall or must be by a limit, which need not be a day of the calendar."""
    limited = when.qualifier == "by" or re.match(r"by|before|no\s+later|in\s+time", when.words, re.IGNORECASE)
    obliged = re.search(r"\b(?:will|shall|should|must|ought|to\s+be|needs?)\b", text)
    return bool((limited and obliged) or (when.resolved and " will " in f" {text} "))


def _new_day(found: FoundDate) -> FoundDate:
    """Of "moved from 3 June to 10 June" the day that holds now."""
    if found.qualifier != "between" or not re.search(r"\bto\b", found.words):
        return found
    return replace(found, qualifier="on", start=found.end, end=None)


def _announces(sentence: Sentence, text: str, when: FoundDate) -> bool:
    """Whether a plain statement gives a day to come: "The website moves to a new server on 1 December"."""
    meeting, day = sentence.context.almanac.meeting, when.start or when.end
    if meeting is None or day is None or day <= meeting or sentence.past or text.rstrip().endswith("?"):
        return False
    length = (when.end - when.start).days if when.start and when.end else 0
    named = re.search(r"\b(?:on|by|until|from|in|for|next|this)\b", when.words)
    return length < 15 and when.qualifier != "after" and named is not None and not cues().has("absence", text)


def _owner(sentence: Sentence) -> str:
    wish = _WISH.match(sentence.text)
    owner = sentence.context.directory.owner(wish["who"]) if wish else None
    if owner is None:
        return ""
    if owner.pronoun:
        return sentence.context.speaker if owner.individual else ""
    return owner.words


def _subject(sentence: Sentence, text: str, offset: int) -> tuple[str, str]:
    """The subject that a later clause shares with the first, and the clause's own words."""
    if (wish := _WISH.match(text)) and sentence.context.directory.owner(wish["who"]) is not None:
        return "", wish["what"]
    if offset == 0:
        speech = sentence.speech
        said = speech["core"] if speech and (speech["link"] or "").strip() == "that" else ""
        return "", said if said and text.endswith(said) else text
    first = _SUBJECT.match(sentence.text)
    if first is None or not re.match(_GOES_ON, text, re.IGNORECASE):
        return "", text
    if sentence.context.directory.owner(first["subject"]) is not None and re.match(
        r"(?:will|shall|have|be|hold)\b", text
    ):
        return "", text
    return first["subject"], text


def _milestone_title(
    subject: str, words: str, dates: list[FoundDate], offset: int, text: str, sentence: Sentence
) -> str:
    shown = words
    for found in sorted(dates, key=lambda d: -d.position):
        where = found.position - offset - (len(text) - len(words))
        if 0 <= where <= len(shown):
            shown = (shown[:where] + " " + shown[where + found.stop - found.position :]).strip()
    shown = re.sub(r"\s{2,}", " ", f"{subject} {shown}".strip())
    shown = re.sub(r"\s*[–—:|-]\s*$|^\s*[–—:|,-]\s*", "", shown)
    shown = re.sub(r"[\s,;]+(?:and|or|but|then)?\s*$", "", shown)
    shown = re.sub(
        r"^(?:the\s+)?(?:deadline|due\s+date|target(?:\s+date)?)\s+(?:for|to)\s+",
        "",
        shown,
        flags=re.IGNORECASE,
    )
    shown = re.sub(
        r"\s+(?:is|are|will\s+be)\s*(?:set|scheduled|planned|expected|due|targeted)?\s*(?:for|on|by|in)?\s*[.,]?$",
        "",
        shown,
    )
    if re.match(r"(?:will|shall|to\s+be)\b", shown) and sentence.context.topic:
        shown = f"{sentence.context.topic} {shown}"
    topic = sentence.context.topic
    if topic and len(shown.split()) <= 2 and not re.search(r"\d", shown) and not sentence.context.senses:
        shown = f"{topic}: {shown[:1].lower()}{shown[1:]}" if shown else topic
    if not re.search(r"[A-Za-z]", shown) or len(shown) < 2:
        shown = sentence.context.topic or sentence.text
    return shown


def _meeting(
    sentence: Sentence,
    words: str,
    text: str,
    when: FoundDate,
    dates: list[FoundDate],
    offset: int,
    owner: str,
) -> MinutesProposal:
    title = _milestone_title("", words, dates, offset, text, sentence)
    if find_time(title):
        title = _CLOCK.sub("", title)
    title = re.sub(r"^(?:have|hold|host|schedule)\s+(?:an?\s+|the\s+)?", "", title, flags=re.IGNORECASE)
    title = re.sub(
        r"\s+(?:is|are|will\s+be|will\s+take\s+place|to\s+be)(?:\s+(?:tentatively\s+)?(?:held|scheduled|set|planned))?(?:\s+(?:for|on|in))?\s*$",
        "",
        title,
    )
    if not cues().has(
        "meeting_noun",
        re.sub(r"\bconference\s+(?:room|center|centre|hall)\b.*", "", title, flags=re.IGNORECASE),
    ):
        title = (
            sentence.context.topic if cues().has("meeting_noun", sentence.context.topic) else "Next meeting"
        )
    detail = {"starts": time} if (time := find_time(text)) else {}
    return sentence.propose(
        "meeting",
        title,
        "A meeting is named with its day.",
        owner=owner,
        due=when,
        detail=detail,
        standing=_standing(sentence, text, when, offset),
    )


def _moved(sentence: Sentence) -> MinutesProposal | None:
    """A meeting that is to be moved to another day, with the days that do not suit."""
    text = sentence.text
    match = cues().first("move_meeting", text) or cues().first("meeting_moved", text)
    if match is None or sentence.past:
        return None
    days = [found for found in sentence.dates if found.resolved]
    target = re.search(r"\b(?:to|until|for)\b", text[match.start() :])
    after = match.start() + target.start() if target else match.end()
    new = [found for found in days if found.stop > after]
    old = [found for found in days if found.stop <= after]
    if not new and not cues().has("future", text):
        return None
    detail = (
        {"avoid": [found.start.isoformat() for found in old if found.start and found.qualifier != "by"]}
        if old
        else {}
    )
    who = re.match(
        r"^(?P<who>.{2,60}?)\s+(?:will|would|can|cannot|is|was|asked|suggested|proposed|requested|wants?|hopes?)\b",
        text,
    )
    owner = sentence.context.directory.owner(who["who"]) if who else None
    words = text[match.start() :]
    return sentence.propose(
        "meeting",
        re.sub(r"^(?:moving|moved|moves)\b", "Move", words.split(", ")[0], flags=re.IGNORECASE),
        "A meeting is to be moved.",
        owner=owner.words if owner and not owner.pronoun else "",
        due=new[-1] if new else None,
        detail=detail,
        standing="proposed",
    )


def plain_words(sentence: Sentence) -> str:
    """The sentence without its dates."""
    return without_dates(sentence.text, sentence.dates)
