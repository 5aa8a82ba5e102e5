"""Where a new DER stands, beside where OpenDER stands for the same categories."""

from __future__ import annotations

from itertools import product

import pytest

from workbench.der.behaviour import Fleet, Ratings

opender = pytest.importorskip("opender", reason="OpenDER is not installed: make test installs it")


@pytest.mark.parametrize(("abnormal", "normal"), list(product(("I", "II", "III"), ("A", "B"))))
def test_a_new_der_has_the_defaults_of_its_categories(abnormal: str, normal: str) -> None:
    ratings = Ratings(abnormal_category=abnormal, normal_category=normal)
    read = Fleet(ratings=ratings).device(0).read
    theirs = opender.DER_PV(
        NP_P_MAX=10_000,
        NP_VA_MAX=10_000,
        NP_ABNORMAL_OP_CAT=f"CAT_{abnormal}",
        NP_NORMAL_OP_CAT=f"CAT_{normal}",
    ).der_file

    def points(*names: str) -> list[tuple[float, float]]:
        """Return OpenDER's points; each name stands for two parameters."""
        found = [
            tuple(float(getattr(theirs, name.replace("*", axis))) for axis in axes)
            for name, axes in (name.split("|") for name in names)
        ]
        return sorted({(round(x * scale, 6), round(y * other, 6)) for x, y in found})

    scale, other = 100.0, 1.0
    assert list(read("voltage-trip-high")) == points("OV1_TRIP_*|VT", "OV2_TRIP_*|VT")  # type: ignore[arg-type]
    assert list(read("voltage-trip-low")) == points("UV1_TRIP_*|VT", "UV2_TRIP_*|VT")  # type: ignore[arg-type]
    scale = 1.0
    assert list(read("frequency-trip-high")) == points("OF1_TRIP_*|FT", "OF2_TRIP_*|FT")  # type: ignore[arg-type]
    assert list(read("frequency-trip-low")) == points("UF1_TRIP_*|FT", "UF2_TRIP_*|FT")  # type: ignore[arg-type]
    scale = other = 100.0
    curve = points("QV_CURVE_*1|VQ", "QV_CURVE_*2|VQ", "QV_CURVE_*3|VQ", "QV_CURVE_*4|VQ")
    assert list(read("volt-var-curve")) == curve  # type: ignore[arg-type]
    assert list(read("volt-watt-curve")) == points("PV_CURVE_*1|VP", "PV_CURVE_*2|VP")  # type: ignore[arg-type]
    curve = points("QP_CURVE_*1_GEN|PQ", "QP_CURVE_*2_GEN|PQ", "QP_CURVE_*3_GEN|PQ")
    assert [point for point in read("watt-var-curve") if point[0] > 0] == curve  # type: ignore[union-attr]
    assert bool(read("momentary-cessation-low")) == bool(read("momentary-cessation-high")) == theirs.MC_ENABLE
    for key, name, factor in (
        ("volt-var-response-time", "QV_OLRT", 1),
        ("volt-watt-response-time", "PV_OLRT", 1),
        ("frequency-watt-response-time", "PF_OLRT", 1),
        ("frequency-watt-deadband-high", "PF_DBOF", 1),
        ("frequency-watt-droop-low", "PF_KUF", 1),
        ("volt-var-reference-time-constant", "QV_VREF_TIME", 1),
        ("enter-service-voltage-high", "ES_V_HIGH", 100),
        ("enter-service-voltage-low", "ES_V_LOW", 100),
        ("enter-service-frequency-high", "ES_F_HIGH", 1),
        ("enter-service-frequency-low", "ES_F_LOW", 1),
        ("enter-service-delay", "ES_DELAY", 1),
        ("enter-service-random-delay", "ES_RANDOMIZED_DELAY", 1),
        ("enter-service-ramp-time", "ES_RAMP_RATE", 1),
        ("frequency-watt-enable", "PF_MODE_ENABLE", 1),
        ("volt-var-enable", "QV_MODE_ENABLE", 1),
        ("volt-watt-enable", "PV_MODE_ENABLE", 1),
        ("enter-service-permit", "ES_PERMIT_SERVICE", 1),
    ):
        assert read(key) == pytest.approx(float(getattr(theirs, name)) * factor), key
