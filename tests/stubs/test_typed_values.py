"""Settings as people type them."""

from __future__ import annotations

import pytest

from workbench.der.quantities import Value
from workbench.stubs.typed_values import SettingUnreadable, setting_typed


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("limit-active-power=50", 50.0),
        (" connect-disconnect = off ", False),
        ("volt-var-curve=92 44; 108 -44", ((92.0, 44.0), (108.0, -44.0))),
    ],
)
def test_settings(typed: str, value: Value) -> None:
    assert setting_typed(typed) == (typed.partition("=")[0].strip(), value)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("limit-active-power", "Allowed: KEY=VALUE"),
        ("limit-active-power=", "Allowed: KEY=VALUE"),
        ("limit-power=5", "Did you mean limit-active-power"),
        ("zzz=5", "'workbench mapping' lists them"),
        ("monitoring-frequency=60", "is only read"),
        ("limit-active-power=nan", "limit-active-power: "),
        ("connect-disconnect=maybe", "is on or off"),
    ],
)
def test_what_is_no_setting(typed: str, sentence: str) -> None:
    with pytest.raises(SettingUnreadable, match=sentence):
        setting_typed(typed)
