"""The chain of stages that every issue goes through, with its days and minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workbench.graph.snapshot import Snapshot

STATUS_REACHED: Mapping[str, str] = {
    "text-circulated": "text circulated",
    "consensus-call": "redlines due",
}
"""The last stage that an issue of a status has behind it, whether its date is on record or not."""


class StageRule(BaseModel):
    """One stage of the chain.

    Args:
        stage: its name, one of the vocabulary's stages.
        in_meeting: whether it takes place in a meeting of the group.
        days_before_next: business days that must lie between it and the next stage; for the last
            stage, between it and the day on which everything must be in hand.
        minutes: minutes of a meeting that it takes, unless the issue has an estimate of its own.
        placed: a stage outside a meeting comes as ``early`` or as ``late`` as its neighbours permit.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    stage: str = Field(min_length=1)
    in_meeting: bool = False
    days_before_next: int = Field(default=1, ge=0, le=250)
    minutes: int = Field(default=0, ge=0, le=2_000)
    placed: Literal["early", "late"] = "early"


@dataclass(frozen=True)
class StagePlan:
    """Stages in their order."""

    rules: tuple[StageRule, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(rule.stage for rule in self.rules)

    @cached_property
    def first_discussion(self) -> str | None:
        """The first stage in a meeting, for which an issue's own estimate of minutes is meant."""
        return next((rule.stage for rule in self.rules if rule.in_meeting), None)

    def index(self, stage: str) -> int:
        return self.names.index(stage)

    def rule(self, stage: str) -> StageRule:
        return self.rules[self.index(stage)]

    def minutes(self, stage: str, estimate: int | None) -> int:
        """Minutes of a meeting that a stage takes, given the issue's own estimate."""
        rule = self.rule(stage)
        if not rule.in_meeting:
            return 0
        return estimate if estimate is not None and stage == self.first_discussion else rule.minutes

    def days_between(self, earlier: str, later: str) -> int:
        """Business days that must lie between two stages, over all that come between them."""
        return sum(rule.days_before_next for rule in self.rules[self.index(earlier) : self.index(later)])


DEFAULT_PLAN = StagePlan(
    (
        StageRule(stage="use cases", in_meeting=True, days_before_next=4, minutes=20),
        StageRule(stage="text circulated", days_before_next=5),
        StageRule(stage="redlines due", days_before_next=2, placed="late"),
        StageRule(stage="consensus call", in_meeting=True, days_before_next=1, minutes=10),
        StageRule(stage="final text", days_before_next=1),
    )
)
"""The chain used until the group sets its own; its days are a habit and no rule of anybody's."""


def stage_plan_of(snapshot: Snapshot) -> StagePlan:
    """The record's chain of stages, from the setting ``stage-plan``, or the one that is shipped.

    Raises:
        ValueError: naming every entry of the setting that cannot be taken.
    """
    value = snapshot.setting("stage-plan")
    if value is None:
        return DEFAULT_PLAN
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ValueError(
            "setting SET-stage-plan: this is no list of stages. Allowed: a list of entries with 'stage', "
            "'in_meeting', 'days_before_next', 'minutes' and 'placed'."
        )
    rules: list[StageRule] = []
    problems: list[str] = []
    for number, entry in enumerate(value, 1):
        problems += _read_entry(entry, number, rules, snapshot.vocabulary.stages)
    if problems:
        raise ValueError(" ".join(problems))
    return StagePlan(tuple(rules))


def _read_entry(entry: Any, number: int, rules: list[StageRule], allowed: list[str]) -> list[str]:
    where = f"setting SET-stage-plan, entry {number}"
    try:
        rule = StageRule.model_validate(entry)
    except ValidationError as error:
        return [
            f"{where}: {'.'.join(str(x) for x in e['loc']) or 'the entry'}: {e['msg']}."
            for e in error.errors()
        ]
    if allowed and rule.stage not in allowed:
        return [f"{where}: '{rule.stage}' is no stage. Allowed: {', '.join(allowed)}."]
    if rule.stage in (known.stage for known in rules):
        return [f"{where}: the stage '{rule.stage}' stands twice in the chain."]
    rules.append(rule)
    return []
