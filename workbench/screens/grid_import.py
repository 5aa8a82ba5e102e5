"""An edited file brought back to a page: read against the record, and shown as a change before anything is written."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from workbench.exchange.workbook_reading import LINK_TABLE, RECORD, read_tables
from workbench.graph.earlier import earlier_snapshots
from workbench.graph.fields import KINDS
from workbench.graph.reading import SNAPSHOTS
from workbench.screens import visitor, writing
from workbench.screens.connection import database
from workbench.screens.save_preview import ask


def preview_key(page: str) -> str:
    """Prefix of the preview of a file, apart from that of the page's own edits."""
    return f"{page}_import"


def draw(page: str, says: str, *, kind: str | None = None) -> None:
    """Draw the field that takes a file, for those who may edit.

    Args:
        page: prefix of the page's session keys.
        says: what the file is.
        kind: the only kind that the page takes; files of any kinds and of links when None.
    """
    if not visitor.may_edit():
        return
    st.markdown("**Bring an edited file back**")
    number = st.session_state.get(f"{page}_upload_number", 0)
    st.file_uploader(
        says, type=["xlsx", "csv"], key=f"{page}_upload_{number}", on_change=_read, args=(page, kind)
    )
    st.caption("You see what would change before anything is written. A row that is missing deletes nothing.")


def draw_notes(page: str) -> None:
    """Say what the last file that was read left as it is."""
    for note in st.session_state.get(_notes(page), ()):
        st.caption(f":material/info: {note}")


def _notes(page: str) -> str:
    return f"{page}_import_notes"


def _read(page: str, kind: str | None) -> None:
    number = st.session_state.get(f"{page}_upload_number", 0)
    upload = st.session_state.get(f"{page}_upload_{number}")
    st.session_state.pop(_notes(page), None)
    if upload is None:
        return
    # Another key empties the field, so that the same file can be read again after it was put right.
    st.session_state[f"{page}_upload_number"] = number + 1
    snapshot = SNAPSHOTS.get(database())
    with database().read() as session:
        reading = read_tables(upload.getvalue(), upload.name, snapshot, earlier=earlier_snapshots(session))
    st.session_state[_notes(page)] = reading.notes
    if reading.problems:
        writing.refuse(page, [problem.sentence() for problem in reading.problems])
    elif kind not in (None, reading.kind):
        allowed = KINDS[str(kind)].plural
        writing.refuse(
            page,
            [
                f"{upload.name} holds {_held(reading.kind)}. Allowed here: {allowed}, as this page writes them."
            ],
        )
    elif reading.change.empty:
        writing.say(f"{upload.name} says what the record says already: nothing would change.")
    else:
        ask(preview_key(page), replace(reading.change, why=f"Import of {upload.name}"), verb="import")


def _held(kind: str) -> str:
    return {RECORD: "items of several kinds", LINK_TABLE: "links"}.get(kind) or KINDS[kind].plural
