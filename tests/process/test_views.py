"""Saved views: own and shared ones, who may keep and drop them, what is refused."""

from __future__ import annotations

import pytest

from workbench.graph.views import views
from workbench.process.actor import LOCAL_OPERATOR, Actor, NotPermitted
from workbench.process.keeping import Database
from workbench.process.planning.preview import Refused
from workbench.process.views import delete_view, save_view

ANNA = Actor("anna", "Anna", frozenset({"representative"}))
BEN = Actor("ben", "Ben", frozenset({"observer"}))


def _names(database: Database, actor: Actor) -> list[tuple[str, str, bool]]:
    with database.read() as session:
        return [(v.name, v.where, v.shared) for v in views(session, "issues", actor.person)]


def test_everybody_sees_shared_views_and_only_their_own_others(database: Database) -> None:
    save_view(database, LOCAL_OPERATOR, "issues", "Without a meeting", "meeting=none")
    save_view(database, ANNA, "issues", "Mine", "owner=ORG-SDGE")
    save_view(database, ANNA, "meetings", "Elsewhere", "")
    assert _names(database, ANNA) == [
        ("Mine", "owner=ORG-SDGE", False),
        ("Without a meeting", "meeting=none", True),
    ]
    assert _names(database, BEN) == [("Without a meeting", "meeting=none", True)]


def test_the_same_name_replaces_only_the_own_view(database: Database) -> None:
    first = save_view(database, ANNA, "issues", "Open ", "status=open")
    save_view(database, BEN, "issues", "Open", "status=closed")
    assert save_view(database, ANNA, "issues", " Open", "status=listed") == first
    assert _names(database, ANNA) == [("Open", "status=listed", False)]
    assert _names(database, BEN) == [("Open", "status=closed", False)]


def test_only_those_who_edit_keep_and_drop_shared_views(database: Database) -> None:
    with pytest.raises(NotPermitted):
        save_view(database, ANNA, "issues", "For all", "", shared=True)
    shared = save_view(database, LOCAL_OPERATOR, "issues", "For all", "")
    own = save_view(database, ANNA, "issues", "Own", "")
    for uuid in (shared, own):
        with pytest.raises(NotPermitted):
            delete_view(database, BEN, uuid)
    delete_view(database, LOCAL_OPERATOR, shared)
    delete_view(database, ANNA, own)
    assert _names(database, ANNA) == []
    with pytest.raises(Refused, match="no such view"):
        delete_view(database, ANNA, own)


@pytest.mark.parametrize(
    ("name", "where", "says"),
    [
        ("  ", "", "needs a name"),
        ("x" * 121, "", "the name"),
        ("a\u202eb", "", "the name"),
        ("Wrong", "flavour=red", "'flavour' is no field"),
        ("", "status=", "cannot be read"),
    ],
)
def test_a_name_or_filter_that_cannot_be_kept_is_refused(
    database: Database, name: str, where: str, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        save_view(database, LOCAL_OPERATOR, "issues", name, where)
    assert _names(database, LOCAL_OPERATOR) == []
