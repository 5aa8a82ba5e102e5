"""Lines of the Desk that count days: the next meeting, what is due, what is overdue."""

from __future__ import annotations

from datetime import date, timedelta

from workbench.graph.attention_lines import Entry, Line, counted
from workbench.graph.dates import days_between_words, display_date
from workbench.graph.days_due import Due, by_day, days_due, filing_day, meeting_words, next_meeting
from workbench.graph.snapshot import Snapshot

SOON = timedelta(days=14)
"""What is due within these days is coming up; what is due later is merely there."""

FAR = timedelta(days=60)
"""Days that lie further ahead are told together."""


def dated_lines(snapshot: Snapshot, today: date, past: bool) -> list[Line]:
    """All lines that count days.

    Args:
        past: the whole record lies long ago; what is still open is told in one line, without counting.
    """
    if past:
        return passed_days(snapshot, today)
    return [
        *overdue(snapshot, today),
        *meetings_not_closed(snapshot, today),
        *coming_meeting(snapshot, today),
        *coming_days(snapshot, today),
    ]


def passed_days(snapshot: Snapshot, today: date) -> list[Line]:
    """One line for everything open whose day lies long ago."""
    found = [due for due in days_due(snapshot) if due.day < today and not due.hoped]
    if not found:
        return []
    entries = tuple(Entry(due.item.code, due.item.title, due.words) for due in found)
    said = counted(len(found), "item", "has a day that has", "have days that have")
    return [Line("passed-days", f"{said} passed, and {_still(found)} open.", "open", entries)]


def _still(found: list[Due]) -> str:
    return "is still" if len(found) == 1 else "are still"


def overdue(snapshot: Snapshot, today: date) -> list[Line]:
    """Open items whose day has passed: actions in one line, everything else by its day."""
    found = [due for due in days_due(snapshot) if due.day < today and not due.hoped]
    lines = []
    for kind, noun in (
        ("milestone", "milestone"),
        ("order", "order"),
        ("action", "action"),
        ("issue", "issue"),
    ):
        late = [due for due in found if due.item.kind == kind]
        if not late:
            continue
        ago = days_between_words(late[0].day, today)
        if len(late) == 1:
            sentence = f"Overdue since {display_date(late[0].day)}, {ago}: {late[0].item.title}."
        else:
            sentence = (
                f"{len(late)} {noun}s are overdue, the oldest since {display_date(late[0].day)}, {ago}."
            )
        entries = tuple(_late_entry(d, today, alone=len(late) == 1) for d in late)
        where = f"status=open due<{today}" if kind == "issue" else ""
        page = "issues" if kind == "issue" else "item"
        lines.append(Line(f"overdue-{kind}", sentence, "late", entries, page, where, late[0].day))  # type: ignore[arg-type]
    return lines


def _late_entry(due: Due, today: date, *, alone: bool) -> Entry:
    remark = _standing(due) if alone else f"{due.words}, {days_between_words(due.day, today)}"
    return Entry(due.item.code, due.item.title, remark)


def meetings_not_closed(snapshot: Snapshot, today: date) -> list[Line]:
    """Meetings whose day has passed and that are still planned."""
    found = [d for d in days_due(snapshot) if d.item.kind == "meeting" and d.day < today and not d.hoped]
    if not found:
        return []
    if len(found) == 1:
        sentence = (
            f"{found[0].item.title} ({display_date(found[0].day)}) has passed and is still planned: "
            "was it held, moved or cancelled?"
        )
    else:
        sentence = (
            f"{len(found)} meetings have passed and are still planned: were they held, moved or cancelled?"
        )
    entries = tuple(Entry(d.item.code, d.item.title, d.words) for d in found)
    return [Line("meetings-not-closed", sentence, "late", entries, "meetings", day=found[0].day)]


def coming_meeting(snapshot: Snapshot, today: date) -> list[Line]:
    """The next meeting with the issues that it takes up, or that none is planned."""
    found = next_meeting(snapshot, today)
    if found is None:
        return [Line("next-meeting", "No meeting is planned.", "soon", page="meetings")]
    issues = [
        i for i in snapshot.sources(found.item, "scheduled-in") if i.kind == "issue" and not i.withdrawn
    ]
    takes_up = f"{counted(len(issues), 'issue', 'is', 'are')} on it" if issues else "no issue is on it yet"
    ahead = f"{display_date(found.day)}, {days_between_words(found.day, today)}"
    sentence = f"Next meeting {ahead}: {found.item.title}, and {takes_up}."
    entries = (
        Entry(found.item.code, found.item.title, meeting_words(found)),
        *(Entry(i.code, i.title) for i in issues),
    )
    return [Line("next-meeting", sentence, "soon", entries, "meetings", day=found.day)]


def coming_days(snapshot: Snapshot, today: date) -> list[Line]:
    """What is due from today on, by day; days that lie far ahead in one line."""
    found = [d for d in days_due(snapshot) if d.day >= today and not d.hoped and d.item.kind != "meeting"]
    filing = filing_day(snapshot)
    lines = [_day_line(day, dues, today) for day, dues in by_day([d for d in found if d.day - today <= FAR])]
    if filing is not None and filing >= today and filing not in {due.day for due in found}:
        sentence = f"The filing is set for {display_date(filing)}, {days_between_words(filing, today)}."
        urgency = "soon" if filing - today <= SOON else "open"
        lines.append(Line("due", sentence, urgency, page="settings", day=filing))  # type: ignore[arg-type]
        lines.sort(key=lambda line: line.day or today)
    far = [d for d in found if d.day - today > FAR]
    if far:
        entries = tuple(Entry(d.item.code, d.item.title, d.words) for d in far)
        day = far[0].day
        said = counted(len(far), "item", "is", "are")
        ahead = f"{display_date(day)}, {days_between_words(day, today)}"
        sentence = f"{said} due later{', the first' if len(far) > 1 else ''}: {ahead}."
        lines.append(Line("due-later", sentence, "open", entries, day=day))
    return lines


def _day_line(day: date, dues: list[Due], today: date) -> Line:
    ahead = f"{display_date(day)}, {days_between_words(day, today)}"
    what = dues[0].item.title if len(dues) == 1 else f"{len(dues)} items"
    entries = tuple(Entry(d.item.code, d.item.title, _standing(d)) for d in dues)
    return Line("due", f"Due {ahead}: {what}.", "soon" if day - today <= SOON else "open", entries, day=day)


def _standing(due: Due) -> str:
    """By what authority a day stands, and the range where it is one; the day itself is said already."""
    if due.item.kind == "issue":
        return ""
    return due.words if due.spec.qualifier == "between" else due.spec.standing
