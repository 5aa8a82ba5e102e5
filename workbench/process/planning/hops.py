"""Hops of configurations in a planned change: numbered without a gap, and what is said of a hop goes where it goes.

Who owns a hop and what is translated at it stand in lists of the configuration, and protocols name the hop at
which they are spoken. When hops are put in another order, added or taken away, these move along, unless the
same change writes them anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.graph.hop_marks import FORM
from workbench.graph.proposed import ItemEdit, Place, Problem
from workbench.process.planning.items import plan_edit
from workbench.process.planning.links import LinkPlan, place_in_order, shown_codes
from workbench.process.planning.preview import Draft, FieldChange
from workbench.process.planning.situation import Situation
from workbench.record.kinds import KINDS
from workbench.record.kinds.configuration import NOT_SETTLED, PER_HOP
from workbench.record.links import Link

HOP, SPEAKS = "hop-of", "speaks"
EDITED = "Edited together with its configuration"
"""A hop is a part of its configuration: whoever edits that looks at it, and it does not turn suspect."""
_End = tuple[str, Mapping[str, Any]]
"""The other end of a link by uuid, and the link's detail."""


def settle_hops(plan: LinkPlan, situation: Situation, written: Mapping[str, frozenset[str]]) -> None:
    """Move along what is said of hops, and add a problem for every configuration whose hops are not in order.

    Args:
        written: names of the fields that the change writes, by the item's uuid.
    """
    faulty = {problem.code for problem in plan.problems}
    settling = _Settling(plan, situation)
    for uuid in settling.configurations():
        draft = settling.draft(uuid)
        # A hop that could not be read leaves a gap that says nothing new.
        if draft is not None and draft.code not in faulty:
            settling.settle(draft, written.get(uuid, frozenset()))


