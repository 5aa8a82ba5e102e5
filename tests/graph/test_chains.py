"""Configurations as chains of stubs."""

from __future__ import annotations

from typing import get_args

import pytest

from workbench.graph.chains import SPOKEN_BETWEEN, chain
from workbench.graph.reading import read_snapshot
from workbench.graph.snapshot import Snapshot
from workbench.process.keeping import Database
from workbench.record.kinds.protocol import StubProtocol
from workbench.stubs.chains.plan import EDITIONS, planned


@pytest.fixture
def snapshot(bundled: Database) -> Snapshot:
    with bundled.read() as session:
        return read_snapshot(session)


def test_every_bundled_configuration_can_be_run(snapshot: Snapshot) -> None:
    chains = {item.code: chain(snapshot, item) for item in snapshot.of_kind("configuration")}
    assert len(chains) == 6
    for code, one in chains.items():
        assert one.problems == (), code
        assert len(one.places) == len(one.hops) + 1
        assert (one.places[0].stub, one.places[-1].stub) == ("head-end", "inverter")
    facility = chains["CFG-FACILITY-GATEWAY"]
    assert [hop.spoken for hop in facility.hops] == ["ieee-2030.5", "modbus"]
    assert all(hop.settled for hop in facility.hops)
    assert [hop.spoken for hop in chains["CFG-AGGREGATOR-XMPP"].hops] == ["ieee-2030.5", "xmpp", "modbus"]
    assert not chains["CFG-AGGREGATOR-XMPP"].hops[0].settled


def test_another_protocol_can_be_chosen_at_a_hop(snapshot: Snapshot) -> None:
    item = snapshot.by_code["CFG-FACILITY-GATEWAY"]
    assert chain(snapshot, item, {1: "dnp3"}).hops[0].spoken == "dnp3"
    refused = chain(snapshot, item, {2: "xmpp"}).problems
    assert refused == (
        "Hop 2 of CFG-FACILITY-GATEWAY cannot speak 'xmpp'. Allowed: modbus, dnp3, dnp3-an2018.",
    )


def test_a_hop_speaks_the_edition_that_the_record_names(demo: Database) -> None:
    with demo.read() as session:
        snapshot = read_snapshot(session)
    direct = snapshot.by_code["CFG-DIRECT"]
    words = {
        item.code: item.detail["stub_protocol"]
        for item in snapshot.of_kind("protocol")
        if item.code.startswith("PRO-DNP3")
    }
    assert words == {"PRO-DNP3-AN2018": "dnp3-an2018", "PRO-DNP3-1815-2": "dnp3"}
    for chosen, spoken, settled in (({}, "dnp3-an2018", True), ({1: "dnp3"}, "dnp3", False)):
        found = chain(snapshot, direct, chosen)
        (hop,) = found.hops
        assert (hop.choices, hop.settled) == (("dnp3-an2018", "ieee-2030.5"), settled)
        plan = planned(found)
        assert (plan.protocol_of(0), plan.edition_of(0)) == ("dnp3", EDITIONS[spoken])


def test_what_the_stubs_speak_is_what_a_protocol_can_name() -> None:
    assert {word for words in SPOKEN_BETWEEN.values() for word in words} == set(get_args(StubProtocol))
    assert set(EDITIONS) < set(get_args(StubProtocol))
