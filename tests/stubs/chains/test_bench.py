"""The test bench, from a program that is not asyncio."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from workbench.der.quantities import Value
from workbench.stubs.chains import bench as bench_module
from workbench.stubs.chains.bench import BenchRefused, TestBench, summed
from workbench.stubs.chains.controls import CURVES, connection, limit, surroundings, volt_var
from workbench.stubs.chains.plan import Plan
from workbench.stubs.chains.running import RunningChain
from workbench.stubs.links import medium

PLAN = Plan("CFG-DIRECT", "Direct", ("head-end", "inverter"), ("utility", "DER"), ("modbus",), ("",), 2)


@pytest.fixture
def bench() -> Iterator[TestBench]:
    made = TestBench()
    yield made
    made.close()


def test_a_chain_is_started_commanded_disturbed_and_stopped(bench: TestBench) -> None:
    assert bench.state() is None
    bench.start(PLAN, "Ann")
    state = bench.state()
    assert state is not None
    assert (state.started_by, bench.plan) == ("Ann", PLAN)
    assert [kind for kind, _ in state.stubs] == ["head-end", "inverter"]
    (hop,) = state.hops
    assert (hop.protocol, hop.out) == ("modbus", False)
    assert bench.send(limit(40), 60.0) == "command 1"
    bench.disturb(1, surroundings(50, 103, 60.2))
    bench.send(volt_var(next(iter(CURVES))))
    bench.send(connection(False))
    state = bench.state()
    assert state is not None
    assert [words.split(" ", 1)[1] for words in state.controls] == [
        "limit to 40 % for 60 s (command 1)",
        f"volt-var curve: {next(iter(CURVES))} (command 2)",
        "disconnect (command 3)",
    ]
    bench.shape(1, outage=True)
    assert bench.state().hops[0].out  # type: ignore[union-attr]
    bench.shape(1, outage=False)
    bench.shape(1, "satellite")
    state = bench.state()
    assert state is not None
    assert (state.hops[0].over, state.hops[0].medium) == ("satellite", medium("satellite").name)
    assert state.controls[-1].endswith(f"hop 1 over {medium('satellite').name}")
    bench.shape(1, "none")
    assert bench.state().hops[0].over == "none"  # type: ignore[union-attr]
    bench.release()
    bench.stop()
    bench.stop()
    assert bench.state() is None


def test_what_the_bench_does_not_do_is_said_in_a_sentence(bench: TestBench) -> None:
    with pytest.raises(BenchRefused, match="Nothing runs on the test bench"):
        bench.send(limit(50))
    with pytest.raises(BenchRefused, match="does not speak"):
        bench.start(Plan("CFG-X", "X", ("head-end", "inverter"), ("", ""), ("smoke",)), "Ann")
    assert bench.plan is None
    bench.start(PLAN, "Ann")
    with pytest.raises(BenchRefused, match="No medium 'string'"):
        bench.shape(1, "string")
    with pytest.raises(BenchRefused, match="There is no condition 'tide'"):
        bench.disturb(1, {"tide": 1.0})
    with pytest.raises(BenchRefused, match="above 0 s"):
        bench.send(limit(50), -1.0)


def test_a_place_and_a_hop_that_the_running_chain_does_not_have_are_refused(bench: TestBench) -> None:
    bench.start(PLAN, "Ann")
    with pytest.raises(BenchRefused, match="no hop 3"):
        bench.shape(3, outage=True)
    with pytest.raises(BenchRefused, match="no place 4"):
        bench.disturb(4, {"irradiance": 1.0})


def test_a_chain_whose_readings_fail_ends_all_the_same(
    bench: TestBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed, stopped = threading.Event(), []

    async def confused(chain: RunningChain) -> dict[str, dict[str, Value]]:
        failed.set()
        raise KeyError("what nobody thought of")

    ended = RunningChain.stop

    async def stop(chain: RunningChain) -> None:
        stopped.append(chain.plan)
        await ended(chain)

    monkeypatch.setattr(bench_module, "charted", confused)
    monkeypatch.setattr(RunningChain, "stop", stop)
    bench.start(PLAN, "Ann")
    assert failed.wait(5)
    bench.stop()
    assert stopped == [PLAN]


def test_a_chain_that_nobody_looks_at_is_stopped_and_the_one_after_it_is_not(
    bench: TestBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.start(PLAN, "Ann")
    first = bench._chain
    assert first is not None
    bench.start(PLAN, "Bob")
    monkeypatch.setattr(bench_module, "IDLE", -1.0)
    bench._stop_idle(first)
    assert bench.plan is PLAN
    second = bench._chain
    assert second is not None
    bench._stop_idle(second)
    assert bench.plan is None


def test_another_chain_takes_the_place_of_the_first(bench: TestBench) -> None:
    bench.start(PLAN, "Ann")
    first = bench.state()
    bench.start(PLAN, "Bob")
    second = bench.state()
    assert first is not None
    assert second is not None
    assert second.started_by == "Bob"
    assert first.hops[0].port != second.hops[0].port


def test_of_two_who_start_at_once_the_second_does_not_end_the_first_ones_chain(bench: TestBench) -> None:
    refused: list[str] = []

    def start(by: str) -> None:
        try:
            bench.start(PLAN, by, instead=False)
        except BenchRefused as why:
            refused.append(str(why))

    both = [threading.Thread(target=start, args=(name,)) for name in ("Ann", "Bob")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    state = bench.state()
    assert state is not None
    assert refused == [f"{state.started_by} started Direct meanwhile; stop that first."]


def test_several_inverters_are_charted_as_one() -> None:
    one = {
        "monitoring-active-power": 1_000.0,
        "monitoring-frequency": 60.0,
        "setting-maximum-active-power": 5_000.0,
        "limit-active-power": 50.0,
        "limit-active-power-enable": True,
    }
    found = summed({"1": one, "2": {**one, "monitoring-frequency": 61.0}})
    assert (found["monitoring-active-power"], found["monitoring-frequency"]) == (2_000.0, 60.5)
    assert found["limit"] == 5_000.0
    assert "limit" not in summed({"1": one, "2": {**one, "limit-active-power-enable": False}})
