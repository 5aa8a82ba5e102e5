"""The same grid as a file: written as Excel or CSV, read back through the same preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from workbench.exchange.archive import RefusedFile
from workbench.exchange.spreadsheet import read_grid, write_csv, write_xlsx
from workbench.graph.earlier import earlier_snapshots
from workbench.graph.fields import KINDS
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens import visitor, writing
from workbench.screens.connection import database
from workbench.screens.issues_draft import KIND
from workbench.screens.save_preview import ask

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UPLOAD = "issues_upload"
NOTES = "issues_import_notes"
KEY = "issues_import"
"""Prefix of the preview of a file, apart from that of the grid's own edits."""


def draw(snapshot: Snapshot, items: Sequence[ItemView]) -> None:
    """Draw the downloads of what is shown and, for those who may edit, the way back in."""
    actor = visitor.signed_in()
    with st.popover("File", icon=":material/table_view:"):
        if actor.may("export-public"):
            st.markdown(f"**Take {_counted(len(items))} out**, as the filter shows them")
            with st.container(horizontal=True):
                st.download_button(
                    "Excel", data=partial(write_xlsx, snapshot, KIND, items=items), file_name="issues.xlsx",
                    mime=EXCEL, on_click="ignore", key="issues_xlsx", icon=":material/download:",
                )  # fmt: skip
                st.download_button(
                    "CSV", data=partial(write_csv, snapshot, KIND, items=items), file_name="issues.csv",
                    mime="text/csv", on_click="ignore", key="issues_csv", icon=":material/download:",
                )  # fmt: skip
            st.caption("Confidential issues are never in it.")
        if visitor.may_edit():
            st.markdown("**Bring an edited file back**")
            number = st.session_state.get(f"{UPLOAD}_number", 0)
            st.file_uploader(
                "Excel or CSV, with the columns as they were written", type=["xlsx", "csv"],
                key=f"{UPLOAD}_{number}", on_change=_read,
            )  # fmt: skip
            st.caption(
                "You see what would change before anything is written. A row that is missing deletes nothing."
            )


def draw_notes() -> None:
    """Say what the last file that was read left as it is."""
    for note in st.session_state.get(NOTES, ()):
        st.caption(f":material/info: {note}")


def _read() -> None:
    number = st.session_state.get(f"{UPLOAD}_number", 0)
    upload = st.session_state.get(f"{UPLOAD}_{number}")
    st.session_state.pop(NOTES, None)
    if upload is None:
        return
    # Another key empties the field, so that the same file can be read again after it was put right.
    st.session_state[f"{UPLOAD}_number"] = number + 1
    snapshot = SNAPSHOTS.get(database())
    try:
        with database().read() as session:
            earlier = earlier_snapshots(session)
            reading = read_grid(upload.getvalue(), upload.name, snapshot, earlier=earlier)
    except RefusedFile as refused:
        writing.refuse("issues", [str(refused)])
        return
    st.session_state[NOTES] = reading.notes
    if reading.problems:
        writing.refuse("issues", [problem.sentence() for problem in reading.problems])
    elif reading.kind != KIND:
        writing.refuse(
            "issues",
            [
                f"{upload.name} holds {KINDS[reading.kind].plural}. Allowed here: issues, as this page writes them."
            ],
        )
    elif reading.change.empty:
        writing.say(f"{upload.name} says what the record says already: nothing would change.")
    else:
        ask(KEY, replace(reading.change, why=f"Import of {upload.name}"), verb="import")


def _counted(number: int) -> str:
    return "one issue" if number == 1 else f"{number} issues"
