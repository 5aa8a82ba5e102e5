"""From lines to a tree, and what the words say about structure where the writer gave none.

Minutes pasted from a mail often have all bullets on one level. A short line such as "Next steps"
then opens a section, and "The following need more work" takes in the lines after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from workbench.exchange.minutes.cues import cues
from workbench.exchange.minutes.headings import heading_senses, is_section
from workbench.exchange.minutes.outline import Line

_SMALL = {
    "a",
    "an",
    "the",
    "of",
    "or",
    "and",
    "for",
    "in",
    "on",
    "to",
    "with",
    "by",
    "at",
    "vs",
    "vs.",
    "from",
    "as",
    "per",
}
_FOLLOWS = re.compile(
    r"\b(?:the\s+following(?!\s+(?:day|week|month|year|meeting|session|call|morning))|as\s+follows|(?:listed|described|set\s+out|given)?\s*below$)",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(
    r"(?:^|\b)(?:need|needs|have|want|still|remains?|yet|must)\s+to\s+(?:be\s+)?\w+(?:\s+(?:on|about|whether|if))?\s*$",
    re.IGNORECASE,
)
_COMMITS = re.compile(r"\b(?:will|shall|is\s+to|are\s+to|agreed\s+to|volunteered\s+to|to)\s*$", re.IGNORECASE)


@dataclass
class Node:
    """A line with the lines under it; ``senses`` is what it says of them, None for a plain line."""

    line: Line
    children: list[Node] = field(default_factory=list)
    senses: tuple[str, ...] | None = None

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()


def tree(lines: list[Line]) -> list[Node]:
    """The lines as a tree, with the sections and lists that only the words show put in place."""
    root = Node(Line(0, -1, ""))
    path = [root]
    for line in lines:
        while path[-1].line.level >= line.level:
            path.pop()
        node = Node(line)
        path[-1].children.append(node)
        path.append(node)
    _settle(root)
    return root.children


def lead_in_senses(text: str) -> tuple[str, ...] | None:
    """What a sentence that announces others says of them, or None where it announces nothing."""
    words = text.strip()
    bare = words.rstrip(":–—- ,").strip()
    opens = words.endswith((":", " -", " –", " —", "-")) or bool(_UNFINISHED.search(bare)) or (
        bool(_FOLLOWS.search(bare)) and len(bare.split()) <= 25 and not re.search(r"[a-z)]\.$", words)
    )  # fmt: skip
    if not opens or not bare:
        return None
    listened = cues()
    if listened.has("not_agreed", bare):
        return ("open",)
    if _COMMITS.search(bare) and not _UNFINISHED.search(bare):
        return ("action",)
    if listened.has("agreement", bare + " the following") or re.search(
        r"\b(?:agreed|agreement|consensus|decided|resolved|adopted|approved|concluded|decisions?)\b",
        bare,
        re.IGNORECASE,
    ):
        return ("agreement",)
    if listened.has("listed_choices", bare + " :") or re.search(
        r"\b(?:options|alternatives|candidates)\b", bare, re.I
    ):
        return ("alternatives",)
    if re.search(
        r"\b(?:actions?|tasks?|next\s+steps|assign(?:ed|ments)|to\s+do|volunteer\w*)\b", bare, re.IGNORECASE
    ):
        return ("action",)
    if (
        listened.has("open", bare)
        or _UNFINISHED.search(bare)
        or re.search(
            r"\b(?:questions?|concerns?|issues?|unresolved|open|clarif\w+|uncertain\w*|gaps?|disagree\w*)\b",
            bare,
            re.IGNORECASE,
        )
    ):
        return ("open",)
    if re.search(r"\b(?:schedule|timeline|dates|deadlines?|milestones?)\b", bare, re.IGNORECASE):
        return ("dates",)
    return ("neutral",)


def is_report(text: str) -> bool:
    """Whether a line tells what somebody said: "Lee noted that …", "Parties want to discuss …"."""
    verb = cues().fragments["report_verb"]
    adverb = cues().fragments["adverb"]
    return _report(
        rf"^(?:[A-Z][\w.&'’-]*\s+|(?:the|a|an|one|some|several|many|most|both)\s+)(?:[\w.&'’()/-]+\s+){{0,4}}?{adverb}(?<!\ba\s)(?<!\bthe\s)(?<!\ban\s)(?<!\bof\s)(?<!\bwith\s){verb}\b",
        text,
    )


def _report(pattern: str, text: str) -> bool:
    return cues().compile(pattern).match(text[:160]) is not None


def _title_case(text: str) -> bool:
    words = [w for w in re.findall(r"[\w'’/&.-]+", text) if w.lower() not in _SMALL and not w[0].isdigit()]
    return bool(words) and all(word[0].isupper() for word in words)


def _plain_phrase(text: str) -> bool:
    """A line without a verb and without an end of sentence."""
    return not cues().finite.search(text) and not re.search(r"[.?!;,]$", text.strip())


def _settle(node: Node) -> None:
    if node.line.level >= 0:
        _name(node)
    flat = _is_flat(node)
    node.children = _gathered(
        node.children, flat=flat, under_sense=bool(set(node.senses or ()) - {"neutral"})
    )
    for child in node.children:
        _settle(child)


def _name(node: Node) -> None:
    """Give a line with lines under it its sense."""
    if node.senses is not None or (not node.children and node.line.role != "heading"):
        return
    text = node.line.text
    long = 16 if len(node.children) >= 6 else 8
    if node.line.role == "heading" or (_plain_phrase(text.rstrip(":")) and len(text.split()) <= long):
        senses = heading_senses(text)
        lead = lead_in_senses(text) if not senses and text.rstrip().endswith((":", "-", "–")) else None
        node.senses = senses or lead or ("neutral",)
        return
    node.senses = lead_in_senses(text)


def _is_flat(node: Node) -> bool:
    leaves = [child for child in node.children if not child.children]
    of_items = [child for child in node.children if child.line.role != "heading"]
    return (
        len(of_items) >= 6
        and len(leaves) >= 0.75 * len(node.children)
        and not set(node.senses or ()) - {"neutral"}
    )


def _gathered(siblings: list[Node], *, flat: bool, under_sense: bool) -> list[Node]:
    """Siblings with those that belong under a heading or a lead-in among them put there."""
    result: list[Node] = []
    heading: Node | None = None
    lead: Node | None = None
    for index, node in enumerate(siblings):
        rest = siblings[index + 1 :]
        if node.line.role == "row":
            (lead or heading or Node(node.line, result)).children.append(node)
            continue
        if _opens_section(node, rest, lead, flat=flat, under_sense=under_sense):
            node.senses = node.senses or heading_senses(node.line.text) or ("neutral",)
            heading, lead = node, None
            result.append(node)
            continue
        plain = _plain_phrase(node.line.text.rstrip(":–—- "))
        senses = None if node.children or not rest else lead_in_senses(node.line.text)
        if senses is not None and not (plain and (lead or under_sense)):
            node.senses = senses
            (heading.children if heading else result).append(node)
            lead = node
            continue
        if lead is not None and not is_report(node.line.text) and node.line.role != "heading":
            lead.children.append(node)
            continue
        if node.line.role == "heading":
            heading = None
        lead = None
        (heading.children if heading else result).append(node)
    return result


def _opens_section(node: Node, rest: list[Node], lead: Node | None, *, flat: bool, under_sense: bool) -> bool:
    text = node.line.text
    if node.line.role == "heading" or not rest:
        return False
    if not _plain_phrase(text.rstrip(":")) and not is_section(text):
        return False
    if re.match(r"(?:no|not)\b", text, re.IGNORECASE) and not text.rstrip().endswith(":"):
        return False
    if node.children:
        # In a flat list a numbered line under a heading such as "Tasks" makes it no less a heading.
        return flat and is_section(text) and bool(heading_senses(text))
    if is_section(text) and heading_senses(text):
        return flat or text.rstrip().endswith(":") or not under_sense
    if not flat or re.search(r"\b(?:19|20)\d\d\b|\d/\d", text):
        return False
    words = text.split()
    if re.match(r"(?:alternatives?|options?)(?:\s+\w[^:]{0,60}:|\s*:$)", text, re.IGNORECASE):
        return True
    if lead is not None:
        styles = [
            _title_case(child.line.text) and len(child.line.text.split()) > 1 for child in lead.children
        ]
        return len(styles) >= 2 and not any(styles) and _title_case(text) and len(words) >= 5
    if len(words) > 12 or lead_in_senses(text) is not None:
        return False
    return text.isupper() or (_title_case(text) and (len(words) >= 2 or len(rest[0].line.text.split()) >= 4))
