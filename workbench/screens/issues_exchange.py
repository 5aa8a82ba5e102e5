"""The same grid as a file: written as Excel or CSV, read back through the same preview."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from workbench.exchange.spreadsheet import write_csv, write_xlsx
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens import grid_import, visitor
from workbench.screens.issues_draft import KIND

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
        grid_import.draw("issues", "Excel or CSV, with the columns as they were written", kind=KIND)


def _counted(number: int) -> str:
    return "one issue" if number == 1 else f"{number} issues"
