"""A comment, what became of it and what was answered, as HTML: every word of the record shown as text."""

from __future__ import annotations

import html

from workbench.graph.comment_threads import AnswerRow, ResolutionRow, ThreadComment
from workbench.graph.comment_words import (
    ANSWER_MARKS,
    ANSWERS,
    DEFERRED,
    INCORPORATED,
    MARKS,
    NOT_INCORPORATED,
    OUTSIDE,
    RESOLUTIONS,
    UNRESOLVED,
)
from workbench.graph.dates import display_date
from workbench.screens.addresses import item_address
from workbench.screens.grammar import plain

CLASSES = {
    UNRESOLVED: "open",
    INCORPORATED: "done",
    NOT_INCORPORATED: "doubt",
    OUTSIDE: "off",
    DEFERRED: "off",
}
"""Which colour a resolution has; its word and its shape say it first."""


def standing_html(standing: str) -> str:
    """A resolution, or that there is none, as a word with its shape."""
    words = RESOLUTIONS.get(standing, "No resolution yet")
    return _pill(CLASSES.get(standing, "done"), MARKS.get(standing, "○"), words)


def who_markdown(row: ThreadComment) -> str:
    """Who said it, for whom, when, and on which text, as Markdown."""
    # What was written down for an organisation carries its name already.
    organisation = row.organisation if row.organisation != row.person else None
    who = f"**{plain(row.person)}**" + (f" for **{plain(organisation)}**" if organisation else "")
    overtaken = f" · :orange[on an earlier text, revision {row.revision}]" if row.overtaken else ""
    return f"{who} :gray[{display_date(row.said_on)} · #{row.number}]{overtaken}"


def remarks(row: ThreadComment, *, call: bool) -> list[str]:
    """What is quiet about a comment: the call it was said in, who wrote it down.

    Args:
        call: whether the call is named.
    """
    said = [f"In the call {row.ballot}."] if row.ballot and call else []
    if row.origin.get("entered_by"):
        cited = f"; rests on: {row.origin['cited']}" if row.origin.get("cited") else ""
        said.append(f"Written down by {row.origin['entered_by']}{cited}.")
    return said


def about_html(row: ThreadComment) -> str:
    """What a comment is about: the item's title as a link, its code, the call."""
    call = f" · in the call {html.escape(row.ballot)}" if row.ballot else ""
    return (
        f'<p class="wb-topic"><a href="{html.escape(item_address(row.code))}" target="_self">'
        f'{html.escape(row.title)}</a> <span class="wb-code">{html.escape(row.code)}{call}</span></p>'
    )


def resolutions_html(row: ThreadComment) -> str:
    """The latest resolution with its answers, and the earlier ones folded away under it."""
    if row.resolution is None:
        return ""
    earlier = row.resolutions[:-1]
    folded = ""
    if earlier:
        number = "One earlier resolution" if len(earlier) == 1 else f"{len(earlier)} earlier resolutions"
        blocks = "".join(_resolution(one) for one in reversed(earlier))
        folded = f"<details><summary>{number}, replaced</summary>{blocks}</details>"
    return f'<div class="wb-resolution">{_resolution(row.resolution)}{folded}</div>'


def _resolution(row: ResolutionRow) -> str:
    to = f' <span class="wb-to">to {html.escape(row.deferred_to)}</span>' if row.deferred_to else ""
    by = f'<span class="wb-code">{html.escape(row.person)}, {display_date(row.resolved_on)}</span>'
    detail = f'<p class="wb-detail">{html.escape(row.words)}</p>' if row.words else ""
    answers = "".join(_answer(answer) for answer in row.answers)
    return f'<section><p class="wb-became">{standing_html(row.resolution)}{to} {by}</p>{detail}{answers}</section>'


def _answer(row: AnswerRow) -> str:
    mark = _pill("done" if row.satisfied else "doubt", ANSWER_MARKS[row.satisfied], ANSWERS[row.satisfied])
    organisation = f" for {row.organisation}" if row.organisation and row.organisation != row.person else ""
    by = f"{row.person}{organisation}, {display_date(row.answered_on)}"
    cited = f"; written down by {row.entered_by}, rests on: {row.cited}" if row.cited else ""
    words = f"<blockquote>{html.escape(row.words)}</blockquote>" if row.words else ""
    return f'<div class="wb-answer"><p>{mark} <span class="wb-code">{html.escape(by + cited)}</span></p>{words}</div>'


def _pill(shape: str, mark: str, words: str) -> str:
    return f'<span class="wb-status marked {shape}"><span aria-hidden="true">{mark}</span> {html.escape(words)}</span>'
