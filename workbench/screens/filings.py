"""Filings: what a document would hold, leave out and lack, a look at its pages, and the Word file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from workbench.exchange.calendar_feed import calendar_feed
from workbench.exchange.spreadsheet import write_csv, write_xlsx
from workbench.filing import (
    Breach,
    Exported,
    FilingRefused,
    OnRecord,
    SubmittalPlan,
    export,
    filing_name,
    lint,
    on_record,
    plan_submittal,
)
from workbench.filing.pages import NoPages, pages_of
from workbench.graph.ballots import ballots
from workbench.graph.dates import display_date
from workbench.graph.snapshot import Snapshot
from workbench.process.ballots.statements import statements
from workbench.process.exports import note_export
from workbench.screens import filings_omissions, visitor
from workbench.screens.addresses import page_address
from workbench.screens.ballots_seen import moment_looked_at
from workbench.screens.connection import database
from workbench.screens.filings_seen import filings_seen, overtaken_seen
from workbench.screens.grammar import empty, heading, plain, refusal
from workbench.screens.moment import moment_words

SUBMITTAL = "submittal"
TITLES = {
    SUBMITTAL: "Issue list and proposed schedule",
    "agenda": "Agenda of a meeting",
    "minutes": "Minutes of a meeting",
}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

AT_ONCE = 300
"""Items of which a document tells that is written without being asked for, in a tenth of a second or two."""
WANTED = "filings_wanted"
"""Key of the session: which long document was asked for, as the record stood then."""


def page() -> None:
    """Draw the page."""
    snapshot = visitor.snapshot()
    action = heading(
        "Filings", "Documents of the record as Word files. First what one would leave out, then the file."
    )
    name = st.segmented_control(
        "Document",
        list(TITLES),
        default=SUBMITTAL,
        format_func=TITLES.__getitem__,
        key="filings_document",
        required=True,
    )
    _moment_words(snapshot)
    options = _submittal_options(snapshot) if name == SUBMITTAL else _meeting_options(snapshot, str(name))
    if options is not None:
        _document(str(name), snapshot, options, action)
    if name == SUBMITTAL:
        _earlier_filings()
    _tables(snapshot)


def _moment_words(snapshot: Snapshot) -> None:
    if visitor.is_now():
        st.caption(
            "Made from the record as it stands now. Choose a baseline in the side bar to make it from that."
        )
    else:
        st.caption(f"Made from {moment_words()}.")


def _earlier_filings() -> None:
    """What was made for filing before, and whether it prints what the record says at the moment looked at."""
    rows = filings_seen()
    if not rows:
        return
    overtaken = {one.filing.baseline: one for one in overtaken_seen()}
    st.subheader("Made for filing so far", anchor=False)
    lines = []
    for row in reversed(rows):
        one = overtaken.get(row.baseline)
        made = f"made on {display_date(row.made_on)}" if row.made_on else "no export of it is on record"
        stands = "noted that it stands" if row.review is not None else "prints the texts as they stand"
        said = (
            f"△ [{plain(one.sentence())}]({page_address('record-health')})"
            if one is not None
            else f"{stands}."
        )
        source = f"{plain(row.baseline)}, {made}" if row.name else made
        lines.append(f"- **{plain(row.name or row.baseline)}** :gray[{source}]: {said}")
    st.markdown("\n".join(lines))


def _plan(snapshot: Snapshot) -> SubmittalPlan:
    """What the submittal would hold, worked out once for a state of the record."""
    return snapshot.once("submittal", snapshot.reconstruction, lambda: plan_submittal(snapshot))


def _submittal_options(snapshot: Snapshot) -> dict[str, Any] | None:
    """Draw what the submittal lacks and leaves out; its options once every omission is accepted."""
    plan = _plan(snapshot)
    if plan.refusals:
        refusal(plan.refusals, "It cannot be made from this moment")
        return None
    if plan.missing:
        lines = "\n".join(f"- {plain(sentence)}" for sentence in plan.missing)
        st.warning(
            "**Every page will say “Draft, not for filing”.** A working group files nothing: a party files, and "
            f"signs.\n\n{lines}\n\nThese are put right in [Settings](/settings).",
            icon=":material/draft:",
        )
    else:
        st.success(
            "Nothing is missing: it may be filed by the party named in it.", icon=":material/task_alt:"
        )
    accepted = filings_omissions.draw(plan.omissions)
    return None if accepted is None else {"accepted": accepted}


def _meeting_options(snapshot: Snapshot, name: str) -> dict[str, Any] | None:
    meetings = [m for m in snapshot.of_kind("meeting") if m.detail.get("date")]
    if not meetings:
        empty(
            "There is no meeting on record yet. Add one on the Meetings page; its agenda and minutes are made here."
        )
        return None
    titles = {m.code: f"{m.title} ({m.code})" for m in reversed(meetings)}
    code = st.selectbox(
        "Meeting", list(titles), format_func=titles.__getitem__, key=f"filings_meeting_{name}"
    )
    return {"meeting": code, "today": visitor.today()}


def _document(name: str, snapshot: Snapshot, options: dict[str, Any], action: Any) -> None:
    if _prints(name, snapshot, options) > AT_ONCE and not _wanted(name, snapshot, options, action):
        return
    found = _made(name, snapshot, options)
    if isinstance(found, list):
        refusal(found, "The document was not made")
        return
    made, breaches = found
    actor, change = visitor.signed_in(), visitor.change_number()

    def file() -> bytes:
        note_export(database(), actor, name, made.content, change=change)
        return made.content

    with action:
        st.download_button(
            "Word file",
            data=file,
            file_name=f"{made.name}.docx",
            mime=WORD,
            type="primary",
            icon=":material/download:",
            on_click="ignore",
            key=f"filings_download_{name}",
            width="stretch",
        )
    if breaches:
        with st.expander(f"The form ({len(breaches)} remarks)", icon=":material/fact_check:"):
            for breach in breaches:
                st.markdown(f"- {plain(breach.sentence)}")
    notes = [note for note in made.notes if "is left out:" not in note]
    if notes:
        with st.expander(f"Notes ({len(notes)})", icon=":material/notes:"):
            for note in notes:
                st.markdown(f"- {plain(note)}")
    _look(name, made)


def _prints(name: str, snapshot: Snapshot, options: dict[str, Any]) -> int:
    """How many items a document tells of, known before it is written."""
    if name == SUBMITTAL:
        chosen = _plan(snapshot).selected
        return len(chosen.issues) + len(chosen.agreements) + len(chosen.dated) + len(chosen.actions)
    return len(snapshot.sources(snapshot.by_code[options["meeting"]], "scheduled-in"))


def _wanted(name: str, snapshot: Snapshot, options: dict[str, Any], action: Any) -> bool:
    """Offer to write a long document; whether somebody asked for it as the record stands."""
    asked = (name, snapshot.change, visitor.moment(), repr(options))
    if st.session_state.get(WANTED) == asked:
        return True
    with action:
        st.button(
            "Write it",
            type="primary",
            icon=":material/edit_document:",
            on_click=_want,
            args=(asked,),
            key=f"filings_write_{name}",
            width="stretch",
        )
    st.info(
        f"It tells of {_prints(name, snapshot, options):,} items and takes a while to write. Once it is written, "
        "what breaks the form in it is told here, and the file can be had.",
        icon=":material/edit_document:",
    )
    return False


def _want(asked: tuple[object, ...]) -> None:
    st.session_state[WANTED] = asked


def _made(
    name: str, snapshot: Snapshot, options: dict[str, Any]
) -> tuple[Exported, list[Breach]] | list[str]:
    """A document with what breaks the form in it, or why it is not made; kept as long as nothing of it changes."""
    positions = _on_record(snapshot) if name == SUBMITTAL else None
    more = {"positions": positions} if positions is not None else {}

    def work() -> tuple[Exported, list[Breach]] | list[str]:
        with st.spinner("Writing the document …"):
            try:
                made = export(name, snapshot, **options, **more)
            except FilingRefused as refused:
                return refused.sentences
            return made, lint(made.content, snapshot, formal=name == SUBMITTAL)

    # What may be printed of positions can change while the items stay as they are.
    return snapshot.once(f"document {name}", (snapshot.reconstruction, options, repr(positions)), work)


def _on_record(snapshot: Snapshot) -> OnRecord:
    """Recorded outcomes and locked statements; whoever makes the document, the same may be printed."""
    moment = moment_looked_at()
    with database().read() as session:
        change = visitor.change_looked_at()
        rows = ballots(session, change=change, moment=moment)
        return on_record(
            rows, statements(session, change=change), moment=moment, filing=filing_name(snapshot)
        )


def _look(name: str, made: Exported) -> None:
    wanted = st.toggle(
        "Show the pages",
        key=f"filings_pages_{name}",
        help="Laid out by LibreOffice; Word may break lines otherwise.",
    )
    if not wanted:
        return
    try:
        with st.spinner("Laying out the pages …"):
            pictures = pages_of(made.content)
    except NoPages as error:
        st.info(str(error), icon=":material/info:")
        return
    st.caption(f"{len(pictures)} pages.")
    with st.container(key="filings_pages"):
        _draw_pages(pictures)


def _draw_pages(pictures: tuple[bytes, ...]) -> None:
    for start in range(0, len(pictures), 3):
        for column, (number, picture) in zip(
            st.columns(3), list(enumerate(pictures, start=1))[start : start + 3], strict=False
        ):
            column.image(
                picture, caption=f"Page {number}", width="stretch", alt=f"Page {number} of {len(pictures)}"
            )


def _tables(snapshot: Snapshot) -> None:
    st.subheader("Tables and calendar", anchor=False)
    writers: dict[str, tuple[Callable[[], bytes], str, str]] = {
        "Issues, Excel": (lambda: write_xlsx(snapshot, "issue"), "issues.xlsx", EXCEL),
        "Issues, CSV": (lambda: write_csv(snapshot, "issue"), "issues.csv", "text/csv"),
        "Schedule, iCalendar": (lambda: calendar_feed(snapshot), "schedule.ics", "text/calendar"),
    }
    with st.container(horizontal=True):
        for label, (write, file_name, mime) in writers.items():
            st.download_button(
                label,
                data=write,
                file_name=file_name,
                mime=mime,
                icon=":material/download:",
                on_click="ignore",
                key=f"filings_{file_name}",
            )
