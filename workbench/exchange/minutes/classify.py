"""What one sentence is: the rules of the other modules in their order.

A sentence's own words outweigh the heading that it stands under; the heading decides where the
words say nothing.
"""

from __future__ import annotations

import re

from workbench.exchange.minutes.actions import due_of, find_actions, listed_action
from workbench.exchange.minutes.agreements import find_agreement, listed_agreement
from workbench.exchange.minutes.alternatives import (
    find_alternatives,
    find_suggestion,
    labelled_alternatives,
    listed_alternative,
)
from workbench.exchange.minutes.cues import cues
from workbench.exchange.minutes.dated import find_dated
from workbench.exchange.minutes.owners import trailing_owner
from workbench.exchange.minutes.proposals import MinutesProposal
from workbench.exchange.minutes.questions import find_question, listed_question, questions_agreement
from workbench.exchange.minutes.sentences import Sentence
from workbench.exchange.minutes.structure import is_report

_MEETS_AGAIN = re.compile(
    r"\b(?:meet|reconvene|convene|next\s+(?:meeting|call)|hold\s+(?:the|a|an|its)\b)", re.IGNORECASE
)
_TELLS = re.compile(
    r"\b(?:presented|explained|described|reviewed|reported|updated|gave|introduced|thanked|informed|discussed|briefed)\b",
    re.IGNORECASE,
)
_WILL_MEET = re.compile(
    r"\b(?:will|shall|to|is\s+to|are\s+to)\s+(?:next\s+|again\s+|then\s+)?(?:meet|reconvene|convene)\b(?!\s+(?:the|with|with\s+the|all)\b)",
    re.IGNORECASE,
)
_DEADLINE = re.compile(r"\b(?:deadlines?|due|submit|file|comment\s+period)\b", re.IGNORECASE)


def classify(sentence: Sentence) -> list[MinutesProposal]:
    """The proposals of one sentence, none for what merely tells the course of the meeting."""
    text = sentence.text.strip()
    if not re.search(r"[^\W\d_]{2}", text) or cues().has("done", text):
        return []
    if cues().has("procedural", text) or cues().has("procedural", sentence.core):
        return _next_meeting(sentence)
    if sentence.label == "none":
        return []
    if sentence.label and sentence.label != "remark":
        return _labelled(sentence)
    own = _own(sentence)
    told = sentence.line.role == "paragraph" and len(sentence.line.text) > len(text) + 120
    return own if own or told else _by_heading(sentence)


def _next_meeting(sentence: Sentence) -> list[MinutesProposal]:
    if not re.search(r"\b(?:next|until|reconvene|again)\b", sentence.text, re.IGNORECASE):
        return []
    return [found for found in find_dated(sentence) if found.kind == "meeting"]


def _labelled(sentence: Sentence) -> list[MinutesProposal]:
    """What the label says, unless the words show that it is a table's or a form's field."""
    if sentence.label == "action":
        return find_actions(sentence) or [listed_action(sentence, "It is marked as an action.")]
    if sentence.label == "agreement":
        return [listed_agreement(sentence)]
    if sentence.label == "open":
        return [listed_question(sentence)]
    if sentence.label == "alternatives":
        return labelled_alternatives(sentence)
    forced = sentence.context.within(
        senses=("meeting" if sentence.label == "meeting" else "dates",), topic=_label_words(sentence)
    )
    inner = Sentence(sentence.text, sentence.line, sentence.offset, forced)
    return find_dated(inner) or _own(sentence)


def _label_words(sentence: Sentence) -> str:
    words = sentence.line.text[: sentence.offset].strip(" :–—-*")
    return sentence.context.topic if words.lower() in ("due", "date", "deadline", "milestone") else words


