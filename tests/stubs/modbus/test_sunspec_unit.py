"""A device in SunSpec registers: what clients find, what they may write, and what comes of it."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stubs.modbus.sunspec_served import RATINGS, Served, same_but_for_rounding
from workbench.der.behaviour.fleet import Fleet
from workbench.der.behaviour.ratings import Ratings
from workbench.der.device import NotPossible
from workbench.stubs.modbus.bank import NoSuchAddress, NoSuchValue
from workbench.stubs.modbus.frames import Refused
from workbench.stubs.modbus.sunspec_layout import BASE, phase_is_there
from workbench.stubs.modbus.sunspec_unit import SunSpecUnit

EVERY_1XX = [120, 121, 122, 123, 124, 126, 127, 128, 129, 130, 131, 132, 134, 135, 136, 139, 140]


@pytest.mark.parametrize("ratings", RATINGS.values(), ids=RATINGS)
def test_models_follow_each_other_from_the_mark_to_the_end(ratings: Ratings) -> None:
    unit = Served(ratings).unit
    assert unit.read(BASE, 2) == b"SunS"
    address, found = BASE + 2, []
    while True:
        number, length = struct.unpack(">HH", unit.read(address, 2))
        if number == 0xFFFF:
            break
        found.append(number)
        address += 2 + length
    assert length == 0
    storage = "storage" in str(ratings.kind)
    expected = [1, 100 + ratings.phases, *EVERY_1XX, *range(701, 715)]
    assert found == [number for number in expected if storage or number not in (124, 713)]
    with pytest.raises(NoSuchAddress, match="exist"):
        unit.read(address + 1, 2)
    with pytest.raises(NoSuchAddress):
        unit.read(BASE - 1, 1)


@pytest.mark.parametrize("ratings", RATINGS.values(), ids=RATINGS)
def test_every_mandatory_point_holds_a_value(ratings: Ratings) -> None:
    unit = Served(ratings).unit
    lacking = []
    for field in unit.plan.fields:
        entry = field.entry
        of_point = entry.instance and entry.within[-1].isdigit()
        if entry.point.mandatory and not of_point:
            octets = unit.read(entry.address, entry.point.size)
            if entry.point.decode(octets) is None:
                lacking.append(entry.name)
    assert lacking == []


@pytest.mark.parametrize("ratings", RATINGS.values(), ids=RATINGS)
def test_what_is_read_may_be_written_back_and_changes_nothing(ratings: Ratings) -> None:
    served = Served(ratings)
    before = served.device.settings()
    image = served.unit.read(BASE, served.unit.plan.layout.registers)
    for field in served.unit.plan.fields:
        entry = field.entry
        octets = served.unit.read(entry.address, entry.point.size)
        if entry.point.decode(octets) is not None and not entry.base.endswith("CrvReq"):
            served.unit.write(entry.address, octets)
    same_but_for_rounding(before["settings"], served.device.settings()["settings"])
    assert served.unit.read(BASE, served.unit.plan.layout.registers) == image


def test_a_limit_is_written_with_its_switch_and_power_falls() -> None:
    served = Served()
    served.put("704.WMaxLimPctEna", 1, 4000)
    assert served.device.read("limit-active-power") == 40.0
    assert served.device.read("limit-active-power-enable") is True
    for _ in range(50):
        served.fleet.step(0.1)
    assert served.raw("701.W") == 4000
    assert served.raw("123.WMaxLimPct") == 4000
    assert served.raw("123.WMaxLim_Ena") == 1


def test_a_write_with_one_value_that_is_refused_changes_nothing() -> None:
    served = Served()
    with pytest.raises(NoSuchValue, match="0 to 100"):
        served.put("704.WMaxLimPctEna", 1, 10_100)
    assert served.device.read("limit-active-power-enable") is False
    assert served.device.read("limit-active-power") == 100.0
    with pytest.raises(NoSuchValue):
        served.put("704.WMaxLimPct", 5000, 3000, 7)
    assert served.device.read("limit-active-power") == 100.0
    assert served.device.read("limit-active-power-revert-value") == 100.0


def test_not_implemented_is_no_value_to_write() -> None:
    served = Served()
    with pytest.raises(NoSuchValue, match="not implemented"):
        served.put("704.WMaxLimPctEna", 1)
        served.unit.write(served.address("704.WMaxLimPct"), b"\xff\xff")


def test_a_point_is_written_whole_and_one_that_is_only_read_not_at_all() -> None:
    served = Served()
    with pytest.raises(NoSuchAddress, match="all at once"):
        served.unit.write(served.address("704.WMaxLimPctRvrtTms"), b"\0\1")
    with pytest.raises(NoSuchAddress, match="701.W is only read"):
        served.put("701.W", 5)
    with pytest.raises(NoSuchAddress):
        served.unit.write(BASE, b"SunS")
    with pytest.raises(NoSuchAddress):
        served.put("704.WMaxLimPct_SF", -1)
    # A run of points may hold some that are only read, with what they hold.
    start, end = served.address("704.WMaxLimPctEna"), served.address("704.WSetEna")
    served.unit.write(start, served.unit.read(start, end - start))


def test_what_the_device_lacks_reads_as_not_implemented() -> None:
    served = Served()
    assert served.raw("101.AphB") is None
    assert served.raw("101.PhVphA") == 2400
    assert served.raw("701.WL2") is None
    assert served.raw("702.WChaRteMaxRtg") in (None, 0)
    assert served.raw("701.MnAlrmInfo") is None


def test_names_of_phases_are_told_apart() -> None:
    assert phase_is_there(103, "AphC", 3)
    assert not phase_is_there(102, "AphC", 2)
    assert not phase_is_there(101, "PPVphAB", 1)
    assert phase_is_there(102, "PPVphAB", 2)
    assert not phase_is_there(701, "VL2L3", 2)
    assert phase_is_there(701, "LLV", 1)
    assert phase_is_there(701, "TotWhInjL1", 1)


def test_the_unit_tells_its_address_its_names_and_the_time() -> None:
    served = Served()
    assert served.raw("1.DA") == 7
    assert served.raw("1.Mn") == served.device.read("nameplate-manufacturer")
    assert served.raw("122.Tms") == 5


def test_a_clock_that_is_set_far_back_or_ahead_is_told_as_far_as_it_goes() -> None:
    device = Fleet(1).device(0)
    for clock, told in ((0.0, 0), (1e12, 2**32 - 2)):
        unit = SunSpecUnit(device, clock=lambda now=clock: now)
        entry = unit.field(122, "Tms").entry
        assert entry.point.decode(unit.read(entry.address, 2)) == told


def test_charging_has_no_ramp_of_its_own() -> None:
    served = Served(RATINGS["storage, split phase"])
    assert (served.raw("124.WChaGra"), served.raw("124.WChaDisChaGra_SF")) == (100, 0)


def test_permission_to_enter_service_turns_both_quantities_that_name_the_point() -> None:
    served = Served()
    served.put("703.ES", 0)
    assert served.device.read("connect-disconnect") is False
    assert served.device.read("enter-service-permit") is False
    served.device.write("enter-service-permit", True)
    assert served.raw("703.ES") == 0
    served.put("703.ES", 1)
    assert served.device.read("connect-disconnect") is True


def test_the_sign_of_a_power_factor_holds_the_excitation() -> None:
    served = Served()
    served.put("123.OutPFSet", 9500)
    assert served.device.read("constant-power-factor-excitation") == "absorbing"
    assert served.device.read("constant-power-factor-injecting") == 0.95
    assert served.raw("704.PFWInj.Ext") == 1
    served.put("123.OutPFSet", -9000)
    assert served.device.read("constant-power-factor-excitation") == "injecting"
    assert served.raw("123.OutPFSet") == -9000


def test_a_revert_time_counts_down_in_its_register() -> None:
    served = Served()
    served.put("704.WMaxLimPctRvrtTms", 60)
    served.put("704.WMaxLimPctEna", 1, 5000)
    served.fleet.step(10.0)
    assert served.raw("704.WMaxLimPctRvrtRem") == 50
    served.fleet.step(51.0)
    assert served.raw("704.WMaxLimPctEna") == 0


def test_a_limit_of_model_123_waits_within_its_window_ramps_and_ends_by_itself() -> None:
    served = Served()

    def watts(seconds: int) -> list[int]:
        found = []
        for _ in range(seconds):
            served.fleet.step(1.0)
            found.append(int(str(served.raw("101.W"))))
        return found

    served.put("123.WMaxLimPct", 2000, 40, 200, 50)  # and its window, its revert time and its ramp time
    served.put("123.WMaxLim_Ena", 1)
    course = watts(100)
    began = next(second for second, power in enumerate(course) if power < 10_000)
    assert 0 < began <= 40
    assert 1900 < course[began + 25] - 2000 < 8000, "half of the ramp is left"
    assert course[-1] == 2000
    assert served.raw("704.WMaxLimPctRvrtRem") in range(60, 141)
    watts(150)
    watts(60)  # the ramp back
    assert served.raw("123.WMaxLim_Ena") == 0
    assert served.raw("101.W") == 10_000


def test_a_scale_factor_may_change_and_a_client_that_reads_it_again_is_right() -> None:
    served = Served()
    served.put("705.Crv[2].Pt[1].V", 9150)
    served.unit.rescale(701, "W_SF", 1)
    assert (served.raw("701.W"), served.raw("701.W_SF")) == (1000, 1)
    served.unit.rescale(705, "V_SF", -1)
    assert served.raw("705.Crv[2].Pt[1].V") == 915
    assert served.raw("705.Crv[1].Pt[1].V") == 920
    served.unit.rescale(704, "WMaxLimPct_SF", 0)
    served.put("704.WMaxLimPct", 60)
    assert served.device.read("limit-active-power") == 60.0
    served.unit.rescale(701, "W_SF", -3)
    assert served.raw("701.W") is None, "ten megawatts in milliwatts have no room in 16 bits"
    with pytest.raises(NotPossible, match="no room"):
        served.unit.rescale(705, "V_SF", -3)
    assert served.raw("705.Crv[2].Pt[1].V") == 915
    with pytest.raises(NotPossible):
        served.unit.rescale(701, "W_SF", 11)
    with pytest.raises(NotPossible):
        served.unit.rescale(701, "None_SF", 1)


def test_curves_and_scale_factors_that_were_kept_are_there_again() -> None:
    served = Served()
    served.put("705.Crv[2].Pt[1].V", 9150)
    served.unit.rescale(704, "WMaxLimPct_SF", 0)
    served.put("126.curve[3].V1", 9050)
    served.put("126.ActCrv", 3)
    again = Served()
    again.device.restore(served.device.settings())
    again.unit.restore(served.unit.kept())
    assert again.raw("126.ActCrv") == 3
    assert again.raw("705.Crv[2].Pt[1].V") == 9150
    assert again.raw("704.WMaxLimPct") == 100
    assert served.unit.kept()["scales"] == {"704.WMaxLimPct_SF": 0}
    assert again.raw("707.Crv[2].MustTrip.ActPt") == served.raw("707.Crv[2].MustTrip.ActPt")


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_is_written_is_done_whole_or_changes_nothing(data: st.DataObject) -> None:
    unit = Served(RATINGS["pv and storage, three phases"]).unit
    fields = unit.plan.fields
    writable = [index for index, field in enumerate(fields) if field.writable]
    first = data.draw(st.sampled_from(writable))
    run = fields[first : first + data.draw(st.integers(1, 6))]
    octets = b""
    for field in run:
        size = field.entry.point.octets
        now = unit.read(field.entry.address, size // 2)
        # Mostly what the point could hold: a little more or less, or a code of its kind.
        number = int.from_bytes(now) + data.draw(st.integers(-3000, 3000))
        near = (number % (1 << 8 * size)).to_bytes(size)
        small = data.draw(st.integers(0, 3)).to_bytes(size)
        octets += data.draw(st.sampled_from((now, now, near, small, b"\xff" * size)))
    before, image = unit.device.settings(), unit.read(BASE, unit.plan.layout.registers)
    try:
        unit.write(run[0].entry.address, octets)
    except Refused as refused:
        code = refused.code
    else:
        for field in run:
            if field.holds == "kept":
                place = 2 * (field.entry.address - run[0].entry.address)
                held = unit.read(field.entry.address, field.entry.point.size)
                assert held == octets[place : place + field.entry.point.octets]
        return
    assert code in (2, 3)
    assert unit.device.settings() == before
    assert unit.read(BASE, unit.plan.layout.registers) == image


def test_what_was_kept_and_has_no_place_is_left_out() -> None:
    served = Served()
    whole = served.unit.read(BASE, served.unit.plan.layout.registers)
    served.unit.restore(
        {
            "scales": {"701.W_SF": 99, "9.X": 1, "x": "y"},
            "registers": {
                "701.W": "0001",
                "705.Crv[2].ActPt": "zz",
                "705.Crv[9].ActPt": "0001",
                "1.DA": "0009",
            },
        }
    )
    assert served.unit.read(BASE, served.unit.plan.layout.registers) == whole


def test_a_read_asks_the_device_again_only_after_it_changed() -> None:
    served = Served()
    moments = [1]
    unit = SunSpecUnit(served.device, moment=lambda: moments[0])
    entry = unit.field(123, "WMaxLimPct").entry
    assert unit.read(entry.address, 1) == b"\x27\x10"
    served.device.write("limit-active-power", 50.0)
    assert unit.read(entry.address, 1) == b"\x27\x10"
    moments[0] += 1
    assert unit.read(entry.address, 1) == b"\x13\x88"
    unit.write(entry.address, b"\x03\xe8")
    assert unit.read(entry.address, 1) == b"\x03\xe8"


def test_registers_are_told_in_words() -> None:
    served = Served()
    address = served.address("704.WMaxLimPctEna")
    assert served.unit.words(address, b"\0\1\x13\x88") == "704.WMaxLimPctEna ENABLED, 704.WMaxLimPct 50 Pct"
    whole = served.unit.read(served.address("701.ACType"), 40)
    assert served.unit.words(served.address("701.ACType"), whole).startswith(
        "701.ACType SINGLE_PHASE, 701.St ON, 701.InvSt RUNNING"
    )
