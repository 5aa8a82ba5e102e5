"""Schedules: values that a DER takes by itself at times, without anybody reaching it.

Rule 21, Hh.6 (at least 24 events are kept); SunSpec model 133. A schedule is a row of points, offset and value: each
value holds until the offset of the next point, and the last point is the end. It begins at its start and may repeat.
It holds while the function is not commanded directly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.der.behaviour.columns import Part, some
from workbench.der.behaviour.moment import Moment


@dataclass(frozen=True, slots=True)
class Schedule:
    """What can be scheduled.

    Args:
        name: beginning of the keys of the schedule.
        switch: key that is on while the schedule runs.
        value: key that takes the value of the schedule.
        bit: in the state that says which schedules run.
    """

    name: str
    switch: str
    value: str
    bit: int

    def key(self, what: str = "") -> str:
        """Return the key of the schedule, or of its ``start``, ``repeat``, ``enable`` or ``active``."""
        return f"{self.name}-schedule-{what}" if what else f"{self.name}-schedule"


SCHEDULES = (
    Schedule("limit-active-power", "limit-active-power-enable", "limit-active-power", 1),
    Schedule("set-active-power", "set-active-power-enable", "set-active-power", 2),
    Schedule("constant-power-factor", "constant-power-factor-enable", "constant-power-factor-injecting", 4),
    Schedule("constant-reactive-power", "constant-reactive-power-enable", "constant-reactive-power", 8),
)
SET_ACTIVE_POWER_MODE = "set-active-power-mode"
PERCENT = 0
"""Number of the word ``percent`` of that mode: what schedules of active power are in."""


def run(moment: Moment) -> None:
    """Let every schedule that runs now override its function for this step."""
    running: Part = np.uint8(0)
    for schedule in SCHEDULES:
        enabled = moment.setting(schedule.key("enable"))
        if not some(enabled):
            continue
        offset = moment.date - moment.setting(schedule.key("start"))
        repeat = moment.setting(schedule.key("repeat"))
        offset = np.where(
            (repeat > 0) & (offset >= 0), np.mod(offset, np.where(repeat > 0, repeat, 1.0)), offset
        )
        value, inside = moment.curves.held(moment.setting(schedule.key()), offset)
        commanded = moment.setting(schedule.switch)
        runs = enabled & inside & ~commanded
        moment.overrides[schedule.switch] = commanded | runs
        moment.overrides[schedule.value] = np.where(runs, value, moment.setting(schedule.value))
        if schedule.name == "set-active-power":
            mode = moment.setting(SET_ACTIVE_POWER_MODE)
            moment.overrides[SET_ACTIVE_POWER_MODE] = np.where(runs, PERCENT, mode)
        running = running | np.where(runs, np.uint8(schedule.bit), np.uint8(0))
    if some(running) or moment.state.differs("schedules"):
        moment.state.set("schedules", moment.part, running)
