"""Alternatives: what stands against each other, or was suggested as a way to go."""

from __future__ import annotations

import re

from workbench.exchange.minutes.cues import cues
from workbench.exchange.minutes.proposals import MinutesProposal, titled
from workbench.exchange.minutes.sentences import Sentence

_VERSUS = re.compile(
    r"^(?P<lead>.*?\b(?:discuss(?:ed|ion\s+of|ing)?|debated?|debate\s+(?:over|on|about)|compar(?:ed|ison\s+of|ing)|consider(?:ed|ing)?|between|weighed|evaluated|explored|reviewed|of|on|about|over"
    r"|on\s+the\s+merits\s+of|including|is|was|were|regarding|:)\s+)?(?:the\s+(?:merits|question|choice|issue|pros\s+and\s+cons|trade-?offs?)\s+of\s+)?(?P<a>[^,;:.]{2,70}?),?\s+(?:vs\.?|versus)\s+(?P<b>[^,;:.]{2,70}?)(?P<tail>$|[.,;:]|\s+(?:for|in|as|was|were|is|on|when|with|and\s+(?:the|whether|how))\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_PAIR = re.compile(
    r"\b(?:compar(?:ed|ing|ison\s+of|ison\s+between)|(?:choice|choose|choosing|decide|deciding|debate[d]?|selection|trade-?offs?)\s+between|alternatives?\s*(?:are|were|:|of|considered:?|discussed:?)|options?\s*(?:are|were|:|of|considered:?|discussed:?)|either)\s+"
    r"(?P<a>[^,;:.]{2,70}?),?\s+(?:and|or|with|to)\s+(?P<b>[^,;:.?]{2,70}?)(?=$|[.,;:?]|\s+(?:for|as|was|were|is|on|when)\b)",
    re.IGNORECASE,
)
_ENUMERATED = re.compile(r"(?:^|[\s,;])\(?(?:\d|[a-h]|[ivx]{1,3})[.)]\s+", re.IGNORECASE)
_INLINE = re.compile(
    r"^(?:[\w-]+\s+){0,3}?(?:alternatives?|options?|choices?|approaches)\b[^:]{0,60}:\s*(?P<body>.+)$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?P<count>two|three|four|five)\s+(?:[\w-]+\s+){0,3}?[\w-]+s\b[^.:]{0,40}:\s*(?P<body>[^:]+)$",
    re.IGNORECASE,
)
_COMMITMENT = re.compile(
    r"^(?:that\s+)?(?:s?he|they|I|we)\s+(?:will|would|shall|can|could|is|are)\b", re.IGNORECASE
)
_NOT_A_WAY = re.compile(
    r"^(?:that\s+)?(?:(?:the\s+)?(?:group|parties|committee|members|team|participants|everyone|we)\s+)?(?:should\s+)?(?:adjourn|break|moving\s+on|move\s+on|discuss|discussing|meet|meeting|reading|looking\s+at|contacting|see|wait|postpone|table)\b",
    re.IGNORECASE,
)


def inline_alternatives(text: str) -> list[str]:
    """Alternatives named in a heading: "Alternative configurations: A or B"."""
    match = _INLINE.match(text.strip())
    if match is None:
        return []
    return _split(match["body"], need_or=True)


def find_alternatives(sentence: Sentence) -> list[MinutesProposal]:
    """Alternatives that a sentence sets against each other, or lists."""
    text = sentence.text.strip()
    options: list[str] = []
    if match := _VERSUS.match(text):
        options = [match["a"], match["b"]]
    elif inline := inline_alternatives(text):
        options = inline
    elif cues().has("listed_choices", text) and len(_ENUMERATED.findall(text)) >= 2:
        options = [part for part in _ENUMERATED.split(text)[1:] if part.strip()]
    elif cues().has("listed_choices", text) and (after := re.search(r":|\bnamely\b|\bi\.e\.", text)):
        options = _split(text[after.end() :], need_or=False)
    elif counted := _counted(text):
        options = counted
    elif (match := _PAIR.search(text)) and not re.search(r"\bwhether\b", text, re.IGNORECASE):
        options = [match["a"], match["b"]]
    options = [_trimmed(option) for option in options]
    options = [option for option in options if re.search(r"\w{2}", option) and len(option.split()) <= 16]
    if len(options) < 2:
        return []
    question = sentence.context.question or sentence.context.topic or _question(text)
    if sentence.context.question and _VERSUS.match(text) and not _shares(question, options):
        question = f"{question}: {' or '.join(options)}"
    return [
        sentence.propose(
            "proposal", option, "The minutes set it against another way.", question=titled(question)
        )
        for option in options
    ]


