"""Sign-in by an account: one active person with the address, a session that can be ended, and nothing created."""

from __future__ import annotations

import pytest

from workbench.graph.history import history
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.process.access import end_own_sessions, open_sessions, sign_out_everywhere
from workbench.process.account_sign_in import Account, account_actor, account_key, end_account_session
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.sign_in import SignInRefused

COOKIES = {
    "_streamlit_user": "signed",
    "_streamlit_user_1": "more",
    "_streamlit_user_tokens": "x",
    "other": "y",
}
KEY = account_key(COOKIES)
PIER = Account(KEY, "Cleo.PIER@example.org ", True)


def edited(demo: Database, code: str, **fields: object) -> None:
    save(demo, ME, ProposedChange(edits=(ItemEdit(code, fields),), why="Changed"))


def test_the_address_names_the_person_and_one_session_is_opened(demo: Database) -> None:
    for _ in range(3):
        actor = account_actor(demo, PIER)
        assert actor is not None
        assert (actor.name, actor.roles) == ("Cleo Pier", {"representative"})
    with demo.read() as session:
        assert [(held.code, held.number) for held in open_sessions(session)] == [("PER-PIER", 1)]
        assert history(session, limit=1)[0].verb == "sign-in"


def test_signing_out_here_or_everywhere_ends_it(demo: Database) -> None:
    account_actor(demo, PIER)
    end_account_session(demo, COOKIES)
    assert account_actor(demo, PIER) is None
    again = Account("another", PIER.email, True)
    assert account_actor(demo, again) is not None
    assert sign_out_everywhere(demo, ME, "PER-PIER") == 1
    assert account_actor(demo, again) is None
    third = Account("a third", PIER.email, True)
    actor = account_actor(demo, third)
    assert actor is not None
    assert end_own_sessions(demo, actor) == 1
    assert account_actor(demo, third) is None


@pytest.mark.parametrize(
    ("account", "says"),
    [
        (Account("k", "nobody@example.org", True), "Nobody in this group has the address nobody@example.org"),
        (Account("k", "", True), "names no e-mail address"),
        (Account("k", "cleo.pier@example.org", False), "does not vouch for the address"),
    ],
)
def test_an_account_that_fits_nobody_creates_nothing(demo: Database, account: Account, says: str) -> None:
    before = SNAPSHOTS.get(demo).change
    with pytest.raises(SignInRefused, match=says):
        account_actor(demo, account)
    with demo.read() as session:
        assert not open_sessions(session)
    assert SNAPSHOTS.get(demo).change == before


def test_an_unverified_address_is_accepted_where_that_is_set_up(demo: Database) -> None:
    account = Account("k", "cleo.pier@example.org", False)
    assert account_actor(demo, account, accept_unverified=True) is not None


def test_an_address_of_two_people_names_neither(demo: Database) -> None:
    edited(demo, "PER-QUAY", email="cleo.pier@example.org")
    with pytest.raises(SignInRefused, match="Several people"):
        account_actor(demo, PIER)


def test_who_left_or_has_another_address_now_is_out_at_once(demo: Database) -> None:
    account_actor(demo, PIER)
    edited(demo, "PER-PIER", email="cleo@example.org")
    with pytest.raises(SignInRefused, match="Nobody in this group"):
        account_actor(demo, PIER)
    # The address is another person's now: the session of the first is not theirs.
    edited(demo, "PER-QUAY", email="cleo.pier@example.org")
    assert account_actor(demo, PIER) is None
    edited(demo, "PER-QUAY", status="left")
    with pytest.raises(SignInRefused):
        account_actor(demo, PIER)


def test_the_key_is_of_the_account_cookie_and_its_parts_only() -> None:
    assert account_key({}) == account_key({"_streamlit_user_tokens": "x"}) == ""
    assert account_key({**COOKIES, "other": "z", "_streamlit_user_tokens": "z"}) == KEY
    assert account_key({**COOKIES, "_streamlit_user_1": "z"}) != KEY
    assert len(KEY) == 64
