"""The review of minutes that were read: every proposal with the words that it comes from, to take or to drop."""

from __future__ import annotations

import html
from functools import partial
from typing import Any

import streamlit as st

from workbench.graph.dates import date_spec, display_date_spec
from workbench.graph.proposed import ProposedChange
from workbench.graph.snapshot import Snapshot
from workbench.screens import minutes_text, visitor
from workbench.screens.addresses import item_address
from workbench.screens.calendar_days import FIRST_DAY, LAST_DAY
from workbench.screens.field_input import end_names
from workbench.screens.grammar import item_link, plain, status_html
from workbench.screens.minutes_draft import GROUPS, NOBODY, ORGANISATION, PERSON, Entry, Review
from workbench.screens.minutes_edit import open_editor
from workbench.screens.minutes_input import forget, read_again, review

GROUP_TITLES = {
    "agreement": "Agreements, as reported",
    "issue": "Issues",
    "proposal": "Alternatives",
    "action": "Actions",
    "milestone": "Dates",
    "meeting": "Meetings",
}
TAKEN_AS = {PERSON: "a person", ORGANISATION: "an organisation", NOBODY: "neither, only in the text"}
DISCARD = "minutes_discard"


def change() -> ProposedChange:
    """What a save of the review would write."""
    found = review()
    return found.change(visitor.snapshot()) if found is not None else ProposedChange()


def draw(snapshot: Snapshot, found: Review) -> None:
    """Draw the proposals, with the minutes beside them."""
    _head(snapshot, found)
    _people(snapshot, found)
    proposals, text = st.columns([3, 2], gap="large")
    with proposals:
        for kind in GROUPS:
            _group(snapshot, found, kind)
    with text:
        minutes_text.draw(found)


def _head(snapshot: Snapshot, found: Review) -> None:
    reading, taken = found.reading, len(found.taken())
    st.subheader(plain(reading.title), anchor=False)
    same = sum(1 for entry in found.entries if entry.same)
    words = f"**{taken} of {len(found.entries)} proposals are taken.**"
    if same:
        words += f" {same} {'is' if same == 1 else 'are'} like something on record and not taken unless you say so."
    st.markdown(words)
    for problem in reading.problems:
        st.warning(plain(problem.sentence()), icon=":material/info:")
    if found.source:
        item = snapshot.item(found.source)
        if item is not None:
            st.info(
                f"These minutes are on record already, as {item_link(item)}. What you take cites its lines.",
                icon=":material/content_copy:",
            )
    with st.container(horizontal=True, vertical_alignment="bottom", key="minutes_head"):
        st.date_input(
            "Day of the meeting", value=reading.date, key=f"minutes_day_{found.number}", format="YYYY-MM-DD",
            min_value=FIRST_DAY, max_value=LAST_DAY, on_change=_other_day, width=170,
            help="Dates without a year are counted from it. Another day reads the minutes again, and edits made here "
            "are lost.",
        )  # fmt: skip
        _meeting_choice(snapshot, found)
        with st.popover("Other minutes", icon=":material/restart_alt:"):
            st.markdown("Put these minutes away? What you edited here and did not save is lost.")
            st.button("Put away", key=DISCARD, on_click=forget)


def _people(snapshot: Snapshot, found: Review) -> None:
    """Ask what those are who are named and not on record."""
    names = found.unknown_names(snapshot)
    if not names:
        return
    st.markdown("**Named in the minutes, and not on record.** Whom does the record take up?")
    with st.container(horizontal=True, key="minutes_people"):
        for place, name in enumerate(names):
            key = f"minutes_person_{found.number}_{place}_{name}"
            st.session_state.setdefault(key, found.people.get(name, PERSON))
            st.selectbox(
                plain(name), [PERSON, ORGANISATION, NOBODY], key=key, format_func=TAKEN_AS.__getitem__,
                on_change=_other_person, args=(found, name, key), width=200,
            )  # fmt: skip


def _other_person(found: Review, name: str, key: str) -> None:
    found.people[name] = st.session_state[key]


def _meeting_choice(snapshot: Snapshot, found: Review) -> None:
    if found.offers_meeting:
        st.checkbox(
            "Put the meeting on record too", value=found.add_meeting, key=f"minutes_add_meeting_{found.number}",
            on_change=_other_meeting, args=(found,),
        )  # fmt: skip
    elif found.source is None:
        names = end_names(snapshot, ("meeting",))
        options = list(names)
        st.selectbox(
            "Minutes of", options, index=options.index(found.meeting) if found.meeting in names else None,
            format_func=names.__getitem__, key=f"minutes_meeting_{found.number}", placeholder="no meeting on record",
            on_change=_other_meeting, args=(found,), width=420,
        )  # fmt: skip


