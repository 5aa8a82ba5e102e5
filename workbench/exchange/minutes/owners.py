"""Owners written beside a task: "(Lee, 3 June)", "– Lee", "Lee: …", "Owner: Lee", "@lee"."""

from __future__ import annotations

import re

from workbench.exchange.minutes.people import NAME, Owner
from workbench.exchange.minutes.sentences import Sentence

_AT = re.compile(r"^@(?P<who>[\w.-]+):?\s+(?:to\s+|will\s+)?(?P<rest>.+)")
_COLON = re.compile(
    rf"^(?P<who>{NAME}(?:\s*(?:/|,|&|\+|and)\s*{NAME}){{0,3}}|[A-Z&]{{2,6}}|[a-z][a-z.]{{1,19}}(?=\s*(?::|->|=>))|(?:all|everyone|everybody|staff|(?:the\s+)?(?:chairs?|secretary|secretariat|editors?|team|group|members|parties|utilities)))(?:\s*\([^)]{{1,40}}\))?\s*(?:->|=>|:|\s[–—-]|→)\s*(?P<rest>.+)"
)
_ARROW = re.compile(
    rf"^(?P<rest>.{{6,}}?)\s*(?:→|->|=>|\s[–—-])\s*(?P<who>{NAME}(?:\s*(?:/|,|&|and)\s+{NAME}){{0,3}}|[A-Z&]{{2,6}})\s*(?:[,;(–—-]\s*(?P<when>.{{2,40}}?)\)?)?\.?$"
)
_PAREN = re.compile(r"^(?P<rest>.{4,}?)\s*[(\[](?P<inside>[^()\[\]]{2,90})[)\]]\.?\s*(?P<tail>.{0,40})$")
_FIELD = re.compile(
    r"[\s,;(\[–—-]*\b(?:owners?|responsible(?:\s+party)?|assigned\s+to|assignees?|who|leads?|by\s+whom|resp\.?|person)\s*[:=]\s*(?P<who>[^;\]|,)]{2,60}?)"
    r"(?=\s*(?:[;\]|,)]|$|\.\s*$|\.?\s+(?:due|deadline|when|by|target)\b))",
    re.IGNORECASE,
)


def trailing_owner(sentence: Sentence, text: str) -> tuple[str, str, str]:
    """An owner given beside a task: "(Lee, 3 June)", "– Lee", "Lee: …", "Owner: Lee", "@lee".

    Returns:
        The owner, the task's words without it, and the words of a date beside the owner.
    """
    people = sentence.context.directory
    if match := _FIELD.search(text):
        return match["who"].strip(), (text[: match.start()] + " " + text[match.end() :]).strip(), ""
    if match := _AT.match(text):
        return match["who"], match["rest"], ""
    if (match := re.search(r"(?:^|\s)@(?P<who>[\w.-]+\w)", text)) is not None:
        return match["who"], (text[: match.start()] + text[match.end() :]).strip(" ,()-–"), ""
    weak = (sentence.context.under("action") or sentence.label == "action") and not text[:1].islower()
    if (match := _COLON.match(text)) and is_owner(
        people.owner(match["who"]), weak or people.knows(match["who"])
    ):
        return match["who"], re.sub(r"^(?:to|will)\s+", "", match["rest"]), ""
    if match := _PAREN.match(text):
        for part in re.split(r"[,;]|\s[–—-]\s|\bby\b|\bdue\b", match["inside"], maxsplit=1)[:1]:
            if is_owner(people.owner(part), True) and len(part.split()) <= 7:
                return part.strip(), f"{match['rest']} {match['tail']}".strip(), match["inside"][len(part) :]
    if (match := _ARROW.match(text)) and is_owner(
        people.owner(match["who"]), people.knows(match["who"]) or True
    ):
        return match["who"], match["rest"], match["when"] or ""
    return "", text, ""


def is_owner(owner: Owner | None, weak_allowed: bool) -> bool:
    return owner is not None and not owner.pronoun and (owner.certain or weak_allowed)
