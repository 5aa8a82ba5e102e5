"""The columns of the issue grid: what each one offers, and how wide it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from workbench.graph.snapshot import Snapshot
from workbench.screens.field_input import end_names
from workbench.screens.field_words import field_label
from workbench.screens.grammar import status_mark
from workbench.screens.issues_draft import specs

STANDARD = ("title", "status", "theme", "destination", "owner", "priority", "meeting", "due")
"""Columns that are always there; others can be added."""
FURTHER = (
    "readiness",
    "readiness_reason",
    "minutes",
    "depends",
    "admitted",
    "number",
    "disposition",
    "why_open",
)
TICK, CODE, LOOK = "tick", "code", "look"


def column_config(
    snapshot: Snapshot, columns: Sequence[str], frame: pd.DataFrame, click: str, on_click: Callable[[], None]
) -> dict[str, Any]:
    """How the columns of the grid are shown and edited.

    Args:
        columns: field names in order.
        frame: the rows that are shown; what stands in them can be chosen, whatever the lists say.
        click: session key under which the row of a pressed button stands.
        on_click: called when the button of a row is pressed.
    """
    config = st.column_config
    fields = specs(snapshot.vocabulary)
    found: dict[str, Any] = {
        CODE: config.TextColumn("Code", width=84, pinned=True),
        TICK: config.CheckboxColumn("✓", width=44, help="Tick rows to edit or copy them together."),
        LOOK: config.ButtonColumn(
            "",
            width=64,
            type="tertiary",
            on_click=on_click,
            key=click,
            help="Opens the issue beside the list.",
        ),
        "title": config.TextColumn("Title", width=340, required=True, max_chars=300),
        "why_open": config.TextColumn("Cannot be closed because", width=420),
    }
    choices: dict[str, Sequence[str]] = {
        "status": fields["status"].choices,
        "theme": snapshot.vocabulary.themes,
        "priority": fields["priority"].choices,
        "readiness": fields["readiness"].choices,
    }
    for name, options in choices.items():
        found[name] = config.SelectboxColumn(
            field_label(name), options=_with_held(options, frame, name), required=name == "status",
            width=136 if name == "status" else 110, format_func=_marked if name == "status" else _spaced,
        )  # fmt: skip
    ends = {name: end_names(snapshot, fields[name].ends) for name in ("owner", "meeting", "depends")}
    found["owner"] = config.SelectboxColumn(
        "Owner",
        options=_with_held(ends["owner"], frame, "owner"),
        format_func=_namer(ends["owner"]),
        width=170,
    )
    for name in ("meeting", "depends"):
        found[name] = config.MultiselectColumn(
            field_label(name),
            options=_with_held(ends[name], frame, name),
            format_func=_namer(ends[name]),
            width=190,
        )
    found["destination"] = config.MultiselectColumn(
        "Destination", options=_with_held(fields["destination"].choices, frame, "destination"), width=190,
        format_func=_namer({d: _short(d) for d in fields["destination"].choices}),
    )  # fmt: skip
    found["due"] = config.DateColumn("Due", format="ddd D MMM YYYY", width=130)
    found["minutes"] = config.NumberColumn("Minutes", min_value=0, max_value=10_000, step=1, width=90)
    found["admitted"] = config.CheckboxColumn("On the list", width=90)
    for name in ("number", "readiness_reason", "disposition"):
        found[name] = config.TextColumn(field_label(name), width=90 if name == "number" else 320)
    return {name: column for name, column in found.items() if name in (TICK, CODE, LOOK) or name in columns}


def _with_held(options: Iterable[str], frame: pd.DataFrame, name: str) -> list[str]:
    """The choices of a column and whatever stands in it already, such as an owner who has left."""
    held: list[str] = []
    for value in frame[name] if name in frame.columns else ():
        held += value if isinstance(value, list) else [value] if value else []
    return list(dict.fromkeys([*options, *held]))


def _namer(names: Mapping[str, str]) -> Callable[[Any], str]:
    return lambda code: names.get(str(code), str(code))


def _marked(status: Any) -> str:
    """A status by its shape and in words."""
    return _spaced(status_mark(str(status)))


def _spaced(value: Any) -> str:
    return str(value).replace("-", " ")


def _short(destination: str) -> str:
    return destination.replace("-", " ").capitalize()
