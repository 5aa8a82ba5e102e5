"""The form of a setting's value: what a page offers to edit it with, and how it reads.

A few settings are known by name; the form of any other follows from the value that it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from workbench.graph.dates import WEEKDAY_NAMES
from workbench.graph.snapshot import ItemView, Snapshot

Form = Literal[
    "text", "long text", "number", "date", "yes-no", "choice", "list", "items", "item", "table", "pairs", "document",
]  # fmt: skip
"""``items`` and ``item`` name organisations or persons of the record, or anybody by name."""

CellForm = Literal["text", "number", "date", "yes-no", "choice"]


@dataclass(frozen=True)
class Column:
    """One column of a table, or one line of a small document."""

    name: str
    form: CellForm = "text"
    choices: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The heading, such as *Days before next*."""
        words = self.name.replace("_", " ").replace("-", " ")
        return words[:1].upper() + words[1:]


@dataclass(frozen=True)
class SettingForm:
    """How a value is edited.

    Args:
        unit: what a number counts.
        least, most: the range of a number.
        choices: words that are allowed, for a choice.
        kinds: kinds of the items that can be named.
        columns: of a table, or the lines of a small document.
    """

    form: Form
    unit: str = ""
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()


_DAYS = SettingForm("number", "business days", 0, 250)
_WHO = ("organisation",)
_KNOWN: dict[str, SettingForm] = {
    "docket": SettingForm("text"),
    "caption": SettingForm("long text"),
    "proceeding-filed": SettingForm("date"),
    "commissioner": SettingForm(
        "table", columns=(Column("name"), Column("from", "date"), Column("reported", "date"))
    ),
    "filing-date": SettingForm("date"),
    "filing-party": SettingForm("item", kinds=_WHO),
    "filing-party-short": SettingForm("text"),
    "u-number": SettingForm("text"),
    "signer": SettingForm("item", kinds=("person",)),
    "signed-on": SettingForm("date"),
    "contact": SettingForm(
        "pairs",
        columns=tuple(
            Column(name) for name in ("name", "title", "organisation", "address", "telephone", "fax", "email")
        ),
    ),
    "joined-parties": SettingForm("items", kinds=_WHO),
    "authorisations": SettingForm("table", columns=(Column("party"), Column("by"), Column("on", "date"))),
    "mailing-recipients": SettingForm("items", kinds=("person", "organisation")),
    "meeting-minutes": SettingForm("number", "minutes", 1, 2_000),
    "meeting-weekday": SettingForm("choice", choices=WEEKDAY_NAMES[:5]),
    "blocked-days": SettingForm(
        "table", columns=(Column("from", "date"), Column("to", "date"), Column("why"))
    ),
    "holidays": SettingForm(
        "table", columns=(Column("date", "date"), Column("name"), Column("working", "yes-no"))
    ),
    "agenda-days": _DAYS,
    "consensus-call-days": _DAYS,
    "redlines-call-days": _DAYS,
    "minutes-days": _DAYS,
    "consensus-rules": SettingForm(
        "table",
        columns=(
            Column("name"),
            Column("quorum", "number"),
            Column("threshold"),
            Column("class_threshold"),
            Column("balance"),
            Column("adopted"),
            Column("adopted_on", "date"),
        ),
    ),
    "reservation-of-rights": SettingForm("long text"),
    "contest-days": SettingForm("number", "days", 1, 250),
    "editorial-days": SettingForm("number", "business days", 1, 60),
    "statement-words": SettingForm("number", "words", 1, 5_000),
    "public-reading": SettingForm("yes-no"),
    "keep-from-offices": SettingForm("list"),
    "form-type-size": SettingForm("number", "points", 8, 24),
    "form-line-spacing": SettingForm("number", "lines", 1, 3),
    "form-margins": SettingForm("number", "inches", 0.8, 2),
    "form-notice-of-availability": SettingForm("number", "pages", 1, 10_000),
}


class Absent(NamedTuple):
    """A setting that a record may leave out: its title, what holds without it, its group, what it is for."""

    title: str
    value: Any
    group: str = "schedule"
    says: str = ""


ABSENT = {
    "agenda-days": Absent("Business days from an agenda to its meeting", 3),
    "consensus-call-days": Absent("Business days from the notice of a consensus call to its meeting", 3),
    "redlines-call-days": Absent(
        "Business days from the call for redlines to the day on which they are due", 4
    ),
    "minutes-days": Absent("Business days from a meeting to its minutes", 2),
    "consensus-rules": Absent("Rules that the group adopted for its calls", [], "process"),
    "reservation-of-rights": Absent("Reservation of rights shown with every call", None, "process"),
    "contest-days": Absent("Days in which a recorded outcome can be contested", 10, "process"),
    "editorial-days": Absent("Business days in which an editorial change can be contested", 5, "process"),
    "statement-words": Absent("Most words of a statement of position", 300, "process"),
    "filing-name": Absent(
        "Name of the filing",
        None,
        "filing",
        "Authorisers confirm a position for a filing by its name; only those confirmed for this one are named in it.",
    ),
    "public-reading": Absent(
        "Anybody may read without signing in",
        False,
        "process",
        "The public sees what is not confidential, no history, no persons' addresses, and positions only once "
        "the outcome is recorded.",
    ),
    "keep-from-offices": Absent(
        "Offices from which drafts and unrecorded positions are kept",
        [],
        "process",
        "Classes of organisations. Whoever speaks for such organisations only sees no draft, and no position "
        "before the outcome is recorded.",
    ),
}
"""Settings that a record may leave out, by name."""


