"""A log of exchanges that is a part of another."""

from __future__ import annotations

from workbench.stubs.exchanges import ExchangeLog


def test_what_a_part_says_is_noted_counted_and_summed_up_by_the_whole() -> None:
    whole, part = ExchangeLog("utility-gateway"), ExchangeLog("head-end")
    part.add("before", "ieee-2030.5", "in", "said before")
    part.join(whole)
    part.add("device", "ieee-2030.5", "in", "GET /dcap", b"GET")
    part.add("device", "ieee-2030.5", "out", "404", refused=True)
    assert [(one.stub, one.peer, one.words) for one in whole.latest()] == [
        ("utility-gateway", "device", "GET /dcap"),
        ("utility-gateway", "device", "404"),
    ]
    assert (whole.total, whole.refused) == (2, 1)
    assert [one.words for one in part.latest()] == ["said before"]
    assert not part.summary
    whole.summary = True
    assert part.summary
    part.count(3)
    assert (whole.total, part.total) == (5, 1)
