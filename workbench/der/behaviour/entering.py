"""Connect and disconnect, permission to enter service, delay, random delay and soft start.

IEEE 1547-2018, clauses 4.6.1 (permit service), 4.10 (enter service) and 6.6 (return to service after a trip);
Rule 21, Hh.2.k (ramp at connection).
"""

from __future__ import annotations

import numpy as np

from workbench.der.behaviour import tripping
from workbench.der.behaviour.columns import Part, some
from workbench.der.behaviour.moment import Moment
from workbench.der.behaviour.tripping import measured_volts
from workbench.der.behaviour.words import OPERATIONAL_STATES

OFF, STANDBY, STARTING, RUNNING, THROTTLED, TRIPPED, FAULT = range(len(OPERATIONAL_STATES))

RECOVERY_SECONDS = 0.4
"""Time in which active power comes back after momentary cessation (IEEE 1547-2018, 6.4.2.7.1)."""


def enter(moment: Moment) -> Part:
    """Decide which DERs energise the grid in this step; state and soft start advance.

    Returns:
        Whether each energises.
    """
    ride = tripping.ride(moment)
    trips, ceasing = ride.trips, ride.ceases
    connected = moment.setting("connect-disconnect")
    fault = moment.condition("fault")
    permitted = connected & moment.setting("enter-service-permit") & ~fault
    was = moment.kept("in-service")
    tripped = (moment.kept("tripped") & connected) | (was & trips)
    stays = was & permitted & ~trips
    good = permitted & _good(moment) & ~trips
    waited = np.where(good & ~stays, moment.kept("good-time") + moment.seconds, 0.0)
    wait = waits(moment)
    comes = good & ~stays & (waited >= wait)
    in_service = stays | comes
    left = was & ~in_service
    if some(left):
        _draw(moment, left)
    tripped = tripped & ~in_service
    _keep_trips(moment, ride, tripped, was & trips)
    moment.keep("good-time", np.where(in_service, 0.0, waited))
    ramp = moment.setting("enter-service-ramp-time")
    rising = np.where(was, moment.kept("soft-start") + moment.seconds / np.maximum(ramp, 1e-9), 0.0)
    late = np.where(comes, (waited - wait) / np.maximum(ramp, 1e-9), 0.0)
    soft = np.where(comes, np.where(ramp > 0, late, 1.0), rising)
    moment.keep("soft-start", np.where(in_service, np.minimum(soft, 1.0), 0.0))
    moment.keep("in-service", in_service)
    if some(ceasing) or moment.state.differs("recovery"):
        risen = moment.state.part("recovery", moment.part) + moment.seconds / RECOVERY_SECONDS
        moment.state.set("recovery", moment.part, np.where(ceasing, 0.0, np.minimum(risen, 1.0)))
    moment.keep("ceasing", in_service & ceasing)
    energises: Part = in_service & ~ceasing
    moment.keep("energises", energises)
    state = np.where(in_service, np.where(moment.kept("soft-start") < 1.0, STARTING, RUNNING), STANDBY)
    state = np.where(~in_service & good, STARTING, state)
    state = np.where(permitted & ~in_service & tripped & ~good, TRIPPED, state)
    moment.keep("operational-state", np.where(fault, FAULT, np.where(connected, state, OFF)))
    return energises


def _keep_trips(moment: Moment, ride: tripping.Ride, tripped: Part, now: Part) -> None:
    """Keep which DERs have tripped and by what; it is told until they are back.

    Args:
        tripped: which have, and are not back.
        now: which do in this step.
    """
    moment.keep("tripped", tripped)
    operated = moment.kept("operated") | np.where(now, ride.operated, np.uint16(0))
    moment.keep("operated", np.where(tripped, operated, np.uint16(0)))
    moment.keep("ride-through", ride.status | moment.kept("operated") | tripping.tripped_status(tripped))


def _good(moment: Moment) -> Part:
    """Return whether voltage and frequency are within what entering service asks."""
    volts, hertz = measured_volts(moment), moment.condition("frequency_hz")
    return (
        (volts <= moment.setting("enter-service-voltage-high"))
        & (volts >= moment.setting("enter-service-voltage-low"))
        & (hertz <= moment.setting("enter-service-frequency-high"))
        & (hertz >= moment.setting("enter-service-frequency-low"))
        & ~(moment.setting("anti-islanding-enable") & moment.condition("islanded"))
    )


def waits(moment: Moment) -> Part:
    """Return how long voltage and frequency have to be good before each DER comes back, s."""
    return moment.setting("enter-service-delay") + moment.kept("delay-share") * moment.setting(
        "enter-service-random-delay"
    )


def _draw(moment: Moment, left: Part) -> None:
    """Draw for those that left service which share of the random delay they wait."""
    places = np.flatnonzero(left)
    moment.kept("delay-share")[places] = moment.chance.draw(places + moment.part.start)
