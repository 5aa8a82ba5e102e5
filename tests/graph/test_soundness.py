"""What is not sound: each check finds what it is for, says what to do, and leaves the rest alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.conftest import item, link
from tests.graph.test_soundness_agreements import agreement
from workbench.graph.finding import LEVELS, Finding
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.graph.soundness import findings
from workbench.process.keeping import Database

MEETING = item("MTG-2026-11-05", "meeting", "A meeting", "held")


def issue(number: int, status: str = "listed") -> ItemView:
    return item(f"ISS-{number:03d}", "issue", f"Issue {number}", status)


def found(items: list[ItemView], links: list[LinkRow], check: str) -> list[Finding]:
    return [finding for finding in findings(Snapshot.of(items, links)) if finding.check == check]


def test_issues_that_wait_for_each_other_are_an_error() -> None:
    links = [link("ISS-001", "depends-on", "ISS-002"), link("ISS-002", "depends-on", "ISS-001")]
    [finding] = found([issue(1), issue(2)], links, "circular dependency")
    assert finding.level == "error"
    assert finding.sentence.startswith("ISS-001 depends on ISS-002, which depends on ISS-001")
    [alone] = found([issue(1)], [link("ISS-001", "depends-on", "ISS-001")], "circular dependency")
    assert alone.codes == ("ISS-001",)


@given(st.integers(2, 40))
def test_a_circle_of_any_length_is_found_once(length: int) -> None:
    items = [issue(number) for number in range(length)]
    links = [link(f"ISS-{n:03d}", "depends-on", f"ISS-{(n + 1) % length:03d}") for n in range(length)]
    [finding] = found(items, links, "circular dependency")
    assert len(finding.codes) == length


def test_a_link_that_no_relation_permits_is_an_error() -> None:
    links = [link("ISS-001", "joins", "ISS-002"), link("ISS-001", "sings-to", "ISS-002")]
    first, second = found([issue(1), issue(2)], links, "wrong relation")
    assert "'joins', which joins no issue to a issue" in first.sentence
    assert "no relation" in second.sentence
    assert not found([issue(1), MEETING], [link("ISS-001", "scheduled-in", MEETING.code)], "wrong relation")


def test_what_rests_on_a_withdrawn_source_is_told() -> None:
    items = [
        item("SRC-OLD", "source", "Gone", "withdrawn"),
        item("SRC-NEW", "source", "There", "seen"),
        issue(1),
    ]
    links = [link("ISS-001", "derived-from", "SRC-OLD"), link("ISS-001", "derived-from", "SRC-NEW")]
    [finding] = found(items, links, "broken source")
    assert finding.codes == ("SRC-OLD", "ISS-001")


def test_what_the_group_still_owes_is_a_warning() -> None:
    red = item("INT-1", "interface", "A line", "drawn", colour="red")
    other = item("INT-2", "interface", "A line", "drawn", colour="red")
    text = item("R21-01", "requirement", "A text", "draft")
    links = [link("R21-01", "applies-to", "INT-2"), link("ISS-001", "scheduled-in", MEETING.code)]
    items = [red, other, text, issue(1), issue(2), issue(3, "resolved"), issue(4, "proposed"), MEETING]
    [bare] = found(items, links, "red interface without a recommendation")
    assert bare.codes == ("INT-1",)
    [waiting] = found(items, links, "issue without a meeting")
    assert waiting.codes == ("ISS-002",)
    assert waiting.sentence == "1 open issue has no meeting: ISS-002."


def test_what_may_stay_as_it_is_is_a_note() -> None:
    items = [item("ACR-A", "actor", "Alone", "drawn"), item("R21-01", "requirement", "A text", "draft")]
    levels = {finding.check: finding.level for finding in findings(Snapshot.of(items))}
    assert levels == {
        "recommendation without an interface": "note",
        "recommendation that answers nothing": "note",
        "unconnected actor": "note",
        "orphan": "note",
    }


def test_agreements_in_a_circle_and_an_item_linked_to_itself_are_errors() -> None:
    items = [item(f"AGR-0{n}", "agreement", "A", "reported") for n in (1, 2)]
    links = [link("AGR-01", "applies-to", "AGR-02"), link("AGR-02", "applies-to", "AGR-01")]
    [circle] = found(items, links, "circular dependency")
    assert circle.sentence.startswith("AGR-01 applies to AGR-02, which applies to AGR-01")
    own = [item("ORG-A", "organisation", "A", "active")]
    [alone] = found(own, [link("ORG-A", "affiliate-of", "ORG-A")], "linked to itself")
    assert (alone.level, alone.codes) == ("error", ("ORG-A",))
    # Where no circle may stand, a link to itself is the shortest of them.
    waiting = [link("ISS-001", "depends-on", "ISS-001")]
    assert not found([issue(1)], waiting, "linked to itself")
    [shortest] = found([issue(1)], waiting, "circular dependency")
    assert shortest.codes == ("ISS-001",)


def test_the_same_link_twice_and_a_line_that_is_not_there_are_warnings() -> None:
    source = item("SRC-MIN", "source", "Minutes", "cited", text="one\ntwo\n")
    once, again = (
        link("ISS-001", "derived-from", "SRC-MIN", line=2),
        link("ISS-001", "derived-from", "SRC-MIN", line=9),
    )
    assert not found([issue(1), source], [once, again], "duplicate link"), "another line is another link"
    [broken] = found([issue(1), source], [once, again], "broken source")
    assert broken.sentence == "ISS-001 cites line 9 of SRC-MIN, which ends at line 2."
    [double] = found([issue(1), source], [once, replace(once, uuid="again")], "duplicate link")
    assert double.sentence.endswith("2 times, all saying the same.")
    bare = item("SRC-BARE", "source", "Elsewhere", "cited")
    assert not found([issue(1), bare], [link("ISS-001", "derived-from", "SRC-BARE", line=9)], "broken source")


def test_what_still_cites_something_withdrawn_is_told() -> None:
    gone, text = (
        item("INT-1", "interface", "A line", "withdrawn"),
        item("R21-01", "requirement", "A", "draft"),
    )
    [finding] = found([gone, text], [link("R21-01", "applies-to", "INT-1")], "link to something withdrawn")
    assert finding.codes == ("INT-1", "R21-01")
    left = replace(text, status="withdrawn")
    assert not found([gone, left], [link("R21-01", "applies-to", "INT-1")], "link to something withdrawn")


def test_agreements_without_a_source_are_noted() -> None:
    assert found([agreement("AGR-01", "SEP2")], [], "agreement without a source")
    source = item("SRC-MIN", "source", "Minutes", "cited")
    links = [link("AGR-01", "derived-from", "SRC-MIN")]
    assert not found([agreement("AGR-01", "SEP2"), source], links, "agreement without a source")


def test_a_long_circle_is_told_in_short() -> None:
    number = 3000
    links = [link(f"ISS-{n:03d}", "depends-on", f"ISS-{(n + 1) % number:03d}") for n in range(number)]
    [finding] = found([issue(n) for n in range(number)], links, "circular dependency")
    assert len(finding.codes) == number
    assert "and so on through 2,988 more back to ISS-000" in finding.sentence


def test_the_bundled_records_have_no_error_and_errors_come_first(bundled: Database, demo: Database) -> None:
    for database in (bundled, demo):
        told = findings(SNAPSHOTS.get(database))
        assert told
        assert not [finding for finding in told if finding.level == "error"]
        assert [LEVELS.index(f.level) for f in told] == sorted(LEVELS.index(f.level) for f in told)
        assert all(finding.sentence.endswith(".") and finding.fix.endswith(".") for finding in told)


def test_an_empty_record_is_sound() -> None:
    assert findings(Snapshot.of([])) == []


def configuration(
    *ends: tuple[str, str], hop: str = "drawn", **detail: Any
) -> tuple[list[ItemView], list[LinkRow]]:
    """A configuration CFG-X over INT-1, INT-2, … between a utility, a site and an inverter."""
    items = [
        item("ACR-U", "actor", "Utility", "drawn", held_by="utility", level=4),
        item("ACR-S", "actor", "Site", "drawn", held_by="customer", level=2),
        item("ACR-D", "actor", "Inverter", "drawn", held_by="customer", level=1),
        item("CFG-X", "configuration", "A way", "proposed", **detail),
    ]
    links = []
    for number, (start, end) in enumerate(ends, 1):
        items.append(item(f"INT-{number}", "interface", f"Line {number}", hop))
        links.append(link(f"INT-{number}", "joins", start, end="from"))
        links.append(link(f"INT-{number}", "joins", end, end="to"))
        links.append(link(f"INT-{number}", "hop-of", "CFG-X", order=number))
    return items, links


WHOLE = (("ACR-U", "ACR-S"), ("ACR-S", "ACR-D"))


def test_hops_that_do_not_join_are_an_error() -> None:
    [finding] = found(*configuration(*WHOLE, ("ACR-U", "ACR-S")), "hops that do not join")
    assert finding.level == "error"
    assert finding.codes[0] == "CFG-X"
    assert "is no path: Hop 3, INT-3, does not begin where hop 2, INT-2, ends" in finding.sentence
    assert not found(*configuration(*WHOLE), "hops that do not join")
    assert not found(*configuration(("ACR-S", "ACR-U"), ("ACR-D", "ACR-S")), "hops that do not join")


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ((), "goes over no interface"),
        (WHOLE[:1], "goes from 'Utility' to 'Site', and not from the utility to a DER"),
        (WHOLE[1:], "goes from 'Site' to 'Inverter'"),
    ],
)
def test_a_configuration_that_does_not_reach_is_a_warning(
    ends: tuple[tuple[str, str], ...], said: str
) -> None:
    [finding] = found(*configuration(*ends), "configuration that does not reach")
    assert finding.level == "warning"
    assert said in finding.sentence
    assert not found(*configuration(*WHOLE), "configuration that does not reach")


def test_a_configuration_over_what_was_withdrawn_is_an_error() -> None:
    [finding] = found(*configuration(*WHOLE, hop="withdrawn"), "configuration over what was withdrawn")
    assert finding.codes == ("CFG-X", "INT-1", "INT-2")
    items, links = configuration(*WHOLE, ("ACR-D", "ACR-U"))
    unseen = [one for one in items if one.code != "INT-2"]
    assert not found(unseen, links, "hops that do not join"), "what cannot be seen cannot be judged"
    items, links = configuration(*WHOLE)
    items.append(item("PRO-A", "protocol", "Old", "withdrawn"))
    links.append(link("CFG-X", "speaks", "PRO-A", hop=1))
    [finding] = found(items, links, "configuration over what was withdrawn")
    assert "speaks PRO-A, which was withdrawn" in finding.sentence


def test_who_carries_the_cost_is_a_note_until_it_is_said() -> None:
    check = "owner or payer of a hop not settled"
    [finding] = found(*configuration(*WHOLE, owners=["utility", "customer"], payers=["utility"]), check)
    assert finding.level == "note"
    assert not found(*configuration(*WHOLE, owners=["utility"] * 2, payers=["customer"] * 2), check)
