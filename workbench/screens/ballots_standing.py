"""Who stands where, as HTML: every organisation by name and shape, sorted by side; joint positions once."""

from __future__ import annotations

import html
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from workbench.graph.ballots import BallotRow, JointRow, PositionRow
from workbench.graph.ballots.tally import Asked, Tally, authority, capacity_words
from workbench.graph.ballots.tally import said as said_words
from workbench.graph.ballots.texts import cited_words
from workbench.graph.ballots.words import (
    DATE_ANSWERS,
    MARKS,
    POSITIONS,
    VERBS,
)
from workbench.graph.date_reading import read_day
from workbench.graph.dates import display_date, display_moment, listed

SIDES = (
    ("support", "●", "For it"),
    ("part", "◐", "For a part"),
    ("object", "✕", "Against it"),
    ("neither", "○", "Neither for nor against"),
    ("recused", "/", "Recused"),
    ("overtaken", "△", "On an earlier text, not counted"),
    ("silent", "·", "No answer"),
    ("unasked", "□", "Not asked: shown, and not counted"),
)
Difference = Callable[[PositionRow], str]
"""Gives as HTML what has changed since a position was taken; empty where nothing is to be shown."""


def standing_html(ballot: BallotRow, counted: Tally, difference: Difference, *, silent: bool = True) -> str:
    """Everybody of a ballot with one text, side by side of the question.

    Args:
        silent: those without an answer are named too.
    """
    parts = []
    latest = ballot.latest()
    for name, mark, title in SIDES:
        members: Sequence[Asked] = getattr(counted, name)
        if not members or (name == "silent" and not silent):
            continue
        if name == "silent":
            rows = [f"<li>{html.escape(listed([o.name for o in members]))}</li>"]
        else:
            rows = _rows(ballot, [latest[o.code] for o in members if o.code in latest], difference)
        parts.append(
            f'<h4 class="wb-side"><span aria-hidden="true">{mark}</span> {title} '
            f'<span class="wb-code">{len(members)}</span></h4><ul class="wb-stands">{"".join(rows)}</ul>'
        )
    return "".join(parts) or '<p class="wb-remark">Nobody has answered yet.</p>'


def _rows(ballot: BallotRow, positions: Sequence[PositionRow], difference: Difference) -> list[str]:
    """One line a position of a side; a joint one stands once, with its members on that side."""
    side = {position.organisation for position in positions}
    joints = {joint.uuid: joint for joint in ballot.joints}
    seen: set[str] = set()
    rows = []
    for position in positions:
        joint = joints.get(position.joint or "")
        if joint is not None and joint.uuid in seen:
            continue
        if joint is not None:
            seen.add(joint.uuid)
        rows.append(_row(position, joint, side, difference(position), ballot))
    return rows


def _row(
    position: PositionRow, joint: JointRow | None, side: Collection[str], changed: str, ballot: BallotRow
) -> str:
    members = [position.organisation]
    mark = MARKS.get(position.position, "")
    verb = VERBS.get(position.position, position.position)
    name = position.organisation_name
    if joint is not None:
        # Who was not asked stands apart, with the same words: a line names only those that are counted in it.
        members = [code for code in joint.confirmed if code in side] or members
        name = listed([title for code, title in joint.members if code in members]) or name
        apart = [title for code, title in joint.members if code in joint.confirmed and code not in members]
        verb = f"{verb}, jointly{f' with {listed(apart)}' if apart else ''}"
    said = [f'<b>{html.escape(name)}</b> <span aria-hidden="true">{mark}</span> {html.escape(verb)}.']
    if position.reason:
        said.append(f'<span class="wb-said">{html.escape(position.reason)}</span>')
    if position.change_wanted:
        said.append(f'<span class="wb-said">Change wanted: {html.escape(position.change_wanted)}</span>')
    if joint is not None:
        waiting = ballot.unconfirmed(joint)
        if waiting:
            said.append(f'<span class="wb-remark">Not confirmed yet: {html.escape(listed(waiting))}.</span>')
        said += [_remark(authority_words(ballot.latest()[code], named=True)) for code in members]
    else:
        said.append(_remark(authority_words(position)))
    if position.overtaken:
        said.append(_remark(f"△ Taken on an earlier text, revision {position.revision}."))
        said.append(changed)
    if position.editorial_until:
        said.append(
            _remark(f"Counts again after {display_moment(position.editorial_until)} unless contested.")
        )
    if position.carried_over_at:
        said.append(_remark("Carried over an editorial change that nobody contested."))
    said.append(_before(ballot, members))
    return f"<li>{' '.join(said)}</li>"


def _before(ballot: BallotRow, organisations: Iterable[str]) -> str:
    """What organisations said before their latest position, folded away; the latest of it first."""
    earlier = [p for code in organisations for p in ballot.of(code) if not p.latest]
    if not earlier:
        return ""
    named = len({p.organisation for p in earlier}) > 1
    rows = "".join(_earlier(ballot, p, named) for p in sorted(earlier, key=lambda p: p.change, reverse=True))
    return f"<details><summary>Said before ({len(earlier)})</summary><ul>{rows}</ul></details>"