def _own(sentence: Sentence) -> list[MinutesProposal]:
    """Proposals that follow from the sentence's own words."""
    doubt = questions_agreement(sentence)
    if doubt is not None:
        return [doubt]
    agreement = None if _not_agreed(sentence) else find_agreement(sentence)
    if agreement is not None:
        return _instead_of_agreement(sentence) or [agreement]
    if sentence.context.under("action") and not sentence.dates[1:] and _has_owner_beside(sentence):
        return [listed_action(sentence)]
    if _WILL_MEET.search(sentence.text) and (dated := find_dated(sentence)):
        return dated
    if actions := find_actions(sentence):
        dated = (
            find_dated(sentence)
            if sentence.standing == "hoped" or sentence.context.under("dates", "meeting")
            else []
        )
        undecided = find_question(sentence) if _not_agreed(sentence) else None
        return dated or ([undecided, *actions] if undecided else actions)
    alternatives = find_alternatives(sentence)
    if alternatives and not sentence.context.under("open"):
        return alternatives
    impersonal = re.match(r"it\s+(?:was|has\s+been)\s", sentence.text, re.IGNORECASE)
    if impersonal and (suggestion := find_suggestion(sentence)):
        return [suggestion]
    if not sentence.context.under("agreement") and (dated := find_dated(sentence)):
        return dated
    if question := find_question(sentence):
        return [] if sentence.context.under("action") and _is_task(sentence) else [question]
    listed = sentence.line.role == "item" and sentence.context.under("agreement", "action", "open")
    if not listed and (suggestion := find_suggestion(sentence)):
        return [suggestion]
    return []


def _has_owner_beside(sentence: Sentence) -> bool:
    """Whether a task of a list names its owner beside it: "Staff: circulate …"."""
    who, rest, _ = trailing_owner(sentence, sentence.text.strip())
    return bool(who) and rest != sentence.text.strip()


def _not_agreed(sentence: Sentence) -> bool:
    return cues().has("not_agreed", sentence.text) and not re.search(
        r"\bno\s+(?:objections?|opposition)\b", sentence.text, re.IGNORECASE
    )


def _instead_of_agreement(sentence: Sentence) -> list[MinutesProposal]:
    """What an agreement really is when the group agreed that somebody does something, or when to meet."""
    text = sentence.text
    match = cues().first("agreement", text)
    what = match.groupdict().get("what") if match else None
    if not what:
        return []
    what = re.sub(r"\bwould\b", "will", what, count=1)
    inner = Sentence(
        what,
        sentence.line,
        sentence.offset + max(0, text.find(what)),
        sentence.context,
        extra={"quote": text.strip()},
    )
    if sentence.dates and (_MEETS_AGAIN.search(what) or _DEADLINE.search(what)):
        found = find_dated(inner)
        if found:
            return found
    if re.match(
        r"(?:defer|postpone|table|revisit|continue\s+(?:the\s+|this\s+)?discuss|discuss|take\s+up|revert\s+to|return\s+to|come\s+back)\w*\b",
        what,
        re.IGNORECASE,
    ):
        question = find_question(inner)
        return [question or listed_question(inner)]
    actions = find_actions(inner)
    subject = sentence.context.directory.owner(what.split(" will ")[0].split(" to ")[0].split(" should ")[0])
    if actions and (due_of(inner) is not None or (subject is not None and subject.individual)):
        return actions
    return []


def _is_task(sentence: Sentence) -> bool:
    first = re.match(r"(?:to\s+)?([a-z-]+)\b", sentence.text.strip(), re.IGNORECASE)
    return first is not None and first[1].lower() in cues().work_verbs


def _by_heading(sentence: Sentence) -> list[MinutesProposal]:
    """What the heading makes of a sentence whose words say nothing by themselves."""
    context, text = sentence.context, sentence.text.strip()
    if (
        is_report(text)
        and (context.under("alternatives") or _TELLS.search(text[:80]))
        and not context.under("action")
    ):
        return []
    if context.under("agreement") and context.under("action"):
        who, _, _ = trailing_owner(sentence, text)
        task = who or _is_task(sentence)
        return [listed_action(sentence)] if task else [listed_agreement(sentence)]
    if context.under("open") and context.under("action"):
        who, _, _ = trailing_owner(sentence, text)
        return [listed_action(sentence)] if who or _is_task(sentence) else [listed_question(sentence)]
    for sense, listed in (
        ("agreement", listed_agreement),
        ("action", listed_action),
        ("open", listed_question),
        ("alternatives", listed_alternative),
    ):
        if context.under(sense):
            return [listed(sentence)]
    return []
