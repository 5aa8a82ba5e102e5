"""What a heading says of the lines under it, by the words of its trade."""

from __future__ import annotations

import re

from workbench.exchange.minutes.cues import SENSES, cues

_FILLERS = re.compile(
    r"\b(?:the|a|an|and|or|of|on|to|for|from|at|in|by|with|any|other|our|new|all|main|key|major|summary|list|recap|review|meeting|meetings"
    r"|made|reached|taken|raised|reported|noted|identified|assigned|recorded|items?|points?|group|today|this|that|call|session|matters|topics?"
    r"|agreed|log|table|section|part|discussion|discussed|areas?|owners?|owner|dates?|due|their|its|date|remaining|formal|proposed|outcomes?"
    r"|general|upcoming|possible|not|yet|no|still|what|was|were|we|who|has|have|been|had|do|does|so|far|as|minutes|did|does|happens?|came|up|go|going|forward|until|before|after|done|\d+[\d.]*|&|/)\b|[&/,+–—-]",
    re.IGNORECASE,
)


def heading_senses(text: str) -> tuple[str, ...]:
    """What a heading says of the lines under it, the weightiest first; empty for a mere topic."""
    words = text.strip().rstrip(":–—- ").strip()
    if not words or len(words.split()) > 10:
        return ()
    found = [sense for sense in SENSES if cues().sections[sense].search(words)]
    if "ignore" in found and len(found) > 1 and not is_section(words):
        found.remove("ignore")
    if "neutral" in found and len(found) > 1:
        found.remove("neutral")
    if "meeting" in found and "dates" in found:
        found.remove("dates")
    if "agreement" in found and re.search(
        r"\b(?:not|no|dis|yet\s+to\s+be)\s*(?:yet\s+)?agree|\bno\s+(?:consensus|decision)", words, re.I
    ):
        found = ["open"]
    if "action" in found and "meeting" in found:
        found.remove("meeting")
    if "review" in found:
        found = ["review"]
    if (
        "open" in found
        and "action" in found
        and re.search(r"\b(?:open|outstanding|pending)\s+(?:action|task)", words, re.I)
    ):
        found.remove("open")
    if "alternatives" in found and len(found) > 1 and found[0] != "ignore":
        found = (
            [s for s in found if s != "alternatives"]
            if "action" in found or "agreement" in found
            else ["alternatives"]
        )
    return tuple(found)


def is_section(text: str) -> bool:
    """Whether a line consists of the words of a section heading and nothing else."""
    rest = text.strip().rstrip(":–—- ")
    if len(rest.split()) > 7:
        return False
    for sense in SENSES:
        rest = cues().sections[sense].sub(" ", rest)
    return not re.search(r"\w", _FILLERS.sub(" ", rest))
