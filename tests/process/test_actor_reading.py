"""Who somebody is follows every change of the record at once, also where it is remembered."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from tests.process.ballots.conftest import Clock, Group, clocked, quick
from workbench.graph.proposed import ItemEdit, LinkEdit, NewItem, ProposedChange
from workbench.graph.reading import kind_numbers
from workbench.process.actor import LOCAL_OPERATOR, Actor
from workbench.process.changes import save
from workbench.process.sign_in import actor_by_cookies, actor_of, cookie_name, make_link, redeem
from workbench.record.access import RecordInfo

__all__ = ["Clock", "clocked", "quick"]


def change(group: Group, **parts: object) -> None:
    save(group.database, LOCAL_OPERATOR, ProposedChange(**parts, why="test"))  # type: ignore[arg-type]


@pytest.fixture
def cookie(quick: Group) -> str:
    with quick.database.write() as session:
        session.add(RecordInfo(record_id="test", title="Test", cookie_secret="secret"))
    return redeem(quick.database, make_link(quick.database, LOCAL_OPERATOR, person="PER-ANN"))


def who(group: Group, cookie: str) -> Actor:
    found = actor_of(group.database, cookie)
    assert found is not None
    assert found == group.person("ANN"), "what is remembered is what a reading gives"
    return found


def test_a_change_of_a_person_is_seen_at_the_next_look(quick: Group, cookie: str) -> None:
    assert who(quick, cookie).roles == {"representative"}
    change(quick, edits=(ItemEdit("PER-ANN", {"roles": ["alternate"]}),))
    assert who(quick, cookie).roles == {"alternate"}
    change(quick, edits=(ItemEdit("PER-ANN", {"status": "withdrawn"}),))
    assert actor_of(quick.database, cookie) is None


def test_a_change_of_an_organisation_or_a_link_is_seen_at_the_next_look(quick: Group, cookie: str) -> None:
    assert who(quick, cookie).organisations == ("ORG-AMBER",)
    change(quick, edits=(ItemEdit("ORG-AMBER", {"title": "Amber Power"}),))
    assert who(quick, cookie).memberships[0].name == "Amber Power"
    change(quick, links=(LinkEdit("PER-ANN", "member-of", "ORG-BIRCH"),))
    assert who(quick, cookie).organisations == ("ORG-AMBER", "ORG-BIRCH")


def test_a_setting_that_keeps_an_office_out_is_seen_at_the_next_look(quick: Group, cookie: str) -> None:
    assert not who(quick, cookie).kept_out
    setting = NewItem("setting", {"title": "Kept from", "value": ["utility"]}, code="SET-keep-from-offices")
    change(quick, new=(setting,))
    assert who(quick, cookie).kept_out


def test_a_membership_ends_with_its_day(quick: Group, cookie: str) -> None:
    last = date(2026, 9, 2)
    change(quick, links=(LinkEdit("PER-ANN", "member-of", "ORG-CEDAR", {"until": last.isoformat()}),))
    assert "ORG-CEDAR" in who(quick, cookie).organisations
    quick.clock.forward(days=2)
    assert "ORG-CEDAR" not in who(quick, cookie).organisations


def test_a_session_that_runs_out_is_over_though_the_person_is_remembered(quick: Group, cookie: str) -> None:
    who(quick, cookie)
    quick.clock.moment += timedelta(days=15)
    assert actor_of(quick.database, cookie) is None


def test_of_a_browsers_cookies_that_of_this_record_counts(quick: Group, cookie: str) -> None:
    name = cookie_name(quick.database)
    with quick.database.read() as session:
        for numbers in (None, kind_numbers(session)):
            who_by = partial(actor_by_cookies, session, quick.database, numbers=numbers)
            assert who_by({"other": "x", name: cookie}) == quick.person("ANN")
            assert who_by({name: cookie[:-1]}) is None
            assert who_by({"workbench_session": cookie}) is None
            assert who_by({name: object()}) is None  # type: ignore[dict-item]
