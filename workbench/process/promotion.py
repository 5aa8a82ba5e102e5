"""Promoting a hoped date: the one way in which a hope becomes a date of the group.

A hoped date enters no filing. That it stops being a hope is somebody's decision, so it is saved on its
own, with its reason.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from workbench.graph.dates import date_spec, display_date_spec
from workbench.graph.proposed import ItemEdit, Place, Problem, ProposedChange
from workbench.graph.snapshot import ItemView
from workbench.process import changes
from workbench.process.actor import Actor
from workbench.process.changes import Saved
from workbench.process.planning.preview import Preview, Refused
from workbench.record.database import Database
from workbench.record.kind import DateSpec

PROMOTED_TO = ("proposed", "ordered")
"""What a hoped date can become: set by the group, or ordered by the Commission."""


def is_hoped(item: ItemView) -> bool:
    """Whether a meeting or a milestone is only hoped for."""
    spec = date_spec(item.detail.get("date"))
    return item.kind in ("meeting", "milestone") and spec is not None and spec.standing == "hoped"


def promotion_words(item: ItemView, standing: str) -> str:
    """What promoting would do, in a sentence, to be read before it is done."""
    spec = date_spec(item.detail.get("date"))
    when = display_date_spec(spec, standing=False)
    by = "ordered by the Commission" if standing == "ordered" else "proposed by the group"
    return (
        f"{item.title} ({item.code}), {when}, would stand as {by}. From then on it can be printed in a filing, "
        "it has notices, and a schedule may rest on it."
    )


def promote(
    database: Database, actor: Actor, item: ItemView, standing: str, why: str, *, on: date | None = None
) -> Saved:
    """Save that a hoped date is a date of the group.

    Args:
        item: the meeting or the milestone, as it was seen.
        standing: proposed or ordered.
        why: who decided it and where; it stands in the history.
        on: the group's date of the promotion; today when None.

    Raises:
        NotPermitted: when the actor may not edit.
        Refused: without a reason, for a date that is no hope, or when somebody else changed it meanwhile.
    """
    actor.require("edit")
    problems = []
    if not why.strip():
        problems.append(
            Problem("promoting a hoped date needs a reason: who set it, and where", code=item.code)
        )
    if not is_hoped(item):
        problems.append(
            Problem("its date is not a hoped one, so there is nothing to promote", code=item.code)
        )
    if standing not in PROMOTED_TO:
        problems.append(
            Problem(
                "this is no standing that a hoped date can be given",
                Place(column="standing"),
                standing,
                ", ".join(PROMOTED_TO),
                item.code,
            )
        )
    if problems:
        raise Refused(Preview(problems=tuple(problems)))
    return changes.save(database, actor, _change(item, standing, why, on))


def _change(item: ItemView, standing: str, why: str, on: date | None) -> ProposedChange:
    spec = date_spec(item.detail.get("date"))
    assert isinstance(spec, DateSpec)
    value: dict[str, Any] = spec.model_dump(mode="json") | {"standing": standing}
    edit = ItemEdit(item.code, {"date": value}, item.revision)
    return ProposedChange(edits=(edit,), why=why.strip(), effective_on=on)
