"""Planning links: views of grids and single links, relations checked, cycles refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlmodel import Session, col, select

from workbench.graph.circles import CIRCLES_TOLD, circle_words, circles_through
from workbench.graph.hop_marks import marked
from workbench.graph.proposed import LinkEdit, Place, Problem, Review
from workbench.process.planning.fields import plain_document
from workbench.process.planning.preview import Draft, FieldChange
from workbench.process.planning.situation import Situation, chunks, split_codes
from workbench.record.fingerprint import digest
from workbench.record.items import Item
from workbench.record.kind import with_article
from workbench.record.links import Link
from workbench.record.vocabulary import LinkView, Relation, Vocabulary

STAGED = "scheduled-in"
"""The relation whose links carry the stage that is planned for a meeting."""
NewLink = tuple[str, str, str, dict[str, Any]]
"""Source, relation, target and detail of a link to add."""


@dataclass
class LinkPlan:
    """Links to add (by uuid of their ends), to end, and to mark as reviewed."""

    drafts: dict[str, Draft]
    add: list[NewLink] = field(default_factory=list)
    remove: list[Link] = field(default_factory=list)
    review: list[tuple[Link, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _known: dict[str, str] = field(default_factory=dict, repr=False)
    _ended: set[str] = field(default_factory=set, repr=False)

    def join(self, link: NewLink, cites: str = "") -> None:
        """Add a link once, however often it is asked for; by digest, since a record may hold tens of thousands.

        Args:
            cites: fingerprint of the target's text that it cites; empty: as the target will stand.
        """
        key = digest(link)
        if key not in self._known:
            self._known[key] = cites
            self.add.append(link)

    def end(self, links: Iterable[Link]) -> None:
        """End links, each once."""
        for link in links:
            if not self.ends(link):
                self._ended.add(link.uuid)
                self.remove.append(link)

    def ends(self, link: Link) -> bool:
        """Whether a link is among those that end."""
        return link.uuid in self._ended

    def cites(self, link: NewLink) -> str:
        """The fingerprint that an added link cites; empty where it cites the target as it will stand."""
        return self._known.get(digest(link), "")


def end_of(code: str, plan: LinkPlan, situation: Situation) -> tuple[str, str, str] | None:
    """Uuid, kind and code of a link's end: a stored item, or a new one by code or label."""
    code = situation.labels.get(code, code)
    if code in plan.drafts:
        draft = plan.drafts[code]
        return draft.uuid, draft.kind, draft.code
    item = situation.items.get(code)
    return (item.uuid, item.kind, item.code) if item else None


def plan_views(
    draft: Draft, fields: Mapping[str, Any], place: Place, plan: LinkPlan, situation: Situation
) -> None:
    """Replace the links of every view among the fields by those that the value names."""
    views = situation.vocabulary.views_of(draft.kind)
    for name, value in fields.items():
        if name in views:
            _plan_view(draft, views[name], value, Place(place.file, place.row, name), plan, situation)


