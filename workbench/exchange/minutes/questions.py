"""Open points: what is to be discussed, defined or worked out, asked, doubted or put off."""

from __future__ import annotations

import re

from workbench.exchange.minutes.cues import cues
from workbench.exchange.minutes.proposals import MinutesProposal, titled
from workbench.exchange.minutes.sentences import Sentence

_OPENERS = (
    r"^(?:the\s+|a\s+|an\s+|further\s+|some\s+|more\s+|brief\s+|long\s+|lengthy\s+)*discussions?\s+(?:of|about|on|over|around|regarding)\s+",
    r"^(?:there\s+(?:was|is|were|are|remains?)|it\s+(?:was|is|remains?))\s+(?:still\s+|also\s+)?(?:an?\s+|some\s+|the\s+)?(?:\w+\s+)?(?:discussions?|questions?|concerns?|debate|uncertainty|confusion)\s+(?:raised\s+)?(?:of|about|on|over|around|regarding|as\s+to|that)\s+",
    r"^it\s+(?:was|is|remains?)\s+(?:still\s+|also\s+)?(?:un\w+|not\s+\w+)\s+(?=whether|how|what|which|who|if|when|why)",
    r"^(?:an?\s+|the\s+|one\s+|another\s+)?(?:open|outstanding|unresolved|remaining|key|follow-?up)?\s*(?:question|issue|concern)s?\s+(?:is|was|remains?|are|were)\s+(?:raised\s+)?(?=whether|how|what|which|who|if|when|why|that)",
    r"^(?:an?\s+|the\s+)?(?:question|concern|issue)s?\s+(?:(?:of|about|on|over|regarding)\s+|(?=whether|how|what|which|who|if|when|why))",
    r"^(?:still\s+)?needs?\s+to\s+(?:discuss|decide|determine|define|clarify|resolve|understand|agree\s+on)\s+",
    r"^(?:to\s+be\s+(?:decided|determined|discussed|resolved)\s*:?\s+)",
    r"^(?:further\s+(?:discussion|work)\s+(?:is\s+)?needed\s+(?:on|about)\s+)",
)
_SPEECH_ENDS = (
    r"^(?:to\s+)?(?:discuss|know|understand|clarify|see|find\s+out)\s+",
    r"^(?:of|about|on|over)\s+",
    r"^(?:an?\s+|the\s+|some\s+|several\s+)?(?:\w+\s+)?(?:concerns?|questions?|issues?|doubts?|reservations?)\s+(?:about|over|that|regarding|on|with|of|as\s+to|whether)\s+",
)
_BARE = re.compile(
    r"^(?:no\s+(?:decision|conclusion|agreement|consensus|resolution)|tb[dca]|undecided|unresolved|deferred|open|pending|(?:needs?\s+)?(?:further|more)\s+\w+"
    r"(?:\s+needed)?|to\s+be\s+\w+|not\s+(?:yet\s+)?(?:decided|settled|clear|agreed))[.\s]*$",
    re.IGNORECASE,
)
_COMPILED = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _OPENERS)
_ENDS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _SPEECH_ENDS)
_NOT_A_GROUP_QUESTION = re.compile(
    r"\b(?:any\s+(?:questions|other\s+business|comments|objections|volunteers)\s*\?|questions\s*\?$|can\s+(?:you|everyone)\s+hear|who\s+is\s+(?:on|here))",
    re.IGNORECASE,
)
_SETTLED = re.compile(
    r"\b(?:(?:was|were|has\s+been|have\s+been|is|are)\s+(?:now\s+|already\s+|subsequently\s+|fully\s+)?(?:resolved|settled|answered|addressed|closed|clarified|decided)"
    r"|no\s+(?:concerns?|objections?|open\s+(?:issues|questions)|reservations?|questions)\b|no\s+longer\b|raised\s+no\b|without\s+(?:concerns?|objections?))",
    re.IGNORECASE,
)
_UNSETTLED = re.compile(
    r"\b(?:not|never|n['’]t|yet\s+to|to\s+be|until|before|once|unless|if|whether|needs?)\b", re.IGNORECASE
)


def find_question(sentence: Sentence) -> MinutesProposal | None:
    """The open point that a sentence holds in its own words, or None."""
    text = sentence.text.strip()
    if _NOT_A_GROUP_QUESTION.search(text) or cues().has("answered", text):
        return None
    if cues().has("not_agreed", text) and not re.search(
        r"\bno\s+(?:objections?|opposition)\b", text, re.IGNORECASE
    ):
        return sentence.propose(
            "issue", question_title(sentence), "The minutes say that there was no agreement."
        )
    if _SETTLED.search(text) and not _UNSETTLED.search(text):
        return None
    if cues().has("open", text):
        return sentence.propose("issue", question_title(sentence), "The minutes leave it open.")
    return None


def listed_question(sentence: Sentence) -> MinutesProposal:
    """The sentence as an open point because of the list that it stands in."""
    return sentence.propose("issue", question_title(sentence), "It stands in a list of open points.")


def questions_agreement(sentence: Sentence) -> MinutesProposal | None:
    """A doubt whether there is agreement at all: it makes the agreements before it questioned."""
    if not cues().has("questions_agreement", sentence.text) or cues().first("agreement", sentence.text):
        return None
    return sentence.propose(
        "issue",
        question_title(sentence),
        "The minutes question whether there is agreement.",
        detail={"questions_agreement": True},
    )


def question_title(sentence: Sentence) -> str:
    """What is open, without who says so and without the words that only say that it is open."""
    text = sentence.text.strip()
    said = sentence.core if sentence.speaker else text
    for pattern in _ENDS if sentence.speaker else ():
        said = pattern.sub("", said, count=1)
    for pattern in _COMPILED:
        shorter = pattern.sub("", said, count=1)
        if len(shorter.split()) >= 2:
            said = shorter
    if _BARE.match(text) and sentence.context.topic:
        said = f"{sentence.context.topic}: {text}"
    said = re.sub(r"^if\s", "whether ", said, flags=re.IGNORECASE)
    return titled(said if len(said.split()) >= 2 else text)
