"""Whether settings that are asked for, and readings that are told, are any of this world."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from workbench.der.behaviour.curves import Curves
from workbench.der.behaviour.settings import settings
from workbench.der.device import NotPossible, NotWritable, OutOfRange, UnknownQuantity
from workbench.der.device_quantities import Form, form_of
from workbench.der.quantities import Value
from workbench.stubs.aggregation.letters import Letter, write
from workbench.stubs.aggregation.payloads import Readings
from workbench.stubs.strict_json import Refused

FORMS = {"bool": bool, "enum": str, "str": str, "bitmap": frozenset}


def judge(asked: Mapping[str, Value], known: Mapping[str, Value]) -> None:
    """Refuse settings that no device can take, all of them with one that is wrong.

    Args:
        known: readings of the devices; ratings bound what may be asked for, as far as they are known.

    Raises:
        NotPossible: with every reason.
    """
    wrong: list[NotPossible] = []
    for key, value in asked.items():
        try:
            _judge_setting(key, value, known)
        except NotPossible as refusal:
            wrong.append(refusal)
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        raise NotPossible(" ".join(map(str, wrong)))


@cache
def rating_keys() -> frozenset[str]:
    """Return the keys of the ratings by which settings are bounded."""
    bounds = (bound for one in settings().values() for bound in (*one.minimum, *one.maximum))
    return frozenset(bound.removeprefix("-") for bound in bounds if isinstance(bound, str) and bound)


def _judge_setting(key: str, value: Value, known: Mapping[str, Value]) -> None:
    form = form_of(key)
    if form is None:
        raise UnknownQuantity(f"'{key}' is no quantity of the mapping, and none that a device has besides.")
    setting = settings().get(key)
    if not form.writable:
        raise NotWritable(f"{form.name} ({key}) is only read.")
    if setting is None:
        raise NotPossible(f"{form.name} ({key}) cannot be asked for; an ask has its own times.")
    # A rating that is not known bounds nothing here; the device will judge.
    bounds: defaultdict[str, float] = defaultdict(lambda: math.inf)
    for one, rating in known.items():
        if isinstance(rating, int | float) and not isinstance(rating, bool):
            bounds[one] = float(rating)
    setting.stored(value, bounds, Curves())


def check_readings(told: Mapping[str, Value]) -> None:
    """Refuse readings of unknown quantities or of another form.

    Raises:
        NotPossible: the first that is wrong.
    """
    for key, value in told.items():
        form = form_of(key)
        if form is None:
            raise UnknownQuantity(
                f"'{key}' is no quantity of the mapping, and none that a device has besides."
            )
        _judge_form(key, value, form)


def is_said(key: str, value: Value) -> bool:
    """Whether a reading is of a known quantity and of its form, and can be written, so that it may be told."""
    try:
        check_readings({key: value})
        write(Letter(Readings({key: value}), run="-", number=1, sent=0.0))
    except (NotPossible, Refused):
        return False
    return True


def _judge_form(key: str, value: Value, form: Form) -> None:
    if "," in form.unit or key == "schedule-event":
        good = isinstance(value, tuple)
    elif form.unit in FORMS:
        good = isinstance(value, FORMS[form.unit])
    else:
        good = isinstance(value, int | float) and not isinstance(value, bool)
    if not good:
        raise OutOfRange(f"{form.name} ({key}) is not a value of the form '{form.unit}'.")
