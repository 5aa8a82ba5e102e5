"""Who sees what: the public, offices that are kept out, everybody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from workbench.graph.ballots import ballot_named
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.actor import Actor, NotPermitted
from workbench.process.ballots.visibility import visible_positions
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.setting_checks import setting_faults, with_setting
from workbench.process.sign_in import actor_by_code
from workbench.process.visibility import (
    PUBLIC,
    filed_snapshot,
    hidden_items,
    may_open,
    public_reading,
    visible_snapshot,
)

STRANGER = Actor(None, "Stranger")
READER = Actor(None, "Reader", frozenset({"observer"}))


@pytest.fixture
def record(demo: Database) -> Snapshot:
    return SNAPSHOTS.get(demo)


@pytest.fixture
def person(demo: Database) -> Callable[[str], Actor]:
    return lambda code: actor_by_code(demo, code)


@pytest.mark.parametrize(
    ("value", "open_"),
    [
        (True, True),
        ("yes", True),
        ("True", True),
        (False, False),
        ("no", False),
        (None, False),
        (1, False),
        ({}, False),
    ],
)
def test_the_public_reads_only_where_the_record_says_so_plainly(
    record: Snapshot, value: Any, open_: bool
) -> None:
    assert public_reading(with_setting(record, "public-reading", value)) is open_


def test_without_the_setting_the_public_reads_nothing(bundled: Database) -> None:
    assert not public_reading(SNAPSHOTS.get(bundled))


def test_the_public_sees_nothing_confidential_and_no_addresses(demo: Database) -> None:
    save(demo, ME, ProposedChange(edits=(ItemEdit("ISS-002", {"confidential": True}),), why="Not yet"))
    record = SNAPSHOTS.get(demo)
    seen = visible_snapshot(PUBLIC, record)
    assert seen.item("ISS-002") is None
    assert seen.item("ISS-001") is not None
    quay = seen.item("PER-QUAY")
    assert quay is not None
    assert quay.title == "Bo Quay"
    assert not {"email", "phone"} & quay.detail.keys()
    assert {"ISS-002", "PER-QUAY", "SET-contact"} <= hidden_items(PUBLIC, record)
    assert not may_open(PUBLIC, "person")
    assert not may_open(PUBLIC, "setting")
    assert may_open(PUBLIC, "issue")


def test_an_office_sees_no_drafts(record: Snapshot, person: Callable[[str], Actor]) -> None:
    kept = with_setting(record, "keep-from-offices", ["agency"])
    staff, utility = person("PER-LANTERN"), person("PER-QUAY")
    drafts = {item.code for item in record.items.values() if item.status == "draft"}
    assert drafts, "the fictional record has drafts"
    assert not drafts & visible_snapshot(staff, kept).by_code.keys()
    assert drafts <= hidden_items(staff, kept)
    assert drafts <= visible_snapshot(utility, kept).by_code.keys()


def test_without_the_setting_an_office_sees_what_others_see(
    record: Snapshot, person: Callable[[str], Actor]
) -> None:
    assert visible_snapshot(person("PER-LANTERN"), record) is record.public
    assert not person("PER-LANTERN").kept_out


def test_an_office_sees_positions_only_once_the_outcome_is_recorded(
    demo: Database, person: Callable[[str], Actor]
) -> None:
    moment = datetime(2026, 11, 26, 12, tzinfo=UTC)
    with demo.read() as session:
        open_one, recorded = ballot_named(session, "BAL-02"), ballot_named(session, "BAL-01")
    assert open_one is not None
    assert recorded is not None
    save(
        demo,
        ME,
        ProposedChange(edits=(ItemEdit("SET-keep-from-offices", {"value": ["agency"]}),), why="Not yet"),
    )
    staff, utility = person("PER-LANTERN"), person("PER-QUAY")
    assert staff.kept_out
    assert not utility.kept_out
    assert visible_positions(staff, open_one, moment).positions == ()
    assert visible_positions(staff, recorded, moment).positions == recorded.positions
    assert visible_positions(utility, open_one, moment).positions == open_one.positions


def test_who_speaks_for_another_organisation_too_is_kept_from_nothing(record: Snapshot) -> None:
    kept = with_setting(record, "keep-from-offices", ["agency"])
    both = Actor("x", "Both", frozenset({"observer"}), ("ORG-COMMISSION", "ORG-UTILITY-BLUE"))
    neither = Actor("x", "Neither", frozenset({"observer"}))
    assert visible_snapshot(both, kept) is kept.public
    assert visible_snapshot(neither, kept) is kept.public


def test_the_setting_of_today_counts_for_every_moment(
    record: Snapshot, demo: Database, person: Callable[[str], Actor]
) -> None:
    earlier = SNAPSHOTS.get(demo, baseline="Texts of 15 October 2026")
    kept = with_setting(record, "keep-from-offices", ["agency"])
    drafts = {item.code for item in earlier.items.values() if item.status == "draft"}
    assert drafts
    assert not drafts & visible_snapshot(person("PER-LANTERN"), earlier, now=kept).by_code.keys()


def test_what_is_confidential_now_is_so_at_every_moment(
    demo: Database, person: Callable[[str], Actor]
) -> None:
    save(demo, ME, ProposedChange(edits=(ItemEdit("ISS-003", {"confidential": True}),), why="Not for all"))
    record = SNAPSHOTS.get(demo)
    moments: list[dict[str, Any]] = [
        {"as_of": date(2026, 11, 20)},
        {"baseline": "Texts of 15 October 2026"},
    ]
    for moment in moments:
        earlier = SNAPSHOTS.get(demo, **moment)
        linked = earlier.by_code["ISS-003"].uuid
        assert earlier.public.item("ISS-003") is not None, "it was not confidential then"
        for reader in (PUBLIC, READER, person("PER-LANTERN"), None):
            seen = visible_snapshot(reader, earlier, now=record)
            assert seen.item("ISS-003") is None
            assert seen.item("ISS-002") is not None
            assert not [link for link in seen.links if linked in (link.source, link.target)]
        assert "ISS-003" in hidden_items(READER, earlier, now=record)
        edited = visible_snapshot(ME, earlier, now=record)
        assert edited.by_code["ISS-003"].confidential, "whoever may see it sees that it is"
        assert edited.public.item("ISS-003") is None, "it stays out of files, whoever makes them"
        assert visible_snapshot(ME, earlier, now=record) is edited, "worked out once"
        assert filed_snapshot(ME, earlier, now=record) is earlier, "as it was printed"
        assert filed_snapshot(PUBLIC, earlier, now=record).item("ISS-003") is None


def test_what_was_confidential_and_is_no_more_stays_hidden_where_it_was(demo: Database) -> None:
    for secret in (True, False):
        save(demo, ME, ProposedChange(edits=(ItemEdit("ISS-003", {"confidential": secret}),), why="test"))
    record = SNAPSHOTS.get(demo)
    between = SNAPSHOTS.get(demo, change=record.change - 1)
    assert visible_snapshot(READER, between, now=record).item("ISS-003") is None
    assert visible_snapshot(READER, record, now=record).item("ISS-003") is not None


def test_where_nothing_became_confidential_a_moment_is_given_as_it_is(demo: Database) -> None:
    record, earlier = SNAPSHOTS.get(demo), SNAPSHOTS.get(demo, as_of=date(2026, 11, 20))
    assert visible_snapshot(ME, earlier, now=record) is earlier
    assert visible_snapshot(READER, earlier, now=record) is earlier.public


def test_a_stranger_is_refused(record: Snapshot) -> None:
    with pytest.raises(NotPermitted):
        visible_snapshot(STRANGER, record)
    with pytest.raises(NotPermitted):
        hidden_items(STRANGER, record)


def test_values_that_mean_nothing_are_refused(record: Snapshot) -> None:
    assert setting_faults(record, "public-reading", "maybe") == [
        "'maybe' is neither yes nor no. Allowed: true or false."
    ]
    [fault] = setting_faults(record, "keep-from-offices", ["agency", "royalty"])
    assert fault.startswith("'royalty' is no class of organisations. Allowed: utility")
    assert setting_faults(record, "public-reading", True) == []
    assert setting_faults(record, "keep-from-offices", ["agency"]) == []
