"""Baselines and what differs between two of them, as HTML."""

from __future__ import annotations

import html

from workbench.graph.comparison import FieldDifference, ItemDifference
from workbench.graph.filings_overtaken import FilingOvertaken
from workbench.graph.snapshot import Snapshot
from workbench.screens.addresses import item_address, page_address
from workbench.screens.differences import difference_html
from workbench.screens.field_words import NOTHING, field_label, value_words
from workbench.screens.grammar import kind_label

LONG = 80
"""Values longer than this are shown word by word instead of one after the other."""


def baseline_html(
    name: str,
    day: str,
    change: int,
    note: str,
    reconstruction: bool,
    digest: str,
    overtaken: FilingOvertaken | None = None,
) -> str:
    """A baseline: its name, its date and change number, its note, the beginning of its digest.

    Args:
        overtaken: what has moved since of what was made from it for filing; None where nothing has.
    """
    marks = ' <span class="wb-new">reconstruction</span>' if reconstruction else ""
    said = f'<div class="wb-why">{html.escape(note)}</div>' if note else ""
    if overtaken is not None:
        health = html.escape(page_address("record-health"))
        said += f'<div class="wb-why">△ <a href="{health}">{html.escape(overtaken.sentence())}</a></div>'
    return (
        f'<div class="wb-event"><div><b>{html.escape(name)}</b>{marks}</div>{said}'
        f'<div class="wb-remark">{html.escape(day)} · change {change} · digest {html.escape(digest[:12])}…</div></div>'
    )


def difference_of_item(
    difference: ItemDifference, before: Snapshot, after: Snapshot, *, headed: bool = True
) -> str:
    """One item that differs; the fields of a new one are folded away.

    Args:
        headed: whether title and code of one that changed stand over its fields.
    """
    kind = html.escape(kind_label(difference.kind).lower())
    address = html.escape(item_address(difference.code))
    title = html.escape(difference.title)
    code = f'<span class="wb-code">{html.escape(difference.code)}</span>'
    rows = "".join(_field(field, difference, before, after) for field in difference.fields)
    if difference.what == "changed":
        head = f'<h4><a class="wb-title" href="{address}">{title}</a> {code}</h4>' if headed else ""
        return f'<section class="wb-change">{head}<dl>{rows}</dl></section>'
    mark = "new" if difference.what == "added" else "withdrawn"
    shown = title if difference.what == "added" else f"<del>{title}</del>"
    head = (
        f'<span class="wb-new">{mark} {kind}</span> <a class="wb-title" href="{address}">{shown}</a> {code}'
    )
    if not rows:
        return f'<section class="wb-change"><div>{head}</div></section>'
    return f'<section class="wb-change"><details><summary>{head}</summary><dl>{rows}</dl></details></section>'


def _field(field: FieldDifference, difference: ItemDifference, before: Snapshot, after: Snapshot) -> str:
    one = value_words(before, difference.kind, field.name, field.before)
    other = value_words(after, difference.kind, field.name, field.after)
    if difference.what == "added":
        shown = f'<div class="wb-diff">{html.escape(other)}</div>'
    elif isinstance(field.before, list) and isinstance(field.after, list):
        shown = _list_html(field, difference.kind, before, after)
    elif field.name in ("title", "text") or max(len(one), len(other)) > LONG:
        empty = {NOTHING: ""}
        shown = difference_html(empty.get(one, one), empty.get(other, other))
    else:
        shown = (
            f'<div class="wb-diff"><del>{html.escape(one)}</del> <span aria-label="becomes">→</span> '
            f"<ins>{html.escape(other)}</ins></div>"
        )
    return f"<div><dt>{html.escape(field_label(field.name))}</dt><dd>{shown}</dd></div>"


def _list_html(field: FieldDifference, kind: str, before: Snapshot, after: Snapshot) -> str:
    """What left a list and what came into it; what stayed is not said again."""
    gone = [value_words(before, kind, field.name, [part]) for part in field.before if part not in field.after]
    come = [value_words(after, kind, field.name, [part]) for part in field.after if part not in field.before]
    if not gone and not come:
        gone = [value_words(before, kind, field.name, field.before)]
        come = [value_words(after, kind, field.name, field.after)]
    parts = [f"<del>{html.escape(words)}</del>" for words in gone]
    parts += [f"<ins>{html.escape(words)}</ins>" for words in come]
    return f'<div class="wb-diff">{"<br>".join(parts)}</div>'