def _earlier(ballot: BallotRow, position: PositionRow, named: bool) -> str:
    reasons = [position.reason]
    if position.change_wanted:
        reasons.append(f"Change wanted: {position.change_wanted}")
    words = "".join(f'<span class="wb-said">{html.escape(one)}</span>' for one in reasons if one)
    whose = f"{position.organisation_name}, " if named else ""
    who = ", ".join(filter(None, (f"{whose}{_taken_words(position)}", cited_words(ballot, position))))
    return f"<li>{html.escape(said_words(position))} {_remark(f'{who}.')}{words}</li>"


def _remark(words: str) -> str:
    return f'<span class="wb-remark">{html.escape(words)}</span>'


def authority_words(position: PositionRow, *, named: bool = False) -> str:
    """How far a position is authorised, and who took it."""
    who = f"{position.organisation_name}: " if named else ""
    return f"{who}{authority(position)}; taken {_taken_words(position)}."


def _taken_words(position: PositionRow) -> str:
    """When a position was taken, by whom, in whose capacity."""
    by = f" by {position.person_name}" if position.person_name else ""
    return f"{display_date(position.taken_on)}{by}, {capacity_words(position)}"


def choices_html(ballot: BallotRow, difference: Difference = lambda _: "") -> str:
    """A table of organisations and alternatives, or days, with the shape and word of every answer."""
    words: Mapping[str, str] = DATE_ANSWERS if ballot.kind == "date-poll" else POSITIONS
    heads = "".join(f'<th scope="col">{_choice_name(ballot, choice.key)}</th>' for choice in ballot.choices)
    joints = {joint.uuid: joint for joint in ballot.joints}
    shown: set[str] = set()
    rows = []
    for position in sorted(ballot.latest().values(), key=lambda p: p.organisation_name.casefold()):
        joint = joints.get(position.joint or "")
        if joint is not None and joint.uuid in shown:
            continue
        if joint is not None:
            shown.add(joint.uuid)
        cells = "".join(_cell(position, choice.key, words) for choice in ballot.choices)
        who = _who_answered(ballot, position, joint, difference)
        rows.append(f'<tr><th scope="row">{who}</th>{cells}</tr>')
    if not rows:
        return '<p class="wb-remark">Nobody has answered yet.</p>'
    return (
        f'<div class="wb-scroll" tabindex="0" role="region" aria-label="Answers by organisation">'
        f'<table class="wb-table wb-answers"><thead><tr><th scope="col">Organisation</th>'
        f"{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _who_answered(
    ballot: BallotRow, position: PositionRow, joint: JointRow | None, difference: Difference
) -> str:
    """Who stands in a line of answers, a joint position once with its members, and what is and was said to it."""
    latest = ballot.latest()
    taking = [position] if joint is None else [latest[code] for code in joint.confirmed if code in latest]
    parts = [html.escape(listed([p.organisation_name for p in taking]))]
    if joint is not None:
        waiting = ballot.unconfirmed(joint)
        missing = f"; not confirmed yet: {listed(waiting)}" if waiting else ""
        parts.append(_remark(f"jointly{missing}"))
    if position.overtaken:
        parts.append(f"{_remark('△ on an earlier text, not counted')}{difference(position)}")
    unasked = [p.organisation_name for p in taking if not ballot.was_asked(p.organisation)]
    if unasked:
        parts.append(_remark(f"□ not asked, not counted{f': {listed(unasked)}' if joint else ''}"))
    if position.reason:
        parts.append(f'<div class="wb-said">{html.escape(position.reason)}</div>')
    if position.change_wanted:
        parts.append(f'<div class="wb-said">Change wanted: {html.escape(position.change_wanted)}</div>')
    parts += [_remark(_standing_words(ballot, p, named=len(taking) > 1)) for p in taking]
    parts.append(_before(ballot, [p.organisation for p in taking]))
    return " ".join(parts)


def _standing_words(ballot: BallotRow, position: PositionRow, *, named: bool) -> str:
    """Who took a position, and how far it is authorised where positions are: in consensus calls."""
    if ballot.kind == "consensus-call":
        return authority_words(position, named=named)
    who = f"{position.organisation_name}: " if named else ""
    return f"{who}{_taken_words(position)}."


def _choice_name(ballot: BallotRow, key: str) -> str:
    if ballot.kind == "date-poll":
        return html.escape(display_date(read_day(key)))
    title = next((choice.title for choice in ballot.choices if choice.key == key), "")
    return f'{html.escape(title)} <span class="wb-code">{html.escape(key)}</span>'


def _cell(position: PositionRow, key: str, words: Mapping[str, str]) -> str:
    word = position.answers.get(key)
    if word is None:
        return '<td><span class="wb-remark">no answer</span></td>'
    preferred = " <b>preferred</b>" if position.preference == key else ""
    said = words.get(word, word).split(":")[0]
    return f'<td><span aria-hidden="true">{MARKS.get(word, "")}</span> {html.escape(said)}{preferred}</td>'


def arithmetic_html(sentences: Sequence[str], missing: Sequence[str]) -> str:
    """What the rule makes of the positions, the first sentence loud, and what is missing."""
    first, *rest = sentences
    lines = "".join(f"<li>{html.escape(words)}</li>" for words in rest)
    lines += "".join(f"<li>△ Missing: {html.escape(words)}</li>" for words in missing)
    listing = f'<ul class="wb-sum">{lines}</ul>' if lines else ""
    return f'<p class="wb-next" role="status">{html.escape(first)}</p>{listing}'
