"""Filters of the issue list: widgets whose values live in the address, and the query they make.

The truth is one text of the filter language, the same as on the command line: it stands in the address
(``/issues?issues_where=status=open owner=none``), in saved views and in links from other pages. The choices
beside it are read from that text and write into it.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from workbench.graph.fields import fields_of
from workbench.graph.query import QueryError, parse
from workbench.graph.query.conditions import AllOf, AnyOf, Compared, Condition, Searched, Value
from workbench.graph.snapshot import Snapshot
from workbench.screens import visitor
from workbench.screens.field_words import field_label

FIELDS = ("status", "theme", "destination", "owner", "priority", "meeting", "readiness")
"""Fields with a widget of their own."""
NOBODY = "none"
"""The choice that means that nothing stands in the field."""
WHERE, FIND = "issues_where", "issues_find"
SPREAD = "issues_spread"
"""The text over which the choices were last spread."""
REST = "issues_rest"
"""What of the text has no choice of its own."""


def address(where: str = "") -> str:
    """The address of the issue list with a filter in it.

    Args:
        where: text of the filter language, such as ``status=open meeting=none``.
    """
    return f"/issues?{urlencode({WHERE: where})}" if where else "/issues"


def chosen_key(name: str) -> str:
    """Session key of a field's choices."""
    return f"issues_{name}"


def none_of_key(name: str) -> str:
    """Session key of a field's *none of these*."""
    return f"issues_not_{name}"


def draw(snapshot: Snapshot) -> None:
    """Draw one choice a field, each with *none of these*, and the line of the filter language."""
    st.text_input(
        "Filter",
        key=WHERE,
        bind="query-params",
        placeholder="status=open due<today+14 not theme=process",
        help="The same filter language as on the command line: `status!=resolved|deferred`, `owner=none`, "
        '`due<2014-07-18`, `has:depends`, `"words"`, with `or`, `not` and brackets.',
    )
    options = _options(snapshot)
    _spread(options, snapshot)
    for name in FIELDS:
        words = options[name]
        chosen, negated = st.columns([4, 3], vertical_alignment="bottom")
        chosen.multiselect(
            field_label(name),
            list(words),
            format_func=words.__getitem__,
            key=chosen_key(name),
            placeholder="any",
            on_change=_gather,
        )
        negated.checkbox("none of these", key=none_of_key(name), on_change=_gather)
    st.button(
        "Clear the filter", key="issues_clear", icon=":material/filter_alt_off:", on_click=put, args=("",)
    )


def query_text() -> str:
    """The whole filter as one text of the filter language; the search words are not in it."""
    return (st.session_state.get(WHERE) or "").strip()


def put(where: str) -> None:
    """Filter by a text of the filter language, and by no search words; for callbacks."""
    st.session_state[WHERE] = where
    st.session_state[FIND] = ""


def _gather() -> None:
    """Write the choices into the text; called when one of them changes."""
    parts = []
    for name in FIELDS:
        chosen = st.session_state.get(chosen_key(name)) or []
        if chosen:
            sign = "!=" if st.session_state.get(none_of_key(name)) else "="
            parts.append(str(Compared(name, sign, tuple(Value(str(value)) for value in chosen))))
    rest = st.session_state.get(REST) or ""
    st.session_state[WHERE] = st.session_state[SPREAD] = " ".join([*parts, rest]).strip()


def _spread(options: dict[str, dict[str, str]], snapshot: Snapshot) -> None:
    """Read the choices from the text, where it is another than the one that they wrote themselves."""
    where = query_text()
    if st.session_state.get(SPREAD) == where and chosen_key(FIELDS[0]) in st.session_state:
        return
    st.session_state[SPREAD] = where
    for name in FIELDS:
        st.session_state[chosen_key(name)] = []
        st.session_state[none_of_key(name)] = False
    try:
        condition = parse(where, snapshot.vocabulary).condition
    except QueryError:
        st.session_state[REST] = where
        return
    parts = condition.parts if isinstance(condition, AllOf) else (condition,) if condition else ()
    rest = [part for part in parts if not _taken(part, options)]
    several = len(parts) > 1
    st.session_state[REST] = " ".join(f"({p})" if several and isinstance(p, AnyOf) else str(p) for p in rest)


def _taken(part: Condition, options: dict[str, dict[str, str]]) -> bool:
    """Whether a condition went into the choices of its field."""
    if not isinstance(part, Compared) or part.field not in FIELDS or part.operator not in ("=", "!="):
        return False
    texts = [value.text for value in part.values]
    if st.session_state[chosen_key(part.field)] or not all(text in options[part.field] for text in texts):
        return False
    st.session_state[chosen_key(part.field)] = texts
    st.session_state[none_of_key(part.field)] = part.operator == "!="
    return True


def search_words() -> str:
    """The words of the full-text search."""
    return (st.session_state.get(FIND) or "").strip()


def whole_text() -> str:
    """The filter with the search words in it, as a saved view keeps it."""
    found, where = search_words(), query_text()
    if not found:
        return where
    return f"{Searched(found)} ({where})" if where else str(Searched(found))


def _options(snapshot: Snapshot) -> dict[str, dict[str, str]]:
    """By field, the values that can be chosen with what they are called."""
    return _options_at(visitor.seen_key(), snapshot)


@st.cache_data(max_entries=8, show_spinner=False)
def _options_at(key: visitor.Seen, _snapshot: Snapshot) -> dict[str, dict[str, str]]:
    """The choices of what is seen of one state of one record; they are counted once and not in every run."""
    snapshot = _snapshot
    specs = fields_of("issue", snapshot.vocabulary)
    issues = snapshot.of_kind("issue", withdrawn=True)
    themes = dict.fromkeys([*snapshot.vocabulary.themes, *(str(i.detail.get("theme") or "") for i in issues)])
    found: dict[str, Sequence[str]] = {
        "status": ("open", "closed", *specs["status"].choices),
        "theme": [t for t in themes if t],
        "destination": specs["destination"].choices,
        "owner": sorted({code for i in issues for code in snapshot.view(i, "owner")}),
        "priority": specs["priority"].choices,
        "meeting": sorted({code for i in issues for code in snapshot.view(i, "meeting")}),
        "readiness": specs["readiness"].choices,
    }
    options = {}
    for name, values in found.items():
        called = {value: _called(snapshot, name, value) for value in values}
        options[name] = called if name == "status" else {**called, NOBODY: "(nothing)"}
    return options


def _called(snapshot: Snapshot, name: str, value: str) -> str:
    if name in ("owner", "meeting"):
        item = snapshot.item(value)
        return f"{item.title} · {value}" if item else value
    if name == "status":
        return {"open": "open (any)", "closed": "closed (any)"}.get(value, value.replace("-", " "))
    if name == "destination":
        return snapshot.vocabulary.destinations.get(value, value)
    return value
