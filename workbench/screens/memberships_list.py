"""Memberships as lines: who acts for an organisation, or for whom a person acts; past ones behind a line."""

from __future__ import annotations

import html

import streamlit as st

from workbench.graph.memberships import MembershipView, memberships, standing_words
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens import memberships_form, visitor
from workbench.screens.addresses import item_address
from workbench.screens.grammar import empty, plain

FIND = "people_find"
STANDING = {"present": ("in force", "done"), "coming": ("to come", "open"), "past": ("past", "off")}
POSITIONS = frozenset({"representative", "alternate", "proxy"})


def of_all(snapshot: Snapshot) -> None:
    """Draw the memberships of every organisation that has one, and who is missing."""
    st.text_input(
        "Find", key=FIND, bind="query-params", placeholder="Person, organisation or code", type="search"
    )
    words = str(st.session_state.get(FIND) or "").casefold().split()
    by_organisation: dict[str, list[MembershipView]] = {}
    organisations = snapshot.of_kind("organisation")
    for organisation in organisations:
        by_organisation[organisation.code] = memberships(snapshot, organisation)
    if not any(by_organisation.values()):
        empty(
            "Nobody speaks for an organisation yet. A membership says who acts for whom: as representative, "
            "alternate, authoriser, proxy or observer, and since when. Add the first one with the button above."
        )
        return
    _missing(organisations, by_organisation)
    found = 0
    for organisation in sorted(organisations, key=lambda o: o.title.casefold()):
        shown = [m for m in by_organisation[organisation.code] if _fits(m, words)]
        if not shown:
            continue
        found += 1
        st.html(
            f'<h2 class="wb-section"><a href="{html.escape(item_address(organisation.code))}" target="_self">'
            f'{html.escape(organisation.title)}</a> <span class="wb-code">'
            f"{html.escape(str(organisation.detail.get('category') or ''))}</span></h2>"
        )
        _lines(shown, by="person")
    if not found:
        empty("None fits. Clear the filter to see all of them.")


def of_item(snapshot: Snapshot, item: ItemView) -> None:
    """Draw the memberships of one person, or in one organisation, with the way to change them."""
    held = memberships(snapshot, item)
    if held:
        _lines(held, by="organisation" if item.kind == "person" else "person")
    elif item.kind == "person":
        st.caption("Speaks for nobody, and may read only.")
    else:
        st.caption("Nobody acts for it yet, so it can take no position here.")
    if visitor.may_edit():
        given = {item.kind: item.code}
        memberships_form.add_button("Add a membership …", **given)


def _missing(organisations: list[ItemView], held: dict[str, list[MembershipView]]) -> None:
    """Say which parties nobody can take a position for."""
    today = visitor.today()
    silent = [
        o.title
        for o in organisations
        if o.detail.get("party")
        and o.status == "active"
        and not any(m.standing(today) == "present" and POSITIONS & {*m.roles} for m in held[o.code])
    ]
    if silent:
        names = ", ".join(plain(name) for name in silent[:6])
        more = f" and {len(silent) - 6} more" if len(silent) > 6 else ""
        st.warning(f"Nobody can take a position for {names}{more}.", icon=":material/person_off:")


def _fits(membership: MembershipView, words: list[str]) -> bool:
    both = (membership.person, membership.organisation)
    text = " ".join(f"{item.title} {item.code}" for item in both).casefold()
    return all(word in text for word in words)


def _lines(held: list[MembershipView], *, by: str) -> None:
    today = visitor.today()
    for membership in held:
        if membership.standing(today) != "past":
            _line(membership, by)
    past = [m for m in held if m.standing(today) == "past"]
    if past:
        with st.expander(f"Past ({len(past)})"):
            for membership in past:
                _line(membership, by)


def _line(membership: MembershipView, by: str) -> None:
    today = visitor.today()
    item = membership.person if by == "person" else membership.organisation
    word, shape = STANDING[membership.standing(today)]
    mark = "" if word == "in force" else f' <span class="wb-status {shape}">{word}</span>'
    quiet = [words for words in (standing_words(membership, today), membership.instrument) if words]
    if item.status != "active":
        quiet.append("has left the group")
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"people_row_membership_{membership.link}"
    ):
        st.html(
            f'<div class="wb-event"><a href="{html.escape(item_address(item.code))}" target="_self"><b>'
            f'{html.escape(item.title)}</b></a> <span class="wb-code">{html.escape(item.code)}</span> · '
            f"{html.escape(', '.join(membership.roles) or 'no role')}{mark}"
            f'<div class="wb-remark">{html.escape(" · ".join(quiet))}</div></div>',
            width="stretch",
        )
        if visitor.may_edit():
            memberships_form.change_button(membership)
