"""Nothing that comes over a socket brings the inverter down, keeps it from others, or makes it grow without bound."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.stubs.fuzzing import HOUR, SECONDS, SOAK_TIMEOUT
from tests.stubs.modbus.flood import flood
from tests.stubs.modbus.fuzzing import fuzzed


def test_seconds_of_broken_sessions(caplog: pytest.LogCaptureFixture) -> None:
    fuzzed(20_140_612, SECONDS, caplog)


def test_more_connections_than_places_do_not_keep_the_others_from_being_served() -> None:
    asyncio.run(flood(1_000, 50))


@pytest.mark.soak
@pytest.mark.timeout(SOAK_TIMEOUT)
def test_an_hour_of_broken_sessions(caplog: pytest.LogCaptureFixture) -> None:
    seed = int(time.time())
    print(f"seed {seed}")
    fuzzed(seed, HOUR, caplog)


@pytest.mark.soak
def test_ten_thousand_connections() -> None:
    asyncio.run(flood(10_000, 500))
