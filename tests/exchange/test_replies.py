"""Replies as people write them: every position proposed is right, and most plain ones are proposed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.conftest import item, link
from workbench.exchange.replies import ReplyProposal, read_pasted, read_reply
from workbench.graph.ballots import BallotRow, Cited
from workbench.graph.snapshot import Snapshot

FOLDER = Path(__file__).with_name("replies")
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "expected.yaml").read_text("utf-8"))
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
SENT = date(2026, 11, 20)
ORGANISATIONS = {
    "ORG-ACE": "Amber Coast Electric",
    "ORG-BIRCH": "Birch & Bay Gas",
    "ORG-CEDAR": "Cedar Inverters",
    "ORG-DOVER": "Dover Aggregation",
    "ORG-ELDER": "Elder Ratepayers",
    "ORG-FERN": "Fern Coast League",
}
PEOPLE = {
    "PER-ANN": ("Ann Amber", "ann@amber.example", "representative", ["ORG-ACE"]),
    "PER-BOB": ("Bob Birch", "bob@birch.example", "alternate", ["ORG-BIRCH"]),
    "PER-CAT": ("Cat Cedar", "cat@cedar.example", "representative", ["ORG-CEDAR"]),
    "PER-DAN": ("Dan Dover", "dan@dover.example", "representative", ["ORG-DOVER", "ORG-CEDAR"]),
    "PER-EVE": ("Eve Elder", "eve@elder.example", "representative", ["ORG-ELDER"]),
    "PER-FLO": ("Flo Fern", "flo@fern.example", "representative", ["ORG-FERN"]),
    "PER-OTTO": ("Otto Staff", "otto@staff.example", "observer", ["ORG-STAFF"]),
}


def call(code: str, kind: str = "consensus-call", **more: Any) -> BallotRow:
    values: dict[str, Any] = {
        "item": "AGR-01",
        "item_title": "One protocol",
        "revision": 1,
        "question": "Can your organisation support “One protocol”?",
        "opens_at": datetime(2026, 11, 16, 17, 0, tzinfo=UTC),
        "closes_at": datetime(2026, 12, 5, 1, 0, tzinfo=UTC),
        "outcome": None,
        "outcome_sentence": "",
        "change": 1,
    }
    return BallotRow(code=code, kind=kind, **{**values, **more})


BALLOTS = [
    call("BAL-01", closes_at=datetime(2026, 11, 20, 1, 0, tzinfo=UTC)),
    call("BAL-02"),
    call(
        "BAL-03",
        item="ISS-013",
        item_title="Meters",
        choices=(Cited("ISS-013-a", "A"), Cited("ISS-013-b", "B")),
    ),
    call("BAL-04", "date-poll", choices=tuple(Cited(f"2026-12-{day}") for day in ("08", "10", "15"))),
    call("BAL-05", "statement-call", item="ISS-013", item_title="Meters"),
    call("BAL-06", item="REQ-06", item_title="Certificates at both ends"),
]


def a_group() -> Snapshot:
    items = [item(code, "organisation", title, "active") for code, title in ORGANISATIONS.items()]
    items.append(item("ORG-STAFF", "organisation", "Staff Example", "active", advisory=True))
    items += [
        item("AGR-01", "agreement", "One protocol", "reported"),
        item("ISS-013", "issue", "Meters", "listed"),
        item("REQ-06", "requirement", "Certificates at both ends", "draft"),
    ]
    links = []
    for code, (title, email, role, organisations) in PEOPLE.items():
        items.append(item(code, "person", title, "active", email=email, roles=[role]))
        links += [link(code, "member-of", organisation) for organisation in organisations]
    return Snapshot.of(items, links, change=1)


@pytest.fixture(scope="module")
def group() -> Snapshot:
    return a_group()


def read(name: str, group: Snapshot) -> ReplyProposal:
    expected, path = EXPECTED[name], FOLDER / name
    if path.suffix == ".eml":
        return read_reply(path.read_bytes(), name, group, BALLOTS, NOW)
    return read_pasted(
        path.read_text("utf-8"), group, BALLOTS, NOW, person=expected["person"],
        organisation=expected["organisation"], sent_on=SENT, subject=expected.get("subject", ""),
    )  # fmt: skip


def pasted(text: str, group: Snapshot, **more: Any) -> ReplyProposal:
    values = {"person": "PER-ANN", "organisation": "ORG-ACE", "sent_on": SENT}
    return read_pasted(text, group, BALLOTS, NOW, **{**values, **more})


def mail(body: str, **headers: str) -> bytes:
    values = {
        "From": "Ann <ann@amber.example>",
        "Subject": "Re: BAL-02",
        "Date": "Fri, 20 Nov 2026 10:00:00 -0800",
        "Message-ID": "<1@amber.example>",
        **headers,
    }
    return ("".join(f"{k}: {v}\n" for k, v in values.items() if v) + f"\n{body}").encode()


def test_every_file_is_expected_and_the_set_is_large_enough() -> None:
    files = {path.name for path in FOLDER.iterdir()} - {"expected.yaml"}
    assert files == set(EXPECTED)
    assert len(files) >= 30


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_no_position_is_proposed_that_was_not_taken(name: str, group: Snapshot) -> None:
    found, expected = read(name, group), EXPECTED[name]
    if found.kind == "position":
        assert (found.position or None) == expected.get("position"), found
        assert dict(found.answers) == expected.get("answers", {})
        assert found.organisation
        assert found.organisation == expected.get("organisation", found.organisation)
        assert list(found.also_for) == expected.get("also_for", [])
        assert found.call
        assert found.call == expected.get("call", found.call)
        assert found.quote
        assert found.line is not None
        assert found.sure
    else:
        assert found.why or found.problems, "a comment says why it is none"


def test_most_plain_positions_are_proposed(group: Snapshot) -> None:
    plain = [
        name for name, expected in EXPECTED.items() if expected.get("position") or expected.get("answers")
    ]
    missed = [name for name in plain if read(name, group).kind == "comment"]
    assert len(missed) <= 0.3 * len(plain), missed


@pytest.mark.parametrize(
    "words",
    [
        "We are not opposed to BAL-02.",
        "We support BAL-02's goal but not its means.",
        "We support BAL-02. Just kidding.",
        "We support BAL-02; paragraph 2 must go.",
        "We support BAL-02 (except paragraph 2).",
        "We support BAL-02: paragraph 2 has to go first.",
        "We object to BAL-02 because it is late. Still, put us down as support.",
        "We object to BAL-02 because of the cost. On reflection it is fine.",
        "We object to BAL-02 being delayed.",
        "Neither we nor Cedar object to BAL-02.",
        "It would be wrong to say that we support BAL-02.",
        "We will support BAL-02 next month.",
        "For the most part, we support BAL-02.",
        "For Cedar, we support BAL-02.",
        "Unless you hear otherwise, we support BAL-02.",
        "BAL-02: support, for Cedar.",
        "BAL-02: abstain (Cedar Inverters)",
        "BAL-02: support, for both us and Birch & Bay Gas.",
        "We can not live with BAL-02.",
        "We can hardly live with BAL-02.",
        "ACE can never live with BAL-02.",
        "The members support BAL-02.",
        "The utility objects to BAL-02 because of the cost.",
        "The coalition abstains on BAL-02.",
        "BAL-02: support. (That was Cedar's answer.)",
        "BAL-02: support → object",
        "Please record our objection to BAL-02 as withdrawn: it was fixed.",
        "Support with comment (BAL-02): none",
        "BAL-02. Support with comment: see attachment.",
        "Our vote: support. BAL-02. Please ignore my earlier mail.",
        "We support BAL-02 with changes.",
        "BAL-03\n13-a: support, but only with a new meter\n13-b: object, too dear",
        "BAL-03\n13-a: support\n13-a: object, too dear",
        "BAL-03\n13-c: support\nWe support 13-a.",
        "BAL-04\nDec 8: maybe\nDec 10: yes",
        "BAL-04\nDec 9: yes",
        "BAL-05: support",
    ],
)
def test_what_is_not_plain_is_left_to_the_facilitator(words: str, group: Snapshot) -> None:
    found = pasted(words, group)
    assert found.kind == "comment"
    assert found.why
    assert found.text == words


def test_a_mail_keeps_who_when_and_the_original(group: Snapshot) -> None:
    data = mail("ACE objects because of the cost.\n\nAnn\n")
    found = read_reply(data, "a.eml", group, BALLOTS, NOW)
    assert (found.kind, found.call, found.organisation, found.person) == (
        "position",
        "BAL-02",
        "ORG-ACE",
        "PER-ANN",
    )
    assert (found.sent_on, found.message_id, found.address) == (
        SENT,
        "<1@amber.example>",
        "ann@amber.example",
    )
    assert (found.line, found.quote) == (1, "ACE objects because of the cost.")
    assert found.reason == "ACE objects because of the cost.\n\nAnn"
    assert found.data == data
    assert found.origin["message_id"] == "<1@amber.example>"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (mail("We support BAL-02.", Date="Thu, 31 Dec 2026 10:00:00 -0800"), "still to come"),
        (mail("We support BAL-02.", Date=""), "Name the day"),
        (
            mail("We object to BAL-02 because it is long. " + "x" * 12_000),
            "the reason of a position may have",
        ),
        (mail("We support BAL-99.", Subject="x"), "There is no call BAL-99"),
        (mail("We support it.", Subject="Hello"), "names no call"),
        (mail("We support BAL-02.", From="a@b.example"), "nobody in the record has the address a@b.example"),
    ],
)
def test_what_a_mail_lacks_is_said(data: bytes, says: str, group: Snapshot) -> None:
    found = read_reply(data, "a.eml", group, BALLOTS, NOW)
    assert found.kind == "comment"
    assert any(says in sentence for sentence in found.why), found.why


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a" * 26_000_000,
        mail("x" * 100_000),
        mail("<script>support()</script>", **{"Content-Type": "text/html"}),
        mail("\x00\x07\x1b"),
    ],
)
def test_what_cannot_be_taken_is_a_problem_and_no_position(data: bytes, group: Snapshot) -> None:
    found = read_reply(data, "a.eml", group, BALLOTS, NOW)
    assert found.kind == "comment"
    assert found.problems[0].sentence()


def test_a_pasted_reply_needs_its_sender_and_its_day(group: Snapshot) -> None:
    found = pasted("We support BAL-02.", group, person=None, organisation=None, sent_on=None)
    assert found.kind == "comment"
    assert found.position == "support"
    assert "Choose person and organisation" in " ".join(found.why)
    assert "Name the day" in " ".join(found.why)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "we",
                "support",
                "object",
                "to",
                "BAL-02",
                "not",
                "but",
                "if",
                "because",
                "it",
                "the",
                "text",
                "\n",
                ":",
                ".",
                ",",
                ">",
                "-",
                "position",
                "abstain",
                "with",
                "comment",
                "?",
                "“",
            ]
        ),
        max_size=25,
    )
)
def test_any_words_are_read_without_a_fault(words: list[str]) -> None:
    snapshot = Snapshot.of([], change=1)
    found = read_pasted(" ".join(words), snapshot, BALLOTS, NOW, sent_on=SENT)
    assert found.kind == "comment"