def find_suggestion(sentence: Sentence) -> MinutesProposal | None:
    """A way to go that somebody suggested or proposed."""
    match = cues().first("suggestion", sentence.text)
    if match is None:
        return None
    what = match["what"].strip()
    if _COMMITMENT.match(what) or _NOT_A_WAY.match(what) or len(what.split()) < 2:
        return None
    if len(re.findall(r"[^\W\d_]{3,}", what)) < 2:
        return None
    if re.match(
        r"^(?:that\s+)?(?:this|it|there)\s+(?:is|was|are|may|might|could|would|will)\b", what, re.IGNORECASE
    ):
        return None
    detail = {}
    raised = match.groupdict().get("who")
    if raised is not None:
        owner = sentence.context.directory.owner(raised)
        if owner is None:
            return None
        detail["raised_by"] = sentence.context.speaker if owner.pronoun else owner.words
    what = re.sub(r"^(?:that|to|for)\s+", "", what, flags=re.IGNORECASE)
    return sentence.propose(
        "proposal", what, "Somebody suggested it.", detail=detail,
        question=titled(sentence.context.question or sentence.context.topic),
    )  # fmt: skip


def listed_alternative(sentence: Sentence) -> MinutesProposal:
    """The sentence as an alternative because of the list that it stands in."""
    return sentence.propose(
        "proposal",
        sentence.text,
        "It stands in a list of alternatives.",
        question=titled(sentence.context.question or sentence.context.topic),
    )


def labelled_alternatives(sentence: Sentence) -> list[MinutesProposal]:
    """What a label announces: "Option B: …" is one alternative, "Options: a, b or c" are three."""
    label = sentence.line.text[: sentence.offset]
    if re.search(
        r"(?:options|alternatives|candidates|choices|proposals|approaches)\W*$", label, re.IGNORECASE
    ):
        options = [_trimmed(option) for option in _split(sentence.text, need_or=False)]
        if len(options) > 1:
            question = titled(sentence.context.question or sentence.context.topic)
            reason = "The minutes list it."
            return [sentence.propose("proposal", option, reason, question=question) for option in options]
    return [listed_alternative(sentence)]


def _counted(text: str) -> list[str]:
    """Things announced by their number: "two structures: a flat rate, and a tiered rate"."""
    match = _COUNTED.search(text)
    if match is None:
        return []
    options = _split(match["body"], need_or=False)
    wanted = {"two": 2, "three": 3, "four": 4, "five": 5}[match["count"].lower()]
    return options if len(options) == wanted else []


def _split(body: str, *, need_or: bool) -> list[str]:
    body = body.strip(" .?")
    if need_or and not re.search(r"\b(?:or|vs\.?|versus)\b|/", body):
        return []
    if re.match(r"(?:if|whether|how|what|which)\b", body, re.IGNORECASE):
        return []
    parts = re.split(r"\s*[,;]\s*(?:(?:and|or)\s+)?|\s+(?:or|versus|vs\.?)\s+", body)
    if len(parts) < 2 and not need_or:
        parts = re.split(r"\s+and\s+", body)
    return [part for part in parts if part]


def _trimmed(option: str) -> str:
    option = re.sub(r"^\(?(?:[a-h]|\d|[ivx]+)[.)]\s+", "", option.strip())
    option = re.sub(
        r"^(?:or|and|either|the\s+use\s+of|using|use\s+of|whether\s+to\s+use)\s+",
        "",
        option.strip(' .,;:"“”'),
        flags=re.IGNORECASE,
    )
    option = re.sub(
        r"\s+(?:was|were|is|are)?\s*(?:discussed|debated|considered|compared|revisited)\b.*$", "", option
    )
    return titled(re.sub(r"[,;]?\s*(?:and|or)$", "", option))


def _question(text: str) -> str:
    return re.sub(
        r"^(?:[\w.’']+\s+){1,4}?(?:discussed|debated|compared|considered|reviewed|weighed)\s+", "", text
    )


def _shares(question: str, options: list[str]) -> bool:
    words = set(re.findall(r"\w{3,}", question.lower()))
    return any(words & set(re.findall(r"\w{3,}", option.lower())) for option in options)
