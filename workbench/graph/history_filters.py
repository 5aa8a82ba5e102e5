"""What the history can be filtered by: the people who acted and the verbs that were used."""

from __future__ import annotations

from sqlmodel import Session, col, select

from workbench.record.events import Event


def people_of(session: Session, without: frozenset[str] = frozenset()) -> list[str]:
    """Names of everybody in the history, in order of the alphabet.

    Args:
        without: verbs that do not count.
    """
    query = select(Event.person_name).where(col(Event.verb).not_in(without)).distinct()
    return sorted(session.exec(query))


def verbs_of(session: Session, without: frozenset[str] = frozenset()) -> list[str]:
    """Verbs that stand in the history, but for those that do not count."""
    return sorted(set(session.exec(select(Event.verb).distinct())) - without)
