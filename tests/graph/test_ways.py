"""A configuration as a path: walked in order from either side, with what is said of each hop, or why it is none."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.conftest import item, link
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import Snapshot
from workbench.graph.ways import NOT_SETTLED, faults, way, ways
from workbench.process.keeping import Database


def path(hops: list[tuple[str, str]], order: list[int] | None = None, **detail: Any) -> Snapshot:
    """A configuration CFG-X whose nth hop is INT-n, from the one actor to the other."""
    actors = sorted({actor for ends in hops for actor in ends})
    items = [item(actor, "actor", f"Actor {actor}", "drawn") for actor in actors]
    items += [item(f"INT-{n}", "interface", f"Line {n}", "drawn") for n in range(1, len(hops) + 1)]
    items.append(item("CFG-X", "configuration", "A way", "proposed", **detail))
    links = [
        link(f"INT-{n}", "joins", actor, end=end)
        for n, ends in enumerate(hops, 1)
        for end, actor in zip(("from", "to"), ends, strict=True)
    ]
    numbers = order or list(range(1, len(hops) + 1))
    links += [link(f"INT-{n}", "hop-of", "CFG-X", order=at) for n, at in enumerate(numbers, 1)]
    return Snapshot.of(items, links)


def walk(snapshot: Snapshot) -> list[tuple[str, str, bool]]:
    hops = way(snapshot, snapshot.by_code["CFG-X"]).hops
    return [(hop.start.code, hop.end.code, hop.joins) for hop in hops if hop.start and hop.end]


@given(st.data(), st.integers(1, 12))
def test_a_path_is_walked_from_end_to_end_however_its_lines_are_drawn(
    data: st.DataObject, length: int
) -> None:
    actors = [f"ACR-N{n}" for n in range(length + 1)]
    turned = data.draw(st.lists(st.booleans(), min_size=length, max_size=length))
    # A single line says by itself which way it goes.
    turned = [False] if length == 1 else turned
    hops = [
        (b, a) if backwards else (a, b) for (a, b), backwards in zip(pairwise(actors), turned, strict=True)
    ]
    order = data.draw(st.permutations(range(1, length + 1)))
    drawn = [hops[at - 1] for at in order]  # the links stand in any order; their numbers tell
    found = path(drawn, list(order))
    steps = walk(found)
    assert [start for start, _, _ in steps] == actors[:-1]
    assert [end for _, end, _ in steps] == actors[1:]
    assert all(joins for _, _, joins in steps)
    snapshot = found
    inorder = [hop.interface for hop in way(snapshot, snapshot.by_code["CFG-X"]).hops]
    assert faults(snapshot, inorder) == []


@given(st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("EFGH")), min_size=2, max_size=6))
def test_hops_join_exactly_where_there_is_nothing_to_say_against_them(ends: list[tuple[str, str]]) -> None:
    snapshot = path([(f"ACR-{a}", f"ACR-{b}") for a, b in ends])
    found = way(snapshot, snapshot.by_code["CFG-X"])
    said = faults(snapshot, [hop.interface for hop in found.hops])
    assert len(said) == len(found.apart)


def test_where_hops_do_not_meet_a_sentence_says_so() -> None:
    snapshot = path([("ACR-A", "ACR-B"), ("ACR-C", "ACR-D")])
    [said] = faults(snapshot, [snapshot.by_code["INT-1"], snapshot.by_code["INT-2"]])
    assert said == (
        "Hop 2, INT-2, does not begin where hop 1, INT-1, ends: it joins 'Actor ACR-C' and 'Actor ACR-D', "
        "and hop 1 ends at 'Actor ACR-B'."
    )


def test_a_line_that_ends_nowhere_is_said() -> None:
    snapshot = Snapshot.of([item("INT-1", "interface", "Loose", "drawn")])
    assert faults(snapshot, [snapshot.by_code["INT-1"]]) == ["INT-1 (Loose) has no two ends."]


def test_what_nobody_said_of_a_hop_is_not_settled() -> None:
    snapshot = path(
        [("ACR-A", "ACR-B"), ("ACR-B", "ACR-C")], owners=["utility"], translations=["none", "A → B"]
    )
    first, second = way(snapshot, snapshot.by_code["CFG-X"]).hops
    assert (first.owner, first.payer, first.translates) == ("utility", NOT_SETTLED, False)
    assert (second.owner, second.translation, second.translates) == (NOT_SETTLED, "A → B", True)
    assert not second.protocols


def test_a_withdrawn_hop_is_left_out_and_the_others_keep_what_is_said_of_them() -> None:
    snapshot = path([("ACR-A", "ACR-B"), ("ACR-B", "ACR-C")], owners=["utility", "customer"])
    items = [
        item("INT-1", "interface", "Gone", "withdrawn") if one.code == "INT-1" else one
        for one in snapshot.items.values()
    ]
    changed = Snapshot.of(items, snapshot.links)
    [left] = way(changed, changed.by_code["CFG-X"]).hops
    assert (left.number, left.interface.code, left.owner) == (2, "INT-2", "customer")


@pytest.mark.parametrize(
    ("code", "protocol"), [("CFG-AGGREGATOR-HTTP", "HTTP"), ("CFG-AGGREGATOR-XMPP", "XMPP")]
)
def test_the_aggregators_differ_by_protocol_over_the_same_hops(
    bundled: Database, code: str, protocol: str
) -> None:
    snapshot = SNAPSHOTS.get(bundled)
    found = way(snapshot, snapshot.by_code[code])
    assert [hop.interface.code for hop in found.hops] == ["INT-E3", "INT-E4", "INT-E10b"]
    for hop in found.hops[:2]:
        assert f"PRO-{protocol}" in [one.protocol.code for one in hop.protocols]
        assert all(one.certainty for one in hop.protocols)
    assert [hop.red for hop in found.hops] == [True, False, False]


def test_every_bundled_configuration_goes_from_the_utility_to_a_der(bundled: Database) -> None:
    found = ways(SNAPSHOTS.get(bundled))
    assert len(found) == 6
    for one in found:
        assert not one.apart
        first, last = one.hops[0].start, one.hops[-1].end
        assert first is not None
        assert last is not None
        assert (first.detail["held_by"], last.detail["level"]) == ("utility", 1)
        assert len(one.item.detail["owners"]) == len(one.hops)


def test_an_earlier_moment_has_the_protocols_of_its_day(bundled: Database) -> None:
    june = SNAPSHOTS.get(bundled, baseline="Minutes of 12 June 2014")
    [hop] = way(june, june.by_code["CFG-DIRECT"]).hops
    said = {one.protocol.code: one.certainty for one in hop.protocols}
    assert said == {"PRO-DNP3-AN2013": "partly", "PRO-IEEE-2030-5-2013": "inferred"}
    now = SNAPSHOTS.get(bundled)
    [hop] = way(now, now.by_code["CFG-DIRECT"]).hops
    assert {one.protocol.code: one.certainty for one in hop.protocols}["PRO-IEEE-2030-5-2013"] == "verified"
