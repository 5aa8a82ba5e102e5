"""A whole list is invited at once or not at all; tokens are shown once and stored nowhere."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from workbench.graph.history import history
from workbench.graph.memberships import persons_acting
from workbench.graph.proposed import ItemEdit, LinkEdit, NewItem, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.process.access import links_made
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.actor import Actor, NotPermitted
from workbench.process.changes import save
from workbench.process.invitation_letters import letter
from workbench.process.invitations import invite
from workbench.process.keeping import Database
from workbench.process.planning.preview import Refused
from workbench.process.sign_in import SignInRefused, actor_of, redeem
from workbench.process.verification import verify

DAY = date(2026, 12, 1)


def links(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(link.code for link in links_made(session))


def test_each_person_gets_a_link_of_their_own(demo: Database) -> None:
    invited = invite(demo, ME, ["PER-PIER", "PER-KEEL", "PER-PIER"])
    assert [i.name for i in invited] == ["Cleo Pier", "Hana Keel"]
    assert invited[1].organisations == ("Cellar Example Storage (authoriser)", "Utility Green (alternate)")
    assert "token" not in repr(invited[0])
    for invitation in invited:
        actor = actor_of(demo, redeem(demo, invitation.token))
        assert actor is not None
        assert actor.name == invitation.name
    with demo.read() as session:
        stored = str(session.execute(text("SELECT * FROM sign_in_link")).all())
        events = str(session.execute(text("SELECT * FROM event")).all())
        verbs = [row.verb for row in history(session, limit=4)]
    assert not any(i.token in stored + events for i in invited)
    assert verbs == ["sign-in", "sign-in", "invite", "invite"]
    assert verify(demo).sound


def test_who_cannot_be_invited_keeps_all_from_it(demo: Database) -> None:
    save(demo, ME, ProposedChange(edits=(ItemEdit("PER-MOLE", {"status": "left"}),), why="Left"))
    with pytest.raises(SignInRefused, match="There is no person PER-X, PER-Y. PER-MOLE has left"):
        invite(demo, ME, ["PER-PIER", "PER-X", "PER-MOLE", "PER-Y"])
    with pytest.raises(SignInRefused, match="nobody to invite"):
        invite(demo, ME, [])
    with pytest.raises(SignInRefused, match="at most 90 days"):
        invite(demo, ME, ["PER-PIER"], lifetime=timedelta(days=91))
    assert links(demo) == []


def test_new_persons_are_put_on_record_in_the_same_transaction(demo: Database) -> None:
    adding = ProposedChange(
        new=(NewItem("person", {"title": "Ann Example", "email": "ann@example.org"}, code="PER-EXAMPLE"),),
        links=(LinkEdit("PER-EXAMPLE", "member-of", "ORG-ROOFTOP", {"roles": ["alternate"]}),),
        why="Invited",
    )
    with pytest.raises(SignInRefused):
        invite(demo, ME, ["PER-EXAMPLE", "PER-NOBODY"], adding=adding)
    assert SNAPSHOTS.get(demo).item("PER-EXAMPLE") is None
    [invitation] = invite(demo, ME, ["PER-EXAMPLE"], adding=adding)
    actor = actor_of(demo, redeem(demo, invitation.token))
    assert actor is not None
    assert actor.roles == {"alternate"}
    with pytest.raises(Refused):
        invite(demo, ME, ["PER-EXAMPLE"], adding=adding)


def test_only_who_may_invite(demo: Database) -> None:
    with pytest.raises(NotPermitted):
        invite(demo, Actor(None, "Olive", frozenset({"observer"})), ["PER-PIER"])


@pytest.mark.parametrize(
    ("chosen", "codes"),
    [
        ({"roles": ["authoriser"], "classes": ["utility"]}, {"PER-QUAY", "PER-SAIL"}),
        ({"organisations": ["ORG-CELLAR"]}, {"PER-BUOY", "PER-KEEL"}),
        ({"roles": ["proxy"]}, {"PER-BUOY"}),
        ({"roles": ["facilitator"]}, {"PER-FERRY"}),
        ({"classes": ["agency"]}, {"PER-LANTERN"}),
        ({"roles": ["proxy"], "classes": ["agency"]}, set()),
    ],
)
def test_persons_are_chosen_by_what_they_are(
    demo: Database, chosen: dict[str, list[str]], codes: set[str]
) -> None:
    assert {p.code for p in persons_acting(SNAPSHOTS.get(demo), DAY, **chosen)} == codes


def test_everybody_is_chosen_when_nothing_is_asked_for(demo: Database) -> None:
    assert len(persons_acting(SNAPSHOTS.get(demo), DAY)) == 10


def test_the_letter_says_all_that_one_needs(demo: Database) -> None:
    [invitation] = invite(demo, ME, ["PER-KEEL"])
    mail = letter(SNAPSHOTS.get(demo), invitation, f"http://host/sign-in?token={invitation.token}")
    assert mail.to == "hana.keel@example.org"
    assert mail.subject.endswith("your link to sign in")
    for words in ("Dear Hana Keel", "works once", "until ", "Pacific", "Ada Ferry, ada.ferry@example.org",
                  "Utility Green (alternate)", f"http://host/sign-in?token={invitation.token}"):  # fmt: skip
        assert words in mail.body


def test_both_databases_invite(database: Database) -> None:
    from workbench.starting import BUNDLED, load_directory

    load_directory(database, BUNDLED.with_name("demo"), through="2026-08-27")
    assert len(invite(database, ME, ["PER-PIER", "PER-QUAY"])) == 2
    assert links(database) == ["PER-PIER", "PER-QUAY"]
