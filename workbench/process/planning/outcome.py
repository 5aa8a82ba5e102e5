"""The record as a planned change would leave it, for rules that ask about the result."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from workbench.graph.reading import read_snapshot
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.process.planning.links import LinkPlan, NewLink
from workbench.process.planning.preview import Draft
from workbench.record.kinds import KINDS


def snapshot_after(session: Session, drafts: list[Draft], links: LinkPlan) -> Snapshot:
    """The head with the drafts and links of a plan applied; nothing is written."""
    now = read_snapshot(session)
    items = dict(now.items)
    for draft in drafts:
        after = draft.after
        items[draft.uuid] = ItemView(
            uuid=draft.uuid,
            code=draft.code,
            kind=draft.kind,
            title=after["title"],
            text=after["text"],
            status=after["status"],
            revision=draft.revision + 1,
            fingerprint=KINDS[draft.kind].fingerprint(after["title"], after["text"], after["detail"]),
            detail=after["detail"],
            confidential=after["confidential"],
        )
    ended = {link.uuid for link in links.remove}
    reviewed = {link.uuid for link, _ in links.review}
    kept = [
        replace(row, suspect=row.uuid not in reviewed and row.fingerprint != items[row.target].fingerprint)
        for row in now.links
        if row.uuid not in ended
    ]
    added = [
        _planned(number, link, links.cites(link), items[link[2]].fingerprint)
        for number, link in enumerate(links.add)
    ]
    return replace(now, items=items, links=(*kept, *added))


def _planned(number: int, link: NewLink, cites: str, fingerprint: str) -> LinkRow:
    source, relation, target, detail = link
    cited = cites or fingerprint
    return LinkRow(f"planned-{number}", source, relation, target, detail, cited, suspect=cited != fingerprint)
