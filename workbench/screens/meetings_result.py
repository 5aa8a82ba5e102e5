"""A proposed schedule: what does not fit and why, where each stage went and why, adjusted and saved."""

from __future__ import annotations

import html
from collections.abc import Iterable

import streamlit as st

from workbench.graph.dates import display_date
from workbench.graph.proposed import ProposedChange
from workbench.process.schedule import IssueSchedule, ScheduleProposal
from workbench.screens import meetings_grid, meetings_run, visitor, writing
from workbench.screens.addresses import item_address
from workbench.screens.grammar import plain
from workbench.screens.linked_words import linked
from workbench.screens.meetings_points import minutes_bar
from workbench.screens.save_preview import save_button

KEY = "meetings"


def draw() -> None:
    """Draw the proposal that is being looked at."""
    found = meetings_run.result()
    if found is None:
        return
    proposal = found.now
    editable = visitor.may_edit()
    with st.container(horizontal=True, vertical_alignment="center", key="meetings_result_head"):
        st.markdown(f"**{plain(proposal.summary())}**")
        if editable:
            save_button(
                KEY, _change, label="Save the schedule …", verb="propose-schedule",
                disabled=not (proposal.issues or proposal.meetings),
            )  # fmt: skip
    if not editable:
        st.caption(
            "To look at only: the record of an earlier moment is not changed." if not visitor.is_now() else ""
        )
    elif proposal.snapshot.change != visitor.snapshot().change:
        st.warning(
            "The record has changed since this was computed. Compute again before you save.",
            icon=":material/sync_problem:",
        )
    _not_placed(proposal)
    writing.refusals(meetings_grid.KEY, "This cannot be put there")
    if editable and (found.adjustments or found.dropped):
        _faults(found.faults)
    if found.proposal.issues:
        st.subheader("Stages by issue", anchor=False)
        if editable:
            st.caption("Change a day or a meeting, or untick an issue to leave it as it stands on record.")
        meetings_grid.draw(found, editable=editable)
    _meetings(proposal)
    _reasons(proposal)


def _change() -> ProposedChange:
    found = meetings_run.result()
    assert found is not None
    return found.change


def _not_placed(proposal: ScheduleProposal) -> None:
    if proposal.not_placed:
        number = len(proposal.not_placed)
        title = "One issue does not fit" if number == 1 else f"{number} issues do not fit"
        lines = "\n".join(
            f"- {linked(missing.sentence, proposal.snapshot)}" for missing in proposal.not_placed
        )
        st.warning(f"**{title}**\n\n{lines}", icon=":material/event_busy:")
    if proposal.circles:
        lines = "\n".join(f"- {plain(sentence)}" for sentence in proposal.circles)
        st.warning(f"**They wait for each other**\n\n{lines}", icon=":material/sync_problem:")


def _faults(sentences: tuple[str, ...]) -> None:
    if sentences:
        lines = "\n".join(f"- {plain(sentence)}" for sentence in sentences)
        st.warning(
            f"**As adjusted, these would not go together**\n\n{lines}\n\nIt can be saved all the same.",
            icon=":material/change_history:",
        )
    else:
        st.success("As adjusted, everything still goes together.", icon=":material/check:")


def _meetings(proposal: ScheduleProposal) -> None:
    if not proposal.loads:
        return
    st.subheader("Meetings", anchor=False)
    whys = {meeting.code: meeting.why for meeting in proposal.meetings}
    rows = []
    for load in proposal.loads:
        item = proposal.snapshot.item(load.code)
        new = ' <span class="wb-new">new</span>' if item is None else ""
        left = load.minutes - load.taken
        words = f"{load.taken} of {load.minutes} minutes used, " + (
            f"{left} free" if left >= 0 else f"{-left} too many"
        )
        points = "; ".join(f"{code} {stage}" for code, stage, _ in load.items)
        why = f'<div class="wb-remark">{html.escape(whys[load.code])}</div>' if load.code in whys else ""
        rows.append(
            f"<li><b>{html.escape(display_date(load.day))}</b>{new} "
            f'<span class="wb-code">{html.escape(load.code)}</span>'
            f"{minutes_bar(load.taken, load.minutes)}"
            f'{html.escape(words)}<div class="wb-remark">{html.escape(points)}</div>{why}</li>'
        )
    st.html(f'<ul class="wb-loads">{"".join(rows)}</ul>')


def _reasons(proposal: ScheduleProposal) -> None:
    if proposal.issues:
        st.subheader("Where each went, and why", anchor=False)
        if any(issue.misses for issue in proposal.issues):
            st.caption(f"△ fits before the filing, but not before {plain(proposal.options.ready_words)}.")
        st.html("".join(_reason(issue) for issue in proposal.issues))
    for title, sentences in (
        ("Good to know", proposal.notes),
        ("Left out", proposal.left_out),
        ("Only hoped for", proposal.hoped),
    ):
        if sentences:
            st.html(_details(f"{title} ({len(sentences)})", sentences))


def _reason(issue: IssueSchedule) -> str:
    behind = [
        f"'{stage[:1].upper()}{stage[1:]}' is behind it"
        + (f", on {display_date(day)}." if day is not None else "; its day is not on record.")
        for stage, day in issue.behind
    ]
    mark = "△" if issue.misses else "○" if issue.changed else "●"
    title = f"{mark} {issue.title}"
    last = issue.placements[-1].day if issue.placements else None
    if last is not None:
        title += f": {issue.placements[-1].stage} {display_date(last)}"
    head = (
        f'{html.escape(title)} <a class="wb-code" href="{html.escape(item_address(issue.code))}">'
        f"{html.escape(issue.code)}</a>"
    )
    return _details(head, (issue.why, *behind, *(p.why for p in issue.placements)), safe=True)


def _details(title: str, sentences: Iterable[str], *, safe: bool = False) -> str:
    lines = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in sentences)
    head = title if safe else html.escape(title)
    return f'<details class="wb-more"><summary>{head}</summary><ul>{lines}</ul></details>'
