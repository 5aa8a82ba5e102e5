"""When a configuration's path or text was last changed, for evidence that was taken over it before."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, col, or_, select

from workbench.record.changes import ChangeSet
from workbench.record.items import Item, ItemRevision
from workbench.record.links import Link


def path_changes(session: Session, *, change: int | None = None, day: date | None = None) -> dict[str, int]:
    """The number of the last change of each configuration's hops, protocols or normative text, by code.

    A link that was taken away counts too, which is why a snapshot alone cannot say it.

    Args:
        change: what was recorded later does not count; all counts for None.
        day: what took effect later does not count; all counts for None.
    """
    last: dict[str, int] = {}
    later: frozenset[int] = frozenset()
    if day is not None:
        later = frozenset(session.exec(select(ChangeSet.number).where(col(ChangeSet.effective_on) > day)))

    def seen(code: str, number: int | None) -> None:
        if number is not None and number not in later and (change is None or number <= change):
            last[code] = max(number, last.get(code, 0))

    ends = or_(
        (col(Link.relation) == "hop-of") & (col(Link.target) == col(Item.uuid)),
        (col(Link.relation) == "speaks") & (col(Link.source) == col(Item.uuid)),
    )
    links = select(Item.code, Link.added_in, Link.removed_in).where(Item.kind == "configuration", ends)
    for code, added, removed in session.exec(links):
        seen(code, added)
        seen(code, removed)
    revisions = session.exec(
        select(Item.code, ItemRevision.fingerprint, ItemRevision.change)
        .where(Item.kind == "configuration", col(ItemRevision.uuid) == col(Item.uuid))
        .order_by(col(Item.code), col(ItemRevision.revision))
    )
    before: tuple[str, str] | None = None
    for code, fingerprint, number in revisions:
        if (code, fingerprint) != before:
            seen(code, number)
        before = (code, fingerprint)
    return last
