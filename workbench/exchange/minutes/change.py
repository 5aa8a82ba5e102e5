"""From accepted proposals to a proposed change: items, their source, and the line that each cites."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

from workbench.exchange.minutes.proposals import MinutesProposal, MinutesReading
from workbench.graph.proposed import LinkEdit, NewItem, Place, ProposedChange

_SAME_QUESTION = 85
"""Likeness, of a hundred, above which an accepted issue is the question of an alternative."""


_PRO_OR_CON = re.compile(
    r"(?:(?P<pro>pros?|advantages?|benefits?)|cons?|disadvantages?|drawbacks?)\s*[:–—-]\s*(?P<words>.+)",
    re.IGNORECASE,
)


@dataclass
class _Draft:
    """The change while it is put together."""

    reading: MinutesReading
    source: str
    meeting: str | None
    people: Mapping[str, str]
    taken: set[str]
    new: list[NewItem] = field(default_factory=list)
    links: list[LinkEdit] = field(default_factory=list)
    persons: dict[str, str] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)


def to_change(
    reading: MinutesReading,
    accepted: Sequence[MinutesProposal] | None = None,
    *,
    people: Mapping[str, str] | None = None,
    meeting: str | None = None,
    source: str | None = None,
    taken: Collection[str] = (),
) -> ProposedChange:
    """Everything that saving the accepted proposals would write, as one change.

    Args:
        reading: what was read.
        accepted: the proposals to take, edited or not; None takes all.
        people: codes of persons and organisations in the record, by name as in the minutes or in full.
        meeting: code of the meeting of the minutes, when it is in the record.
        source: code of the minutes' source when it is in the record already; otherwise one is made.
        taken: codes that exist in the record, so that no new one collides with them.

    Returns:
        New items, each with a ``derived-from`` link to the source and its line. An alternative
        points to its question, which becomes an issue when none of the accepted ones is it. A
        named person who is not in the record becomes one; a body that is not stays in the text.
    """
    chosen = list(reading.proposals if accepted is None else accepted)
    day = reading.date.isoformat() if reading.date else ""
    codes = set(taken)
    code = source or _free(f"SRC-MIN-{day}" if day else f"SRC-MIN-{_slug(reading.title)}", codes, ".")
    draft = _Draft(reading, code, meeting, dict(people or {}), codes)
    if not chosen:
        return ProposedChange(why=f"Nothing was taken from '{reading.title}'.", effective_on=reading.date)
    if source is None:
        draft.new.append(
            NewItem(
                "source",
                {
                    "title": f"Minutes: {reading.title}",
                    "text": reading.text,
                    "date": day or None,
                    "seen": f"read from '{reading.name}'",
                },
                code=code,
                label=code,
                place=Place(reading.name),
            )
        )
        if meeting:
            draft.links.append(LinkEdit(code, "minutes-of", meeting))
    labels = {id(proposal): f"minutes-{index}" for index, proposal in enumerate(chosen, start=1)}
    for proposal in chosen:
        if proposal.kind == "issue":
            draft.questions[proposal.title] = labels[id(proposal)]
    for proposal in chosen:
        _add(draft, proposal, labels[id(proposal)])
    count = f"{len(chosen)} of {len(reading.proposals)}"
    return ProposedChange(
        new=tuple(draft.new),
        links=tuple(draft.links),
        why=f"{count} proposals taken from '{reading.title}'" + (f" of {day}." if day else "."),
        effective_on=reading.date,
    )


def _add(draft: _Draft, proposal: MinutesProposal, label: str) -> None:
    place = Place(draft.reading.name, proposal.line)
    fields: dict[str, Any] = {"title": proposal.title, "text": _text(proposal), "status": proposal.status}
    fields.update(_KIND_FIELDS[proposal.kind](draft, proposal))
    code = _meeting_code(proposal, draft.taken) if proposal.kind == "meeting" else None
    draft.new.append(NewItem(proposal.kind, fields, code=code, label=label, place=place))
    draft.links.append(LinkEdit(label, "derived-from", draft.source, {"line": proposal.line}, place=place))
    if proposal.kind != "agreement" and proposal.kind != "meeting" and (owner := _owner(draft, proposal)):
        draft.links.append(LinkEdit(label, "owned-by", owner, place=place))
    if proposal.kind == "action" and draft.meeting:
        draft.links.append(LinkEdit(label, "assigned-to", draft.meeting, place=place))
    if proposal.kind == "proposal":
        draft.links.append(LinkEdit(label, "alternative-of", _question(draft, proposal), place=place))


def _text(proposal: MinutesProposal) -> str:
    """What the record says besides the title: the minutes' words, remarks, and who is named."""
    parts = [f"In the minutes: “{proposal.quote}”"]
    parts.extend(str(note) for note in proposal.detail.get("notes", []))
    if proposal.owner:
        parts.append(f"Named in the minutes: {proposal.owner}.")
    if proposal.due and proposal.due.get("words") and proposal.kind in ("issue", "proposal", "agreement"):
        parts.append(f"Date in the minutes: {proposal.due['words']}.")
    return "\n\n".join(parts)


