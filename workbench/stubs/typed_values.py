"""Values of quantities as people type them: ``limit-active-power=50``, ``volt-var-curve=92:44,98:0``, ``…=off``."""

from __future__ import annotations

import math

from workbench.der.codecs.tables import words
from workbench.der.device_quantities import form_of
from workbench.der.quantities import Value, quantities

Settings = dict[str, Value]
_SWITCH = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}


class SettingUnreadable(ValueError):
    """What was typed is no setting; the message says what is allowed."""


def setting_typed(typed: str) -> tuple[str, Value]:
    """Return key and value of a setting such as ``limit-active-power=50``.

    Raises:
        SettingUnreadable: with what is allowed.
    """
    key, equals, text = (part.strip() for part in typed.partition("="))
    form = form_of(key)
    if not equals or not text:
        raise SettingUnreadable(
            f"'{typed}' is no setting. Allowed: KEY=VALUE, such as limit-active-power=50."
        )
    if form is None:
        from difflib import get_close_matches

        near = get_close_matches(key, [one for one, row in quantities().items() if row.writable], n=3)
        meant = f" Did you mean {' or '.join(near)}?" if near else " 'workbench mapping' lists them."
        raise SettingUnreadable(f"'{key}' is no quantity of the mapping.{meant}")
    if not form.writable:
        raise SettingUnreadable(f"{form.name} ({key}) is only read.")
    return key, _value(key, form.unit, text)


def _value(key: str, unit: str, text: str) -> Value:
    allowed = f"a number in {unit}"
    try:
        if "," in unit:
            allowed = f"points in {unit}, such as 92:44,98:0"
            return tuple(
                (_number(x), _number(y)) for x, _, y in (one.partition(":") for one in text.split(","))
            )
        if unit == "bool":
            allowed = "on or off"
            return _SWITCH[text.lower()]
        if unit in ("enum", "bitmap"):
            known = words(key)
            allowed = "one of " + ", ".join(known)
            named = [one.strip() for one in text.split(",")]
            if all(one in known for one in named) and (unit == "bitmap" or len(named) == 1):
                return frozenset(named) if unit == "bitmap" else text
            raise ValueError
        return text if unit == "str" else _number(text)
    except (ValueError, KeyError):
        raise SettingUnreadable(f"{key}: '{text}' cannot be read. Allowed: {allowed}.") from None


def _number(text: str) -> float:
    found = float(text)
    if not math.isfinite(found):
        raise ValueError
    return found