def _plan_view(
    draft: Draft, view: LinkView, value: Any, place: Place, plan: LinkPlan, situation: Situation
) -> None:
    wanted = split_codes(value)
    if len(wanted) > 1 and not view.many:
        found = "; ".join(code for code, _ in wanted)
        plan.problems.append(Problem("takes one code only", place, found, "one code", draft.code))
        return
    relation = situation.vocabulary.relation(view.relation)
    assert relation is not None
    links = situation.into if view.reverse else situation.out
    live = [
        link
        for link in links.get(draft.uuid, [])
        if link.relation == view.relation and (view.end is None or link.detail.get("end") == view.end)
    ]
    to: dict[str, list[Link]] = {}
    for x in live:
        to.setdefault(_other_end(x, view), []).append(x)
    unmatched = {x.uuid: x for x in live}
    kept: list[tuple[str, Mapping[str, Any]]] = []
    new: list[NewLink] = []
    for order, (code, detail) in enumerate(wanted, start=1):
        end = end_of(code, plan, situation)
        if end is None:
            plan.problems.append(Problem("is no item", place, code, situation.near(code), draft.code))
            continue
        other, other_kind, other_code = end
        extra = dict(detail)
        if view.end is not None:
            extra["end"] = view.end
        if view.ordered:
            extra["order"] = order
        here = [x for x in to.get(other, ()) if x.uuid in unmatched]
        same = [x for x in here if _keeps(x, extra)]
        if same:
            # A bare code keeps every link to it: each may cite another line or set another stage.
            for x in same:
                del unmatched[x.uuid]
            kept.extend((other_code, x.detail) for x in same)
            continue
        kept.append((other_code, extra))
        if any(_keeps(x, extra) for x in to.get(other, ())):
            continue
        if other == draft.uuid:
            plan.problems.append(Problem("an item cannot be linked to itself", place, code, code=draft.code))
            continue
        pair = (other_kind, draft.kind) if view.reverse else (draft.kind, other_kind)
        if not relation.permits(*pair):
            plan.problems.append(_wrong_pair(relation, *pair, place, draft.code))
            continue
        ends = (other, draft.uuid) if view.reverse else (draft.uuid, other)
        if view.ordered and here:
            extra = {**here[0].detail, **extra}
        new.append((ends[0], view.relation, ends[1], extra))
    over = list(unmatched.values())
    if view.relation == STAGED and len(new) == 1 and len({_other_end(x, view) for x in over}) == 1:
        # Moved from one meeting to another: the stages that were planned for it move along.
        source, name, target, extra = new.pop()
        new = [(source, name, target, {**x.detail, **extra}) for x in over]
    for link in new:
        plan.join(link)
    plan.end(over)
    before = shown_codes(view, ((situation.by_uuid[_other_end(x, view)].code, x.detail) for x in live))
    after = shown_codes(view, kept)
    if before != after or over:
        if not draft.created:
            draft.changed.append(view.name)
        draft.shown.append(FieldChange(view.name, None if draft.created else before, after))