def _other_day() -> None:
    found = review()
    if found is not None:
        read_again(st.session_state.get(f"minutes_day_{found.number}"))


def _other_meeting(found: Review) -> None:
    state = st.session_state
    found.add_meeting = bool(state.get(f"minutes_add_meeting_{found.number}", found.add_meeting))
    found.meeting = state.get(f"minutes_meeting_{found.number}", found.meeting)


def _group(snapshot: Snapshot, found: Review, kind: str) -> None:
    places = found.of_kind(kind)
    if not places:
        return
    taken = sum(found.entries[place].taken for place in places)
    with st.container(horizontal=True, vertical_alignment="center", key=f"minutes_group_{kind}"):
        st.subheader(f"{GROUP_TITLES[kind]} ({taken} of {len(places)})", anchor=False, width="stretch")
        for label, value in (("All", True), ("None", False)):
            st.button(
                label, key=f"minutes_{label}_{kind}", type="tertiary", on_click=_take_all,
                args=(found, places, value), help=f"Take {label.lower()} of these.",
            )  # fmt: skip
    for place in places:
        _entry(snapshot, found, place)


def _entry(snapshot: Snapshot, found: Review, place: int) -> None:
    entry = found.entries[place]
    key = f"minutes_take_{found.number}_{place}"
    st.session_state.setdefault(key, entry.taken)
    with st.container(horizontal=True, vertical_alignment="top", key=f"minutes_entry_{place}"):
        with st.container(width="stretch", gap=None):
            st.checkbox(
                f"**{plain(entry.proposal.title)}**" if entry.taken else plain(entry.proposal.title),
                key=key, on_change=_take, args=(found, place, key),
            )  # fmt: skip
            st.html(_entry_html(snapshot, entry))
        st.button(
            "Edit", key=f"minutes_edit_button_{place}", type="tertiary", icon=":material/edit:",
            on_click=partial(open_editor, place), help=f"Edit “{entry.proposal.title}”",
        )  # fmt: skip


def _entry_html(snapshot: Snapshot, entry: Entry) -> str:
    """The cited words, what is known of it, and what on record it may be; all of it escaped."""
    proposal = entry.proposal
    facts = [status_html(proposal.status)]
    facts += [html.escape(f"{name}: {value}") for name, value in _facts(entry)]
    if proposal.hoped:
        facts.append("hoped for, so in no filing")
    if entry.edited:
        facts.append("edited")
    lines = [
        f'<p class="wb-quoted"><a href="#minutes-line-{proposal.line}">line {proposal.line}</a> '
        f"“{html.escape(proposal.quote)}”</p>",
        f'<p class="wb-facts">{" · ".join(facts)}</p>',
    ]
    if entry.same is not None:
        lines.append(
            f'<p class="wb-same">△ On record as <a href="{html.escape(item_address(entry.same.code))}" '
            f'target="_blank">{html.escape(entry.same.title)}</a> '
            f'<span class="wb-code">{html.escape(entry.same.code)}</span>: {html.escape(entry.same.reason)}.</p>'
        )
    return f'<div class="wb-proposal{"" if entry.taken else " dropped"}">{"".join(lines)}</div>'


def _facts(entry: Entry) -> list[tuple[str, str]]:
    proposal, found = entry.proposal, []
    detail: Any = proposal.detail
    if proposal.owner:
        found.append(("owner", proposal.owner))
    if proposal.due:
        found.append(("due" if proposal.kind in ("issue", "action") else "date", _due(proposal.due)))
    if proposal.kind == "agreement":
        binds = detail.get("binds") or {}
        whom = " ".join(part for part in (str(binds.get("extent") or ""), str(binds.get("of") or "")) if part)
        found += [
            (name, value)
            for name, value in (
                ("layer", str(detail.get("layer") or "")),
                ("choices", "; ".join(detail.get("choices") or [])),
                ("permitted", str(detail.get("permitted") or "")),
                ("binds", whom),
                ("said by", str(detail.get("asserted_by") or "")),
                ("questioned", str(detail.get("questioned") or "")),
            )
            if value
        ]
    if proposal.question:
        found.append(("an answer to", proposal.question))
    if proposal.detail.get("raised_by"):
        found.append(("raised by", str(detail["raised_by"])))
    return found


def _due(due: Any) -> str:
    try:
        return display_date_spec(date_spec(dict(due)))
    except ValueError:
        return str(due.get("words") or "")


def _take(found: Review, place: int, key: str) -> None:
    found.entries[place].taken = bool(st.session_state.get(key))


def _take_all(found: Review, places: list[int], value: bool) -> None:
    for place in places:
        found.entries[place].taken = value
        st.session_state[f"minutes_take_{found.number}_{place}"] = value
