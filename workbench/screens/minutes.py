"""The page of minutes: read them, take them during a call, make them afterwards, send them."""

from __future__ import annotations

import streamlit as st

from workbench.graph.proposed import ProposedChange
from workbench.process.changes import Saved
from workbench.screens import (
    grammar,
    keyboard,
    minutes_after,
    minutes_edit,
    minutes_input,
    minutes_live,
    minutes_meeting,
    minutes_record,
    minutes_review,
    visitor,
    writing,
)
from workbench.screens.addresses import item_address, page_address
from workbench.screens.grammar import plain
from workbench.screens.save_preview import pending, save_button, save_preview

KEY = minutes_input.KEY
AFTER = minutes_after.KEY
RECORD = minutes_record.KEY
VIEW = "minutes_view"
READ, LIVE, MADE, RECORDED = "read", "live", "after", "record"
VIEWS = {
    READ: "Read minutes",
    LIVE: "Live meeting",
    MADE: "After the call",
    RECORDED: "Minutes on record",
}
LAST = "minutes_last_saved"


def page() -> None:
    """Draw the page."""
    minutes_input.read_waiting()
    action = grammar.heading(
        "Minutes", "Read minutes into the record, take notes during a call, and send minutes after it."
    )
    st.segmented_control(
        "What to do", list(VIEWS), format_func=VIEWS.__getitem__, key=VIEW, required=True,
        default=None if VIEW in st.session_state else READ, label_visibility="collapsed", bind="query-params",
    )  # fmt: skip
    view = _view()
    with action:
        _primary(view)
    if not visitor.is_now() and view != RECORDED:
        grammar.empty(
            "Minutes are read and taken in the record as it stands now. Choose *Now* in the side bar; *Minutes on "
            "record* shows what this baseline holds."
        )
        return
    {READ: _read, LIVE: minutes_live.draw, MADE: minutes_after.draw, RECORDED: minutes_record.draw}[view]()
    _dialogs()


def _view() -> str:
    chosen = st.session_state.get(VIEW)
    return chosen if chosen in VIEWS else READ


def _primary(view: str) -> None:
    """The one primary action of the part that is shown."""
    if not visitor.is_now():
        return
    if view == READ and minutes_input.review() is not None:
        save_button(KEY, _change, label="Save …", verb="import", disabled=not _any_taken())
    elif view == LIVE and minutes_meeting.chosen(visitor.snapshot()) is not None:
        st.button(
            "After the call", key="minutes_go_after", type="primary", icon=":material/arrow_forward:",
            on_click=_show, args=(MADE,), help="Makes minutes, actions, the next agenda and the mail of the notes.",
        )  # fmt: skip
    elif view == MADE:
        minutes_after.draw_save()


def _show(view: str) -> None:
    st.session_state[VIEW] = view


def _any_taken() -> bool:
    found = minutes_input.review()
    return found is not None and bool(found.taken())


def _change() -> ProposedChange:
    return minutes_review.change()


def _read() -> None:
    writing.refusals(KEY, "Nothing was read")
    _say_saved()
    found = minutes_input.review()
    if found is None:
        minutes_input.draw()
        return
    minutes_review.draw(visitor.snapshot(), found)
    keyboard.keyboard(KEY, unsaved=True)


def _dialogs() -> None:
    """At most one dialog: what a save would write, or the editor of a proposal."""
    if pending(KEY):
        save_preview(KEY, on_saved=_saved)
    elif pending(AFTER):
        save_preview(AFTER, on_saved=minutes_after.saved)
    elif pending(RECORD):
        save_preview(RECORD, title="What this step will write")
    elif _view() == READ:
        minutes_edit.draw_editor()


def _saved(saved: Saved) -> None:
    sources = [change.code for change in saved.preview.changes if change.kind == "source" and change.created]
    st.session_state[LAST] = (saved.number, len(saved.preview.changes), sources[0] if sources else "")
    minutes_input.forget()


def _say_saved() -> None:
    """Say what the last save wrote, until other minutes are read."""
    last = st.session_state.get(LAST)
    if last is None or minutes_input.review() is not None:
        st.session_state.pop(LAST, None)
        return
    number, count, code = last
    source = visitor.snapshot().item(code) if code else None
    words = f"**Change {number} is saved: {count} {'item' if count == 1 else 'items'} from the minutes.**"
    if source is not None:
        words += f" They cite the lines of [{plain(source.title)}]({item_address(source.code)})."
    words += f" It can be undone as a whole in the [history]({page_address('history', change=str(number))})."
    st.success(words, icon=":material/task_alt:")
