"""Curves of a device in SunSpec: filled, adopted or chosen, refused, and told."""

from __future__ import annotations

import pytest

from tests.stubs.modbus.sunspec_served import RATINGS, Served, same_but_for_rounding
from workbench.stubs.modbus.bank import NoSuchAddress, NoSuchValue


def test_a_curve_is_filled_asked_for_and_adopted() -> None:
    served = Served()
    served.put("705.Crv[2].ActPt", 2, 1)
    served.put("705.Crv[2].Pt[1].V", 9500, 5000, 10_500, -5000)
    assert served.raw("705.Crv[1].ActPt") == 4, "nothing is in force before it is adopted"
    served.put("705.AdptCrvReq", 2)
    assert served.raw("705.AdptCrvRslt") == 1
    assert served.device.read("volt-var-curve") == ((95.0, 50.0), (105.0, -50.0))
    assert served.device.read("volt-var-reference") == "maximum-reactive-power"
    assert [served.raw(f"705.Crv[1].{name}") for name in ("ActPt", "DeptRef", "Pt[2].V", "Pt[2].Var")] == [
        2,
        1,
        10_500,
        -5000,
    ]
    assert served.raw("705.Crv[1].Pt[3].V") is None


def test_a_curve_that_is_not_taken_fails_and_changes_nothing() -> None:
    served = Served()
    before = served.device.read("volt-var-curve")
    served.put("705.Crv[3].ActPt", 2)
    served.put("705.Crv[3].Pt[1].V", 10_500, 5000, 9500, -5000)
    served.put("705.AdptCrvReq", 3)
    assert served.raw("705.AdptCrvRslt") == 2
    assert served.device.read("volt-var-curve") == before
    assert served.raw("705.AdptCrvReq") == 3


def test_numbers_of_curves_and_points_that_there_are_not_are_refused() -> None:
    served = Served()
    for point, raw in (
        ("705.AdptCrvReq", 4),
        ("705.AdptCrvReq", 0),
        ("705.Crv[2].ActPt", 11),
        ("126.ActCrv", 9),
    ):
        with pytest.raises(NoSuchValue):
            served.put(point, raw)
    with pytest.raises(NoSuchAddress, match="only read"):
        served.put("705.Crv[1].ActPt", 2)
    with pytest.raises(NoSuchValue, match="no code"):
        served.put("705.Crv[2].DeptRef", 9)


def test_trip_curves_of_a_set_are_adopted_together() -> None:
    served = Served()
    may_trip = served.device.read("voltage-may-trip-low")
    served.put("707.Crv[2].MustTrip.Pt[1].Tms", 100)
    first = served.device.read("voltage-trip-low")
    assert isinstance(first, tuple)
    served.put("707.AdptCrvReq", 2)
    changed = served.device.read("voltage-trip-low")
    assert isinstance(changed, tuple)
    assert changed[0] == (first[0][0], 1.0)
    assert changed[1:] == first[1:]
    assert served.device.read("voltage-may-trip-low") == may_trip


def test_a_control_of_frequency_droop_is_adopted() -> None:
    served = Served()
    served.put("711.Ctl[2].DbOf", 1000)
    served.put("711.Ctl[2].KOf", 400)
    assert served.device.read("frequency-watt-deadband-high") == 0.036
    served.put("711.AdptCtlReq", 2)
    assert served.device.read("frequency-watt-deadband-high") == 0.1
    assert served.device.read("frequency-watt-droop-high") == 0.04
    assert served.raw("711.Ctl[1].DbOf") == 1000
    assert served.raw("711.AdptCtlRslt") == 1


def test_the_curve_to_go_back_to_is_told_to_the_device() -> None:
    served = Served()
    served.put("705.Crv[2].ActPt", 2)
    served.put("705.Crv[2].Pt[1].V", 9000, 1000, 11_000, -1000)
    served.put("705.RvrtCrv", 2)
    assert served.device.read("volt-var-curve-revert-value") == ((90.0, 10.0), (110.0, -10.0))
    assert served.device.read("volt-var-revert-enable") is True
    served.put("705.Crv[2].Pt[1].Var", 2000)
    assert served.device.read("volt-var-curve-revert-value") == ((90.0, 20.0), (110.0, -10.0))
    served.put("705.RvrtCrv", 0)
    assert served.device.read("volt-var-revert-enable") is False


def test_the_chosen_curve_of_a_1xx_model_is_in_force_and_so_is_what_is_written_to_it() -> None:
    served = Served()
    served.put("126.curve[2].ActPt", 2, 2, 9000, 3000, 11_000, -3000)
    assert len(served.device.read("volt-var-curve")) == 4
    served.put("126.ActCrv", 2)
    assert served.device.read("volt-var-curve") == ((90.0, 30.0), (110.0, -30.0))
    assert served.raw("126.ActCrv") == 2
    served.put("126.curve[2].VAr1", 2500)
    assert served.device.read("volt-var-curve") == ((90.0, 25.0), (110.0, -30.0))
    with pytest.raises(NoSuchValue):
        served.put("126.curve[2].V1", 12_000)
    assert served.raw("126.curve[2].V1") == 9000
    served.device.write("volt-var-curve", ((91.0, 20.0), (109.0, -20.0)))
    assert served.raw("126.ActCrv") == 1
    assert served.raw("126.curve[1].V1") == 9100


def test_every_function_takes_the_curve_that_it_shows() -> None:
    served = Served(RATINGS["pv and storage, three phases"])
    before = served.device.settings()["settings"]
    asked = {705, 706, 707, 708, 709, 710, 711, 712}
    assert set(served.unit.curves) == {126, 129, 130, 131, 132, 134, 135, 136, 139, 140} | asked
    for number in served.unit.curves:
        name = "ActCrv" if number < 700 else "AdptCtlReq" if number == 711 else "AdptCrvReq"
        served.put(f"{number}.{name}", 2)
        assert served.raw(f"{number}.{name}") == 2
        if number in asked:
            assert served.raw(f"{number}.{name.replace('Req', 'Rslt')}") == 1
    after = served.device.settings()["settings"]
    # Models 126 to 140 have no code for a percentage of the apparent power: the curve is said otherwise there.
    said = {"volt-var-reference", "volt-var-curve"}
    same_but_for_rounding(
        {key: value for key, value in before.items() if key not in said},
        {key: value for key, value in after.items() if key not in said},
    )
