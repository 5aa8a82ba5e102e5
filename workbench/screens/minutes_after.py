"""After the call: draft minutes, actions, the next agenda and the mail, made from the notes; saved once."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from workbench.graph.dates import date_spec, display_date_spec
from workbench.graph.meeting_notes import meeting_notes, noted_meetings
from workbench.graph.proposed import ProposedChange
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.after_call import DraftMinutes, draft_minutes
from workbench.process.changes import Saved
from workbench.process.minutes_making import actions_on_record, minutes_of, minutes_to_save
from workbench.process.notice_desk import Notice
from workbench.screens import grammar, minutes_meeting, minutes_states, visitor, writing
from workbench.screens.clipboard import copy_button
from workbench.screens.connection import database
from workbench.screens.field_words import code_words
from workbench.screens.grammar import plain
from workbench.screens.markdown_text import safe_markdown
from workbench.screens.meetings_notices import mail_address
from workbench.screens.save_preview import save_button

KEY = "minutes_after"
TEXTS = "minutes_after_texts"


@dataclass
class Edited:
    """The text of minutes as it stands on the page.

    Args:
        base: the text from which the editing began.
        revision: revision of the minutes on record then; None where there were none.
        number: a new one whenever the field is filled anew.
    """

    base: str
    text: str
    revision: int | None
    number: int = 0


def draw() -> None:
    """Draw the part of the page that comes after the call."""
    snapshot = visitor.snapshot()
    meeting = minutes_meeting.choose(snapshot)
    if meeting is None:
        return
    draft = _draft(snapshot, meeting)
    existing = minutes_of(snapshot, meeting.code)
    if existing is None and not _noted(meeting.code):
        grammar.empty(
            "No notes were taken of this meeting. Take them in *Live meeting*; the draft minutes, the actions, the "
            "next agenda and the mail are made of them here."
        )
        return
    writing.refusals(KEY)
    if existing is not None:
        minutes_states.draw(existing)
    for remark in draft.remarks:
        st.warning(plain(remark), icon=":material/visibility:")
    minutes, actions, agenda, mail = st.tabs(
        ["Minutes", f"Actions ({len(draft.actions)})", "Next agenda", "Mail"], key=f"{KEY}_tabs"
    )
    with minutes:
        _minutes(draft, existing)
    with actions:
        _actions(snapshot, draft)
    with agenda:
        _copied(draft.next_agenda, "agenda", "The agenda of the next meeting, with what was left open.")
    with mail:
        _mail(draft.mail)


def draw_save() -> None:
    """Draw the page's primary action, where there is something to save."""
    snapshot = visitor.snapshot()
    meeting = minutes_meeting.chosen(snapshot)
    if meeting is None or (minutes_of(snapshot, meeting.code) is None and not _noted(meeting.code)):
        return
    existing = minutes_of(snapshot, meeting.code)
    closed = existing is not None and existing.status in ("adopted", "withdrawn")
    save_button(KEY, _change, label="Save …", disabled=closed)


def saved(_: Saved) -> None:
    """Forget what was edited; it is on record now."""
    texts = _texts()
    texts.pop(minutes_meeting.chosen_code(visitor.snapshot()), None)


def _noted(code: str) -> bool:
    with database().read() as session:
        return bool(noted_meetings(session).get(code))


def _draft(snapshot: Snapshot, meeting: ItemView) -> DraftMinutes:
    with database().read() as session:
        notes = meeting_notes(session, meeting.code)
    return draft_minutes(meeting, notes, snapshot)


def _change() -> ProposedChange:
    snapshot = visitor.snapshot()
    meeting = minutes_meeting.chosen(snapshot)
    if meeting is None:
        return ProposedChange()
    draft = _draft(snapshot, meeting)
    edited = _edited(draft, minutes_of(snapshot, meeting.code))
    return minutes_to_save(draft, snapshot, edited.text, edited.revision)


