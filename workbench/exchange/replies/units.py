"""A reply apart: its sentences with the lines they stand on, without greeting, signature and quotation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.exchange.replies.disclaimers import without_disclaimers

GREETING = re.compile(
    r"^\s*(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|greetings)\b[^.:;?!]{0,50}|all|"
    r"team|colleagues|"
    r"[A-Z][\w'-]{1,20}(?: (?:and|&) [A-Z][\w'-]{1,20})?)\s*[,:!–—-]\s*$",
    re.IGNORECASE,
)
_GREETED = re.compile(r"^(?:hi|hello|hey|dear)\s+[\w.'& -]{1,40}?\s*[,!–—]\s+(?=\S)", re.IGNORECASE)
_SIGN_OFF = re.compile(
    r"^\s*(?:(?:with\s+)?(?:best|kind|warm|many)?\s*(?:regards|wishes|thanks)|best|thank you(?: "
    r"(?:very|so) much)?|"
    r"cheers|sincerely(?: yours)?|yours(?: (?:truly|sincerely|faithfully))?|respectfully(?: submitted)?|"
    r"[-–—]\s?[A-Z]\w{1,20})\s*[,.!]*\s*$",
    re.IGNORECASE,
)
_SAYS_MORE = re.compile(
    r"\b(?:we|we're|we've|i|i'm|our|my|p\.?\s?s\.?|but|however|position)\b|[:?]\s*$", re.IGNORECASE
)
_FOOTER = re.compile(
    r"intended recipient|confidential(?:ity)? notice|privileged (?:and|or|information|communication|material)\b|"
    r"\b(?:and|or|legally) privileged\b|^\s*sent from my|^\s*get outlook",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:we|our|us|i)\b", re.IGNORECASE)
_LABELLED = re.compile(
    r"^\s*(?:[-*•]\s+|\(?\d{1,2}[.)]\s+|\[.?\]|[☐☑☒✓]|(?:our |my )?(?:position|vote|answer|response|"
    r"stance|preference|"
    r"preferred|reason|comment)s?\b[^:.?]{0,40}[:=]|BAL[- ]?\d|[\w-]{1,25}\s*[:=]\s*\S)",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:no|mr|mrs|ms|dr|inc|co|corp|sec|para|art|e\.g|i\.e|vs|st|cf|approx)|\b[A-Z])\.$"
)
_END = re.compile(r"[.!?]+[)\"”’']*\s+(?=[A-Z0-9\"“(])")
_FULL_LINE = 60
"""Characters of a line that was broken because it was full; programs break at 65 to 80."""
_GOES_ON = re.compile(r"\s*(?:[a-z]|BAL[- ]?\d)")
_UNTICKED = re.compile(r"^\s*(?:\[\s?\]|\(\s\)|☐)\s*")
_TICKED = re.compile(r"^\s*(?:\[\s*[xX✓]\s*\]|\(\s*[xX]\s*\)|[☑☒✓])\s*")
_BULLET = re.compile(r"^\s*(?:[-*•]\s+|\(?\d{1,2}[.)]\s+)")


@dataclass(frozen=True)
class Unit:
    """One sentence, or one line that says something on its own.

    Args:
        text: with plain quotes and single spaces.
        line: its line in the sender's own words, from 1.
        quoted: it begins within quotation marks, so somebody may be cited.
        alone: it begins a line or a paragraph.
        after: what stands before it, where that ends with a colon.
    """

    text: str
    line: int
    quoted: bool = False
    alone: bool = False
    after: str = ""


def plain_signs(text: str) -> str:
    """The text with straight quotes, so that *don’t* is *don't*."""
    return text.translate(str.maketrans("’‘´`“”„«»\u00a0\u2011", '\'\'\'\'""""" -'))


def body_of(text: str) -> tuple[list[tuple[int, str]], str]:
    """The lines that speak, each with its number from 1, and their words as they stand.

    Greeting, sign-off with what follows it, footers, legal notes and lines that begin with ``>`` are left out;
    the words between greeting and sign-off are uncut, but for quoted lines.
    """
    lines = without_disclaimers(text.split("\n"), _SIGN_OFF)
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    if start < end and GREETING.match(lines[start]) and any(line.strip() for line in lines[start + 1 :]):
        start += 1
    for number in range(start + 1, end):
        if _SIGN_OFF.match(lines[number]) and _closes(lines[number + 1 :]):
            end = number
            break
    kept = [
        (number + 1, lines[number])
        for number in range(start, end)
        if not lines[number].startswith(">") and not _is_footer(lines[number])
    ]
    return kept, "\n".join(line for _, line in kept).strip()


def _closes(following: list[str]) -> bool:
    """Whether what follows a sign-off is names and addresses, and nothing that is said."""
    footer = next((n for n, line in enumerate(following) if _is_footer(line)), len(following))
    if any(_OWN.search(line) for line in following[footer:] if not _is_footer(line)):
        return False
    said = [line for line in following[:footer] if line.strip()]
    return len(said) <= 8 and all(len(line) <= 90 and not _SAYS_MORE.search(line) for line in said)


def _is_footer(line: str) -> bool:
    return bool(_FOOTER.search(line)) and not _OWN.search(line)


def units_of(lines: list[tuple[int, str]]) -> list[Unit]:
    """The sentences of the lines; a line that was ticked stands for its words, an unticked one for nothing."""
    found: list[Unit] = []
    quoted = False
    before = ""
    for paragraph in _paragraphs(lines):
        words = " ".join(re.sub(r"\s+", " ", plain_signs(line)).strip() for _, line in paragraph)
        starts: list[tuple[int, int]] = []
        offset = 0
        for number, line in paragraph:
            starts.append((offset, number))
            offset += len(re.sub(r"\s+", " ", plain_signs(line)).strip()) + 1
        first = True
        for at, sentence in _sentences(words):
            row = max(number for offset, number in starts if offset <= at)
            text = _BULLET.sub("", _TICKED.sub("", sentence)).strip()
            text = _GREETED.sub("", text) if first and not found else text
            if text and not _UNTICKED.match(sentence):
                found.append(Unit(text, row, quoted, first, before if before.endswith(":") else ""))
                before = text
            if sentence.count('"') % 2:
                quoted = not quoted
            first = False
    return found


def _paragraphs(lines: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    current: list[tuple[int, str]] = []
    for number, line in lines:
        if current and (
            not line.strip()
            or (_LABELLED.match(line) and not _goes_on(current[-1][1], line))
            or current[-1][1].rstrip().endswith(":")
        ):
            yield current
            current = []
        if line.strip():
            current.append((number, line))
    if current:
        yield current


def _goes_on(line: str, following: str) -> bool:
    """Whether a mail program broke a sentence between two lines: a full line without an end, then a small letter."""
    return len(line) >= _FULL_LINE and line.rstrip()[-1:].isalpha() and bool(_GOES_ON.match(following))


def _sentences(words: str) -> Iterator[tuple[int, str]]:
    start = 0
    for match in _END.finditer(words):
        if _ABBREVIATED.search(words[start : match.start() + 1]):
            continue
        yield start, words[start : match.end()].strip()
        start = match.end()
    if words[start:].strip():
        yield start, words[start:].strip()
