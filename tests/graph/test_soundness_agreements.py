"""Agreements that contradict each other are found however they name their layer and what they permit."""

from __future__ import annotations

from typing import Any

import pytest

from tests.exchange.conftest import item, link
from workbench.graph.finding import Finding
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.graph.soundness import findings

LINE = item("INT-1", "interface", "A line", "drawn")
ON_THE_LINE = [link("AGR-01", "applies-to", "INT-1"), link("AGR-02", "applies-to", "INT-1")]
PROTOCOLS = [
    item("PRO-SEP", "protocol", "IEEE 2030.5", "named", edition="2013"),
    item("PRO-DNP", "protocol", "DNP3", "named", edition="2012"),
]


def agreement(
    code: str, *choices: str, permitted: str | None = "one", status: str = "reported", **more: Any
) -> ItemView:
    """An agreement on one layer and side, where nothing else is said."""
    detail = {"layer": "application", "side": "boundary", "permitted": permitted, "choices": list(choices)}
    return item(code, "agreement", code, status, **{**detail, **more})


def told(items: list[ItemView], links: list[LinkRow]) -> list[Finding]:
    snapshot = Snapshot.of([LINE, *PROTOCOLS, *items], links)
    return [finding for finding in findings(snapshot) if "contradictory" in finding.check]


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (agreement("AGR-01", "SEP2"), agreement("AGR-02", "DNP3"), "error"),
        (agreement("AGR-01", "SEP2"), agreement("AGR-02", "SEP2"), None),
        (agreement("AGR-01", "SEP2"), agreement("AGR-02", "sep2 "), None),
        (agreement("AGR-01", "SEP2"), agreement("AGR-02", "DNP3", "XMPP", permitted="several"), "error"),
        (agreement("AGR-01", "SEP2"), agreement("AGR-02", "DNP3", "SEP2", permitted="several"), None),
        (agreement("AGR-01", "SEP2"), agreement("AGR-02", "DNP3", permitted="any"), None),
        (agreement("AGR-01", "SEP2"), agreement("AGR-02", "DNP3", permitted=None), None),
        (
            agreement("AGR-01", "SEP2", permitted="several"),
            agreement("AGR-02", "DNP3", permitted="several"),
            None,
        ),
        (agreement("AGR-01", "SEP2"), agreement("AGR-02", "DNP3", layer="transport"), None),
        (agreement("AGR-01", "SEP2"), agreement("AGR-02", "DNP3", layer="Application "), "error"),
        (agreement("AGR-01", "SEP2"), agreement("AGR-02", "DNP3", side="utility"), None),
        (agreement("AGR-01", "SEP2"), agreement("AGR-02", "DNP3", layer=""), "warning"),
        (agreement("AGR-01", "SEP2"), agreement("AGR-02", "DNP3", side=None), "warning"),
        (agreement("AGR-01", "SEP2"), agreement("AGR-02", "DNP3", status="withdrawn"), None),
        (agreement("AGR-01", "SEP2"), agreement("AGR-02"), None),
    ],
)
def test_two_choices_where_one_is_permitted_contradict_each_other(
    one: ItemView, other: ItemView, level: str | None
) -> None:
    assert [finding.level for finding in told([one, other], ON_THE_LINE)] == ([level] if level else [])


@pytest.mark.parametrize(
    ("choices", "protocols", "contradict"),
    [
        ((), ("PRO-SEP", "PRO-DNP"), True),
        (("IEEE 2030.5 (SEP2)",), ("PRO-SEP", "PRO-DNP"), True),
        (("IEEE 2030.5 (SEP2)", "DNP3"), ("PRO-SEP", "PRO-DNP"), False),
        ((), ("PRO-SEP",), False),
    ],
)
def test_one_agreement_that_permits_one_protocol_and_applies_to_two_contradicts_itself(
    choices: tuple[str, ...], protocols: tuple[str, ...], contradict: bool
) -> None:
    links = [link("AGR-01", "applies-to", code) for code in ("INT-1", *protocols)]
    found = told([agreement("AGR-01", *choices)], links)
    assert bool(found) is contradict
    if found:
        assert found[0].codes == ("AGR-01", "PRO-DNP", "PRO-SEP")
        assert "permits one choice and applies to 2 protocols: PRO-DNP and PRO-SEP" in found[0].sentence


@pytest.mark.parametrize(
    ("one", "other", "contradict"),
    [
        (("PRO-SEP", ()), ("PRO-DNP", ()), True),
        (("PRO-SEP", ()), ("PRO-SEP", ()), False),
        (("PRO-SEP", ()), (None, ("DNP3",)), True),
        (("PRO-SEP", ()), (None, ("IEEE 2030.5 (SEP2) as the default",)), False),
        (("PRO-SEP", ()), (None, ("pro-sep",)), False),
        (("PRO-SEP", ()), (None, ("SEP2 (IEEE 2030.5)",)), False),
        (("PRO-DNP", ()), (None, ("DNP3, AN2018",)), False),
        (("PRO-DNP", ()), (None, ("XDNP3",)), True),
    ],
)
def test_a_protocol_that_an_agreement_applies_to_is_a_choice_of_it(
    one: tuple[str | None, tuple[str, ...]], other: tuple[str | None, tuple[str, ...]], contradict: bool
) -> None:
    agreements = [agreement(f"AGR-0{n}", *choices) for n, (_, choices) in enumerate((one, other), 1)]
    links = [
        link(f"AGR-0{n}", "applies-to", code)
        for n, (code, _) in enumerate((one, other), 1)
        if code is not None
    ]
    assert bool(told(agreements, ON_THE_LINE + links)) is contradict


def test_a_contradiction_says_what_each_permits_and_where() -> None:
    [finding] = told(
        [agreement("AGR-01", "SEP2"), agreement("AGR-02", "DNP3", "XMPP", permitted="several")], ON_THE_LINE
    )
    assert finding.codes == ("AGR-01", "AGR-02", "INT-1")
    assert finding.sentence == (
        "On INT-1 AGR-01 permits one choice, SEP2, and AGR-02 permits several, DNP3 and XMPP: "
        "no choice satisfies both."
    )
    [open_one] = told([agreement("AGR-01", "SEP2"), agreement("AGR-02", "DNP3", layer="")], ON_THE_LINE)
    assert "not all say which layer and side they are about" in open_one.sentence


def test_many_that_say_the_same_are_told_together() -> None:
    sides = [agreement(f"AGR-{n:03d}", "SEP2" if n % 2 else "DNP3") for n in range(400)]
    [finding] = told(sides, [link(one.code, "applies-to", "INT-1") for one in sides])
    assert len(finding.codes) == 401
    assert "and 194 more permit one choice, DNP3" in finding.sentence


def on_one_line(*layers: str) -> list[Finding]:
    known = [agreement(f"AGR-{n:03d}", f"choice {n}", layer=layer) for n, layer in enumerate(layers)]
    return findings(Snapshot.of([LINE, *known], [link(one.code, "applies-to", "INT-1") for one in known]))


def test_of_many_contradictions_the_surest_are_told_and_the_others_counted() -> None:
    found = [one for one in on_one_line("", *("link",) * 11) if "contradictory" in one.check]
    assert [one.level for one in found] == ["error"] * 50 + ["warning"]
    assert found[-1].sentence == "On INT-1 16 more pairs of agreements contradict each other, or may."


def test_of_very_many_agreements_it_is_said_that_not_all_were_compared() -> None:
    [finding] = [one for one in on_one_line(*("link",) * 305) if one.check == "agreements not compared"]
    assert finding.sentence == "Of the 305 different agreements that apply to INT-1 only 300 were compared."
