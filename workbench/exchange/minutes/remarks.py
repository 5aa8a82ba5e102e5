"""Remarks that belong to another line: to the sentence before, to the name above, to the head of the minutes."""

from __future__ import annotations

import re
from dataclasses import replace

from workbench.exchange.minutes.actions import find_actions
from workbench.exchange.minutes.almanac import Almanac
from workbench.exchange.minutes.cues import cues
from workbench.exchange.minutes.dates import find_dates
from workbench.exchange.minutes.headings import heading_senses, is_section
from workbench.exchange.minutes.people import Directory
from workbench.exchange.minutes.proposals import STATUS, MinutesProposal, dated, titled
from workbench.exchange.minutes.sentences import Context, Sentence
from workbench.exchange.minutes.structure import Node

FIELD = re.compile(
    r"^(?:(?P<owner>owners?|responsible(?:\s+party)?|assigned(?:\s+to)?|assignees?|who|lead|by\s+whom)"
    r"|(?P<due>due(?:\s+date)?|deadline|when|target(?:\s+date)?|by|date))\s*[:–—-]\s*(?P<value>.+)$",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"^(?:(?:this|that|it|they|these|which|and|but|so)\b|(?:needs?|requires?|not|no|to\s+be|tb[dca]|unclear|undecided|open|still|pending|deferred|tabled|left|parked|take|unresolved)\b"
    r"|(?:more|further)\s+\w+\s+(?:is\s+)?needed)",
    re.IGNORECASE,
)
_NO_OBJECTION = re.compile(
    r"^(?:there\s+(?:were|was)\s+)?no\s+(?:objections?|opposition|one\s+objected)\b[^,;]{0,30}$|^nobody\s+objected\b"
    r"|^(?:this\s+was\s+)?(?:so\s+)?(?:agreed|ordered|approved|accepted|adopted)\.?$",
    re.IGNORECASE,
)
_NOBODY = Context(Almanac(), Directory())


def folded(
    own: list[MinutesProposal], new: list[MinutesProposal], part: Sentence, said: str
) -> list[MinutesProposal]:
    """Put a remark such as "Needs more discussion." to the sentence before it, which says what of."""
    if own and _NO_OBJECTION.match(part.text) and own[-1].kind in ("issue", "proposal"):
        title = (
            titled(re.sub(r"^whether\s+(?:or\s+not\s+)?", "", own[-1].title, flags=re.IGNORECASE))
            or own[-1].title
        )
        agreed = replace(own[-1], kind="agreement", title=title, status=STATUS["agreement"], question="")
        return [*own[:-1], replace(agreed, reason="Nobody objected.")]
    if (
        len(new) != 1
        or new[0].kind != "issue"
        or not said
        or not _REMARK.match(part.text)
        or len(part.text.split()) > 10
    ):
        return [*own, *new]
    if own and own[-1].kind == "issue":
        detail = {**own[-1].detail, "notes": [*own[-1].detail.get("notes", []), part.text.strip()]}
        return [*own[:-1], replace(own[-1], detail=detail)]
    if own:
        return [*own, *new]
    return [
        replace(
            new[0], title=titled(said) or new[0].title, detail={**new[0].detail, "notes": [part.text.strip()]}
        )
    ]


def is_head(node: Node) -> bool:
    """Whether a line belongs to the head of the minutes: their title, the day, the group."""
    if (
        node.line.number > 6
        or node.line.role != "heading"
        or any(c.line.role == "item" for c in node.children)
    ):
        return False
    summary = re.search(r"\b(?:summary|minutes|report|notes|record)\b", node.line.text, re.IGNORECASE)
    return summary is not None or not (is_section(node.line.text) and heading_senses(node.line.text))


def paired(nodes: list[Node]) -> list[Node]:
    """In a flat list of open points, a remark after a plain name belongs to that name."""
    result: list[Node] = []
    for node in nodes:
        before = result[-1] if result else None
        text = node.line.text
        if (
            before is not None
            and not cues().finite.search(before.line.text)
            and not before.line.text.rstrip().endswith("?")
            and not before.children
            and not text.rstrip().endswith("?")
            and cues().has("open", text)
            and not find_actions(Sentence(text, node.line, 0, _NOBODY))
        ):
            result[-1] = Node(before.line, [node])
        else:
            result.append(node)
    return result


def with_field(proposal: MinutesProposal, named: re.Match[str], context: Context) -> MinutesProposal:
    """The proposal with the owner or the date that a line under it gives."""
    if named["owner"]:
        return replace(proposal, owner=named["value"].strip(" ."))
    found = find_dates("by " + named["value"], context.almanac)
    return replace(proposal, due=dated(found[0], "proposed")) if found else proposal
