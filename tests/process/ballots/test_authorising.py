"""Authorising: one organisation's own authoriser, one revision, one named filing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.process.ballots.conftest import Group
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.ballots.authorising import authorise, filings_named
from workbench.process.ballots.closing import void
from workbench.process.ballots.editorial import propose_editorial
from workbench.process.planning.preview import Refused


@pytest.fixture
def code(quick: Group) -> str:
    """Open a call on which Birch has a position."""
    opened = quick.open(closes_at=quick.clock.moment + timedelta(days=60))
    quick.take(opened, "BOB", "BIRCH", "support")
    return opened


def confirm(group: Group, code: str, filing: str = "Report", **more: str) -> object:
    return authorise(group.database, group.person("BOB"), code, "ORG-BIRCH", filing, **more)


def test_a_position_is_preliminary_until_it_is_authorised(quick: Group, code: str) -> None:
    assert not quick.row(code).latest()["ORG-BIRCH"].authorised
    receipt = authorise(quick.database, quick.person("BOB"), code, "ORG-BIRCH", "Report")
    assert "It is authorised for Report." in receipt.sentence()
    assert receipt.receipt == quick.events()[-1].hash
    row = quick.row(code).latest()["ORG-BIRCH"]
    assert (row.authorised, row.filing, row.authorised_by) == (True, "Report", "Bob Example")
    quick.sound()


@pytest.mark.parametrize(
    ("given", "taken", "said", "standing"),
    [
        (
            {"kind": "straw-poll"},
            {"word": "support"},
            "straw poll",
            "BAL-01: support. Taken by … It is not for attribution: no straw poll is printed with a name.",
        ),
        (
            {"kind": "date-poll", "choices": ("2026-10-01", "2026-10-02")},
            {"answers": {"2026-10-01": "yes", "2026-10-02": "if-need-be"}},
            "date poll",
            "BAL-01: Thu 1 Oct 2026: yes; Fri 2 Oct 2026: if need be. Taken by … Nobody has to confirm it.",
        ),
    ],
)
def test_a_poll_promises_no_authority_and_takes_none(
    quick: Group, given: dict[str, object], taken: dict[str, object], said: str, standing: str
) -> None:
    poll = quick.open(**given)
    sentence = quick.take(poll, "BOB", "BIRCH", **taken).sentence()  # type: ignore[arg-type]
    for part in standing.split("…"):
        assert part.strip() in sentence
    assert "preliminary" not in sentence
    with pytest.raises(
        Refused, match=f"{poll} is a {said}: only positions in a consensus call are authorised"
    ):
        confirm(quick, poll)
    assert not quick.row(poll).latest()["ORG-BIRCH"].authorised


def test_a_renewed_position_loses_the_authority(quick: Group, code: str) -> None:
    confirm(quick, code)
    quick.take(code, "BOB", "BIRCH", "object", reason="We looked again.")
    row = quick.row(code)
    assert not row.latest()["ORG-BIRCH"].authorised
    assert [p.authorised for p in row.of("ORG-BIRCH")] == [True, False]


def test_a_position_on_an_earlier_text_has_to_be_renewed_first(quick: Group, code: str) -> None:
    quick.edit("AGR-01", text="Another text.")
    with pytest.raises(Refused, match="was taken on an earlier text. It has to be renewed first"):
        confirm(quick, code)


def test_an_authorised_position_whose_text_moved_does_not_count(quick: Group, code: str) -> None:
    confirm(quick, code)
    quick.edit("AGR-01", text="Another text.")
    row = quick.row(code).latest()["ORG-BIRCH"]
    assert (row.authorised, row.counts) == (True, False)


def test_a_position_carried_over_stays_authorised_for_the_revision_it_names(quick: Group, code: str) -> None:
    confirm(quick, code)
    quick.edit("AGR-01", text="Every inverter speaks one Protocol.")
    proposed = propose_editorial(quick.database, LOCAL_OPERATOR, "AGR-01", "A capital letter.")
    quick.clock.moment = proposed.ends_at
    row = quick.row(code).latest()["ORG-BIRCH"]
    assert (row.authorised, row.counts, row.revision) == (True, True, 1)
    assert row.carried_over_at == proposed.ends_at


def test_another_filing_is_another_authorisation(quick: Group, code: str) -> None:
    confirm(quick, code, "Report")
    with pytest.raises(Refused, match="is authorised for Report already"):
        confirm(quick, code, "Report")
    confirm(quick, code, "Comments")
    assert filings_named(quick.database) == ["Comments", "Report"]
    quick.sound()


def test_what_was_shown_is_what_is_authorised(quick: Group, code: str) -> None:
    shown = quick.row(code).latest()["ORG-BIRCH"].uuid
    quick.take(code, "BOB", "BIRCH", "abstain")
    with pytest.raises(Refused, match="Bob Example took another position for Birch Example meanwhile"):
        confirm(quick, code, position=shown)


@pytest.mark.parametrize(
    ("filing", "said"),
    [
        ("", "Name the filing"),
        (" ", "Name the filing"),
        ("x" * 201, "is 201 characters"),
        ("a\x00", "control"),
    ],
)
def test_a_filing_has_a_name(quick: Group, code: str, filing: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        confirm(quick, code, filing)


def test_nothing_is_authorised_of_a_void_call_or_where_nothing_was_said(quick: Group, code: str) -> None:
    with pytest.raises(Refused, match="has taken no position"):
        authorise(quick.database, quick.person("ABE"), code, "ORG-AMBER", "Report")
    void(quick.database, LOCAL_OPERATOR, code, "The wrong text.")
    with pytest.raises(Refused, match="was declared void: The wrong text."):
        confirm(quick, code)


def test_authorising_after_the_close_is_possible(quick: Group, code: str) -> None:
    quick.clock.forward(days=61)
    confirm(quick, code)
    assert quick.row(code).latest()["ORG-BIRCH"].authorised
