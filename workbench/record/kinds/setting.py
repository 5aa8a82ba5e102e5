"""A setting of the record: docket, caption, filing party, meeting length, a rule of form."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from workbench.record.kind import Detail, Kind


class SettingDetail(Detail):
    """One value with its group, and for rules of form how strong and how sure the rule is."""

    group: Literal["docket", "filing", "schedule", "form", "architecture", "process"] = "process"
    value: Any = None
    strength: str = Field(default="", description="For a rule of form: hard, soft, or free.")
    confidential_value: bool = False


KIND = Kind(
    name="setting",
    plural="settings",
    label="Setting",
    detail=SettingDetail,
    statuses=("in-use",),
    normative=("value",),
    code=r"SET-[a-z0-9-]+",
)
