"""Memberships as the record holds them: in force, past, to come; and what cannot stand in one."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.graph.memberships import (
    ROLES,
    membership_detail,
    membership_faults,
    memberships,
    speakers_of,
    speaks_for,
    standing_words,
)
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.actor import PARTY_ROLES
from workbench.process.keeping import Database

MARCH, NOVEMBER, DECEMBER = date(2026, 3, 1), date(2026, 10, 31), date(2026, 12, 1)


@pytest.fixture
def record(demo: Database) -> Snapshot:
    return SNAPSHOTS.get(demo)


def item(record: Snapshot, code: str) -> ItemView:
    found = record.item(code)
    assert found is not None
    return found


def test_the_roles_are_those_that_verbs_ask_for() -> None:
    assert frozenset(ROLES) == PARTY_ROLES | {"observer"}


def test_one_person_acts_in_another_way_for_each_organisation(record: Snapshot) -> None:
    held = {(m.organisation.code, m.roles) for m in speaks_for(record, item(record, "PER-KEEL"), DECEMBER)}
    assert held == {("ORG-UTILITY-GREEN", ("alternate",)), ("ORG-CELLAR", ("authoriser",))}


def test_ended_ones_stay_on_record(record: Snapshot) -> None:
    standing = [
        (m.organisation.code, m.roles, m.standing(DECEMBER))
        for m in memberships(record, item(record, "PER-KEEL"))
    ]
    assert ("ORG-CELLAR", ("alternate",), "past") in standing
    assert not speaks_for(record, item(record, "PER-KEEL"), MARCH)


def test_both_days_belong_to_a_membership(record: Snapshot) -> None:
    gable = item(record, "PER-GABLE")
    assert "ORG-SUNDIAL" in {m.organisation.code for m in speaks_for(record, gable, NOVEMBER)}
    assert "ORG-SUNDIAL" not in {m.organisation.code for m in speaks_for(record, gable, date(2026, 11, 1))}


def test_a_link_without_roles_carries_the_persons_own(record: Snapshot) -> None:
    [held] = speaks_for(record, item(record, "PER-QUAY"), MARCH)
    assert held.roles == ("representative", "authoriser")
    assert standing_words(held, MARCH) == ""


def test_who_acts_for_an_organisation(record: Snapshot) -> None:
    green = item(record, "ORG-UTILITY-GREEN")
    assert [p.title for p in speakers_of(record, green, DECEMBER)] == ["Cleo Pier", "Hana Keel", "Ivo Sail"]


def test_the_days_in_words(record: Snapshot) -> None:
    past = next(
        m for m in memberships(record, item(record, "PER-GABLE")) if m.organisation.code == "ORG-SUNDIAL"
    )
    assert standing_words(past, DECEMBER).endswith("until Sat 31 Oct 2026 (ended)")
    assert standing_words(past, MARCH).startswith("from Thu 27 Aug 2026")


def test_enough_organisations_of_the_fictional_record_can_take_positions(record: Snapshot) -> None:
    def having(role: str) -> set[str]:
        return {
            m.organisation.code
            for person in record.of_kind("person")
            for m in speaks_for(record, person, DECEMBER)
            if role in m.roles
        }

    assert len(having("representative")) >= 5
    assert len(having("authoriser")) >= 4
    assert "ORG-CELLAR" in having("authoriser") - having("representative")
    assert "ORG-CELLAR" in having("proxy")


@pytest.mark.parametrize(
    ("roles", "since", "until", "instrument", "fields"),
    [
        (["representative"], None, None, "", []),
        ([], None, None, "", ["roles"]),
        (["boss"], None, None, "", ["roles"]),
        (["alternate"], DECEMBER, MARCH, "", ["until"]),
        (["alternate"], MARCH, MARCH, "", []),
        (["proxy"], None, None, " ", ["instrument"]),
        (["proxy"], None, None, "Letter of 3 March", []),
        (["boss", "proxy"], DECEMBER, MARCH, "", ["roles", "until", "instrument"]),
    ],
)
def test_what_cannot_stand(
    roles: list[str], since: date | None, until: date | None, instrument: str, fields: list[str]
) -> None:
    faults = membership_faults(roles, since, until, instrument)
    assert [fault.field for fault in faults] == fields
    assert all(fault.message for fault in faults)


def test_what_is_not_said_is_left_out() -> None:
    assert membership_detail(["authoriser", "alternate"]) == {"roles": ["alternate", "authoriser"]}
    assert membership_detail(["proxy"], MARCH, DECEMBER, " Letter ") == {
        "roles": ["proxy"],
        "since": "2026-03-01",
        "until": "2026-12-01",
        "instrument": "Letter",
    }
