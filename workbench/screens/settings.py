"""Settings: the docket, the filing, the schedule, and each rule of form with how sure it is."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from workbench.filing.parties import Parties
from workbench.graph.dates import listed
from workbench.graph.setting_forms import ABSENT, in_order
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.setting_checks import settings_in_doubt
from workbench.screens import setting_form, visitor
from workbench.screens.grammar import empty, heading, plain
from workbench.screens.save_preview import pending, save_preview
from workbench.screens.setting_rows import absent_html, setting_html

KEY = setting_form.KEY
GROUP = "settings_group"
GROUPS = {
    "docket": "The docket",
    "filing": "The filing",
    "schedule": "The schedule",
    "form": "Rules of form",
    "architecture": "Architecture",
    "process": "Notices and process",
}
SAYS = {
    "docket": "What the caption and every subject line say of the proceeding.",
    "filing": "Who files, who signs, and who answers for the document. A working group files nothing: a party does.",
    "schedule": "How long meetings are, on which days none is held, and the stages that an issue goes through.",
    "form": "What the Commission asks of a document, as far as it is known. A default whose rule is only "
    "remembered is used all the same; it is never called the rule.",
    "architecture": "How the levels of the architecture are named.",
    "process": "To whom notices go, and the rules, periods and limits of calls. A rule that counts says where "
    "and when the group adopted it.",
}
DOUBTED = {
    "schedule": "The schedule cannot be computed with these",
    "process": "No call can be prepared with these",
}


def page() -> None:
    """Draw the page."""
    snapshot = visitor.snapshot()
    heading(
        "Settings", "What documents, the schedule and notices are made with. Each value says how sure it is."
    )
    found: dict[str, list[ItemView]] = {}
    for item in snapshot.of_kind("setting"):
        found.setdefault(str(item.detail.get("group") or "process"), []).append(item)
    if not found:
        empty("The record has no settings yet. A record directory brings them in settings.yaml.")
        return
    absent = {known.group for name, known in ABSENT.items() if snapshot.item(f"SET-{name}") is None}
    groups = [group for group in GROUPS if group in found or group in absent]
    group = st.pills(
        "Group",
        groups,
        default=groups[0],
        key=GROUP,
        bind="query-params",
        format_func=GROUPS.__getitem__,
        label_visibility="collapsed",
        required=True,
    )
    group = group if group in groups else groups[0]
    st.markdown(SAYS[group])
    _attention(snapshot, group, found.get(group, []))
    for item in in_order(found.get(group, [])):
        _row(snapshot, item)
    _absent(snapshot, group)
    if pending(KEY):
        save_preview(KEY, on_saved=setting_form.saved)
    else:
        setting_form.drawer(snapshot)


def _attention(snapshot: Snapshot, group: str, items: list[ItemView]) -> None:
    """What is missing or in doubt, before what is merely there."""
    if group == "filing":
        parties = Parties.of(snapshot)
        missing = [*parties.missing, *parties.remarks]
        if missing:
            lines = "\n".join(f"- {plain(words)}" for words in missing)
            st.warning(
                f"**Until this is put in, documents say that they are drafts**\n\n{lines}",
                icon=":material/draft:",
            )
    elif group in DOUBTED:
        doubts = settings_in_doubt(snapshot, group)
        if doubts:
            lines = "\n".join(f"- {plain(words)}" for words in doubts)
            st.error(f"**{DOUBTED[group]}**\n\n{lines}", icon=":material/block:")
    elif group == "form":
        st.info(how_sure(items), icon=":material/fact_check:")


def how_sure(rules: list[ItemView]) -> str:
    """How many of the rules of form were checked, in a sentence."""
    counted = Counter(str(rule.detail.get("certainty") or "") for rule in rules)
    parts = [
        f"{counted[certainty]} {words}"
        for certainty, words in (
            ("verified", "checked against a source"),
            ("partly", "checked in part"),
            ("inferred", "inferred"),
            ("memory", "only remembered"),
            ("", "with nothing said about it"),
        )
        if counted[certainty]
    ]
    return f"Of {len(rules)} rules: {listed(parts)}."


def _row(snapshot: Snapshot, item: ItemView) -> None:
    with st.container(horizontal=True, vertical_alignment="top", key=f"settings_row_{item.code}"):
        st.html(setting_html(snapshot, item), width="stretch")
        if visitor.may_edit():
            st.button(
                "Edit",
                key=f"settings_edit_{item.code}",
                type="tertiary",
                icon=":material/edit:",
                help=f"Edit: {plain(item.title)}",
                on_click=setting_form.start,
                args=(item,),
            )


def _absent(snapshot: Snapshot, group: str) -> None:
    """Settings of a group that the record leaves out, with what holds without them."""
    for name, absent in ABSENT.items():
        code = f"SET-{name}"
        if absent.group != group or snapshot.item(code) is not None:
            continue
        with st.container(horizontal=True, vertical_alignment="top", key=f"settings_row_{code}"):
            st.html(absent_html(snapshot, code, absent), width="stretch")
            if visitor.may_edit():
                st.button(
                    "Set",
                    key=f"settings_edit_{code}",
                    type="tertiary",
                    icon=":material/edit:",
                    help=f"Set: {absent.title}",
                    on_click=setting_form.start_absent,
                    args=(name,),
                )
