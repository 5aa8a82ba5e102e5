"""What a device is told, in which order."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.stubs.gateway.settings import NORMAL, switch_of, wanted


def test_a_setting_comes_before_the_switch_that_puts_it_in_force() -> None:
    told = list(wanted({"limit-active-power": 50.0}, {}).items())
    assert told == [("limit-active-power", 50.0), ("limit-active-power-enable", True)]


def test_a_setting_that_is_asked_for_with_its_switch_off_stays_off() -> None:
    told = wanted({"limit-active-power": 50.0, "limit-active-power-enable": False}, {})
    assert told["limit-active-power-enable"] is False


def test_what_is_no_longer_asked_for_is_released_before_anything_new_is_set() -> None:
    before = wanted({"limit-active-power": 50.0}, {})
    told = list(wanted({"constant-reactive-power": 10.0}, before).items())
    assert told == [
        ("limit-active-power-enable", False),
        ("constant-reactive-power", 10.0),
        ("constant-reactive-power-enable", True),
    ]


def test_disconnecting_comes_first_and_connecting_last() -> None:
    told = list(wanted({"limit-active-power": 50.0, "connect-disconnect": False}, {}))
    assert told[0] == "connect-disconnect"
    before = wanted({"connect-disconnect": False}, {})
    again = list(wanted({"limit-active-power": 50.0}, before).items())
    assert again[-1] == ("connect-disconnect", True)


def test_a_curve_switches_its_function_on() -> None:
    assert switch_of("volt-var-curve") == "volt-var-enable"
    assert switch_of("volt-watt-curve") == "volt-watt-enable"
    assert switch_of("connect-disconnect") is None
    assert switch_of("limit-active-power-enable") is None


KEYS = st.sampled_from(
    ["limit-active-power", "constant-reactive-power", "set-active-power", "connect-disconnect"]
)
ASKED = st.dictionaries(KEYS, st.sampled_from([0.0, 50.0])).map(
    lambda asked: {key: value if key not in NORMAL else value > 1 for key, value in asked.items()}
)


@given(st.lists(ASKED, max_size=5))
def test_after_any_sequence_nothing_is_on_that_was_not_asked_for(sequence: list[dict[str, object]]) -> None:
    device: dict[str, object] = {}
    before: dict[str, object] = {}
    for asked in [*sequence, {}]:
        before = wanted(asked, before)  # type: ignore[arg-type]
        device |= before
        for key, value in asked.items():
            assert device[key] == value
        on = {key for key, value in device.items() if key.endswith("-enable") and value}
        assert on == {switch_of(key) for key in asked if switch_of(key)}
    assert device.get("connect-disconnect", True) is True