class _Settling:
    """The links of a plan by configuration, looked up once for all of them."""

    def __init__(self, plan: LinkPlan, situation: Situation) -> None:
        self.plan = plan
        self.situation = situation
        self.drafts = {draft.uuid: draft for draft in plan.drafts.values()}
        self.gone = {link.uuid for link in plan.remove}
        self.hops: dict[str, list[_End]] = {}
        self.spoken: dict[str, list[_End]] = {}
        for source, relation, target, detail in plan.add:
            if relation == HOP:
                self.hops.setdefault(target, []).append((source, detail))
            elif relation == SPEAKS:
                self.spoken.setdefault(source, []).append((target, detail))

    def configurations(self) -> list[str]:
        """Configurations that are edited, or whose hops or protocols the plan changes."""
        found = dict.fromkeys(uuid for uuid, draft in self.drafts.items() if draft.kind == "configuration")
        found.update(dict.fromkeys((*self.hops, *self.spoken)))
        found.update((x.target, None) for x in self.plan.remove if x.relation == HOP)
        found.update((x.source, None) for x in self.plan.remove if x.relation == SPEAKS)
        return list(found)

    def draft(self, uuid: str) -> Draft | None:
        """The configuration's draft; one that changes nothing yet where only a link of it is planned."""
        item = self.situation.by_uuid.get(uuid)
        if uuid in self.drafts or item is None:
            return self.drafts.get(uuid)
        draft, _, _ = plan_edit(ItemEdit(item.code, {}), self.situation)
        if draft is not None:
            self.plan.drafts[draft.code] = self.drafts[uuid] = draft
        return draft

    def settle(self, draft: Draft, written: frozenset[str]) -> None:
        """Check one configuration, and move along what the change does not write itself."""
        live = [x for x in self.situation.into.get(draft.uuid, []) if x.relation == HOP]
        hops: list[_End] = [(x.source, x.detail) for x in live if x.uuid not in self.gone]
        hops += self.hops.get(draft.uuid, [])
        hops.sort(key=lambda hop: place_in_order(hop[1]))
        orders = [detail.get("order") for _, detail in hops]
        if orders != list(range(1, len(hops) + 1)):
            if draft.uuid not in self.hops and not any(x.uuid in self.gone for x in live):
                return  # An older record's disorder is no reason to refuse another edit.
            said = ", ".join("none" if order is None else str(order) for order in orders)
            message = "the hops are not numbered from 1 on without a gap"
            self._problem(draft, "hops", message, said, "1, 2, 3 and so on")
            return
        after = {uuid: place_in_order(detail) for uuid, detail in hops}
        if len(after) < len(hops):
            seen = [uuid for uuid, _ in hops]
            codes = ", ".join(self._code(uuid) for uuid in after if seen.count(uuid) > 1)
            self._problem(draft, "hops", "goes over the same interface twice", codes, "each interface once")
            return
        before = {x.source: place_in_order(x.detail) for x in live}
        if before != after and not draft.created:
            _move_words(draft, before, after, written)
            if "protocols" not in written:
                self._move_protocols(draft, before, after)
        self._check(draft, len(hops))
        if not draft.created and _normative(draft) != draft.fingerprint_before:
            self.plan.review.extend((link, EDITED) for link in live if link.uuid not in self.gone)

    def _move_protocols(self, draft: Draft, before: Mapping[str, int], after: Mapping[str, int]) -> None:
        """Let each protocol be spoken at the hop that it was spoken at, whatever its number is now."""
        uuid_at = {number: uuid for uuid, number in before.items()}
        moved: list[tuple[Link, dict[str, Any] | None]] = []
        live = self._spoken_still(draft)
        for link in live:
            number = after.get(uuid_at.get(link.detail.get("hop", 0), ""))
            if number != link.detail.get("hop"):
                moved.append((link, None if number is None else {**link.detail, "hop": number}))
        if not moved:
            return
        shown = [(self._code(x.target), x.detail) for x in live]
        self.gone |= {link.uuid for link, _ in moved}
        for link, detail in moved:
            self.plan.end([link])
            if detail is not None:
                self.plan.join((draft.uuid, SPEAKS, link.target, detail))
                self.spoken.setdefault(draft.uuid, []).append((link.target, detail))
        view = self.situation.vocabulary.views_of("configuration")["protocols"]
        draft.changed.append("protocols")
        now = [(self._code(uuid), detail) for uuid, detail in self._speaks(draft)]
        draft.shown.append(FieldChange("protocols", shown_codes(view, shown), shown_codes(view, now)))

    def _spoken_still(self, draft: Draft) -> list[Link]:
        live = self.situation.out.get(draft.uuid, [])
        return [x for x in live if x.relation == SPEAKS and x.uuid not in self.gone]

    def _speaks(self, draft: Draft) -> list[_End]:
        still: list[_End] = [(x.target, x.detail) for x in self._spoken_still(draft)]
        return [*still, *self.spoken.get(draft.uuid, [])]

    def _check(self, draft: Draft, hops: int) -> None:
        """What is said of a hop is said of one that there is."""
        allowed = f"{hops} or fewer, one for each hop" if hops else "none while there is no hop"
        for name in PER_HOP:
            entries = draft.after["detail"].get(name) or []
            if len(entries) > hops:
                message = "has more entries than there are hops"
                self._problem(draft, name, message, str(len(entries)), allowed)
        for uuid, detail in self._speaks(draft):
            hop, code = detail.get("hop"), self._code(uuid)
            if hop is None:
                self._problem(draft, "protocols", f"{code} is spoken at no hop that is named", code, FORM)
            elif not isinstance(hop, int) or isinstance(hop, bool) or not 1 <= hop <= hops:
                said = f"1 to {hops}" if hops else "the hops first"
                message = f"{code} is spoken at a hop that there is not"
                self._problem(draft, "protocols", message, str(hop), said)

    def _code(self, uuid: str) -> str:
        return self.drafts[uuid].code if uuid in self.drafts else self.situation.by_uuid[uuid].code

    def _problem(self, draft: Draft, name: str, message: str, found: str, allowed: str) -> None:
        self.plan.problems.append(Problem(message, Place(column=name), found, allowed, draft.code))


def _normative(draft: Draft) -> str:
    return KINDS[draft.kind].fingerprint(draft.after["title"], draft.after["text"], draft.after["detail"])


def _move_words(
    draft: Draft, before: Mapping[str, int], after: Mapping[str, int], written: frozenset[str]
) -> None:
    """Put the entries of each list where their hops went; a new hop is not settled."""
    for name in PER_HOP:
        old = draft.after["detail"].get(name) or []
        if name in written or not old:
            continue
        new = [
            old[before[uuid] - 1] if uuid in before and 0 < before[uuid] <= len(old) else NOT_SETTLED
            for uuid in sorted(after, key=after.__getitem__)
        ]
        if new != old:
            draft.after["detail"][name] = new
            draft.changed.append(name)
            draft.shown.append(FieldChange(name, old, new))
