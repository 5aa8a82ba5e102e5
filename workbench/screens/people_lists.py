"""The lists of organisations and of persons; a row opens its page."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from workbench.graph.dates import display_date
from workbench.graph.memberships import ROLES, memberships, speaks_for
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.access import open_sessions
from workbench.screens import visitor
from workbench.screens.connection import database
from workbench.screens.grammar import empty, status_mark

FIND, CLASSES, OPENED = "people_find", "people_classes", "people_opened"
YES, NO = "yes", "—"
ALWAYS = ("Name", "Party", "Code")
"""Columns that are shown even where nothing stands in them."""
MOST_ROWS, TALL = 18, 640
"""More rows than this scroll within so many pixels."""


def organisations(snapshot: Snapshot) -> None:
    """Draw the organisations."""
    found = snapshot.of_kind("organisation")
    if not found:
        empty("Organisations that take part will be listed here. Add the first one with the button above.")
        return
    known = sorted({_class(o) for o in found})
    find, classes = st.columns([1, 2], vertical_alignment="bottom")
    find.text_input("Find", key=FIND, bind="query-params", placeholder="Name or code", type="search")
    classes.multiselect(
        "Classes",
        known,
        key=CLASSES,
        bind="query-params",
        placeholder="all classes",
    )
    chosen = st.session_state.get(CLASSES) or known
    shown = [o for o in found if _class(o) in chosen and _fits(o)]
    parties = sum(bool(o.detail.get("party")) for o in found)
    said = (
        f"{parties} {'has' if parties == 1 else 'have'} party status"
        if parties
        else "None is recorded as a party"
    )
    st.caption(f"{len(shown)} of {len(found)} organisations. {said}. Choose a row to open it.")
    _table("organisations", shown, [_organisation(snapshot, o) for o in shown])


def persons(snapshot: Snapshot) -> None:
    """Draw the persons."""
    found = snapshot.of_kind("person")
    if not found:
        empty(
            "Persons who take part will be listed here, with their roles and for whom they speak. "
            "Add the first one with the button above."
        )
        return
    st.text_input("Find", key=FIND, bind="query-params", placeholder="Name or code", type="search")
    shown = [person for person in found if _fits(person)]
    st.caption(f"{len(shown)} of {len(found)} persons. Choose a row to open it.")
    with database().read() as session:
        held = {sessions.code: sessions.number for sessions in open_sessions(session)}
    _table("persons", shown, [_person(snapshot, person, held) for person in shown])


def _class(item: ItemView) -> str:
    return str(item.detail.get("category") or "no class")


def _fits(item: ItemView) -> bool:
    words = str(st.session_state.get(FIND) or "").casefold().split()
    return all(word in f"{item.title} {item.code}".casefold() for word in words)


def _organisation(snapshot: Snapshot, item: ItemView) -> dict[str, Any]:
    detail = item.detail
    since = detail.get("party_since")
    return {
        "Name": item.title,
        "Class": _class(item),
        "Party": YES if detail.get("party") else NO,
        "Since": display_date(date.fromisoformat(since)) if since else "",
        "Advisory": YES if detail.get("advisory") else NO,
        "U-number": detail.get("u_number") or "",
        "Persons": "; ".join(
            f"{m.person.title} ({', '.join(m.roles)})"
            for m in memberships(snapshot, item)
            if m.standing(visitor.today()) == "present" and m.person.status == "active"
        ),
        "Affiliates": _titles(
            [*snapshot.targets(item, "affiliate-of"), *snapshot.sources(item, "affiliate-of")]
        ),
        "Member of": _titles(snapshot.targets(item, "association-member-of")),
        "Status": status_mark(item.status),
        "Code": item.code,
    }


def _titles(items: list[ItemView]) -> str:
    return "; ".join(dict.fromkeys(item.title for item in items if not item.withdrawn))


def _person(snapshot: Snapshot, item: ItemView, held: dict[str, int]) -> dict[str, Any]:
    acts = speaks_for(snapshot, item, visitor.today())
    roles = dict.fromkeys(role for role in item.detail.get("roles") or [] if role not in ROLES)
    roles |= dict.fromkeys(role for m in acts for role in m.roles)
    return {
        "Name": item.title,
        "Roles": ", ".join(roles) or "observer",
        "Speaks for": "; ".join(f"{m.organisation.title} ({', '.join(m.roles)})" for m in acts),
        "E-mail": item.detail.get("email") or "",
        "Telephone": item.detail.get("phone") or "",
        "Signed in": f"{held[item.code]} browser{'s' if held[item.code] > 1 else ''}"
        if item.code in held
        else "",
        "Status": status_mark(item.status),
        "Code": item.code,
    }


def _table(name: str, items: list[ItemView], rows: list[dict[str, Any]]) -> None:
    if not rows:
        empty("None fits. Clear the filter to see all of them.")
        return
    frame = pd.DataFrame(rows)
    # Columns in which nothing stands say nothing; they come when somebody fills one in.
    frame = frame[
        [c for c in frame.columns if c in ("Name", "Code") or frame[c].astype(str).str.strip().any()]
    ]
    # A table with other rows is another table: a choice made in it must not fall on another row.
    rows_drawn = hash(tuple(item.code for item in items))
    key = f"people_{name}_{visitor.snapshot().change}_{rows_drawn}_{st.session_state.get(OPENED, 0)}"
    st.dataframe(
        frame,
        key=key,
        hide_index=True,
        on_select=partial(_open, key, [item.code for item in items]),
        selection_mode=["single-row", "single-cell"],
        height="content" if len(rows) <= MOST_ROWS else TALL,
        column_config={"Name": st.column_config.TextColumn(width="medium")},
        alt=f"The {name} with their details",
    )


def _open(key: str, codes: list[str]) -> None:
    selection = st.session_state[key].selection
    rows = [*selection.rows, *(row for row, _ in selection.cells)]
    if rows and rows[0] < len(codes):
        st.query_params["item"] = codes[rows[0]]
        st.session_state[OPENED] = st.session_state.get(OPENED, 0) + 1
