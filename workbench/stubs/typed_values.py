"""Settings as people type them: ``limit-active-power=50``, ``volt-var-curve=92 44; 98 0``, ``…=off``."""

from __future__ import annotations

from difflib import get_close_matches

from workbench.der.quantities import Value, quantities
from workbench.der.wording import NotUnderstood, understood

Settings = dict[str, Value]


class SettingUnreadable(ValueError):
    """What was typed is no setting; the message says what is allowed."""


def setting_typed(typed: str) -> tuple[str, Value]:
    """Return key and value of a setting such as ``limit-active-power=50``.

    Raises:
        SettingUnreadable: with what is allowed.
    """
    key, equals, text = (part.strip() for part in typed.partition("="))
    row = quantities().get(key)
    if not equals or not text:
        raise SettingUnreadable(
            f"'{typed}' is no setting. Allowed: KEY=VALUE, such as limit-active-power=50."
        )
    if row is None:
        near = get_close_matches(key, [one for one, other in quantities().items() if other.writable], n=3)
        meant = f" Did you mean {' or '.join(near)}?" if near else " 'workbench mapping' lists them."
        raise SettingUnreadable(f"'{key}' is no quantity of the mapping.{meant}")
    if not row.writable:
        raise SettingUnreadable(f"{row.name} ({key}) is only read.")
    try:
        return key, understood(key, text)
    except NotUnderstood as problem:
        raise SettingUnreadable(f"{key}: {problem}") from None
