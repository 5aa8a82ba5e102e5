"""What the form of a meeting or a milestone would write, or why it cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workbench.graph.date_reading import read_day
from workbench.graph.dates import date_spec
from workbench.graph.proposed import ItemEdit, NewItem, ProposedChange
from workbench.graph.snapshot import Snapshot
from workbench.graph.vocabulary import DateSpec
from workbench.process.scheduling.meetings import free_code
from workbench.screens.grammar import kind_label
from workbench.screens.meetings_form import DETAILS, QUALIFIERS, DateForm


class CannotRead(ValueError):
    """What stands in the form cannot be taken; every reason is a sentence."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__(" ".join(sentences))


def change(form: DateForm, snapshot: Snapshot) -> ProposedChange:
    """What the form would write: only what differs from what was seen.

    Raises:
        CannotRead: with every field that cannot be taken.
    """
    faults: list[str] = []
    fields = {name: form.value(name) for name in ("title", "text", *DETAILS[form.kind])}
    fields["date"] = _date_value(form, faults)
    if form.kind == "meeting":
        fields["avoid"] = _days_read(str(form.value("avoid") or ""), faults)
    if not str(fields["title"] or "").strip():
        faults.append(f"A {kind_label(form.kind).lower()} needs a title.")
    if faults:
        raise CannotRead(faults)
    if not form.code:
        filled = {name: value for name, value in fields.items() if value not in (None, "", [])}
        code = _new_code(form, snapshot) if form.kind == "meeting" else None
        return ProposedChange(new=(NewItem(form.kind, filled, code=code),))
    changed = {n: v for n, v in fields.items() if not _same(form.seen.get(n), v)}
    edits = (ItemEdit(form.code, changed, form.revision),) if changed else ()
    return ProposedChange(edits=edits)


def _same(before: Any, after: Any) -> bool:
    return before == after or (before in (None, "", []) and after in (None, "", []))


def _date_value(form: DateForm, faults: list[str]) -> dict[str, Any] | None:
    qualifier = str(form.value("qualifier") or "undated")
    start, end = form.value("start"), form.value("end")
    words = str(form.value("words") or "")
    if qualifier in ("on", "after", "between") and not isinstance(start, date):
        faults.append(
            f"A date that is '{QUALIFIERS[qualifier]}' needs its day. Allowed: a day of the calendar."
        )
    if qualifier in ("by", "between") and not isinstance(end, date):
        faults.append(
            f"A date that is '{QUALIFIERS[qualifier]}' needs its last day. Allowed: a day of the calendar."
        )
    if qualifier == "between" and isinstance(start, date) and isinstance(end, date) and end < start:
        faults.append("The last day comes before the first. Allowed: a last day on or after the first.")
    if qualifier == "undated" and not words and form.seen.get("date") is None:
        return None
    value: dict[str, Any] = {
        "qualifier": qualifier,
        "start": _iso(start) if qualifier in ("on", "after", "between") else None,
        "end": _iso(end) if qualifier in ("by", "between") else None,
        "words": words,
        "standing": form.typed["standing"] if form.hoped else form.value("standing"),
    }
    if not faults and _same_date(date_spec(form.seen.get("date")), value):
        # What the form cannot show, such as the month behind a limit, stays as it is.
        return form.seen["date"]  # type: ignore[no-any-return]
    return value


def _same_date(old: DateSpec | None, value: Mapping[str, Any]) -> bool:
    if old is None:
        return False
    new = DateSpec.model_validate(value)
    said = [(d.qualifier, d.words, d.standing, d.last_day) for d in (old, new)]
    return said[0] == said[1] and (new.qualifier in ("by", "undated") or old.start == new.start)


def _iso(day: Any) -> str | None:
    return day.isoformat() if isinstance(day, date) else None


def _days_read(words: str, faults: list[str]) -> list[str]:
    days = []
    for part in (p.strip() for p in words.replace(",", ";").split(";")):
        if not part:
            continue
        try:
            days.append(read_day(part).isoformat())
        except ValueError as wrong:
            faults.append(f"Days that do not suit: {wrong}")
    return days


def _new_code(form: DateForm, snapshot: Snapshot) -> str:
    day = form.value("start") if form.value("qualifier") != "by" else form.value("end")
    if isinstance(day, date) and form.value("qualifier") != "undated":
        return free_code(snapshot, day)
    number = 1
    while f"MTG-UNDATED-{number}" in snapshot.by_code:
        number += 1
    return f"MTG-UNDATED-{number}"
