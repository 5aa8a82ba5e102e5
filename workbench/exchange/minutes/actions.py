"""Actions: somebody is named who will do something, or a list of tasks says so.

Forms: "Lee to send …", "Lee will draft …", "Lee agreed to …", "staff was asked to …", "the chair
asked the utilities to …", "she will …", "@lee …", "Circulate the draft (Lee, 3 June)".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from workbench.exchange.minutes.cues import cues
from workbench.exchange.minutes.dates import FoundDate, without_dates
from workbench.exchange.minutes.owners import is_owner, trailing_owner
from workbench.exchange.minutes.people import Owner
from workbench.exchange.minutes.proposals import MinutesProposal, titled
from workbench.exchange.minutes.sentences import Context, Sentence

_NOUN_PHRASE = re.compile(r"^(?:the|its|their|our)\s+(?:[\w-]+\s+){0,4}[\w-]+$", re.IGNORECASE)
_TO_WHOM = re.compile(r"^(?P<who>[\w. &/,'’-]{2,40}?)\s*(?:->|=>|→)\s*(?P<rest>\S+\s.+)")
_SOMEBODY = re.compile(
    r"^(?:we\s+)?(?:still\s+)?needs?\s+(?:someone|somebody|a\s+volunteer|volunteers)\s+to\s+(?P<task>.+)",
    re.IGNORECASE,
)
_ABSENT = re.compile(
    r"^be\s+(?:away|out|absent|unavailable|late|on\s+(?:leave|holiday|vacation|travel))\b", re.IGNORECASE
)


def find_actions(sentence: Sentence) -> list[MinutesProposal]:
    """Actions that the sentence's own words name."""
    text = sentence.text.strip()
    for part in _parts(text):
        found = _named(sentence, part)
        if found is not None:
            found = _with_subject(found, text, part)
            rest = text[text.find(part) + len(part) :].lstrip(" ,;")
            more = find_more(sentence, rest) if rest else []
            return [found, *more]
    return []


def _with_subject(found: MinutesProposal, text: str, part: str) -> MinutesProposal:
    """A task of one or two words with the subject before it: "Communication plan: panel to comment"."""
    head = text[: text.find(part)].rstrip(" :")
    if len(found.title.split()) > 2 or not text[: text.find(part)].rstrip().endswith(":"):
        return found
    return replace(found, title=titled(f"{head}: {found.title[:1].lower()}{found.title[1:]}"))


def find_more(sentence: Sentence, rest: str) -> list[MinutesProposal]:
    """Further actions in the same sentence: "…; Kim to book the room"."""
    rest = re.sub(r"^(?:and|while|but)\s+", "", rest)
    found = _named(sentence, rest, strict=True)
    return [found] if found is not None else []


def listed_action(sentence: Sentence, reason: str = "It stands in a list of tasks.") -> MinutesProposal:
    """The sentence as an action because of the list that it stands in; owner and date as far as given."""
    text, owner = sentence.text.strip(), sentence.aside or sentence.context.owner
    who, rest, when = trailing_owner(sentence, text)
    if who:
        owner, text = who, rest
    return _proposal(sentence, owner, text, reason, when)


def _parts(text: str) -> Iterator[str]:
    """The sentence, and its clauses where a second one has a subject of its own."""
    yield text
    for match in re.finditer(r"[,;]\s+(?:and|but|so|while|although|whereas)\s+|;\s+|:\s+", text):
        if len(text) - match.end() > 12:
            yield text[match.end() :]


def _named(sentence: Sentence, text: str, *, strict: bool = False) -> MinutesProposal | None:
    context = sentence.context
    for form, strength in cues().tasks:
        match = form.match(text)
        if match is None or (strict and strength != "direct"):
            continue
        owner = context.directory.owner(match["who"])
        if (
            owner is None
            and "by" in match.groupdict()
            and strength == "promise"
            and _NOUN_PHRASE.match(match["who"])
        ):
            owner = Owner(re.sub(r"^the\s+", "", match["who"], flags=re.IGNORECASE), individual=False)
        if owner is None or not _does(match, owner, strength, context):
            continue
        words = owner.words
        if owner.pronoun:
            by = context.directory.owner(match["by"]) if "by" in match.groupdict() and match["by"] else None
            words = by.words if by and not by.pronoun else sentence.speaker or context.speaker
            if match["who"].lower() in ("we", "they") and not words:
                words = match["who"].lower().replace("we", "the group")
        task = match["verb"] + match["rest"]
        return _proposal(sentence, words, task, f"{words or 'Somebody'} is named as the one to do it.")
    if context.under("action") and not strict and (present := _present(sentence, text)) is not None:
        return present
    if (
        (match := cues().passive.search(text))
        and (owner := context.directory.owner(match["who"]))
        and _works(_base(match["verb"]))
    ):
        return _proposal(sentence, owner.words, text, f"{owner.words} is named as the one to do it.")
    if wanted := _SOMEBODY.match(text):
        return _proposal(sentence, "", wanted["task"], "Somebody is wanted to do it.")
    if (arrow := _TO_WHOM.match(text)) and is_owner(context.directory.owner(arrow["who"]), True):
        return _proposal(sentence, arrow["who"], arrow["rest"], f"{arrow['who']} is named beside the task.")
    first = re.match(r"(?:please\s+)?([a-z-]+)\b", text, re.IGNORECASE)
    if first and _works(first[1]) and not strict:
        who, rest, when = trailing_owner(sentence, text)
        if who and rest != text and not text.startswith(who):
            return _proposal(sentence, who, rest, f"{who} is named beside the task.", when)
        if text.lower().startswith("please "):
            return _proposal(sentence, context.owner, text[7:], "The minutes ask for it.")
    return None


