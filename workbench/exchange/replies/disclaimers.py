"""Legal notes that a mail system puts below every mail, which say nothing of the position above them."""

from __future__ import annotations

import re

_BEGINS = re.compile(
    r"^\s*(?:(?:this|the|any|all) (?:e-?mail|electronic mail|message|communication|transmission|"
    r"information (?:contained )?in this)\b|(?:legal |confidentiality )?(?:disclaimer|notice)\s*[:.-]|"
    r"confidential(?:ity)?\b|"
    r"please consider the environment|nothing in this (?:e-?mail|message|communication)\b|"
    r"if you (?:are not the intended recipient|have received this|received this))",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\b(?:confidential(?:ity)?|privileged|intended (?:solely |only )?for|addressees?|recipients?|in error|"
    r"unauthori[sz]ed|disclos\w+|dissemination|virus(?:es)?|malware|liab\w+|constitutes?|contract|"
    r"consider the environment|registered (?:in|office)|company number|intercept\w*|monitored)\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"\b(?:we|our|ours|i|my|mine|bal[- ]?\d+|call|ballot|positions?|votes?|answers?|repl(?:y|ies)|responses?|"
    r"views?|opinions?|personal|preliminary|draft|provisional\w*|final|board|management|committee|"
    r"support(?:s|ing)|objects|objecting|abstain\w*|recus\w+|approv\w+|until|after|however|but|paragraphs?|"
    r"sections?|sentences?|wording|group|record|partial(?:ly)?|alone|condition\w*|withdraw\w*|assume|"
    r"(?:un)?authori[sz]ed(?! (?:signator|representative|use|access|disclos|copy|dissemin|review|distribut|person))|"
    r"unless(?! (?:\w+ ){0,4}(?:in writing|signed|by contract)))\b",
    re.IGNORECASE,
)
"""What may be said of this reply and not of every mail; such a note is read like any other words."""
_TAKES_A_SIDE = re.compile(
    r"\b(?:support|accept|object|endors|agree|consent|oppos|constitut)\w*", re.IGNORECASE
)
_NONE_OF_IT = re.compile(r"\b(?:nothing|no|not|none|neither)\b", re.IGNORECASE)
_RULE = re.compile(r"^\s*[-_*=~—–]{3,}\s*$")
_NAME = re.compile(
    r"^\s*(?:[A-Z][\w'’-]*\.?|[A-Z]\.)(?: (?:[A-Z][\w'’-]*\.?|[A-Z]\.|de|van|von|der)){0,3}\s*$"
)
_SENTENCE = re.compile(r"(?<=[.!])\s+(?=[A-Z])")


def without_disclaimers(lines: list[str], signs_off: re.Pattern[str]) -> list[str]:
    """The lines with every legal note below the signature, or below a rule, made blank.

    Args:
        lines: of the sender's own words.
        signs_off: a line that closes a letter.
    """
    kept = list(lines)
    closed = False
    for start, end in _paragraphs(lines):
        words = " ".join(line.strip() for line in lines[start:end] if not _RULE.match(line))
        closed = closed or _RULE.match(lines[start]) is not None
        if closed and is_disclaimer(words):
            kept[start:end] = [""] * (end - start)
        # The first paragraph is what the reply says, however short it is.
        closed = closed or (
            start > 0
            and any(
                signs_off.match(line) or (at == start and _NAME.match(line))
                for at, line in enumerate(lines[start:end], start)
            )
        )
    return kept


def is_disclaimer(words: str) -> bool:
    """Whether words are a legal note from the first sentence to the last, and say nothing of this one reply."""
    if not _BEGINS.match(words) or _PERSONAL.search(words):
        return False
    # That it takes no side is law; that it takes one is said of this reply.
    return all(
        _LEGAL.search(sentence) and (_NONE_OF_IT.search(sentence) or not _TAKES_A_SIDE.search(sentence))
        for sentence in _SENTENCE.split(words.strip())
        if sentence.strip()
    )


def _paragraphs(lines: list[str]) -> list[tuple[int, int]]:
    """First line and the line after the last one of every paragraph."""
    found: list[tuple[int, int]] = []
    start: int | None = None
    for number, line in enumerate([*lines, ""]):
        if line.strip() and start is None:
            start = number
        elif not line.strip() and start is not None:
            found.append((start, number))
            start = None
    return found
