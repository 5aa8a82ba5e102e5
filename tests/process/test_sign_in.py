"""One-time links: used once, stored as hashes, and every use an event."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from workbench.graph.history import history
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.actor import Actor, NotPermitted
from workbench.process.attempts import FREE, Attempts
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.sign_in import (
    SignInRefused,
    actor_by_code,
    actor_of,
    cookie_name,
    is_forged,
    make_link,
    note_forged,
    redeem,
    sign_out,
)
from workbench.record.events import Event


def test_a_link_signs_in_once(bundled: Database) -> None:
    token = make_link(bundled, ME)
    cookie = redeem(bundled, token)
    actor = actor_of(bundled, cookie)
    assert actor is not None
    assert actor.roles == {"facilitator"}
    with pytest.raises(SignInRefused, match="used already"):
        redeem(bundled, token)
    sign_out(bundled, cookie)
    assert actor_of(bundled, cookie) is None
    with bundled.read() as session:
        verbs = [row.verb for row in history(session, limit=4)]
        stored = str(session.execute(text("SELECT * FROM sign_in_link")).all())
        sessions = str(session.execute(text("SELECT * FROM web_session")).all())
    assert verbs == ["sign-out", "sign-in-refused", "sign-in", "invite"]
    assert token not in stored
    assert cookie not in sessions


def test_a_link_that_expired_or_never_was_is_refused(bundled: Database) -> None:
    with pytest.raises(SignInRefused):
        redeem(bundled, make_link(bundled, ME, lifetime=timedelta(seconds=-1)))
    with pytest.raises(SignInRefused):
        redeem(bundled, "no such token")


@pytest.mark.parametrize("cookie", [None, "", "forged", "x.y", "😀"])
def test_a_forged_cookie_speaks_for_nobody(bundled: Database, cookie: str | None) -> None:
    assert actor_of(bundled, cookie) is None


def test_a_forged_cookie_is_told_from_none_from_a_good_one_and_from_an_old_one(bundled: Database) -> None:
    good = redeem(bundled, make_link(bundled, ME))
    name = cookie_name(bundled)
    assert not is_forged(bundled, {})
    assert not is_forged(bundled, {name: ""})
    assert not is_forged(bundled, {name: good})
    assert not is_forged(bundled, {"workbench_session_of_another": "forged"})
    # A changed letter in the middle: the last one holds bits that no signature uses.
    assert is_forged(bundled, {name: f"{'a' if good[0] != 'a' else 'b'}{good[1:]}"})
    sign_out(bundled, good)
    assert not is_forged(bundled, {name: good})


def test_forged_cookies_are_logged_and_keep_no_good_link_out(bundled: Database) -> None:
    attempts = Attempts()
    for _ in range(FREE + 1):
        note_forged(bundled, "192.0.2.7", attempts)
    assert redeem(bundled, make_link(bundled, ME), address="192.0.2.7", attempts=attempts)
    with bundled.read() as session:
        [row] = session.exec(select(Event).where(Event.verb == "sign-in-refused")).all()
    assert row.payload == {"fault": "forged cookie", "attempts": 1, "from": "192.0.2.0/24"}


def test_a_person_signs_in_as_what_they_are_now(demo: Database) -> None:
    with demo.read() as session:
        person = (
            session.execute(
                text(
                    "SELECT code FROM item WHERE kind = 'person' AND detail LIKE '%representative%' ORDER BY code"
                )
            )
            .scalars()
            .first()
        )
    cookie = redeem(demo, make_link(demo, ME, person=person))
    actor = actor_of(demo, cookie)
    assert actor is not None
    assert "representative" in actor.roles
    assert actor.organisations
    with pytest.raises(NotPermitted):
        save(demo, actor, ProposedChange(edits=(ItemEdit("ISS-001", {"title": "x"}),)))
    save(demo, ME, ProposedChange(edits=(ItemEdit(str(person), {"status": "left"}),)))
    assert actor_of(demo, cookie) is None
    with pytest.raises(SignInRefused, match="no active person"):
        actor_by_code(demo, str(person))


def test_only_who_may_invite_makes_links(demo: Database) -> None:
    with pytest.raises(NotPermitted):
        make_link(demo, Actor(None, "Olga", frozenset({"observer"})))
    with pytest.raises(SignInRefused, match="There is no person PER-NOBODY"):
        make_link(demo, ME, person="PER-NOBODY")


def test_nobody_makes_a_link_for_whoever_has_left(demo: Database) -> None:
    save(demo, ME, ProposedChange(edits=(ItemEdit("PER-ANCHOR", {"status": "left"}),)))
    with pytest.raises(SignInRefused, match="PER-ANCHOR has left the group and cannot sign in"):
        make_link(demo, ME, person="PER-ANCHOR")
    with demo.read() as session:
        assert session.execute(text("SELECT count(*) FROM sign_in_link")).scalar() == 0


def test_two_records_on_one_host_have_cookies_of_their_own(bundled: Database, demo: Database) -> None:
    names = {cookie_name(bundled), cookie_name(bundled), cookie_name(demo)}
    assert len(names) == 2
    assert all(re.fullmatch("workbench_session_[0-9a-f]{12}", name) for name in names)


def test_a_database_without_a_record_has_a_cookie_name_all_the_same(database: Database) -> None:
    assert cookie_name(database) == "workbench_session"
