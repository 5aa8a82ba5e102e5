"""Planning new items and edits: merge what is disjoint, refuse what collides."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import col, select

from workbench.graph.proposed import ItemEdit, NewItem, Place, Problem
from workbench.process.planning.fields import COMMON, apply, empty
from workbench.process.planning.links import shown_codes
from workbench.process.planning.preview import Conflict, Draft, FieldChange
from workbench.process.planning.situation import Situation, chunks
from workbench.record.changes import ChangeSet
from workbench.record.items import Item, ItemRevision
from workbench.record.kind import with_article
from workbench.record.kinds import KINDS, Kind, UnknownKind, kind_named
from workbench.record.vocabulary import LinkView

LONGEST_CODE = 80


def content_of(item: Item | ItemRevision) -> dict[str, Any]:
    """The content of a stored item or revision, as the planning works on it."""
    return {
        "title": item.title,
        "text": item.text,
        "status": item.status,
        "confidential": item.confidential,
        "detail": dict(item.detail),
    }


def value_in(content: Mapping[str, Any], name: str) -> Any:
    """A field's value in a content, common or of the detail."""
    return content[name] if name in COMMON else content["detail"].get(name)


def plan_new(new: NewItem, situation: Situation, taken: set[str]) -> tuple[Draft | None, list[Problem]]:
    """A draft for a new item.

    Args:
        taken: codes given in this change so far; the new one is added.
    """
    try:
        kind = kind_named(new.kind)
    except UnknownKind as error:
        return None, [Problem(str(error), new.place)]
    problems: list[Problem] = []
    code = new.code or _next_code(kind, situation)
    if code is None:
        problems.append(
            Problem(
                f"{with_article(kind.label.lower())} needs a code", new.place, "", f"the form {kind.code}"
            )
        )
        code = new.label or "?"
    elif len(code) > LONGEST_CODE:
        where = replace(new.place, column="code")
        problems.append(
            Problem(f"the code is longer than {LONGEST_CODE} characters", where, code[:40], code=code[:40])
        )
    elif not kind.accepts_code(code):
        where = replace(new.place, column="code")
        problems.append(
            Problem(
                f"is no code of {with_article(kind.label.lower())}",
                where,
                code,
                f"the form {kind.code}",
                code,
            )
        )
    if code in situation.items:
        existing = situation.items[code]
        problems.append(
            Problem(
                f"the code {code} is taken by '{existing.title}' and is never given twice",
                new.place,
                code=code,
            )
        )
    elif code in taken:
        problems.append(Problem(f"the code {code} stands twice", new.place, code=code))
    if new.uuid in situation.held:
        here = situation.held[new.uuid]
        problems.append(Problem(f"it is in the record already, as {here}", new.place, new.uuid, code=code))
    taken.add(code)
    before = empty(kind)
    after, more = apply(kind, situation.vocabulary, before, new.fields, new.place, code)
    problems += more
    if new.label:
        situation.labels[new.label] = code
    draft = Draft(
        uuid=new.uuid or str(uuids.uuid4()),
        code=code,
        kind=kind.name,
        revision=0,
        created=True,
        before=before,
        after=after,
    )
    draft.shown = [FieldChange(n, None, v) for n, v in _filled(before, after)]
    return draft, problems


def _filled(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, Any]]:
    rows = [(n, after[n]) for n in COMMON if n == "status" or after[n] != before[n]]
    return rows + [(n, v) for n, v in after["detail"].items() if v != before["detail"].get(n)]


def _next_code(kind: Kind, situation: Situation) -> str | None:
    if kind.numbering is None:
        return None
    return kind.numbering.format(situation.next_number(kind.numbering.split("{")[0]))


def plan_edit(edit: ItemEdit, situation: Situation) -> tuple[Draft | None, list[Problem], list[Conflict]]:
    """A draft for an edit of an existing item, merged with what others saved meanwhile."""
    item = situation.items.get(edit.code)
    if item is None:
        where = replace(edit.place, column="code") if edit.place.file else edit.place
        return None, [Problem(f"there is no item {edit.code}", where, "", situation.near(edit.code))], []
    kind = KINDS[item.kind]
    before = content_of(item)
    after, problems = apply(kind, situation.vocabulary, before, edit.fields, edit.place, edit.code)
    draft = Draft(
        uuid=item.uuid,
        code=item.code,
        kind=item.kind,
        revision=item.revision,
        created=False,
        before=before,
        after=after,
        fingerprint_before=item.fingerprint,
    )
    if problems:
        return draft, problems, []
    names = [n for n in edit.fields if n in COMMON or n in kind.detail.model_fields]
    draft.changed = [n for n in names if value_in(after, n) != value_in(before, n)]
    draft.shown = [FieldChange(n, value_in(before, n), value_in(after, n)) for n in draft.changed]
    conflicts: list[Conflict] = []
    views = situation.vocabulary.views_of(item.kind)
    if edit.revision is not None and edit.revision > item.revision:
        problems.append(
            Problem(
                f"revision {edit.revision} does not exist", edit.place, "", f"1 to {item.revision}", item.code
            )
        )
    elif edit.revision is not None and edit.revision < item.revision:
        wanted = [*draft.changed, *(n for n in edit.fields if n in views)]
        conflicts = _compare(item, edit, draft, wanted, situation)
    return draft, problems, conflicts


