"""When and under which name a control can be issued: what is wrong with it, in sentences."""

from __future__ import annotations

import math

from workbench.stubs.ieee2030_5.datatypes import Invalid, Text

LONGEST_AHEAD = 366 * 24 * 3600
"""Seconds from now within which a control has to begin."""
LONGEST = 2**32 - 1
"""Seconds of the longest control: the most that the type of a duration can say, which is 136 years."""
CHANCE = 3600
"""Seconds by which a start or a duration may vary."""
MRID_DIGITS = 32


def time_problems(start: float | None, duration: float, now: int) -> list[str]:
    """Return what is wrong with the time of a control.

    Args:
        start: seconds of the epoch; None for now.
        duration: seconds.
    """
    try:
        begins, lasts = float(now if start is None else start), float(duration)
    except (TypeError, ValueError):
        begins = lasts = math.nan
    if not math.isfinite(begins) or not math.isfinite(lasts):
        return [f"Start and duration are numbers of seconds, not {start!r} and {duration!r}."]
    if not 1 <= lasts <= LONGEST:
        return [f"A control lasts 1 s or more, up to {LONGEST} s, not {lasts:g} s."]
    if begins + lasts <= now:
        return [f"The control would have ended {now - begins - lasts:g} s ago; a control ends after now."]
    if begins > now + LONGEST_AHEAD:
        days = (begins - now) / 86400
        return [f"The control would begin in {days:.0f} days; a control begins within 366 days."]
    return []


def chance_problems(**chances: int | None) -> list[str]:
    """Return what is wrong with the seconds by which a start or a duration varies."""
    return [
        f"The chance of the {what} is {-CHANCE} to {CHANCE} s, not {chance}."
        for what, chance in chances.items()
        if chance is not None and not -CHANCE <= chance <= CHANCE
    ]


def mrid_problems(mrid: str) -> list[str]:
    """Return what is wrong with the form of an mRID; empty stands for a new one."""
    if not mrid or (len(mrid) == MRID_DIGITS and not set(mrid.upper()) - set("0123456789ABCDEF")):
        return []
    return [f"An mRID has {MRID_DIGITS} hexadecimal digits; '{mrid[:40]}' has not."]


def text_problems(**texts: str) -> list[str]:
    """Return what is wrong with words that go into a document."""
    problems = []
    for what, text in texts.items():
        try:
            Text(len(text)).write(text)
        except Invalid as problem:
            problems.append(f"The {what} cannot be sent: {problem}.")
    return problems
