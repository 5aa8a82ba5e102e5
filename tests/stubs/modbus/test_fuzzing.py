"""Nothing that comes over a socket brings the inverter down, keeps it from others, or makes it grow without bound."""

from __future__ import annotations

import time

import pytest

from tests.stubs.fuzzing import HOUR, SECONDS, SOAK_TIMEOUT
from tests.stubs.modbus.fuzzing import fuzzed


def test_seconds_of_broken_sessions(caplog: pytest.LogCaptureFixture) -> None:
    fuzzed(20_140_612, SECONDS, caplog)


@pytest.mark.soak
@pytest.mark.timeout(SOAK_TIMEOUT)
def test_an_hour_of_broken_sessions(caplog: pytest.LogCaptureFixture) -> None:
    seed = int(time.time())
    print(f"seed {seed}")
    fuzzed(seed, HOUR, caplog)
