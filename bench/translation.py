"""Translating every quantity from every protocol into every other: microseconds each, and beside pysunspec2.

A gateway adds this to what its two links take; the aim of the issue for the whole gateway is under 5 ms at p99. The
ratio is that of one scaled point, read and written: ours encodes, decodes again to tell what is lost, and decodes;
pysunspec2's sets and reads a computed value. Times are those of the processor.
"""

from __future__ import annotations

import time

import sunspec2.modbus.client as peer
from _ratios import compare

from workbench.der.codecs import Context, decode, encode, sunspec
from workbench.der.device import NotPossible
from workbench.der.quantities import Binding, Protocol, quantities
from workbench.der.sunspec_models import model
from workbench.der.translation import translate, translate_value
from workbench.der.wording import example, understood
from workbench.graph.mapping_translation import EXAMPLE_DEVICE

TURNS = 20
POINTS = 20_000


def context(binding: Binding) -> Context:
    """Return what a binding's conversion needs, from the example device."""
    names = sunspec.scale_names(binding) if binding.protocol.family == "sunspec" else ()
    return Context(scales=dict.fromkeys(names, -2), values=EXAMPLE_DEVICE)


def pairs() -> list[tuple[object, Binding, Binding]]:
    """Return what one binding says, with that binding and another of its quantity, as far as both can say it."""
    found = []
    for key, row in quantities().items():
        value = understood(key, example(key))
        for source in row.bindings.values():
            for target in row.bindings.values():
                try:
                    raw = translate_value(key, value, source.protocol, context(source), written=False).raw
                    done = translate(raw, source, target, context(source), context(target), written=False)
                except NotPossible:
                    continue
                if done.carried:
                    found.append((raw, source, target))
    return found


def main() -> None:
    """Print the times and the ratio."""
    every = pairs()
    contexts = {binding: context(binding) for _, source, target in every for binding in (source, target)}
    took = []
    for _ in range(TURNS):
        for raw, source, target in every:
            start = time.process_time_ns()
            translate(raw, source, target, contexts[source], contexts[target], written=False)
            took.append((time.process_time_ns() - start) / 1000)
    took.sort()
    middle, high = took[len(took) // 2], took[len(took) * 99 // 100]
    print(
        f"{len(every)} translations of {len(quantities())} quantities: p50 {middle:.0f} us, p99 {high:.0f} us"
    )

    limit = quantities()["limit-active-power"].bindings[Protocol.SUNSPEC_7XX]
    scaled = Context(scales={"WMaxLimPct_SF": -2})

    def ours() -> None:
        for _ in range(POINTS):
            decode(limit, encode(limit, 50.0, scaled).raw, scaled)

    length = model(704).length()
    octets = bytes(2 * (length + 2))
    model_704 = peer.SunSpecModbusClientModel(704, model_len=length, data=octets, mb_device=None)
    model_704.WMaxLimPct_SF.value = -2
    point = model_704.WMaxLimPct

    def theirs() -> None:
        for _ in range(POINTS):
            point.cvalue = 50.0
            assert point.cvalue == 50.0

    compare("one scaled point, ours against pysunspec2's", ours, theirs)


if __name__ == "__main__":
    main()
