"""The whole record with another copy or another tool: taken out in each format, and brought back as a change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from workbench.exchange.formats import FORMATS, remarks
from workbench.exchange.link_table import links_of, not_read_again
from workbench.exchange.record_taking import record_heading, take_file
from workbench.exchange.record_workbook import write_record_xlsx
from workbench.exchange.reqif.reading import KINDS_OF_OTHERS, OTHERS_BECOME
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import Snapshot
from workbench.screens import grammar, visitor, writing
from workbench.screens.connection import database
from workbench.screens.issues_exchange import EXCEL
from workbench.screens.save_preview import ask, close, pending, save_preview

KEY = "exchange"
UPLOAD, WHOLE, LEFT = "exchange_upload", "exchange_whole", "exchange_left"
FILE, KIND = "exchange_file", "exchange_kind"
PURPOSE = "The whole record for another copy of the workbench or another tool, and back."
MOST = 12
"""Remarks on a file that are shown at once; the rest is folded away."""


def page() -> None:
    """Draw the page."""
    snapshot = visitor.snapshot()
    grammar.heading("Exchange", PURPOSE)
    writing.refusals(KEY, "This file cannot be taken")
    _out(snapshot)
    if visitor.may_edit():
        _in()
    elif visitor.signed_in().may("import"):
        st.caption(
            "A file comes in while the record is looked at as it stands: choose *Now* in the side bar."
        )
    if pending(KEY):
        save_preview(KEY, title="What this file will change", above=_choose_kind)
    else:
        st.session_state.pop(FILE, None)


def _out(snapshot: Snapshot) -> None:
    st.subheader("Take it out", anchor=False)
    with database().read() as session:
        heading = record_heading(session)
    for form in FORMATS:
        _file(form.label, form.file, form.mime, form.says, partial(form.write, snapshot, heading))
    _file(
        "Excel workbook",
        "record.xlsx",
        EXCEL,
        "A sheet for each kind and one of the links, to edit and to bring back on the page Find.",
        partial(write_record_xlsx, snapshot.public),
    )
    said = dict.fromkeys(remark for form in FORMATS for remark in remarks(form, snapshot))
    st.caption(
        " ".join(
            [
                *map(grammar.plain, said),
                *map(grammar.plain, not_read_again(len(links_of(snapshot.public)))),
                "The same moment of the record gives the same bytes, whoever takes it.",
            ]
        )
    )


def _file(label: str, file: str, mime: str, says: str, write: partial[bytes]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            file, data=write, file_name=file, mime=mime, on_click="ignore", key=f"exchange_{file}",
            icon=":material/download:", width=190,
        )  # fmt: skip
        st.markdown(f"**{label}.** {says}", width="stretch")


def _in() -> None:
    st.subheader("Bring a file in", anchor=False)
    number = st.session_state.get(f"{UPLOAD}_number", 0)
    endings = [form.ending.removeprefix(".") for form in FORMATS]
    st.file_uploader(
        f"A file of this record or of another tool ({', '.join(f'.{ending}' for ending in endings)})",
        type=endings, key=f"{UPLOAD}_{number}", on_change=_read,
    )  # fmt: skip
    st.checkbox("It is the whole of this record: remove the links that it lacks", key=WHOLE)
    st.caption(
        "You see what would change before anything is written. Items are found again by their uuid, then by their "
        "code; what others changed since the file was written stays, and nothing is deleted."
    )
    notes = st.session_state.get(LEFT, ())
    if notes:
        st.markdown(f"**What the last file could not give, and what was assumed** ({len(notes)})")
        st.markdown("\n".join(f"- {grammar.plain(note)}" for note in notes[:MOST]))
        if len(notes) > MOST:
            with st.expander(f"{len(notes) - MOST} more"):
                st.markdown("\n".join(f"- {grammar.plain(note)}" for note in notes[MOST:]))


@dataclass(frozen=True)
class _Offered:
    """The file whose preview is open.

    Args:
        other_types: names of its types that are named like no kind.
        kind: what their objects come in as.
    """

    name: str
    data: bytes
    other_types: tuple[str, ...] = ()
    kind: str = OTHERS_BECOME


def _choose_kind() -> None:
    """Of another tool's file: what the objects become whose type says nothing of it."""
    offered = st.session_state.get(FILE)
    if not isinstance(offered, _Offered) or not offered.other_types:
        return
    named = ", ".join(f"*{grammar.plain(name)}*" for name in offered.other_types[:MOST])
    st.selectbox(
        f"Objects of the type{'' if len(offered.other_types) == 1 else 's'} {named} come in as",
        KINDS_OF_OTHERS, index=KINDS_OF_OTHERS.index(offered.kind), format_func=grammar.kind_label, key=KIND,
        on_change=_take_as_chosen, width=420,
        help="The file does not say it. Items that the record has already keep their kind.",
    )  # fmt: skip


def _take_as_chosen() -> None:
    offered, kind = st.session_state.get(FILE), st.session_state.get(KIND)
    if isinstance(offered, _Offered) and kind in KINDS_OF_OTHERS:
        _take(replace(offered, kind=str(kind)))


def _read() -> None:
    number = st.session_state.get(f"{UPLOAD}_number", 0)
    upload = st.session_state.get(f"{UPLOAD}_{number}")
    st.session_state.pop(LEFT, None)
    if upload is None:
        return
    # Another key empties the field, so that the same file can be read again after it was put right.
    st.session_state[f"{UPLOAD}_number"] = number + 1
    _take(_Offered(upload.name, upload.getvalue()))


def _take(offered: _Offered) -> None:
    """Open the preview of what a file would change, or say why there is none."""
    close(KEY)
    snapshot = SNAPSHOTS.get(database())
    with database().read() as session:
        taken = take_file(
            session, offered.data, offered.name, snapshot,
            remove_missing_links=bool(st.session_state.get(WHOLE)), kind_of_others=offered.kind,
        )  # fmt: skip
    st.session_state[FILE] = replace(offered, other_types=taken.other_types)
    st.session_state[LEFT] = (*(problem.sentence() for problem in taken.not_taken), *taken.notes)
    if taken.problems:
        writing.refuse(KEY, [problem.sentence() for problem in taken.problems])
    elif taken.change.empty:
        writing.say(f"{offered.name} says what the record says already: nothing would change.")
    else:
        ask(KEY, replace(taken.change, why=taken.change.why or f"Import of {offered.name}"), verb="import")
