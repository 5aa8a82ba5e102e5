"""What a filing waits for, and from whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from tests.graph.ballots.test_matrix import ASKED, CLOSES, MOMENT, SNAPSHOT, call, item, position
from workbench.graph.ballots.countdown import Countdown, countdown, days_words, plain_list
from workbench.graph.snapshot import Snapshot


@dataclass(frozen=True)
class Written:
    ballot: str
    organisation: str
    locked: bool


def owed(
    *rows, statements=(), filing: str = "Report", snapshot: Snapshot = SNAPSHOT, later: int = 0
) -> Countdown:
    return countdown(snapshot, rows, MOMENT + timedelta(days=later), filing=filing, statements=statements)


def test_a_text_is_owed_until_it_is_locked() -> None:
    row = call(about="ISS-001", kind="statement-call")
    written = (Written("BAL-01", "ORG-A", True), Written("BAL-01", "ORG-B", False))
    found = owed(row, statements=written)
    assert [(one.organisation, one.why) for one in found.texts] == [
        ("ORG-B", "written, and not locked"), ("ORG-C", "nothing is written yet"),
    ]  # fmt: skip
    assert found.positions == ()
    assert owed(row, statements=written, later=20).texts[0].why.endswith("the call is closed")
    assert owed(replace(row, outcome="noted"), statements=written).texts == ()


def test_a_position_is_owed_while_the_call_is_open_and_on_the_present_text() -> None:
    row = call(positions=(position("ORG-A"), position("ORG-B", overtaken=True)))
    assert [(one.organisation, one.why.partition(";")[0]) for one in owed(row).positions] == [
        ("ORG-B", "taken on an earlier text"), ("ORG-C", "no answer"),
    ]  # fmt: skip
    assert owed(row, later=20).positions == ()
    assert [one.organisation for one in owed(replace(row, withheld=("ORG-C",))).positions] == ["ORG-B"]


def test_an_authorisation_is_owed_for_this_filing() -> None:
    row = call(
        closes_at=CLOSES,
        positions=(
            position("ORG-A", authorised=True, filings=("Another", "report ")),
            position("ORG-B", authorised=True, filings=("Another",)),
            position("ORG-C", overtaken=True),
        ),
    )
    assert [(one.organisation, one.why) for one in owed(row).authorisations] == [
        ("ORG-B", "not authorised for Report; authorised for Another")
    ]
    assert owed(row, filing="").authorisations == ()
    recorded = replace(row, outcome="consensus")
    assert [one.organisation for one in owed(recorded).authorisations] == ["ORG-B", "ORG-C"]
    assert owed(replace(row, voided=True)).number == owed().number


def test_an_earlier_round_owes_nothing() -> None:
    first = call(positions=(position("ORG-B"),), outcome="no consensus")
    second = call("BAL-02", previous="BAL-01", round=2, positions=(position("ORG-A"),))
    assert [one.call for one in owed(first, second).authorisations] == ["BAL-02"]


def test_signatures_are_owed_by_name() -> None:
    def with_settings(**values: object) -> Snapshot:
        settings = [item("setting", f"SET-{n.replace('_', '-')}", n, value=v) for n, v in values.items()]
        return Snapshot.of([*SNAPSHOT.items.values(), *settings])

    assert [said.partition(" (")[0] for said in owed().signatures] == [
        "Nobody is named who files", "Nobody is named who signs",
    ]  # fmt: skip
    named = with_settings(
        filing_party="ORG-A", signer="ORG-B", joined_parties=["ORG-A", "ORG-C"],
        authorisations=[{"party": "Amber", "by": "x", "on": "2026-09-01"}], filing_date="2026-09-11",
    )  # fmt: skip
    found = owed(snapshot=named)
    assert found.signatures == (
        "Birch has not signed yet (setting signed-on).",
        "Cedar joins in the document and has not authorised its signature yet.",
    )
    assert found.day == date(2026, 9, 11)


def test_days_and_lists_are_told_in_words() -> None:
    day = date(2026, 12, 18)
    assert (
        days_words(day, date(2026, 12, 1), 13)
        == "13 business days are left until the filing on Fri 18 Dec 2026."
    )
    assert days_words(day, date(2026, 12, 17), 1).startswith("1 business day is left")
    assert days_words(day, day, 0) == "The filing is due today, Fri 18 Dec 2026."
    assert days_words(day, date(2026, 12, 19), -1).endswith("is over.")
    assert days_words(None, day, 0) == "No day of the filing is set."
    rows = [call(addressees=ASKED[:1]), call("BAL-02", about="AGR-02", addressees=ASKED[:2])]
    listed = plain_list(owed(*rows).positions)
    assert listed.splitlines()[0] == "Amber:"
    assert [line.split()[1] for line in listed.splitlines() if line.startswith("*")] == [
        "BAL-01",
        "BAL-02",
        "BAL-02",
    ]