def _issue(draft: _Draft, proposal: MinutesProposal) -> dict[str, Any]:
    due = proposal.due or {}
    day = due.get("end") or due.get("start")
    return {"due": day} if day and not proposal.hoped else {}


def _agreement(draft: _Draft, proposal: MinutesProposal) -> dict[str, Any]:
    names = ("layer", "choices", "permitted", "asserted_by", "binds", "questioned", "questioned_on")
    fields = {name: proposal.detail[name] for name in names if proposal.detail.get(name)}
    if draft.reading.date:
        fields["asserted_on"] = draft.reading.date.isoformat()
    return fields


def _action(draft: _Draft, proposal: MinutesProposal) -> dict[str, Any]:
    return {"due": dict(proposal.due)} if proposal.due else {}


def _milestone(draft: _Draft, proposal: MinutesProposal) -> dict[str, Any]:
    return {"date": dict(proposal.due)} if proposal.due else {}


def _meeting(draft: _Draft, proposal: MinutesProposal) -> dict[str, Any]:
    fields = _milestone(draft, proposal)
    fields.update({name: proposal.detail[name] for name in ("starts", "avoid") if proposal.detail.get(name)})
    return fields


def _alternative(draft: _Draft, proposal: MinutesProposal) -> dict[str, Any]:
    fields = {
        name: proposal.detail[name]
        for name in ("raised_by", "advantages", "drawbacks")
        if proposal.detail.get(name)
    }
    for note in proposal.detail.get("notes", []):
        if (match := _PRO_OR_CON.match(str(note))) is not None:
            fields["advantages" if match["pro"] else "drawbacks"] = match["words"]
    return fields


_KIND_FIELDS = {
    "issue": _issue,
    "agreement": _agreement,
    "action": _action,
    "milestone": _milestone,
    "meeting": _meeting,
    "proposal": _alternative,
}


def _owner(draft: _Draft, proposal: MinutesProposal) -> str:
    """Code or label of the owner, a person newly made where the minutes name one; empty for a body unknown."""
    if not proposal.owner:
        return ""
    full = draft.reading.people.get(proposal.owner, "")
    for name in (proposal.owner, full):
        if name in draft.people:
            return draft.people[name]
    if not full:
        return ""
    if full not in draft.persons:
        code = _free(f"PER-{_slug(full)}", draft.taken, "-")
        draft.persons[full] = code
        draft.new.append(
            NewItem(
                "person",
                {"title": full},
                code=code,
                label=code,
                place=Place(draft.reading.name, proposal.line),
            )
        )
        draft.links.append(LinkEdit(code, "derived-from", draft.source, {"line": proposal.line}))
    return draft.persons[full]


def _question(draft: _Draft, proposal: MinutesProposal) -> str:
    """Label of the issue that an alternative answers, made when no accepted issue is it."""
    question = proposal.question or f"Which way to go: {proposal.title}"
    for title, label in draft.questions.items():
        if fuzz.token_set_ratio(title.lower(), question.lower()) >= _SAME_QUESTION:
            return label
    label = f"question-{len(draft.questions) + 1}"
    place = Place(draft.reading.name, proposal.line)
    draft.questions[question] = label
    text = "The minutes set alternatives side by side; which is taken is open."
    draft.new.append(
        NewItem("issue", {"title": question, "text": text, "status": "proposed"}, label=label, place=place)
    )
    draft.links.append(LinkEdit(label, "derived-from", draft.source, {"line": proposal.line}, place=place))
    return label


def _meeting_code(proposal: MinutesProposal, taken: set[str]) -> str:
    due = proposal.due or {}
    start = due.get("start") or due.get("end") or ""
    if due.get("qualifier") == "on" and start and f"MTG-{start}" not in taken:
        return _free(f"MTG-{start}", taken, "-")
    words = _slug(
        re.sub(r"\b(?:the|a|an|to|or|and|in|on|of|will|be)\b", " ", proposal.title, flags=re.IGNORECASE)
    )[:24]
    return _free("MTG-" + "-".join(part for part in (words.strip("-") or "NEXT", start) if part), taken, "-")


def _free(code: str, taken: set[str], joint: str) -> str:
    """The code, or the code with the next number, and noted as taken."""
    wanted, number = code, 1
    while wanted in taken:
        number += 1
        wanted = f"{code}{joint}{number}"
    taken.add(wanted)
    return wanted


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii").upper()
    return re.sub(r"[^A-Z0-9]+", "-", plain).strip("-")[:40] or "UNNAMED"
