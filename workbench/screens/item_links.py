"""Links of an item both ways, in words: the suspect ones first, each with its one-click review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import nsmallest
from typing import Any

import streamlit as st

from workbench.graph.detail_words import link_detail_words
from workbench.graph.history import Revision, revisions
from workbench.graph.link_states import STATES, link_state
from workbench.graph.memberships import RELATION as MEMBERSHIP
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot, code_order
from workbench.graph.suspects import seen_at
from workbench.process.link_reviews import LONGEST_REASON, Ends, review_links
from workbench.screens import visitor, writing
from workbench.screens.addresses import page_address
from workbench.screens.confidential import hidden_codes
from workbench.screens.connection import database
from workbench.screens.differences import difference_html
from workbench.screens.field_words import field_label, value_words
from workbench.screens.grammar import item_link, plain

KEY = "item"
SUSPECT_SHOWN, SUSPECT_FOLDED = 3, 20
"""Suspect links that stand open, and those behind a line, so that the item itself stays in sight."""
MOST_SHOWN, MOST_FOLDED = 12, 88
"""Links of one relation that stand open, and those behind a line; of further ones the number is said."""


TOLD = frozenset(STATES) - {"current", "suspect", "ended"}
"""States that stand beside a link; suspect ones stand on their own, and what was withdrawn says so itself."""


@dataclass(frozen=True)
class Neighbour:
    """One link seen from one of its ends: the link, the item at the other end, and what it says."""

    link: LinkRow
    other: ItemView
    says: str
    outwards: bool


def neighbours(snapshot: Snapshot, item: ItemView, *, suspect: bool) -> list[Neighbour]:
    """The links of an item that cite a text which has changed since, or the others; in no order."""
    hidden = hidden_codes()
    found = []
    for links, outwards in ((snapshot.out(item), True), (snapshot.into(item), False)):
        for link in links:
            if link.suspect is not suspect:
                continue
            other = snapshot.items.get(link.target if outwards else link.source)
            # What cites something withdrawn is shown with it: somebody has to link something else.
            if other is None or other.code in hidden or (other.withdrawn and not outwards):
                continue
            relation = snapshot.vocabulary.relation(link.relation)
            says = link.relation if relation is None else relation.says if outwards else relation.says_back
            found.append(Neighbour(link, other, says, outwards))
    return found


def _in_order(neighbour: Neighbour) -> Any:
    """By relation and code, what the item itself says first."""
    return not neighbour.outwards, neighbour.says, code_order(neighbour.other.code), _line(neighbour.link)


def _find_all(item: ItemView, number: int) -> str:
    """Markdown: where the links are listed that a page is too short for."""
    address = page_address("find", find_where=f"linked={item.code}")
    return f"And {number:,} more: [all that is linked to {plain(item.code)}]({address}), page by page."


def draw_suspect(snapshot: Snapshot, item: ItemView) -> None:
    """Draw the links that cite a text which has changed since, each with what changed and its review."""
    suspect = neighbours(snapshot, item, suspect=True)
    if not suspect:
        return
    shown = nsmallest(SUSPECT_SHOWN + SUSPECT_FOLDED, suspect, key=_in_order)
    writing.refusals(f"{KEY}_review")
    number = len(suspect)
    one, many = (
        "One link cites a text that has changed since",
        f"{number:,} links cite a text that has changed since",
    )
    with st.container(border=True, key=f"{KEY}_suspect"):
        st.markdown(f":orange[:material/change_history:] **{one if number == 1 else many}**")
        for neighbour in shown[:SUSPECT_SHOWN]:
            _draw_one_suspect(snapshot, item, neighbour)
        if number > SUSPECT_SHOWN:
            with st.expander(f"Show the other {number - SUSPECT_SHOWN:,}"):
                for neighbour in shown[SUSPECT_SHOWN:]:
                    _draw_one_suspect(snapshot, item, neighbour)
                if number > len(shown):
                    st.caption(_find_all(item, number - len(shown)))
        if number > 1 and visitor.may_edit():
            with st.container(horizontal=True, vertical_alignment="bottom"):
                st.text_input(
                    "Why they still hold", key=_reason_key(item), max_chars=LONGEST_REASON, on_change="ignore"
                )
                label = f"All {number:,} reviewed, they still hold"
                st.button(label, key=f"{KEY}_review_all", on_click=_write_all, args=(item, suspect))


def draw_links(snapshot: Snapshot, item: ItemView) -> None:
    """Draw the links of an item that nothing is wrong with, grouped by what they say.

    Its sources are left to ``item_sources``, which quotes them, and memberships to ``memberships_list``.
    """
    groups: dict[tuple[bool, str], list[Neighbour]] = {}
    for neighbour in neighbours(snapshot, item, suspect=False):
        quoted = neighbour.outwards and neighbour.link.relation == "derived-from"
        if not quoted and neighbour.link.relation != MEMBERSHIP:
            groups.setdefault((neighbour.outwards, neighbour.says), []).append(neighbour)
    if not groups:
        st.caption("Nothing else is linked to it.")
    for (_, says), group in sorted(groups.items(), key=lambda entry: (not entry[0][0], entry[0][1])):
        number = f" :gray[({len(group):,})]" if len(group) > 3 else ""
        shown = nsmallest(MOST_SHOWN + MOST_FOLDED, group, key=_in_order)
        st.markdown(f"**It {plain(says)}**{number}\n" + "\n".join(_lines(shown[:MOST_SHOWN])))
        if len(group) > MOST_SHOWN:
            with st.expander(f"{len(group) - MOST_SHOWN:,} more"):
                st.markdown("\n".join(_lines(shown[MOST_SHOWN:])))
                if len(group) > len(shown):
                    st.caption(_find_all(item, len(group) - len(shown)))


def _lines(group: Iterable[Neighbour]) -> Iterable[str]:
    for neighbour in group:
        detail = link_detail_words(neighbour.link)
        state = link_state(visitor.snapshot(), neighbour.link)
        said = f" · △ **{STATES[state].name}** :gray[{plain(STATES[state].says)}]" if state in TOLD else ""
        yield f"- {item_link(neighbour.other)}" + (f" :gray[· {plain(detail)}]" if detail else "") + said


def _line(link: LinkRow) -> int:
    line = link.detail.get("line")
    return line if isinstance(line, int) else 0


def _draw_one_suspect(snapshot: Snapshot, item: ItemView, neighbour: Neighbour) -> None:
    link = neighbour.link
    cited = neighbour.other if neighbour.outwards else item
    with st.container(horizontal=True, vertical_alignment="center", key=f"{KEY}_suspect_{link.uuid}"):
        st.markdown(
            f"It {plain(neighbour.says)} {item_link(neighbour.other)} "
            f":gray[· seen at {seen_at(link)}, now {cited.revision}]",
            width="content",
        )
        with st.popover("What changed", type="tertiary"):
            _draw_what_changed(snapshot, cited, link.revision)
        if visitor.may_edit():
            st.button(
                "Reviewed, still holds", key=f"{KEY}_review_{link.uuid}", icon=":material/check:",
                on_click=_write, args=(item, (neighbour,)), wrap=True,
            )  # fmt: skip


def _draw_what_changed(snapshot: Snapshot, cited: ItemView, seen: int) -> None:
    with database().read() as session:
        later = [r for r in revisions(session, cited.code) if seen < r.revision <= cited.revision]
    for name, before, after in since(later):
        st.caption(f"{field_label(name)} of {cited.code}")
        st.html(
            difference_html(
                value_words(snapshot, cited.kind, name, before),
                value_words(snapshot, cited.kind, name, after),
            )
        )


def since(later: list[Revision]) -> list[tuple[str, Any, Any]]:
    """Fields before and after several revisions together, the latest revision first in the list."""
    first: dict[str, Any] = {}
    last: dict[str, Any] = {}
    for revision in reversed(later):
        for name, before, after in revision.fields:
            first.setdefault(name, before)
            last[name] = after
    return [(name, first[name], last[name]) for name in first if first[name] != last[name]]


def _ends(item: ItemView, neighbour: Neighbour) -> Ends:
    ends = (item.code, neighbour.other.code) if neighbour.outwards else (neighbour.other.code, item.code)
    return ends[0], neighbour.link.relation, ends[1]


def _write_all(item: ItemView, suspect: Sequence[Neighbour]) -> None:
    why = str(st.session_state.get(_reason_key(item)) or "")
    _write(item, suspect, why)


def _reason_key(item: ItemView) -> str:
    return f"{KEY}_review_why_{item.code}"


def _write(item: ItemView, suspect: Sequence[Neighbour], why: str = "") -> None:
    links = tuple(_ends(item, neighbour) for neighbour in suspect)
    cited = (neighbour.other if neighbour.outwards else item for neighbour in suspect)
    seen = {target.code: target.fingerprint for target in cited}
    verb = partial(review_links, database(), visitor.signed_in(), links, why, seen=seen)
    many = len(set(links)) > 1
    writing.attempt(f"{KEY}_review", verb, "Noted: they still hold." if many else "Noted: it still holds.")