def _later(item: Item, revision: int, situation: Situation) -> list[tuple[ItemRevision, ChangeSet]]:
    rows = situation.session.exec(
        select(ItemRevision, ChangeSet)
        .where(ItemRevision.uuid == item.uuid, ItemRevision.revision > revision)
        .where(col(ChangeSet.number) == col(ItemRevision.change))
        .order_by(col(ItemRevision.revision))
    )
    return [(found, change) for found, change in rows]


def _compare(
    item: Item, edit: ItemEdit, draft: Draft, wanted: list[str], situation: Situation
) -> list[Conflict]:
    """Conflicts where another wrote the same field since; notes of merge where not."""
    assert edit.revision is not None
    seen_row = situation.session.get(ItemRevision, (item.uuid, edit.revision))
    seen = content_of(seen_row) if seen_row else draft.before
    conflicts: dict[str, Conflict] = {}
    for revision, change in _later(item, edit.revision, situation):
        wrote = _wrote(revision, item, edit, situation)
        same = [n for n in wrote if n in wanted]
        others = [n for n in wrote if n not in wanted]
        for name in same:
            is_view = name not in draft.after and name not in draft.after["detail"]
            conflicts[name] = Conflict(
                code=item.code,
                title=item.title,
                field=name,
                seen=None if is_view else value_in(seen, name),
                yours=edit.fields[name],
                theirs=_live_view(item, name, situation) if is_view else value_in(draft.before, name),
                by=change.person_name,
                at=change.recorded_at,
                change=change.number,
            )
        if others and wanted:
            fields = ", ".join(others)
            draft.merges.append(
                f"{change.person_name} changed {fields} in change {change.number} meanwhile; that stays."
            )
    return list(conflicts.values())


def _wrote(revision: ItemRevision, item: Item, edit: ItemEdit, situation: Situation) -> list[str]:
    """Fields that a revision wrote; a single link counts as the views of the edit that show it."""
    views = situation.vocabulary.views_of(item.kind)
    found: dict[str, None] = {}
    for name in revision.changed:
        shown = [n for n in edit.fields if n in views and f"link:{views[n].relation}" == name]
        found.update(dict.fromkeys(shown or [name]))
    return list(found)


def _live_view(item: Item, name: str, situation: Situation) -> list[str]:
    view = situation.vocabulary.views_of(item.kind).get(name)
    if view is None:
        return []
    links = situation.into.get(item.uuid, []) if view.reverse else situation.out.get(item.uuid, [])
    ends = [
        (situation.by_uuid.get(x.source if view.reverse else x.target), x.detail)
        for x in links
        if x.relation == view.relation and (view.end is None or x.detail.get("end") == view.end)
    ]
    return shown_codes(view, ((end.code, detail) for end, detail in ends if end is not None))


def order_of_dates(drafts: Iterable[Draft], situation: Situation, effective_on: date) -> Iterator[Problem]:
    """A field may not take effect before its last change did: the group's order would be lost."""
    edited = {draft.uuid: draft for draft in drafts if not draft.created and draft.changed}
    for batch in chunks(edited):
        rows = situation.session.exec(
            select(ItemRevision, ChangeSet)
            .where(col(ItemRevision.uuid).in_(batch), col(ChangeSet.number) == col(ItemRevision.change))
            .where(ChangeSet.effective_on > effective_on)
            .order_by(col(ItemRevision.uuid), col(ItemRevision.revision))
        )
        for revision, change in rows:
            draft = edited[revision.uuid]
            views = situation.vocabulary.views_of(draft.kind)
            wrote = {_relation(name, views) for name in revision.changed}
            created = "created" in revision.changed
            for name in draft.changed:
                if created or _relation(name, views) in wrote:
                    yield _behind(draft.code, name, change, effective_on)


def _relation(name: str, views: Mapping[str, LinkView]) -> str:
    """A link view by the relation that it writes, as a single link names it; another field by its name."""
    return f"link:{views[name].relation}" if name in views else name


def _behind(code: str, name: str, change: ChangeSet, effective_on: date) -> Problem:
    effective = change.effective_on.isoformat()
    return Problem(
        f"'{name}' was last changed with effect from {effective} (change {change.number}), so a "
        f"change with effect from {effective_on.isoformat()} would go behind it",
        Place(column=name),
        "",
        f"an effective date from {effective} on",
        code,
    )
