"""Where a new DER stands: settings by category, as IEEE 1547-2018 gives defaults for them.

Sources: voltage trips tables 11 to 13, frequency trips table 18, ride-through tables 14 to 16 and 19, volt-var table
8, volt-watt table 10, watt-var table 9, frequency droop table 24, enter service table 4.
"""

from __future__ import annotations

from workbench.der.behaviour.ratings import Ratings
from workbench.der.quantities import Curve

_VOLTAGE_TRIP_HIGH: dict[str, Curve] = {
    "I": ((110.0, 2.0), (120.0, 0.16)),
    "II": ((110.0, 2.0), (120.0, 0.16)),
    "III": ((110.0, 13.0), (120.0, 0.16)),
}
_VOLTAGE_TRIP_LOW: dict[str, Curve] = {
    "I": ((45.0, 0.16), (70.0, 2.0)),
    "II": ((45.0, 0.16), (70.0, 10.0)),
    "III": ((50.0, 2.0), (88.0, 21.0)),
}
_VOLTAGE_MAY_TRIP_HIGH: dict[str, Curve] = {
    "I": ((110.0, 1.0), (115.0, 0.5), (117.5, 0.2), (120.0, 0.0)),
    "II": ((110.0, 1.0), (115.0, 0.5), (117.5, 0.2), (120.0, 0.0)),
    "III": ((110.0, 12.0), (120.0, 0.0)),
}
_VOLTAGE_MAY_TRIP_LOW: dict[str, Curve] = {
    "I": ((50.0, 0.0), (70.0, 0.16), (88.0, 0.7)),
    "II": ((30.0, 0.0), (45.0, 0.16), (65.0, 0.32), (88.0, 3.0)),
    "III": ((50.0, 1.0), (70.0, 10.0), (88.0, 20.0)),
}


def curves(ratings: Ratings) -> dict[str, Curve]:
    """Return the curves of a new DER by key.

    Args:
        ratings: for its categories and whether it stores; frequencies are as far from its nominal one as they are
            from 60 Hz in the tables.
    """
    abnormal = ratings.abnormal_category
    shift = ratings.frequency - 60.0
    reactive = 44.0 if ratings.normal_category == "B" else 25.0
    stores = ratings.kind != "pv"
    volt_var: Curve = (
        ((92.0, reactive), (98.0, 0.0), (102.0, 0.0), (108.0, -reactive))
        if ratings.normal_category == "B"
        else ((90.0, reactive), (100.0, 0.0), (110.0, -reactive))
    )

    def hertz(*points: tuple[float, float]) -> Curve:
        return tuple((frequency + shift, height) for frequency, height in points)

    cessation_high: Curve = ((110.0, 12.0),) if abnormal == "III" else ()
    cessation_low: Curve = ((50.0, 1.0),) if abnormal == "III" else ()
    generating: Curve = ((0.0, 0.0), (20.0, 0.0), (50.0, 0.0), (100.0, -reactive))
    absorbing: Curve = ((-100.0, reactive), (-50.0, 0.0), (-20.0, 0.0)) if stores else ()
    return {
        "voltage-trip-high": _VOLTAGE_TRIP_HIGH[abnormal],
        "voltage-trip-low": _VOLTAGE_TRIP_LOW[abnormal],
        "voltage-may-trip-high": _VOLTAGE_MAY_TRIP_HIGH[abnormal],
        "voltage-may-trip-low": _VOLTAGE_MAY_TRIP_LOW[abnormal],
        "momentary-cessation-high": cessation_high,
        "momentary-cessation-low": cessation_low,
        "frequency-trip-high": hertz((61.2, 300.0), (62.0, 0.16)),
        "frequency-trip-low": hertz((56.5, 0.16), (58.5, 300.0)),
        "frequency-may-trip-high": hertz((61.2, 299.0), (61.8, 0.0)),
        "frequency-may-trip-low": hertz((57.0, 0.0), (58.8, 299.0)),
        "frequency-momentary-cessation-high": (),
        "frequency-momentary-cessation-low": (),
        "volt-var-curve": volt_var,
        "volt-watt-curve": ((106.0, 100.0), (110.0, 0.0 if stores else 20.0)),
        "watt-var-curve": absorbing + generating,
        "watt-power-factor-curve": ((0.0, 1.0), (50.0, 1.0), (100.0, -0.95)),
        "frequency-watt-curve": hertz((60.036, 100.0), (63.036, 0.0)),
    }


def response_times(ratings: Ratings) -> dict[str, float]:
    """Return the open-loop response times of a new DER by key, s."""
    return {
        "volt-var-response-time": 5.0 if ratings.normal_category == "B" else 10.0,
        "volt-watt-response-time": 10.0,
        "frequency-watt-response-time": 5.0,
    }
