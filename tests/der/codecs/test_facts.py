"""What stands on the wire for values that everybody knows: register, point and XML, number by number."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.der.codecs import Context, NeedsValue, NotCarried, companions, decode, encode
from workbench.der.device import OutOfRange, UnknownQuantity
from workbench.der.quantities import Binding, Protocol, quantities

S7, S1 = Protocol.SUNSPEC_7XX, Protocol.SUNSPEC_1XX
AN, D2 = Protocol.DNP3_AN2018, Protocol.DNP3_1815_2
X4, X8 = Protocol.IEEE_2030_5_XSD_2_0_4, Protocol.IEEE_2030_5_2018


def at(key: str, protocol: Protocol) -> Binding:
    return quantities()[key].bindings[protocol]


SIXTY = Context(values={"nameplate-nominal-frequency": 60.0})
FACTS: list[tuple[str, Protocol, Any, Any, Context]] = [
    ("limit-active-power", S7, 50.0, 5000, Context(scales={"WMaxLimPct_SF": -2})),
    ("limit-active-power", S7, 50.0, 50, Context(scales={"WMaxLimPct_SF": 0})),
    ("limit-active-power", AN, 50.0, 500, Context()),
    ("limit-active-power", D2, 50.0, 500, Context()),
    ("limit-active-power", X8, 50.0, 5000, Context()),
    ("setting-maximum-active-power", X8, 8000.0, {"value": 8000, "multiplier": 0}, Context()),
    ("setting-maximum-active-power", X8, 250_000.0, {"value": 25_000, "multiplier": 1}, Context()),
    ("setting-maximum-reactive-absorption", X8, 4400.0, {"value": -4400, "multiplier": 0}, Context()),
    ("setting-maximum-reactive-absorption", D2, 4400.0, -4400, Context()),
    ("setting-maximum-charge-rate", D2, 5000.0, -5000, Context()),
    ("nameplate-normal-category", S7, "category-b", 1, Context()),
    ("nameplate-normal-category", D2, "category-b", 2, Context()),
    ("nameplate-abnormal-category", X8, "category-iii", 3, Context()),
    ("constant-power-factor-injecting", X8, 0.95, {"displacement": 95, "multiplier": -2}, Context()),
    ("constant-power-factor-excitation", X8, "absorbing", {"excitation": True}, Context()),
    ("constant-power-factor-excitation", S7, "absorbing", 1, Context()),
    ("constant-power-factor-excitation", D2, "absorbing", True, Context()),
    ("frequency-watt-droop-high", X8, 0.05, 50, Context()),
    ("frequency-watt-droop-high", S7, 0.05, 50, Context(scales={"K_SF": -3})),
    ("frequency-watt-droop-high", D2, 0.05, 20_000, Context()),
    ("frequency-watt-deadband-low", D2, 0.036, -36, Context()),
    ("frequency-watt-deadband-low", X8, 0.036, 36, Context()),
    ("enter-service-delay", X8, 300.0, 30_000, Context()),
    ("enter-service-voltage-high", D2, 105.0, 10_500, Context()),
    ("soft-start", S7, 2.0, 50, Context()),
    ("volt-var-response-time", X8, 5.0, 500, Context()),
    ("monitoring-frequency", D2, 59.999, 59_999, Context()),
    (
        "monitoring-active-power",
        X8,
        -1234.0,
        {"uom": 38, "powerOfTenMultiplier": 0, "value": -1234},
        Context(),
    ),
    ("monitoring-state-of-charge", X8, 62.5, {"value": 6250}, Context()),
    ("connect-disconnect", S7, False, 0, Context()),
    ("connect-disconnect", X8, False, False, Context()),
    ("nameplate-supported-modes", X8, frozenset({"volt-var", "limit-active-power"}), "00900000", Context()),
    ("nameplate-supported-modes", X4, frozenset({"volt-var", "limit-active-power"}), "00002001", Context()),
    ("monitoring-connection-status", S1, frozenset({"connected", "operating"}), 0b101, Context()),
    ("nameplate-manufacturer", X4, "PEN 40732", 40732, Context()),
    (
        "schedule-event",
        X4,
        ((1_400_000_000.0, 3600.0),),
        {"start": 1_400_000_000, "duration": 3600},
        Context(),
    ),
]


@pytest.mark.parametrize(("key", "protocol", "value", "raw", "context"), FACTS)
def test_a_value_and_what_carries_it(
    key: str, protocol: Protocol, value: Any, raw: Any, context: Context
) -> None:
    binding = at("setting-soft-start-ramp-rate" if key == "soft-start" else key, protocol)
    encoded = encode(binding, value, context)
    assert encoded.raw == raw
    assert encoded.losses == ()
    assert decode(binding, raw, context) == pytest.approx(value) if isinstance(value, float) else True
    assert isinstance(value, float) or decode(binding, raw, context) == value


def test_the_sign_of_a_1xx_power_factor_holds_the_excitation() -> None:
    binding = at("constant-power-factor-injecting", S1)
    scales = {"OutPFSet_SF": -2}
    with pytest.raises(NeedsValue, match="constant-power-factor-excitation"):
        encode(binding, 0.95, Context(scales=scales))
    for excitation, raw in (("injecting", -95), ("absorbing", 95)):
        known = Context(scales, {"constant-power-factor-excitation": excitation})
        assert encode(binding, 0.95, known).raw == raw
        assert decode(binding, raw, known) == 0.95
        assert companions(binding, raw) == {"constant-power-factor-excitation": excitation}


def test_a_measured_1xx_power_factor_is_a_signed_percentage() -> None:
    binding = at("monitoring-power-factor", S1)
    for active, reactive, value, raw in (
        (5000, 1200, 0.97, -97),
        (5000, -1200, 0.97, 97),
        (-5000, 1200, -0.97, 97),
    ):
        known = Context(
            {"PF_SF": 0}, {"monitoring-active-power": active, "monitoring-reactive-power": reactive}
        )
        assert encode(binding, value, known).raw == raw
        assert decode(binding, raw, known) == value


def test_a_slope_for_each_hertz_is_a_droop() -> None:
    binding = at("frequency-watt-droop-high", S1)
    # Droop 0.05: full power for 3 Hz of 60 Hz, a third of it for each hertz.
    encoded = encode(binding, 0.05, Context({"WGra_SF": -2}, SIXTY.values))
    assert encoded.raw == 3333
    assert [loss.kind for loss in encoded.losses] == ["rounding"]


def test_watts_are_a_share_in_dnp3() -> None:
    binding = at("set-active-power-absolute", D2)
    with pytest.raises(NeedsValue, match="setting-maximum-active-power"):
        encode(binding, 2000.0, written=True)
    known = Context(values={"setting-maximum-active-power": 8000.0})
    assert encode(binding, 2000.0, known, written=True).raw == 250
    assert decode(binding, 250, known, written=True) == 2000.0


VOLT_VAR = ((92.0, 44.0), (98.0, 0.0), (102.0, 0.0), (108.0, -44.0))
SIZES = {"setting-maximum-apparent-power": 10_000.0, "setting-maximum-reactive-injection": 4400.0}


def test_a_volt_var_curve_in_registers() -> None:
    known = Context({"V_SF": -1, "DeptRef_SF": -1})
    raw = encode(at("volt-var-curve", S7), VOLT_VAR, known).raw
    assert raw == {
        "ActPt": 4,
        "DeptRef": 3,
        "Pt[1].V": 920,
        "Pt[1].Var": 440,
        "Pt[2].V": 980,
        "Pt[2].Var": 0,
        "Pt[3].V": 1020,
        "Pt[3].Var": 0,
        "Pt[4].V": 1080,
        "Pt[4].Var": -440,
    }


def test_a_percentage_of_what_the_other_side_cannot_refer_to_is_converted() -> None:
    """Model 126 and IEEE 2030.5 know no share of apparent power: 44 % of 10 kVA are 100 % of 4.4 kvar."""
    with pytest.raises(NeedsValue, match="setting-maximum"):
        encode(at("volt-var-curve", S1), VOLT_VAR, Context({"V_SF": -1, "DeptRef_SF": 0}))
    known = Context({"V_SF": -1, "DeptRef_SF": 0}, SIZES)
    raw = encode(at("volt-var-curve", S1), VOLT_VAR, known).raw
    assert (raw["DeptRef"], raw["V1"], raw["VAr1"], raw["VAr4"]) == (2, 920, 100, -100)
    assert decode(at("volt-var-curve", S1), raw, known)[0] == pytest.approx((92.0, 44.0))
    curve = encode(at("volt-var-curve", X8), VOLT_VAR, known).raw
    assert (curve["curveType"], curve["yRefType"]) == (11, 2)
    assert curve["CurveData"][0] == {"xvalue": 92, "yvalue": 100}
    assert encode(at("volt-var-curve", X4), VOLT_VAR, known).raw["curveType"] == 0


def test_a_volt_var_curve_through_the_edit_window_of_dnp3() -> None:
    raw = encode(at("volt-var-curve", D2), VOLT_VAR, Context(curve=3), written=True).raw
    assert list(raw.items())[:7] == [
        ("AO244", 3),
        ("AO245", 2),
        ("AO246", 4),
        ("AO247", 129),
        ("AO248", 4),
        ("AO249", 920),
        ("AO250", 440),
    ]
    assert list(raw.items())[-1] == ("AO217", 3)
    inputs = encode(at("volt-var-curve", D2), VOLT_VAR).raw
    assert (inputs["AI297"], inputs["AI328"], inputs["AI333"]) == (1, 1, 920)
    with pytest.raises(OutOfRange, match="window shows curve 2"):
        decode(at("volt-var-curve", D2), {**inputs, "AI328": 2})
    with pytest.raises(OutOfRange, match="type 5"):
        decode(at("volt-var-curve", D2), {**inputs, "AI329": 5})


def test_trip_curves_stand_the_other_way_round_in_2030_5_and_dnp3() -> None:
    curve = ((120.0, 0.16), (110.0, 2.0))
    raw = encode(at("voltage-trip-high", X8), curve).raw
    assert raw["CurveData"][0] == {"xvalue": 16, "yvalue": 120}
    assert (raw["curveType"], raw["xMultiplier"], raw["yMultiplier"], raw["yRefType"]) == (5, -2, 0, 4)
    points = encode(at("voltage-trip-high", D2), curve, written=True).raw
    assert (points["AO247"], points["AO248"], points["AO249"], points["AO250"]) == (4, 8, 160, 1200)
    registers = encode(at("voltage-trip-high", S1), curve, Context({"V_SF": -1, "Tms_SF": -2})).raw
    assert (registers["ActPt"], registers["V1"], registers["Tms1"]) == (2, 1200, 16)
    registers = encode(at("voltage-trip-high", S7), curve, Context({"V_SF": -1, "Tms_SF": -2})).raw
    assert (registers["MustTrip.Pt[1].V"], registers["MustTrip.Pt[1].Tms"]) == (1200, 16)


def test_the_excitation_of_a_power_factor_curve_is_a_flag_in_2018_and_a_sign_before_and_in_1xx() -> None:
    binding, curve = "watt-power-factor-curve", ((50.0, 1.0), (100.0, -0.9))
    flagged = encode(at(binding, X8), curve).raw
    assert flagged["CurveData"] == [
        {"xvalue": 50, "yvalue": 10, "excitation": False},
        {"xvalue": 100, "yvalue": 9, "excitation": True},
    ]
    signed = encode(at(binding, X4), curve).raw
    assert [data["yvalue"] for data in signed["CurveData"]] == [-10, 9]
    registers = encode(at(binding, S1), curve, Context({"W_SF": 0, "PF_SF": -2})).raw
    assert (registers["PF1"], registers["PF2"]) == (-100, 90)
    for protocol, raw in ((X8, flagged), (X4, signed)):
        assert decode(at(binding, protocol), raw) == curve


def test_a_curve_type_of_another_edition_is_no_guess() -> None:
    raw = encode(at("volt-var-curve", X4), VOLT_VAR, Context(values=SIZES)).raw
    with pytest.raises(OutOfRange, match="in this edition it is type 11"):
        decode(at("volt-var-curve", X8), raw, Context(values=SIZES))


def test_what_is_absent_or_not_implemented_is_unknown() -> None:
    for protocol in (S7, D2, X8):
        with pytest.raises(UnknownQuantity):
            decode(at("setting-maximum-active-power", protocol), None, Context({"W_SF": 0}))
    assert decode(at("limit-active-power-enable", X8), None) is False
    assert decode(at("limit-active-power-enable", X8), 5000) is True


def test_a_scale_factor_has_to_be_read() -> None:
    binding = at("limit-active-power", S7)
    with pytest.raises(NeedsValue, match="WMaxLimPct_SF"):
        decode(binding, 50)
    with pytest.raises(OutOfRange, match="not implemented"):
        decode(binding, 50, Context({"WMaxLimPct_SF": -32768}))
    with pytest.raises(OutOfRange, match="-10 to 10"):
        decode(binding, 50, Context({"WMaxLimPct_SF": 11}))


def test_words_without_a_code_are_told() -> None:
    status = at("monitoring-connection-status", D2)
    encoded = encode(status, frozenset({"connected", "operating"}))
    assert encoded.raw is True
    assert "operating" in encoded.losses[0].words
    state = encode(at("monitoring-operational-state", S7), "throttled")
    assert (state.raw, [loss.kind for loss in state.losses]) == (1, ["word"])
    alarms = encode(at("monitoring-alarm-status", D2), frozenset({"over-temperature"}))
    assert alarms.raw is True
    assert decode(at("monitoring-alarm-status", D2), True) == frozenset({"unspecified"})
    with pytest.raises(NotCarried, match="category-a, category-b"):
        encode(at("nameplate-normal-category", S7), "not-specified")
    with pytest.raises(NotCarried, match="enterprise number"):
        encode(at("nameplate-manufacturer", X4), "Nowhere Power")


def test_rounding_is_told_with_its_amount() -> None:
    encoded = encode(at("limit-active-power", S7), 33.333, Context({"WMaxLimPct_SF": 0}))
    assert encoded.raw == 33
    assert encoded.losses[0].amount == pytest.approx(-0.333)
    with pytest.raises(OutOfRange, match="0 to 100"):
        encode(at("limit-active-power", X8), 120.0)
    with pytest.raises(OutOfRange, match="0 to 100"):
        encode(at("limit-active-power", D2), -1.0)
