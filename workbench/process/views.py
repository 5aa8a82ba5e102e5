"""Saved views: keeping and dropping a named filter of a list."""

from __future__ import annotations

import uuid as uuids

from sqlmodel import Session, col, select

from workbench.graph.plain_text import fault
from workbench.graph.proposed import Problem
from workbench.graph.query import QueryError, parse
from workbench.graph.reading import record_vocabulary
from workbench.process.actor import Actor, NotPermitted
from workbench.process.planning.preview import Preview, Refused
from workbench.record.access import SavedView
from workbench.record.database import Database

LONGEST_NAME = 120


def save_view(
    database: Database, actor: Actor, page: str, name: str, where: str, *, shared: bool = False
) -> str:
    """Keep a filter under a name; one of the same name is replaced.

    The operator of the machine is no person, so what the operator keeps is everybody's.

    Args:
        page: name of the page, such as ``issues``.
        where: text of the filter language.
        shared: for everybody; only those who may edit keep such views.

    Returns:
        The uuid of the view.

    Raises:
        NotPermitted: when the actor may not.
        Refused: when the name or the filter cannot be kept.
    """
    actor.require("save-view")
    everybodys = shared or actor.person is None
    if everybodys:
        actor.require("edit")
    with database.write() as session:
        title = " ".join(name.split())
        problems = _problems(session, title, where)
        if problems:
            raise Refused(Preview(problems=tuple(problems)))
        owner = None if everybodys else actor.person
        same_owner = col(SavedView.person).is_(None) if owner is None else col(SavedView.person) == owner
        query = select(SavedView).where(SavedView.page == page, SavedView.name == title, same_owner)
        view = session.exec(query).first() or SavedView(
            uuid=str(uuids.uuid4()), page=page, name=title, query="", person=owner
        )
        view.query = where
        session.add(view)
        return view.uuid


def delete_view(database: Database, actor: Actor, uuid: str) -> None:
    """Drop a saved view: one's own, or an everybody's view by those who may edit.

    Raises:
        NotPermitted: when the actor may not.
        Refused: when there is no such view.
    """
    actor.require("save-view")
    with database.write() as session:
        view = session.get(SavedView, uuid)
        if view is None:
            raise Refused(Preview(problems=(Problem("there is no such view any more"),)))
        if view.person is None:
            actor.require("edit")
        elif view.person != actor.person:
            raise NotPermitted(f"{actor.name} may not drop a view that another person keeps.")
        session.delete(view)


def _problems(session: Session, name: str, where: str) -> list[Problem]:
    problems = []
    if not name:
        problems.append(Problem("a view needs a name"))
    elif wrong := fault(name, longest=LONGEST_NAME, one_line=True):
        problems.append(Problem(f"the name {wrong}"))
    try:
        parse(where, record_vocabulary(session))
    except QueryError as error:
        problems.append(Problem(f"the filter cannot be read: {error}"))
    return problems
