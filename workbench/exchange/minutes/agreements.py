"""Agreements as minutes report them: what was agreed, by whom it is said, and whom it binds.

The reader never says more than the minutes: an agreement is *reported*, or *questioned* when the
same minutes ask whether there is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from workbench.exchange.minutes.cues import cues
from workbench.exchange.minutes.proposals import MinutesProposal, titled
from workbench.exchange.minutes.sentences import Sentence

_PROCEDURE = re.compile(r"\b(?:minutes|agenda|adjourn\w*)\b", re.IGNORECASE)
_MOVED = re.compile(
    r"\b(?:motion|moved)\b(?:\s+(?:made\s+)?by\s+[^,;.]{2,40}(?:,|;)?)?(?:\s*(?:and\s+)?seconded\s+by\s+[^,;.]{2,40}(?:,|;)?)?\s*(?:was\s+made\s+)?[,:]?\s*(?:to|that)\s+(?P<what>[^.;]+)",
    re.IGNORECASE,
)
_CARRIED = re.compile(
    r"\b(?:carried|carries|passed|passes|approved|adopted)\b|\bin\s+favou?r\b|\bunanimous\w*\b|\ball\s+ayes\b|\bno\s+(?:objections?|opposition)\b",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"\b(?:failed|fails|defeated|withdrawn|died|tabled|not\s+carried|did\s+not\s+(?:carry|pass))\b",
    re.IGNORECASE,
)
_LABEL_SPLIT = re.compile(r"^(?P<layer>[^:–—(]{2,50}?)\s*(?::|\s[–—-])\s+(?P<choice>.{2,})$")
_SPECIFIC = re.compile(r"\d|\b\w*[a-z][A-Z]\w*|\b[A-Z]{2,}|\band/or\b")


@dataclass
class Layer:
    """One subject of an announced agreement with the lines that say what was chosen."""

    label: Sentence | None = None
    values: list[Sentence] = field(default_factory=list)
    modifiers: list[str] = field(default_factory=list)


def find_agreement(sentence: Sentence) -> MinutesProposal | None:
    """The agreement that a sentence reports in its own words, or None."""
    readings = (
        [(sentence.core, sentence.speaker), (sentence.text, "")]
        if sentence.speaker
        else [(sentence.text, "")]
    )
    for text, by in readings:
        match = cues().first("agreement", text)
        if match is None:
            continue
        parts = match.groupdict()
        what = (parts.get("what") or "").strip()
        subject = (parts.get("subject") or "").strip()
        if _PROCEDURE.search(text[: match.start() + 90]) and _procedural(text):
            return None
        if len(re.findall(r"\w+", what)) < 2 and not _SPECIFIC.search(what):
            continue
        if subject and parts.get("link") == "with" and re.match(r"(?:the\s+)?[A-Z]\w+(?:['’]s)?\s", what):
            continue
        if re.match(r"(?:if|whether)\b", what, re.IGNORECASE):
            return None
        detail: dict[str, Any] = {}
        bound = whom(text, subject)
        if bound:
            detail["binds"] = bound
        if by or sentence.speaker:
            detail["asserted_by"] = by or sentence.speaker
        permitted = permission(what)
        if permitted:
            detail["permitted"] = permitted
        what = re.sub(r"^(?:by\s+)?\d+\s*(?:to|-|–|:)\s*\d+\s+(?:in\s+favou?r\s+of|for|to)\s+", "", what)
        title = re.sub(
            r"\s*[\[(]?(?:agreed|decided|adopted)[\])]?\.?$", "", _without_bound(what), flags=re.IGNORECASE
        )
        return sentence.propose("agreement", title, _reason(by or sentence.speaker), detail=detail)
    return None


def listed_agreement(sentence: Sentence, notes: list[str] | None = None) -> MinutesProposal:
    """The sentence as an agreement because of the heading or label that it stands under."""
    found = find_agreement(sentence)
    if found is not None:
        return found
    text = sentence.text.strip()
    match = _LABEL_SPLIT.match(text)
    detail: dict[str, Any] = {}
    if match and not cues().finite.search(match["layer"]):
        detail["layer"] = titled(match["layer"])
    bound = (
        whom(text, "") or whom("agreed by " + sentence.context.binds, "")
        if sentence.context.binds
        else whom(text, "")
    )
    if bound:
        detail["binds"] = bound
    if sentence.context.asserted_by:
        detail["asserted_by"] = sentence.context.asserted_by
    if permitted := permission(" ".join([text, *(notes or [])])):
        detail["permitted"] = permitted
    return sentence.propose("agreement", text, "It stands in a list of what was agreed.", detail=detail)


def motion(sentences: list[Sentence]) -> MinutesProposal | None:
    """A motion of which the same line says that it carried."""
    text = " ".join(sentence.text for sentence in sentences)
    moved = _MOVED.search(text)
    if moved is None or _FAILED.search(text) or not _CARRIED.search(text) or _procedural(moved["what"]):
        return None
    first = next((s for s in sentences if moved["what"][:20] in s.text), sentences[0])
    what = re.split(
        r",?\s+(?:was\s+|were\s+)?(?:seconded|carried|passed|approved\s+by|which)\b", moved["what"]
    )[0]
    return first.propose("agreement", what, "A motion was carried.")


def layers(leaves: list[Sentence]) -> list[Layer] | None:
    """Lines of one level as subjects with their choices, or None where they are no such list.

    "Data model / IEC 61850 / Transport / TCP/IP" alternates between a plain name and something
    specific; a line such as "agreed by most vendors" belongs to the one before it.
    """
    found: list[Layer] = []
    for leaf in leaves:
        text = leaf.text.strip()
        if is_modifier(text) and found:
            found[-1].modifiers.append(text)
            if found[-1].values:
                found[-1].values[-1].extra.setdefault("modifiers", []).append(text)
        elif is_layer_name(text):
            found.append(Layer(leaf))
        elif found:
            found[-1].values.append(leaf)
        else:
            found.append(Layer(None, [leaf]))
    named = [layer for layer in found if layer.label is not None]
    with_values = [layer for layer in named if layer.values]
    return found if with_values and 2 * len(with_values) >= len(named) else None


def layer_agreements(layer: Layer) -> list[MinutesProposal]:
    """Agreements of one layer: one for its choices, and one more for a choice that binds others."""
    if not layer.values:
        assert layer.label is not None
        return [listed_agreement(layer.label)]
    apart = [
        v
        for v in layer.values
        if len(layer.values) > 1 and any(whom(m, "") for m in v.extra.get("modifiers", []))
    ]
    together = [value for value in layer.values if value not in apart]
    label = layer.label.text if layer.label else ""
    return [
        _layer_agreement(label, group) for group in ([together] if together else []) + [[v] for v in apart]
    ]


def _layer_agreement(label: str, values: list[Sentence]) -> MinutesProposal:
    name = titled(label.replace('"', "").replace("“", "").replace("”", ""))
    modifiers = [m for value in values for m in value.extra.get("modifiers", [])]
    choices = [titled(value.text) for value in values]
    text = " ".join([*choices, *modifiers])
    context = values[0].context
    bound = next((b for m in modifiers if (b := whom(m, ""))), None)
    title = f"{name}: {'; '.join(choices)}" if name else "; ".join(choices)
    if bound:
        title += f" ({bound_words(bound)})"
    detail: dict[str, Any] = {"layer": name, "choices": choices}
    if permitted := permission(text):
        detail["permitted"] = permitted
    if bound is None and context.binds:
        bound = whom("agreed by " + context.binds, "")
    if bound:
        detail["binds"] = bound
    if context.asserted_by:
        detail["asserted_by"] = context.asserted_by
    notes = [m for m in modifiers if not whom(m, "")]
    if notes:
        detail["notes"] = notes
    return values[0].propose("agreement", title, _reason(context.asserted_by), detail=detail)


def is_layer_name(text: str) -> bool:
    """A short plain phrase that names a subject and says nothing of it yet."""
    bare = text.strip(' :–—-"“”.,')
    return (
        1 <= len(bare.split()) <= 5
        and not _SPECIFIC.search(bare)
        and not cues().finite.search(bare)
        and not cues().has("open", bare)
        and not cues().permitted["any"].search(bare)
    )


def is_modifier(text: str) -> bool:
    """A line that says more of the one before it: how many are permitted, who agrees, why."""
    return cues().has("modifier", text)


def permission(text: str) -> str:
    """Whether one, several or any of the choices may be used, as far as the words say."""
    for name in ("several", "any", "one"):
        if cues().permitted[name].search(text):
            return name
    return ""


def whom(text: str, subject: str) -> dict[str, str] | None:
    """Whom an agreement is said to bind: extent and class, or None where nothing is said."""
    match = cues().first("binds", text)
    who = (match["who"] if match else subject).strip()
    if not who or who.lower() in ("it", "we", "they", "consensus", "all", "everyone", "everybody"):
        return {"extent": "all", "of": ""} if who.lower() in ("all", "everyone", "everybody") else None
    quantity = re.match(
        r"(?:the\s+)?(most|all|some|many|several|a\s+majority|nearly\s+all|almost\s+all|a\s+few)\b(?:\s+of)?(?:\s+the)?\s*",
        who,
        re.IGNORECASE,
    )
    of = who[quantity.end() :] if quantity else re.sub(r"^(?:the|both)\s+", "", who, flags=re.IGNORECASE)
    of = re.split(r"\s*\b(?:as|that|until|if|when|with|because|for)\b", of)[0].strip(" ,")
    word = quantity[1].lower() if quantity else ""
    class_named = re.search(cues().fragments["class_noun"], who, re.IGNORECASE) is not None
    if word in ("most", "many", "a majority", "nearly all", "almost all"):
        return {"extent": "most of a class", "of": of}
    if word in ("some", "several", "a few"):
        return {"extent": "some", "of": of}
    return {"extent": "a class" if class_named else "all", "of": of}


def bound_words(bound: dict[str, str]) -> str:
    """The binding in words, for a title."""
    lead = {"most of a class": "most ", "some": "some "}.get(bound["extent"], "")
    return f"{lead}{bound['of']}".strip() or "all"


def _without_bound(what: str) -> str:
    match = cues().first("binds", what)
    return what[: match.start()].strip(" ,;(") if match and match.start() > 8 else what


def _procedural(text: str) -> bool:
    return (
        cues().has("procedural", text)
        or re.search(r"\b(?:minutes|agenda)\s*(?:of\b.{0,40}|as\b.{0,30})?$", text.strip(" .")) is not None
    )


def _reason(by: str) -> str:
    return f"{by} reports an agreement." if by else "The minutes report an agreement."