def _present(sentence: Sentence, text: str) -> MinutesProposal | None:
    """A task told in the present tense within a list of tasks: "Elif sends out the slides"."""
    for match in re.finditer(r"\s+(?P<verb>[a-z]{3,})\b", text[:80]):
        owner = sentence.context.directory.owner(text[: match.start()])
        verb = match["verb"]
        forms = (verb, verb.removesuffix("s"), verb.removesuffix("es"), re.sub(r"ies$", "y", verb))
        plain = next((form for form in forms if _works(form)), None)
        if owner is not None and not owner.pronoun and plain and (verb != plain or not owner.individual):
            task = plain + text[match.end() :]
            return _proposal(sentence, owner.words, task, f"{owner.words} is named as the one to do it.")
    return None


def _does(match: re.Match[str], owner: Owner, strength: str, context: Context) -> bool:
    """Whether the words after the subject are work that a person takes on."""
    verb, task = match["verb"].lower(), (match["verb"] + match["rest"]).strip()
    if verb in cues().no_task - {"be", "have", "support"} or _ABSENT.match(task):
        return False
    if verb == "be":
        gerund = re.match(
            r"be\s+(\w+)ing\b|be\s+the\s+(?:lead|editor|contact|point|host|scribe|author)|be\s+responsible",
            task,
            re.IGNORECASE,
        )
        return gerund is not None and strength in ("direct", "promise") and owner.individual
    works = _works(verb) or (verb.endswith("ing") and _works(_base(verb)))
    if strength == "wish":
        return (
            works and context.under("action") and not re.match(r"(?:discuss|clarify|know|understand)\b", task)
        )
    if strength == "named":
        if (
            owner.individual
            and not owner.pronoun
            and re.search(r"\bthat\s", match[0][: match.start("verb")]) is None
        ):
            return works
        return cues().asked_of_many.match(verb) is not None
    if owner.individual or strength == "promise":
        if works:
            return True
        known = context.directory.knows(owner.words) or (
            (owner.individual or " and " in owner.words) and owner.certain and not owner.pronoun
        )
        doing = verb not in cues().no_task and not verb.endswith(("ed", "s"))
        return known and doing and strength in ("direct", "promise")
    return works


def _works(verb: str) -> bool:
    return re.sub(r"^(?:co|re)-", "", verb.lower()) in cues().work_verbs


@cache
def _base(verb: str) -> str:
    """The plain form of a verb in -ing or -ed, as far as its letters show it."""
    verb = verb.lower()
    stem = re.sub(r"(?:ing|ed)$", "", verb)
    for form in (stem, stem + "e", stem[:-1], re.sub(r"i$", "y", stem)):
        if form in cues().work_verbs:
            return form
    return {"sent": "send", "written": "write", "held": "hold", "made": "make", "given": "give"}.get(
        verb, stem
    )


def _proposal(sentence: Sentence, owner: str, task: str, reason: str, when: str = "") -> MinutesProposal:
    due = due_of(sentence)
    task = re.sub(r"^(?:to|will|please)\s+", "", task.strip(), flags=re.IGNORECASE)
    done = re.search(
        r"[(\[–—-]\s*(?:open|ongoing|in\s+progress|carried\s+over|pending)\s*[)\]]?\.?$", task, re.IGNORECASE
    )
    if done:
        task = task[: done.start()]
    title = task
    if due is not None and due.words and task.rstrip(" .)]").endswith(due.words.rstrip(" .)]")):
        title = task[: task.rfind(due.words)].rstrip(" ,;(–—-[")
        title = re.sub(r"\s(?:by|on|before|due|at|in)$", "", title)
    detail = {}
    full = sentence.context.directory.full_name(owner) if owner else ""
    if full != owner:
        detail["owner_full_name"] = full
    return sentence.propose("action", title or task, reason, owner=owner.strip(" ."), due=due, detail=detail)


def due_of(sentence: Sentence) -> FoundDate | None:
    """The date by which the sentence's task is due, dates that only describe something left aside."""
    candidates = [found for found in sentence.dates if not describes(sentence.text, found)]
    if not candidates:
        return None
    limits = [found for found in candidates if found.qualifier == "by"]
    return (limits or [found for found in candidates if found.resolved] or candidates)[-1]


def describes(text: str, found: FoundDate) -> bool:
    """Whether a date only says which draft or meeting is meant: "the June 3 draft"."""
    if found.event or found.qualifier == "by":
        return False
    before, after = text[: found.position], text[found.stop :]
    if re.match(
        r"\s*['’]s\b|\s+(?:meeting|draft|version|call|workshop|minutes|report|filing|ruling|order|letter|session|submi\w+|deadline|comments|hearing|event|release|target)\b",
        after,
        re.IGNORECASE,
    ):
        return True
    attributive = (
        re.search(
            r"\b(?:the|from|our|its|his|her|their|dated|(?:minutes|meeting|draft|version|letter|order|ruling|decision|report|notes|call|event\w*|outage\w*|data)\s+of)\s*$",
            before,
            re.IGNORECASE,
        )
        is not None
    )
    return (
        attributive
        and bool(re.match(r"\s*(?:$|[a-z.,;)])", after))
        and not re.match(r"(?:on|in|at|during)\b", found.words)
    )


def task_title(text: str, sentence: Sentence) -> str:
    """A task's words without its dates, for comparing two mentions of one task."""
    return without_dates(text, [found for found in sentence.dates if found.position < len(text)])
