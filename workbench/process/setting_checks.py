"""Whether a value can stand in a setting: asked of those who read the setting, before it is saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from workbench.graph.ballots.adopted import adopted_rules
from workbench.graph.setting_forms import setting_form
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.calendar import calendar_of
from workbench.process.notice_times import notice_times
from workbench.process.scheduling.plan import stage_plan_of

_READERS: dict[str, Callable[[Snapshot], Any]] = {
    "blocked-days": calendar_of,
    "holidays": calendar_of,
    "stage-plan": stage_plan_of,
    "agenda-days": notice_times,
    "consensus-call-days": notice_times,
    "redlines-call-days": notice_times,
    "reminder-days": notice_times,
    "minutes-days": notice_times,
}
_PROCESS_READERS: dict[str, Callable[[Snapshot], Any]] = {"consensus-rules": adopted_rules}


def setting_faults(snapshot: Snapshot, name: str, value: Any) -> list[str]:
    """What is wrong with a value, each a sentence; nothing when it can stand.

    Args:
        snapshot: the record with the setting as it is now.
        name: the setting's name, such as ``blocked-days``.
        value: the value wanted.
    """
    form = setting_form(snapshot, name, value)
    found: list[str] = []
    if value in (None, "", [], {}):
        return found
    if form.form == "number":
        if form.least is not None and form.most is not None and not form.least <= value <= form.most:
            found.append(f"{value} is out of range. Allowed: {form.least:g} to {form.most:g} {form.unit}.")
    elif form.form == "date":
        try:
            date.fromisoformat(str(value))
        except ValueError:
            found.append(f"'{value}' is no day of the calendar. Allowed: a day such as 2014-07-18.")
    elif name == "public-reading" and not isinstance(value, bool):
        found.append(f"'{value}' is neither yes nor no. Allowed: true or false.")
    elif name == "keep-from-offices":
        allowed = ", ".join(snapshot.vocabulary.organisation_classes)
        parts = value if isinstance(value, list) else [value]
        unknown = [part for part in parts if part not in snapshot.vocabulary.organisation_classes]
        found += [f"'{part}' is no class of organisations. Allowed: {allowed}." for part in unknown]
    elif form.form == "choice" and value not in form.choices:
        found.append(f"'{value}' is not known. Allowed: {', '.join(form.choices)}.")
    reader = _READERS.get(name) or _PROCESS_READERS.get(name)
    if reader is not None and not found:
        found += _refused(reader, with_setting(snapshot, name, value))
    return found


def _refused(reader: Callable[[Snapshot], Any], snapshot: Snapshot) -> list[str]:
    try:
        reader(snapshot)
    except ValueError as error:
        return [str(error)]
    return []


def settings_in_doubt(snapshot: Snapshot, group: str = "schedule") -> list[str]:
    """Settings of the record that those who need them cannot read, each a sentence.

    Args:
        group: those that the ``schedule`` is computed with, or those that the ``process`` is run by.
    """
    readers = _PROCESS_READERS if group == "process" else _READERS
    return [words for reader in dict.fromkeys(readers.values()) for words in _refused(reader, snapshot)]


def with_setting(snapshot: Snapshot, name: str, value: Any) -> Snapshot:
    """The record as it would be with another value of a setting."""
    code = f"SET-{name}"
    item = snapshot.item(code)
    changed = (
        replace(item, detail={**item.detail, "value": value}, status="in-use")
        if item is not None
        else ItemView(code, code, "setting", name, "", "in-use", 1, "", {"value": value})
    )
    return Snapshot.of(
        [*(i for i in snapshot.items.values() if i.code != code), changed],
        snapshot.links,
        vocabulary=snapshot.vocabulary,
        change=snapshot.change,
        as_of=snapshot.as_of,
    )
