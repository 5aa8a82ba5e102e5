"""Models are laid out as pysunspec2's own client expects them, and points hold what their types can hold."""

from __future__ import annotations

import pytest
import sunspec2.modbus.client as peer
from hypothesis import given
from hypothesis import strategies as st

from workbench.der.sunspec_models import model
from workbench.der.sunspec_points import Point

MODELS = (
    1,
    101,
    102,
    103,
    120,
    121,
    122,
    123,
    124,
    126,
    127,
    128,
    129,
    130,
    131,
    132,
    133,
    134,
    *range(701, 715),
)


def octets_of(number: int, counts: dict[str, int]) -> bytes:
    """A whole model with every integer set to its place, so that a shifted point reads another number."""
    parts = []
    for placed in model(number).layout(counts):
        point = placed.point
        if placed.path == "ID":
            parts.append(point.encode(number))
        elif placed.path == "L":
            parts.append(point.encode(model(number).length(counts)))
        elif point.name in counts:
            parts.append(point.encode(counts[point.name]))
        elif point.type == "sunssf":
            parts.append(point.encode(-1))
        elif point.limits:
            parts.append(point.encode(placed.offset % 1000))
        else:
            parts.append(point.encode("x"))
    return b"".join(parts)


@pytest.mark.parametrize("number", MODELS)
def test_pysunspec2_reads_every_point_where_the_layout_puts_it(number: int) -> None:
    counts = dict.fromkeys(model(number).counters(), 2)
    octets = octets_of(number, counts)
    assert len(octets) == (model(number).length(counts) + 2) * 2
    read = peer.SunSpecModbusClientModel(
        number, model_len=model(number).length(counts), data=octets, mb_device=None
    )
    assert not read.error_info
    for placed in model(number).layout(counts):
        node = read
        *groups, name = placed.path.split(".")
        for part in groups:
            label, _, index = part.partition("[")
            node = node.groups[label]
            if index:
                node = node[int(index.rstrip("]")) - 1]
        if placed.point.limits and name not in counts and placed.path not in ("ID", "L"):
            expected = -1 if placed.point.type == "sunssf" else placed.offset % 1000
            assert node.points[name].value == expected, placed.path


def test_a_path_leads_to_its_point() -> None:
    point = model(704).point("WMaxLimPct")
    assert (point.type, point.scale, point.writable) == ("uint16", "WMaxLimPct_SF", True)
    assert model(705).point("Crv.Pt.V").scale == "V_SF"
    assert model(705).counters() == ("NCrv", "NPt")
    with pytest.raises(KeyError):
        model(704).point("WMaxLim")
    with pytest.raises(KeyError, match="31000"):
        model(31000)


def test_a_scale_factor_is_found_around_a_repeating_group() -> None:
    layout = {placed.path: placed for placed in model(705).layout({"NCrv": 2, "NPt": 3})}
    assert layout["Crv[2].Pt[3].V"].scale_offset == layout["V_SF"].offset
    assert layout["Crv[1].ReadOnly"].scale_offset is None


def test_a_counter_that_the_model_has_not_is_refused() -> None:
    with pytest.raises(ValueError, match="NCrv, NPt"):
        model(705).layout({"NCurves": 3})
    with pytest.raises(ValueError, match="0 or more"):
        model(705).layout({"NCrv": -1})


ALL_POINTS = sorted({point.type: point for n in MODELS for _, point, _ in model(n).walk()}.values(), key=str)


@given(st.sampled_from([point for point in ALL_POINTS if point.limits]), st.data())
def test_every_integer_that_fits_comes_back(point: Point, data: st.DataObject) -> None:
    assert point.limits
    raw = data.draw(st.integers(*point.limits))
    assert point.decode(point.encode(raw)) == (raw if point.type != "pad" or raw != 0x8000 else None)


@given(st.sampled_from([point for point in ALL_POINTS if point.limits]), st.integers(1, 2**70))
def test_nothing_is_clipped(point: Point, beyond: int) -> None:
    assert point.limits
    with pytest.raises(ValueError, match="does not fit"):
        point.encode(point.limits[1] + beyond)


@pytest.mark.parametrize("point", ALL_POINTS, ids=lambda point: point.type)
def test_what_is_not_implemented_reads_as_none(point: Point) -> None:
    expected = 0 if point.type.startswith("acc") else None
    assert point.decode(point.encode(None)) == expected
    assert len(point.missing()) == point.octets


def test_texts_and_reals() -> None:
    name = Point("Mn", "", "string", 4)
    assert name.decode(name.encode("Ölwerk")) == "Ölwerk"
    with pytest.raises(ValueError, match="8 octets"):
        name.encode("far too long")
    with pytest.raises(ValueError, match="UTF-8"):
        name.decode(b"\xff\xfe\0\0\0\0\0\0")
    real = Point("W", "", "float32", 2)
    assert real.decode(real.encode(1.5)) == 1.5
    assert real.decode(real.encode(None)) is None
    with pytest.raises(ValueError, match="4 octets"):
        real.decode(b"\0\0")
    with pytest.raises(ValueError, match="integer"):
        Point("A", "", "uint16", 1).encode("1")
