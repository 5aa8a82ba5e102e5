"""The words of positions and outcomes: data for forms, lists and sentences."""

from __future__ import annotations

from typing import Literal

Side = Literal["support", "part", "object", "neither", "recused"]

POSITIONS: dict[str, str] = {
    "support": "Support",
    "support-with-comment": "Support with comment",
    "support-in-part": "Support in part",
    "can-live-with": "Prefer another, but can live with it",
    "object": "Object",
    "reserve": "Reserve: no position at this time",
    "not-enough-information": "Not enough information",
    "abstain": "Abstain",
    "recuse": "Recuse",
}
"""Each position with what a form calls it. Silence is none of them."""

VERBS: dict[str, str] = {
    "support": "supports",
    "support-with-comment": "supports with a comment",
    "support-in-part": "supports in part",
    "can-live-with": "prefers another but can live with it",
    "object": "objects",
    "reserve": "reserves its position",
    "not-enough-information": "has not enough information",
    "abstain": "abstains",
    "recuse": "is recused",
}
"""What an organisation does that took the position."""

SIDES: dict[str, Side] = {
    "support": "support",
    "support-with-comment": "support",
    "support-in-part": "part",
    "can-live-with": "support",
    "object": "object",
    "reserve": "neither",
    "not-enough-information": "neither",
    "abstain": "neither",
    "recuse": "recused",
}

MARKS: dict[str, str] = {
    "support": "●",
    "support-with-comment": "●",
    "support-in-part": "◐",
    "can-live-with": "◑",
    "object": "✕",
    "reserve": "○",
    "not-enough-information": "?",
    "abstain": "–",
    "recuse": "/",
    "answered": "≡",
    "yes": "●",
    "if-need-be": "◑",
    "no": "✕",
}
"""A shape for each word, so that no colour has to say it alone."""

REASON_NEEDED = frozenset({"support-with-comment", "support-in-part", "object"})

DATE_ANSWERS: dict[str, str] = {"yes": "Yes", "if-need-be": "If need be", "no": "No"}
ANSWERED = "answered"
"""The position of a row whose answers stand by choice."""

CAPACITIES: dict[str, str] = {
    "representative": "as representative",
    "alternate": "as alternate",
    "proxy": "by written proxy",
    "facilitator": "entered by the facilitator on its behalf",
}

BALLOT_KINDS: dict[str, str] = {
    "consensus-call": "Consensus call",
    "straw-poll": "Straw poll",
    "date-poll": "Date poll",
    "statement-call": "Call for statements",
}
"""Each kind with what screens call it."""

CONSENSUS, DISSENT, NONE = "consensus", "consensus with recorded dissent", "no consensus"
WITHDRAWN, DEFERRED, CHOSEN, NOTED = "withdrawn", "deferred", "chosen", "noted"
OUTCOMES: dict[str, tuple[str, ...]] = {
    "consensus-call": (CONSENSUS, DISSENT, NONE, WITHDRAWN, DEFERRED),
    "straw-poll": (NOTED, WITHDRAWN, DEFERRED),
    "date-poll": (CHOSEN, WITHDRAWN, DEFERRED),
    "statement-call": (NOTED, WITHDRAWN, DEFERRED),
}
"""The outcomes that a ballot of each kind can have at all; which of them it has, its rule says."""

PRELIMINARY = "preliminary, not for attribution"
UNNAMED_FILING = "not named"
"""The filing of an authorisation of which nobody wrote down for which one it was given."""


def plural(number: int, noun: str) -> str:
    """A noun for a number: *organisation* for one, *organisations* for any other."""
    return noun if number == 1 else f"{noun}s"


def not_asked_words(number: int) -> str:
    """How many others there are: *1 that was not asked*, *2 that were not asked*."""
    return f"{number} that {'was' if number == 1 else 'were'} not asked"
