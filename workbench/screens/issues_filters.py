"""Filters of the issue list: widgets whose values live in the address, and the query they make.

Everything ends up as one text of the filter language, the same as on the command line. A saved view
and a link from another page are such a text too; ``put`` spreads it over the widgets again.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from workbench.graph.dates import listed
from workbench.graph.fields import fields_of
from workbench.graph.query import QueryError, parse
from workbench.graph.query.conditions import AllOf, Compared, Condition, Searched, Value, all_of
from workbench.graph.snapshot import Snapshot
from workbench.screens.field_words import field_label

FIELDS = ("status", "theme", "destination", "owner", "priority", "meeting", "readiness")
"""Fields with a widget of their own."""
NOBODY = "none"
"""The choice that means that nothing stands in the field."""
WHERE, FIND = "issues_where", "issues_find"


def address(where: str = "") -> str:
    """The address of the issue list with a filter in it.

    Args:
        where: text of the filter language, such as ``status=open meeting=none``.
    """
    return f"/issues?{urlencode({WHERE: where})}" if where else "/issues"


def chosen_key(name: str) -> str:
    """Session key, and name in the address, of a field's choices."""
    return f"issues_{name}"


def none_of_key(name: str) -> str:
    """Session key, and name in the address, of a field's *none of these*."""
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
    for name in FIELDS:
        words = options[name]
        chosen, negated = st.columns([5, 2], vertical_alignment="bottom")
        chosen.multiselect(
            field_label(name),
            list(words),
            format_func=words.__getitem__,
            key=chosen_key(name),
            bind="query-params",
            placeholder="any",
        )
        negated.checkbox("none of these", key=none_of_key(name), bind="query-params")
    st.button(
        "Clear the filter", key="issues_clear", icon=":material/filter_alt_off:", on_click=put, args=("",)
    )


def query_text() -> str:
    """The whole filter as one text of the filter language; the search words are not in it."""
    parts = []
    for name in FIELDS:
        chosen = st.session_state.get(chosen_key(name)) or []
        if chosen:
            sign = "!=" if st.session_state.get(none_of_key(name)) else "="
            values = tuple(Value(str(value)) for value in chosen)
            parts.append(str(Compared(name, sign, values)))
    typed = (st.session_state.get(WHERE) or "").strip()
    if typed:
        parts.append(f"({typed})" if parts else typed)
    return " ".join(parts)


def search_words() -> str:
    """The words of the full-text search."""
    return (st.session_state.get(FIND) or "").strip()


def whole_text() -> str:
    """The filter with the search words in it, as a saved view keeps it."""
    found = search_words()
    parts = [str(Searched(found))] if found else []
    where = query_text()
    return " ".join([*parts, f"({where})" if parts and where else where]).strip()


def put(where: str, snapshot: Snapshot | None = None) -> None:
    """Spread a text of the filter language over the widgets; for callbacks.

    Args:
        where: the text; what has no widget of its own goes into the line of the filter language.
        snapshot: the record, for its word lists.
    """
    for name in FIELDS:
        st.session_state[chosen_key(name)] = []
        st.session_state[none_of_key(name)] = False
    st.session_state[WHERE] = st.session_state[FIND] = ""
    if not where:
        return
    try:
        condition = parse(where, snapshot.vocabulary if snapshot else None).condition
    except QueryError:
        st.session_state[WHERE] = where
        return
    parts = condition.parts if isinstance(condition, AllOf) else [condition] if condition else []
    rest = [part for part in parts if not _taken(part, snapshot)]
    st.session_state[WHERE] = str(all_of(rest)) if rest else ""


def _taken(part: Condition, snapshot: Snapshot | None) -> bool:
    """Whether a condition went into a widget of its own."""
    if isinstance(part, Searched) and not st.session_state[FIND]:
        st.session_state[FIND] = part.text
        return True
    if not isinstance(part, Compared) or part.field not in FIELDS or part.operator not in ("=", "!="):
        return False
    known = _options(snapshot)[part.field] if snapshot else {}
    texts = [value.text for value in part.values]
    if st.session_state[chosen_key(part.field)] or not all(text in known for text in texts):
        return False
    st.session_state[chosen_key(part.field)] = texts
    st.session_state[none_of_key(part.field)] = part.operator == "!="
    return True


def words(snapshot: Snapshot) -> str:
    """The filter in words, such as *status is none of resolved, deferred*; empty without one."""
    options = _options(snapshot)
    said = []
    for name in FIELDS:
        chosen = st.session_state.get(chosen_key(name)) or []
        if chosen:
            named = [options[name].get(value, value) for value in chosen]
            verb = "is not" if st.session_state.get(none_of_key(name)) else "is"
            said.append(f"{field_label(name).lower()} {verb} {listed(named, 'or')}")
    typed = (st.session_state.get(WHERE) or "").strip()
    if typed:
        said.append(typed)
    return "; ".join(said)


def _options(snapshot: Snapshot) -> dict[str, dict[str, str]]:
    """By field, the values that can be chosen with what they are called."""
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