def shown_codes(view: LinkView, ends: Iterable[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """Codes of a view's links as a field shows them: in their own order, or with their hop, or sorted."""
    if view.ordered:
        return [code for code, _ in sorted(ends, key=lambda end: place_in_order(end[1]))]
    if view.at_hop:
        spoken = sorted(ends, key=lambda end: (end[1].get("hop") or 0, end[0]))
        return [marked(code, detail) for code, detail in spoken]
    return sorted(code for code, _ in ends)


def place_in_order(detail: Mapping[str, Any]) -> int:
    """The place that an ordered link names; 0 where it names none."""
    order = detail.get("order")
    return order if isinstance(order, int) and not isinstance(order, bool) else 0


def _other_end(link: Link, view: LinkView) -> str:
    return link.source if view.reverse else link.target


def _keeps(link: Link, wanted: Mapping[str, Any]) -> bool:
    """A live link serves when it has all the detail asked for; its stage or line may say more."""
    return all(link.detail.get(name) == value for name, value in wanted.items())


def _wrong_pair(relation: Relation, source: str, target: str, place: Place, code: str) -> Problem:
    return Problem(
        f"'{relation.name}' cannot join {with_article(source)} to {with_article(target)}",
        place,
        f"{source} → {target}",
        f"{' or '.join(relation.sources)} → {' or '.join(relation.targets)}".replace("*", "any"),
        code,
    )


def plan_link(edit: LinkEdit, plan: LinkPlan, situation: Situation) -> None:
    """Add or remove one link."""
    relation = situation.vocabulary.relation(edit.relation)
    if relation is None:
        names = ", ".join(r.name for r in situation.vocabulary.relations)
        plan.problems.append(Problem("is no relation", edit.place, edit.relation, names, edit.source))
        return
    source, target = end_of(edit.source, plan, situation), end_of(edit.target, plan, situation)
    for code, end in ((edit.source, source), (edit.target, target)):
        if end is None:
            plan.problems.append(Problem("is no item", edit.place, code, situation.near(code)))
    if source is None or target is None:
        return
    if source[0] == target[0]:
        plan.problems.append(Problem("an item cannot be linked to itself", edit.place, code=source[2]))
        return
    live = situation.between(source[0], edit.relation, target[0])
    if edit.remove:
        chosen = [x for x in live if (x.detail == edit.detail if edit.exact else _keeps(x, edit.detail))]
        if not chosen:
            plan.problems.append(
                Problem(
                    f"{source[2]} has no link '{edit.relation}' to {target[2]}", edit.place, code=source[2]
                )
            )
        plan.end(chosen)
    else:
        if not relation.permits(source[1], target[1]):
            plan.problems.append(_wrong_pair(relation, source[1], target[1], edit.place, source[2]))
            return
        detail, wrong = plain_document(edit.detail)
        if wrong:
            plan.problems.append(Problem(f"the link's detail {wrong}", edit.place, code=source[2]))
            return
        if any(x.detail == detail and not plan.ends(x) for x in live):
            return
        plan.join((source[0], edit.relation, target[0], detail), edit.cites)
    draft = plan.drafts.get(source[2])
    if draft is not None and not draft.created and f"link:{edit.relation}" not in draft.changed:
        draft.changed.append(f"link:{edit.relation}")


def plan_review(review: Review, plan: LinkPlan, situation: Situation) -> None:
    """Mark a link as looked at again."""
    source, target = situation.items.get(review.source), situation.items.get(review.target)
    live = situation.between(source.uuid, review.relation, target.uuid) if source and target else []
    if not live:
        plan.problems.append(
            Problem(f"there is no link {review.source} {review.relation} {review.target}", code=review.source)
        )
    if target and review.seen and review.seen != target.fingerprint:
        changed = Problem(
            f"the text was changed again meanwhile; look at revision {target.revision} first",
            code=target.code,
        )
        if changed not in plan.problems:
            plan.problems.append(changed)
    plan.review.extend((link, review.note) for link in live)


def refuse_circles(plan: LinkPlan, situation: Situation) -> None:
    """Add a problem for every circle that the new links would close."""
    added = [(source, relation, target) for source, relation, target, _ in plan.add]
    found = circles(situation.session, situation.vocabulary, added, plan.remove)
    known = {draft.uuid: draft.code for draft in plan.drafts.values()}
    known |= {item.uuid: item.code for item in situation.by_uuid.values()}
    plan.problems += circle_problems(situation.session, found, known)


Circle = tuple[Relation, list[str]]
"""A relation and the uuids of items that it leads around, each once."""


def circles(
    session: Session, vocabulary: Vocabulary, add: Iterable[tuple[str, str, str]], remove: Iterable[Link]
) -> Iterator[Circle]:
    """Circles that new links would close where the relation allows none; every new link that closes one is in one.

    Args:
        add: source, relation and target of each new link.
        remove: links that end at the same time.
    """
    new = list(add)
    gone = {x.uuid for x in remove}
    for name in dict.fromkeys(name for _, name, _ in new):
        relation = vocabulary.relation(name)
        if relation is None or not relation.acyclic:
            continue
        ends = select(Link.uuid, Link.source, Link.target).where(
            Link.relation == name, col(Link.removed_in).is_(None)
        )
        follows: dict[str, list[str]] = {}
        for uuid, source, target in session.exec(ends):
            if uuid not in gone:
                follows.setdefault(source, []).append(target)
        added = [(source, target) for source, of, target in new if of == name]
        for source, target in added:
            follows.setdefault(source, []).append(target)
        for circle in circles_through(follows, added):
            yield relation, circle


def circle_problems(session: Session, found: Iterator[Circle], known: Mapping[str, str]) -> list[Problem]:
    """A problem for each circle that a change would close, with the codes of its items.

    Args:
        known: codes by uuid, as far as they are at hand.
    """
    told = list(islice(found, CIRCLES_TOLD))
    codes = dict(known)
    missing = dict.fromkeys(uuid for _, circle in told for uuid in circle if uuid not in codes)
    for batch in chunks(missing):
        codes.update(session.exec(select(Item.uuid, Item.code).where(col(Item.uuid).in_(batch))).all())
    problems = [
        Problem(
            f"this closes a circle: {circle_words([codes[uuid] for uuid in circle], relation.says)}",
            allowed=f"links '{relation.name}' that do not lead back to where they begin",
            code=codes[circle[0]],
        )
        for relation, circle in told
    ]
    if next(found, None) is not None:
        problems.append(Problem(f"these are the first {CIRCLES_TOLD} circles, and there are more"))
    return problems