def _texts() -> dict[str, Edited]:
    found = st.session_state.setdefault(TEXTS, {})
    assert isinstance(found, dict)
    return found


def _edited(draft: DraftMinutes, existing: ItemView | None) -> Edited:
    """The text on the page: as edited, else as on record, else as the notes give it."""
    base = existing.text if existing is not None else draft.markdown
    revision = existing.revision if existing is not None else None
    texts = _texts()
    found = texts.get(draft.meeting)
    if found is None or (found.text == found.base and found.base != base):
        number = found.number + 1 if found is not None else 0
        found = texts[draft.meeting] = Edited(base, base, revision, number)
    return found


def _minutes(draft: DraftMinutes, existing: ItemView | None) -> None:
    edited = _edited(draft, existing)
    closed = existing is not None and existing.status in ("adopted", "withdrawn")
    _say_apart(draft, existing, edited, closed)
    key = f"{KEY}_text_{draft.meeting}_{edited.number}"
    write, read = st.columns(2, gap="large")
    with write:
        st.text_area(
            "The text, in Markdown", value=edited.text, key=key, height=560, disabled=closed,
            on_change=_keep_text, args=(draft.meeting, key),
        )  # fmt: skip
        copy_button(edited.text, key=f"{KEY}_copy_minutes", label="Copy the text")
    with read:
        st.caption("As it reads")
        with st.container(border=True, height=600, key=f"{KEY}_reads"):
            st.markdown(safe_markdown(edited.text))


def _say_apart(draft: DraftMinutes, existing: ItemView | None, edited: Edited, closed: bool) -> None:
    """Say when the text on the page is not what the notes give, and offer to make it anew."""
    if closed or edited.text == draft.markdown or (existing is not None and existing.status != "draft"):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        what = "edited here" if edited.text != edited.base else "the one on record"
        st.caption(f"The text is {what}; the notes would give another.", width="content")
        st.button(
            "Make it anew from the notes", key=f"{KEY}_anew", type="tertiary", icon=":material/restart_alt:",
            on_click=_make_anew, args=(draft.meeting, draft.markdown),
            help="What you wrote into the text by hand is lost.",
        )  # fmt: skip


def _keep_text(code: str, key: str) -> None:
    found = _texts().get(code)
    if found is not None:
        found.text = st.session_state.get(key) or ""


def _make_anew(code: str, markdown: str) -> None:
    found = _texts().get(code)
    if found is not None:
        found.text, found.number = markdown, found.number + 1


def _actions(snapshot: Snapshot, draft: DraftMinutes) -> None:
    if not draft.actions:
        st.caption("No actions were noted.")
        return
    known = actions_on_record(draft, snapshot)
    st.caption("They are saved with the minutes. What is wrong is struck in *Live meeting* and noted again.")
    for action in draft.actions:
        fields = action.fields
        owner = code_words(snapshot, str(fields["owner"])) if fields.get("owner") else "nobody named"
        due = display_date_spec(date_spec(fields["due"])) if fields.get("due") else "no day given"
        code = known.get(action.label)
        where = f" :gray[on record as] [{code}](/?item={code})" if code else ""
        st.markdown(f"- **{plain(str(fields['title']))}**  \n  {plain(owner)} · {plain(due)}{where}")


def _copied(text: str, name: str, words: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(words, width="stretch")
        copy_button(text, key=f"{KEY}_copy_{name}")
    st.code(text, language=None, wrap_lines=True)


def _mail(notice: Notice) -> None:
    address, whole = mail_address(notice)
    st.caption("To")
    st.code("\n".join(notice.recipients), language=None, wrap_lines=True)
    st.caption("Subject")
    st.code(notice.subject, language=None, wrap_lines=True)
    _copied(notice.body, "mail", "Text")
    st.link_button("Open in your mail program", address, icon=":material/mail:")
    if not whole:
        st.caption("The text is too long for such a link: copy it into the mail from above.")
