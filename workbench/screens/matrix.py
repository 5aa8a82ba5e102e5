"""The page of the matrix: who stands where, organisations down and calls across, and the same as a workbook."""

from __future__ import annotations

from functools import partial

import streamlit as st

from workbench.exchange.positions_sheet import FILE, write_positions
from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.matrix import Matrix, matrix
from workbench.graph.ballots.words import PRELIMINARY
from workbench.screens import grammar, matrix_filters, visitor
from workbench.screens.ballots_seen import ballots_seen, moment_looked_at
from workbench.screens.issues_exchange import EXCEL
from workbench.screens.matrix_table import legend_html, table_html

PURPOSE = "Who stands where: every organisation, in every call, in its latest words."


def page() -> None:
    """Draw the page."""
    snapshot, rows, moment = visitor.snapshot(), ballots_seen(), moment_looked_at()
    action = grammar.heading("Matrix", PURPOSE)
    choices = matrix(snapshot, rows, moment).choices
    if not choices.states:
        grammar.empty(
            "Every organisation's position in every call will be here, side by side. Nothing was asked yet: "
            "the facilitator opens a consensus call or a poll, and what is answered shows at once."
        )
        return
    wanted = matrix_filters.draw(choices)
    found = matrix(snapshot, rows, moment, wanted)
    if visitor.signed_in().may("export-public"):
        with action:
            # Confidential items stay out of files, whoever asks.
            st.download_button(
                "Excel", data=partial(write_positions, snapshot.public, rows, moment, wanted), file_name=FILE,
                mime=EXCEL, on_click="ignore", key="matrix_xlsx", icon=":material/download:", type="primary",
                help="The matrix as it is filtered, every position that was ever taken, and the rules.",
            )  # fmt: skip
    st.caption(_summary(found))
    _secret(found)
    if not found.columns or not found.lines:
        grammar.empty("Nothing fits the filter. Take a choice away to see more.")
        return
    st.html(legend_html())
    st.html(table_html(found))


def _summary(found: Matrix) -> str:
    calls = _calls(found)
    number = "1 call" if len(calls) == 1 else f"{len(calls)} calls"
    cells = [cell for line in found.lines for cell in line.cells]
    said = sum(cell.standing == "said" for cell in cells)
    loose = sum(cell.position is not None and not cell.position.authorised for cell in cells)
    words = f"{number}, {len(found.lines)} organisations, {said} answers."
    if loose:
        words += f" {loose} of them {'is' if loose == 1 else 'are'} {PRELIMINARY}: no authoriser confirmed"
        words += f" {'it' if loose == 1 else 'them'}."
    return words


def _secret(found: Matrix) -> None:
    hidden = [row.code for row in _calls(found).values() if row.withheld]
    if hidden:
        st.caption(
            f":material/visibility_off: What was said in {', '.join(hidden)} shows after the close, to everybody at "
            "the same time; until then only that an organisation answered."
        )


def _calls(found: Matrix) -> dict[str, BallotRow]:
    return {column.ballot.code: column.ballot for column in found.columns}
