"""Saved views of a list: named filters, one person's own or everybody's."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from workbench.record.access import SavedView


@dataclass(frozen=True)
class View:
    """A named filter.

    Args:
        where: text of the filter language.
        shared: everybody sees it.
    """

    uuid: str
    name: str
    where: str
    shared: bool


def views(session: Session, page: str, person: str | None) -> list[View]:
    """Views of a page that a person sees: the shared ones and the person's own, by name.

    Args:
        page: name of the page, such as ``issues``.
        person: uuid of the person; None for the operator of the machine, who has only shared ones.
    """
    query = select(SavedView).where(SavedView.page == page)
    query = query.where(or_(col(SavedView.person).is_(None), SavedView.person == person))
    rows = session.exec(query).all()
    found = [View(row.uuid, row.name, row.query, row.person is None) for row in rows]
    return sorted(found, key=lambda view: (view.name.casefold(), view.shared))
