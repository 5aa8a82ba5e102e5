"""An action: somebody said that they would do something."""

from __future__ import annotations

from workbench.record.kind import DateSpec, Detail, Kind


class ActionDetail(Detail):
    """By when an action is due, as far as anybody said."""

    due: DateSpec | None = None


KIND = Kind(
    name="action",
    plural="actions",
    label="Action",
    detail=ActionDetail,
    statuses=("open", "done", "dropped"),
    normative=(),
    code=r"ACT-\d{2,}",
    numbering="ACT-{:02d}",
    closed=frozenset({"done", "dropped", "withdrawn"}),
)