ORDER = (
    *("docket", "proceeding", "proceeding-filed", "caption", "commission", "short-name", "commissioner"),
    *(
        "filing-name",
        "filing-date",
        "filing-party",
        "filing-party-short",
        "u-number",
        "signer",
        "signed-on",
        "contact",
    ),
    *("joined-parties", "authorisations", "meeting-minutes", "meeting-weekday", "blocked-days"),
    *("holiday-calendar", "holidays", "stage-plan", "mailing-recipients", "consensus-rules"),
    *("reservation-of-rights", "contest-days", "editorial-days", "statement-words"),
)
"""The order in which settings are listed; others follow by their codes."""
_DOUBT = ("memory", "inferred", "partly", "verified")


def in_order(items: Iterable[ItemView]) -> list[ItemView]:
    """Settings in the order in which one fills them in; rules of form with the least sure ones first."""

    def place(item: ItemView) -> tuple[int, int, str]:
        name = setting_name(item.code)
        known = ORDER.index(name) if name in ORDER else len(ORDER)
        certainty = item.detail.get("certainty")
        doubt = _DOUBT.index(certainty) if certainty in _DOUBT else 0
        return known, doubt if item.detail.get("group") == "form" else 0, item.code

    return sorted(items, key=place)


def setting_name(code: str) -> str:
    """A setting's name from its code: ``SET-filing-date`` is *filing-date*."""
    return code.removeprefix("SET-")


def setting_form(snapshot: Snapshot, name: str, value: Any) -> SettingForm:
    """How the value of a setting is edited.

    Args:
        name: the setting's name.
        value: what it holds now.
    """
    if name == "level-scheme":
        return SettingForm("choice", choices=tuple(snapshot.vocabulary.level_schemes))
    if name == "keep-from-offices" and (value in (None, "") or _is_words(value)):
        return SettingForm("list", choices=tuple(snapshot.vocabulary.organisation_classes))
    if name == "stage-plan":
        return SettingForm("table", columns=_stage_columns(snapshot))
    known = _KNOWN.get(name)
    if known is not None and _holds(known, value):
        return known
    return _form_of(value)


def _stage_columns(snapshot: Snapshot) -> tuple[Column, ...]:
    return (
        Column("stage", "choice", tuple(snapshot.vocabulary.stages)),
        Column("in_meeting", "yes-no"),
        Column("days_before_next", "number"),
        Column("minutes", "number"),
        Column("placed", "choice", ("early", "late")),
    )


def _holds(form: SettingForm, value: Any) -> bool:
    """Whether a value of a known setting has the form that is known for it."""
    if value in (None, "", [], {}):
        return True
    if form.form == "table":
        return _is_table(value)
    if form.form == "pairs":
        return isinstance(value, Mapping) and all(_is_plain(part) for part in value.values())
    if form.form == "items":
        return isinstance(value, str) or (isinstance(value, list) and all(isinstance(v, str) for v in value))
    if form.form == "yes-no":
        return isinstance(value, bool)
    if form.form == "list":
        return _is_words(value)
    if form.form == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(part, str) for part in value)


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(row, Mapping) and all(_is_plain(part) for part in row.values()) for row in value
    )


def _form_of(value: Any) -> SettingForm:
    if isinstance(value, bool):
        return SettingForm("yes-no")
    if isinstance(value, int | float):
        return SettingForm("number")
    if value is None or isinstance(value, str):
        return SettingForm("long text" if value and (len(value) > 90 or "\n" in value) else "text")
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return SettingForm("list")
    if _is_table(value):
        names = dict.fromkeys(str(name) for row in value for name in row)
        return SettingForm(
            "table", columns=tuple(Column(n, _cell_form([r.get(n) for r in value])) for n in names)
        )
    if isinstance(value, Mapping) and all(_is_plain(part) for part in value.values()):
        return SettingForm("pairs", columns=tuple(Column(str(n), _cell_form([v])) for n, v in value.items()))
    return SettingForm("document")


def _cell_form(values: list[Any]) -> CellForm:
    found = [value for value in values if value is not None]
    if found and all(isinstance(value, bool) for value in found):
        return "yes-no"
    if found and all(isinstance(value, int | float) and not isinstance(value, bool) for value in found):
        return "number"
    return "text"
