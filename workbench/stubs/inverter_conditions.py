"""What can befall an inverter beside what surrounds it, and what a request for it may say."""

from __future__ import annotations

import math
from collections.abc import Mapping

from workbench.der.behaviour.fleet import CONDITIONS
from workbench.der.device import OutOfRange, UnknownQuantity
from workbench.der.quantities import Value

OWN_CONDITIONS = {
    "unit": "which unit the others are for, or 'all', which it is when nothing is said",
    "offline": "whether it does not answer any more",
    "restart": "true: it starts again; settings survive, volatile controls do not",
    "clock_step": "seconds by which its clock is set on",
    "scale_factor": "a scale factor and its new exponent, such as '701.W_SF=1'",
}
"""Conditions of the inverter itself, with what each means."""


def check_conditions(conditions: Mapping[str, Value]) -> None:
    """Refuse conditions that there are not, and values that they do not take.

    Raises:
        NotPossible: with the conditions that there are, or with what one takes.
    """
    unknown = [name for name in conditions if name not in OWN_CONDITIONS and name not in CONDITIONS]
    if unknown:
        known = [f"{name} ({words})" for name, (*_, words) in CONDITIONS.items()]
        known += [f"{name} ({words})" for name, words in OWN_CONDITIONS.items()]
        raise UnknownQuantity(f"There is no condition {unknown[0]!r}. There are: {'; '.join(known)}.")
    step = conditions.get("clock_step", 0.0)
    if isinstance(step, bool) or not isinstance(step, int | float) or not math.isfinite(step):
        raise OutOfRange(f"clock_step is a number, not {step!r}.")
    for name in ("offline", "restart"):
        if not isinstance(conditions.get(name, False), bool):
            raise OutOfRange(f"{name} is true or false, not {conditions[name]!r}.")
