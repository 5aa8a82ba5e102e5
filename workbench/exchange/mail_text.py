"""The words of a mail: plain text out of HTML, and the sender's own words out of a reply."""

from __future__ import annotations

import re

from lxml import etree, html

_BLOCKS = frozenset({
    "address", "article", "blockquote", "div", "dl", "dt", "dd", "fieldset", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul",
})  # fmt: skip
_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "svg"})
_ATTRIBUTION = re.compile(
    r"^\s*(On\b.{4,250}\bwrote:|Am\b.{4,250}\bschrieb\b.{0,120}:|Le\b.{4,250}\ba écrit\s?:)\s*$", re.DOTALL
)
_DIVIDER = re.compile(
    r"^\s*-{2,}\s*(Original Message|Original-Nachricht|Forwarded message)\s*-{2,}\s*$", re.IGNORECASE
)
_OUTLOOK = re.compile(
    r"^\s*\*?(From|Von|De)\s?:\*?\s.+\n\s*\*?(Sent|Date|Gesendet|Datum|Envoyé)\s?:\*?\s.+\n"
    r"(\s*\*?(To|Cc|Subject|An|Betreff|À|Objet)\s?:)",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*_{10,}\s*$")


def text_of_html(markup: str) -> str:
    """The words of an HTML body, a line for each block; scripts, styles and comments say nothing.

    Quoted blocks keep a ``>`` before each line, list entries an asterisk.
    """
    if not markup.strip():
        return ""
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, recover=True)
    try:
        root = html.document_fromstring(markup, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        # a declared encoding inside the text, or nothing that can be parsed: the tags are dropped by hand
        return re.sub(r"<[^>]{0,500}>", " ", markup)
    lines: list[str] = []
    current: list[str] = []
    depth = 0

    def end_line() -> None:
        words = re.sub(r"[ \t\r\n\f]+", " ", "".join(current)).strip()
        current.clear()
        if words:
            lines.append("> " * min(depth, 9) + words)
        elif lines and lines[-1] != "":
            lines.append("")

    silent: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        if silent is not None:
            if event == "end" and element is silent:
                silent = None
                current.append(element.tail or "")
            continue
        if event == "start":
            if tag in _SILENT:
                silent = element
                continue
            if tag in _BLOCKS or tag == "br":
                end_line()
            if tag == "blockquote":
                depth += 1
            if tag == "li":
                current.append("* ")
            current.append(element.text or "")
        else:
            if tag in _BLOCKS:
                end_line()
            if tag in ("td", "th"):
                current.append(" ")
            if tag == "blockquote":
                depth -= 1
            current.append(element.tail or "")
    end_line()
    return "\n".join(lines).strip("\n")


def own_words(text: str) -> str:
    """The words that a sender added, without the mail that they answer and without their signature.

    Where answers stand between or below the quoted lines, everything is kept, since they say little
    without what they answer.
    """
    lines = text.split("\n")
    lines = lines[: _end_of_own(lines)]
    signature = next((n for n, line in enumerate(lines) if line in ("-- ", "--")), None)
    if signature:
        lines = lines[:signature]
    return "\n".join(lines).strip("\n").rstrip()


def _end_of_own(lines: list[str]) -> int:
    """Number of the first line that belongs to the answered mail; all lines when none does."""
    quoted_from = _quoted_from(lines)
    for number, line in enumerate(lines):
        following = lines[number : number + 4]
        if _DIVIDER.match(line) or _OUTLOOK.match("\n".join(following)):
            return _without_rule(lines, number)
        attribution = _attribution_length(following)
        if (attribution or line.startswith(">")) and number + attribution >= quoted_from:
            return number
    return len(lines)


def _attribution_length(lines: list[str]) -> int:
    """How many lines, up to three, say who wrote what is quoted next; 0 when none does."""
    for length in (1, 2, 3):
        if _ATTRIBUTION.match("\n".join(lines[:length])):
            return length
    return 0


def _quoted_from(lines: list[str]) -> int:
    """Number of the line from which on every line, up to a signature, is quoted or blank."""
    end = lines.index("-- ") if "-- " in lines else len(lines)
    start = end
    while start > 0 and (lines[start - 1].startswith(">") or not lines[start - 1].strip()):
        start -= 1
    return start if any(line.startswith(">") for line in lines[start:end]) else len(lines) + 1


def _without_rule(lines: list[str], number: int) -> int:
    above = number - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    return above if above >= 0 and _RULE.match(lines[above]) else number
