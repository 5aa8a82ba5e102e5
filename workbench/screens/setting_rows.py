"""A setting as the page shows it: what it is for, its value, and how sure it is, in words."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import date
from typing import Any

from workbench.graph.dates import display_date
from workbench.graph.setting_forms import Absent, Column, SettingForm, setting_form, setting_name
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens.addresses import item_address
from workbench.screens.field_words import code_words

CERTAINTY = {
    "verified": "checked against its source",
    "partly": "checked in part only",
    "inferred": "inferred, and seen in no source",
    "memory": "remembered, and not checked",
}
"""How sure a setting is, in words."""
UNVERIFIED = frozenset({"inferred", "memory"})
STRENGTHS = {"hard": "binding", "soft": "custom", "free": "free choice"}
NOT_SET = '<em class="wb-remark">not set</em>'


def certainty_words(certainty: str | None) -> str:
    """How sure a setting is; that nobody said so is said too."""
    return CERTAINTY.get(certainty or "", "nobody has said how sure it is")


def strength_words(strength: str) -> str:
    """How binding a rule of form is: ``hard for utilities`` is *binding for utilities*."""
    first, _, rest = strength.partition(" ")
    return f"{STRENGTHS.get(first, first)} {rest}".strip()


def setting_html(snapshot: Snapshot, item: ItemView) -> str:
    """One setting: title, value, what it is for, and how sure it is."""
    detail = item.detail
    name = setting_name(item.code)
    form = setting_form(snapshot, name, detail.get("value"))
    code = f'<a href="{html.escape(item_address(item.code))}">{html.escape(item.code)}</a>'
    quiet = f'<span class="wb-code">{code}</span>'
    rule = ""
    if detail.get("group") == "form":
        words = (
            f"{strength_words(str(detail.get('strength') or ''))}; {certainty_words(detail.get('certainty'))}"
        )
        rule = _sure(words.lstrip("; "), detail.get("certainty"))
    elif detail.get("certainty"):
        rule = _sure(certainty_words(detail.get("certainty")), detail.get("certainty"))
    text = f'<div class="wb-why">{html.escape(item.text)}</div>' if item.text else ""
    value = value_html(snapshot, form, detail.get("value"))
    return (
        f'<div class="wb-setting"><div><b>{html.escape(item.title)}</b> {quiet}</div>'
        f'<div class="wb-value">{value}</div>{rule}{text}</div>'
    )


def _sure(words: str, certainty: str | None) -> str:
    shape = {"verified": "done", "partly": "doubt"}.get(certainty or "", "doubt")
    mark = "" if certainty == "verified" else "not verified: " if certainty in UNVERIFIED else ""
    return f'<div><span class="wb-status {shape}">{html.escape(mark + words)}</span></div>'


def absent_html(snapshot: Snapshot, code: str, absent: Absent) -> str:
    """A setting that the record leaves out, with what holds without it."""
    quiet = f'<span class="wb-code">{html.escape(code)}</span>'
    form = setting_form(snapshot, setting_name(code), absent.value)
    value = "none" if absent.value == [] else value_html(snapshot, form, absent.value)
    says = f'<div class="wb-why">{html.escape(absent.says)}</div>' if absent.says else ""
    return (
        f'<div class="wb-setting"><div><b>{html.escape(absent.title)}</b> {quiet}</div>'
        f'<div class="wb-value">{value}</div>{says}'
        '<div class="wb-remark">The record says nothing of it; this is what the workbench takes.</div></div>'
    )


def value_html(snapshot: Snapshot, form: SettingForm, value: Any) -> str:
    """A value in words: days, units, titles, small tables."""
    if value in (None, "", [], {}):
        return NOT_SET
    if form.form == "table" and isinstance(value, list):
        return _table(snapshot, form, value)
    if isinstance(value, Mapping):
        rows = [(name, part) for name, part in value.items() if part not in (None, "")]
        if not rows:
            return NOT_SET
        shown = "".join(f"<div><dt>{_label(n)}</dt><dd>{_plain(snapshot, p)}</dd></div>" for n, p in rows)
        return f'<dl class="wb-fields">{shown}</dl>'
    if isinstance(value, list):
        return "<br>".join(_plain(snapshot, part) for part in value)
    return _plain(snapshot, value, form.form) + (
        f" {html.escape(_unit(form.unit, value))}" if form.unit else ""
    )


def _unit(unit: str, value: Any) -> str:
    """The unit of one, or of several: *inch*, *inches*."""
    if value != 1:
        return unit
    return unit.removesuffix("es") if unit.endswith("hes") else unit.removesuffix("s")


def _table(snapshot: Snapshot, form: SettingForm, rows: list[Mapping[str, Any]]) -> str:
    columns = [c for c in form.columns if any(row.get(c.name) not in (None, "") for row in rows)]
    head = "".join(f"<th{_aligned(c)}>{html.escape(c.label)}</th>" for c in columns)
    body = "".join(
        f"<tr>{''.join(_table_cell(snapshot, c, row.get(c.name)) for c in columns)}</tr>" for row in rows
    )
    return f'<div class="wb-scroll"><table class="wb-table"><tr>{head}</tr>{body}</table></div>'


def _table_cell(snapshot: Snapshot, column: Column, value: Any) -> str:
    if value is None or value == "":
        words = '<span class="wb-remark">not known</span>' if column.form == "date" else ""
    else:
        words = _plain(snapshot, value, column.form)
    return f"<td{_aligned(column)}>{words}</td>"


def _aligned(column: Column) -> str:
    return ' class="wb-right"' if column.form == "number" else ""


def _plain(snapshot: Snapshot, value: Any, form: str = "") -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if form == "date":
        try:
            return display_date(date.fromisoformat(str(value)))
        except ValueError:
            return html.escape(str(value))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    words = str(value)
    return html.escape(code_words(snapshot, words) if snapshot.item(words) is not None else words)


def _label(name: Any) -> str:
    return html.escape(Column(str(name)).label)
