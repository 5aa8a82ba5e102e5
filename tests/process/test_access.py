"""Links and sessions: listed with their state, and taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from workbench.graph.change_details import change_details
from workbench.graph.history import history
from workbench.graph.history_filters import people_of, verbs_of
from workbench.process.access import (
    end_own_sessions,
    links_made,
    open_sessions,
    revoke_links,
    sign_out_everywhere,
)
from workbench.process.actor import LOCAL_OPERATOR, Actor, NotPermitted
from workbench.process.keeping import Database
from workbench.process.sign_in import SignInRefused, actor_of, make_link, redeem
from workbench.process.verification import verify
from workbench.starting import BUNDLED, load_directory

OBSERVER = Actor(None, "Olive Observer", frozenset({"observer"}))
PIER, QUAY = "PER-PIER", "PER-QUAY"


def states(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        return [(link.code, link.state) for link in links_made(session)]


def signed_in(database: Database) -> dict[str, int]:
    with database.read() as session:
        return {held.code: held.number for held in open_sessions(session)}


def test_links_are_listed_with_their_state(demo: Database) -> None:
    redeem(demo, make_link(demo, LOCAL_OPERATOR, person=PIER))
    make_link(demo, LOCAL_OPERATOR, person=QUAY, lifetime=timedelta(seconds=-1))
    make_link(demo, LOCAL_OPERATOR)
    assert states(demo) == [("", "open"), (QUAY, "expired"), (PIER, "used")]


def test_a_link_that_was_taken_back_signs_nobody_in(demo: Database) -> None:
    token = make_link(demo, LOCAL_OPERATOR, person=PIER)
    other = make_link(demo, LOCAL_OPERATOR, person=PIER)
    with demo.read() as session:
        key = links_made(session)[1].key
    assert revoke_links(demo, LOCAL_OPERATOR, key=key) == 1
    assert revoke_links(demo, LOCAL_OPERATOR, key=key) == 0, "once is enough"
    with pytest.raises(SignInRefused):
        redeem(demo, token)
    assert redeem(demo, other)
    with demo.read() as session:
        event = next(row for row in history(session) if row.verb == "revoke")
    assert event.subject == PIER


def test_all_links_of_one_person_are_taken_back(demo: Database) -> None:
    for person in (PIER, PIER, QUAY):
        make_link(demo, LOCAL_OPERATOR, person=person)
    assert revoke_links(demo, LOCAL_OPERATOR, person=PIER) == 2
    assert sorted(states(demo)) == [(PIER, "revoked"), (PIER, "revoked"), (QUAY, "open")]


def test_signing_out_everywhere_ends_sessions_and_open_links(demo: Database) -> None:
    cookies = [redeem(demo, make_link(demo, LOCAL_OPERATOR, person=PIER)) for _ in range(2)]
    others = redeem(demo, make_link(demo, LOCAL_OPERATOR, person=QUAY))
    unused = make_link(demo, LOCAL_OPERATOR, person=PIER)
    assert signed_in(demo) == {PIER: 2, QUAY: 1}
    assert sign_out_everywhere(demo, LOCAL_OPERATOR, PIER) == 2
    assert [actor_of(demo, cookie) for cookie in cookies] == [None, None]
    assert actor_of(demo, others) is not None
    assert signed_in(demo) == {QUAY: 1}
    with pytest.raises(SignInRefused):
        redeem(demo, unused)
    assert verify(demo).sound


def test_the_facilitator_of_the_machine_is_a_person_too(demo: Database) -> None:
    cookie = redeem(demo, make_link(demo, LOCAL_OPERATOR))
    assert signed_in(demo) == {"": 1}
    assert sign_out_everywhere(demo, LOCAL_OPERATOR, None) == 1
    assert actor_of(demo, cookie) is None


def test_nothing_to_take_back_leaves_no_event(demo: Database) -> None:
    with demo.read() as session:
        before = history(session, limit=1)[0].sequence
    assert revoke_links(demo, LOCAL_OPERATOR, person=PIER) == 0
    assert sign_out_everywhere(demo, LOCAL_OPERATOR, PIER) == 0
    with demo.read() as session:
        assert history(session, limit=1)[0].sequence == before


def test_both_databases_know_who_can_come_in(database: Database) -> None:
    load_directory(database, BUNDLED.with_name("demo"), through="2026-08-27")
    redeem(database, make_link(database, LOCAL_OPERATOR, person=PIER))
    make_link(database, LOCAL_OPERATOR, person=PIER)
    make_link(database, LOCAL_OPERATOR)
    assert states(database) == [("", "open"), (PIER, "open"), (PIER, "used")]
    assert sign_out_everywhere(database, LOCAL_OPERATOR, PIER) == 1
    assert revoke_links(database, LOCAL_OPERATOR) == 1
    assert states(database) == [("", "revoked"), (PIER, "revoked"), (PIER, "used")]
    with database.read() as session:
        assert "Cleo Pier" in people_of(session)
        assert "sign-in" in verbs_of(session)
        assert "sign-in" not in verbs_of(session, frozenset({"sign-in"}))
        details = change_details(session, 1)
    assert details is not None
    assert details.items
    assert details.links_added
    assert all(item.created for item in details.items)


def test_an_unknown_person_is_refused(demo: Database) -> None:
    with pytest.raises(SignInRefused, match="no person PER-NOBODY"):
        sign_out_everywhere(demo, LOCAL_OPERATOR, "PER-NOBODY")


def test_others_may_not(demo: Database) -> None:
    with pytest.raises(NotPermitted):
        revoke_links(demo, OBSERVER, person=PIER)
    with pytest.raises(NotPermitted):
        sign_out_everywhere(demo, OBSERVER, PIER)


def test_anybody_signs_out_of_their_own_browsers(demo: Database) -> None:
    cookies = [redeem(demo, make_link(demo, LOCAL_OPERATOR, person=PIER)) for _ in range(3)]
    others = redeem(demo, make_link(demo, LOCAL_OPERATOR, person=QUAY))
    unused = make_link(demo, LOCAL_OPERATOR, person=PIER)
    actor = actor_of(demo, cookies[0])
    assert actor is not None
    assert end_own_sessions(demo, actor) == 3
    assert [actor_of(demo, cookie) for cookie in cookies] == [None] * 3
    assert actor_of(demo, others) is not None
    with pytest.raises(SignInRefused):
        redeem(demo, unused)
    with pytest.raises(NotPermitted):
        end_own_sessions(demo, Actor(None, "Public reader", frozenset({"public reader"})))


def test_the_machines_facilitator_signs_out_everywhere_too(demo: Database) -> None:
    cookie = redeem(demo, make_link(demo, LOCAL_OPERATOR))
    other = redeem(demo, make_link(demo, LOCAL_OPERATOR, person=QUAY))
    actor = actor_of(demo, cookie)
    assert actor is not None
    assert end_own_sessions(demo, actor) == 1
    assert actor_of(demo, other) is not None
