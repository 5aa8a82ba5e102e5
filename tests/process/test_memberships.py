"""Memberships are written as change-sets, keep their history, and are refused with sentences."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.graph.history import history
from workbench.graph.memberships import MembershipView, memberships
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.actor import Actor, NotPermitted
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.memberships import MembershipWanted, put_membership, take_membership
from workbench.process.planning.preview import Refused
from workbench.process.sign_in import actor_by_code
from workbench.process.undoing import undo

BLUE, ROOFTOP = "ORG-UTILITY-BLUE", "ORG-ROOFTOP"


def held(demo: Database, person: str) -> list[MembershipView]:
    snapshot = SNAPSHOTS.get(demo)
    item = snapshot.item(person)
    assert item is not None
    return memberships(snapshot, item)


def refused(demo: Database, wanted: MembershipWanted) -> list[str]:
    before = SNAPSHOTS.get(demo).change
    with pytest.raises(Refused) as caught:
        put_membership(demo, ME, wanted)
    assert SNAPSHOTS.get(demo).change == before
    return caught.value.preview.sentences()


def test_a_person_comes_to_speak_for_an_organisation(demo: Database) -> None:
    put_membership(demo, ME, MembershipWanted("PER-SAIL", ROOFTOP, ("alternate",), since=date(2026, 1, 1)))
    actor = actor_by_code(demo, "PER-SAIL")
    assert actor.roles_for(ROOFTOP) == {"alternate"}
    assert actor.roles_for("ORG-UTILITY-GREEN") == {"authoriser"}
    assert actor.roles == {"alternate", "authoriser"}
    with demo.read() as session:
        assert history(session, limit=1)[0].subject in ("PER-SAIL", "")


def test_a_membership_is_replaced_and_its_history_stays(demo: Database) -> None:
    [before] = held(demo, "PER-QUAY")
    wanted = MembershipWanted("PER-QUAY", BLUE, ("observer",), since=date(2026, 2, 1))
    saved = put_membership(demo, ME, wanted, replaces=before.link)
    [after] = held(demo, "PER-QUAY")
    assert (after.roles, after.since) == (("observer",), date(2026, 2, 1))
    assert "representative" not in actor_by_code(demo, "PER-QUAY").roles
    undo(demo, ME, saved.number, "It was a slip")
    assert held(demo, "PER-QUAY")[0].roles == ("representative", "authoriser")


def test_only_the_one_meant_is_replaced(demo: Database) -> None:
    put_membership(
        demo, ME, MembershipWanted("PER-QUAY", BLUE, ("proxy",), until=date(2025, 1, 1), instrument="L")
    )
    bare = next(m for m in held(demo, "PER-QUAY") if not m.detail)
    put_membership(demo, ME, MembershipWanted("PER-QUAY", BLUE, ("authoriser",)), replaces=bare.link)
    assert sorted(m.roles for m in held(demo, "PER-QUAY")) == [("authoriser",), ("proxy",)]


def test_an_ended_one_stays_as_past_and_gives_no_role(demo: Database) -> None:
    [before] = held(demo, "PER-QUAY")
    wanted = MembershipWanted("PER-QUAY", BLUE, ("representative",), until=date(2025, 12, 31))
    put_membership(demo, ME, wanted, replaces=before.link)
    assert held(demo, "PER-QUAY")[0].standing(date(2026, 1, 1)) == "past"
    assert actor_by_code(demo, "PER-QUAY").roles == {"observer"}


def test_one_that_never_was_is_taken_away(demo: Database) -> None:
    [before] = held(demo, "PER-QUAY")
    take_membership(demo, ME, before.link)
    assert not held(demo, "PER-QUAY")
    with pytest.raises(Refused) as caught:
        take_membership(demo, ME, before.link)
    assert "meanwhile" in caught.value.preview.sentences()[0]
    with pytest.raises(Refused):
        put_membership(demo, ME, MembershipWanted("PER-QUAY", BLUE, ("observer",)), replaces=before.link)


def test_the_same_again_is_nothing_to_save(demo: Database) -> None:
    wanted = MembershipWanted("PER-PIER", "ORG-UTILITY-GREEN", ("representative",), since=date(2026, 8, 27))
    assert refused(demo, wanted) == []


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (MembershipWanted("PER-PIER", BLUE, ("boss",)), "is no role in an organisation. Found: 'boss'"),
        (MembershipWanted("PER-PIER", BLUE, ()), "a membership needs a role"),
        (
            MembershipWanted("PER-PIER", BLUE, ("alternate",), date(2026, 5, 1), date(2026, 4, 1)),
            "cannot end before it begins",
        ),
        (MembershipWanted("PER-PIER", BLUE, ("proxy",)), "a proxy needs the instrument"),
        (MembershipWanted("PER-NOBODY", BLUE, ("alternate",)), "is no person of the record"),
        (MembershipWanted("PER-PIER", "PER-QUAY", ("alternate",)), "is no organisation of the record"),
    ],
)
def test_what_cannot_stand_is_refused(demo: Database, wanted: MembershipWanted, says: str) -> None:
    assert says in " ".join(refused(demo, wanted))


def test_nobody_begins_to_act_for_an_organisation_that_left(demo: Database) -> None:
    save(demo, ME, ProposedChange(edits=(ItemEdit(BLUE, {"status": "left"}),), why="It left"))
    assert "Utility Blue has left the group" in " ".join(
        refused(demo, MembershipWanted("PER-PIER", BLUE, ("alternate",)))
    )
    [before] = held(demo, "PER-QUAY")
    ended = MembershipWanted("PER-QUAY", BLUE, ("representative",), until=date(2026, 3, 1))
    put_membership(demo, ME, ended, replaces=before.link)


def test_others_may_not(demo: Database) -> None:
    observer = Actor(None, "Olive Observer", frozenset({"observer"}))
    with pytest.raises(NotPermitted):
        put_membership(demo, observer, MembershipWanted("PER-PIER", BLUE, ("alternate",)))
    with pytest.raises(NotPermitted):
        take_membership(demo, observer, "x")
