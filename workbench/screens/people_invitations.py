"""Inviting many at once: by what they are on record, or from a list; the links are shown once."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from urllib.parse import quote

import streamlit as st

from workbench.exchange.archive import RefusedFile
from workbench.exchange.invitation_table import MergeRow, merge_csv, merge_xlsx
from workbench.exchange.people_list import PASTED, PeopleList, read_people
from workbench.graph.dates import display_moment
from workbench.graph.memberships import ROLES, persons_acting
from workbench.graph.proposed import ProposedChange
from workbench.graph.snapshot import Snapshot
from workbench.process.clock import group_today
from workbench.process.invitation_letters import Letter, letter
from workbench.process.invitations import Invitation, invite
from workbench.process.sign_in import SignInRefused
from workbench.screens import visitor, writing
from workbench.screens.connection import database
from workbench.screens.grammar import plain

KEY = "people_invite"
FRESH, LIST = f"{KEY}_fresh", f"{KEY}_list"
LIFETIMES = {"14 days": timedelta(days=14), "3 days": timedelta(days=3), "30 days": timedelta(days=30)}
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ON_RECORD, FROM_LIST = "People on record", "A list of names"


def draw(snapshot: Snapshot, address_of: Callable[[str], str]) -> None:
    """Draw the way to invite many, and the links that were just made.

    Args:
        address_of: gives the whole address of a link from its token.
    """
    fresh = st.session_state.get(FRESH)
    if fresh:
        _show(snapshot, fresh, address_of)
        return
    with st.expander("Invite many at once", icon=":material/group_add:", key=f"{KEY}_open"):
        writing.refusals(KEY, "Nobody was invited")
        way = st.segmented_control(
            "Whom", [ON_RECORD, FROM_LIST], default=ON_RECORD, key=f"{KEY}_way", required=True,
            label_visibility="collapsed",
        )  # fmt: skip
        if way == FROM_LIST:
            _from_list(snapshot)
        else:
            _on_record(snapshot)


def _lifetime() -> None:
    st.selectbox("Links are good for", list(LIFETIMES), key=f"{KEY}_lifetime")


def _on_record(snapshot: Snapshot) -> None:
    organisations = {o.code: o.title for o in snapshot.of_kind("organisation") if o.status == "active"}
    classes = sorted({str(o.detail.get("category") or "") for o in snapshot.of_kind("organisation")} - {""})
    left, middle, right = st.columns(3)
    left.multiselect("Roles", [*ROLES, "facilitator"], key=f"{KEY}_roles", placeholder="any role")
    middle.multiselect(
        "Organisations", list(organisations), key=f"{KEY}_organisations",
        format_func=lambda c: organisations.get(c, c), placeholder="any organisation",
    )  # fmt: skip
    right.multiselect("Classes", classes, key=f"{KEY}_classes", placeholder="any class")
    chosen = persons_acting(
        snapshot, group_today(),
        roles=st.session_state.get(f"{KEY}_roles") or (),
        organisations=st.session_state.get(f"{KEY}_organisations") or (),
        classes=st.session_state.get(f"{KEY}_classes") or (),
    )  # fmt: skip
    without = [p.title for p in chosen if not p.detail.get("email")]
    if chosen:
        st.caption(f"{_counted(len(chosen))}: {', '.join(plain(p.title) for p in chosen[:12])}"
                   f"{f' and {len(chosen) - 12} more' if len(chosen) > 12 else ''}.")  # fmt: skip
    else:
        st.caption("Nobody on record fits. Take a filter away, or add people first.")
    if without:
        st.caption(f"No e-mail address is on record for {plain(', '.join(without[:6]))}.")
    _lifetime()
    _invite_button([p.code for p in chosen], None)


def _from_list(snapshot: Snapshot) -> None:
    st.text_area(
        "Paste names, e-mails, organisations, roles", key=f"{KEY}_text", height=130,
        placeholder="name, e-mail, organisation, role\nAnn Example, ann@example.org, Utility Blue, alternate",
    )  # fmt: skip
    st.file_uploader("… or a file", type=["csv", "xlsx"], key=f"{KEY}_file")
    st.caption(
        "People are found by their e-mail or their name; whoever is not on record is added. Nothing is written "
        "before you see it."
    )
    st.button("Look at the list", key=f"{KEY}_read", icon=":material/visibility:", on_click=_read)
    found = st.session_state.get(LIST)
    if not isinstance(found, PeopleList):
        return
    new = {item.code: item for item in found.new}
    lines = []
    for code in found.persons:
        item = snapshot.item(code)
        name = str(new[code].fields["title"]) if code in new else item.title if item else code
        acts = [
            f"{', '.join(link.detail['roles'])} of {_title(snapshot, link.target)}"
            for link in found.change.links
            if link.source == code
        ]
        mark = ' <span class="wb-new">new</span>' if code in new else ""
        become = f'<div class="wb-remark">becomes {html.escape("; ".join(acts))}</div>' if acts else ""
        lines.append(f"<li><b>{html.escape(name)}</b>{mark}{become}</li>")
    st.html(f'<ul class="wb-people">{"".join(lines)}</ul>')
    _lifetime()
    _invite_button(list(found.persons), found.change)


def _title(snapshot: Snapshot, code: str) -> str:
    item = snapshot.item(code)
    return item.title if item else code


def _invite_button(codes: list[str], adding: ProposedChange | None) -> None:
    new = len(adding.new) if adding else 0
    also = f" and add {_counted(new)}" if new else ""
    st.button(
        f"Invite {_counted(len(codes))}{also}", key=f"{KEY}_do", type="primary", icon=":material/link:",
        disabled=not codes, on_click=_invite, args=(codes, adding),
    )  # fmt: skip


def _counted(number: int) -> str:
    return "one person" if number == 1 else f"{number} persons"


def _read() -> None:
    upload = st.session_state.get(f"{KEY}_file")
    text = str(st.session_state.get(f"{KEY}_text") or "")
    writing.refuse(KEY, [])
    st.session_state.pop(LIST, None)
    if upload is None and not text.strip():
        writing.refuse(KEY, ["There is no list yet: paste one, or choose a file."])
        return
    data, name = (upload.getvalue(), upload.name) if upload is not None else (text.encode(), PASTED)
    try:
        found = read_people(data, name, visitor.snapshot(), group_today())
    except RefusedFile as refused:
        writing.refuse(KEY, [str(refused)])
        return
    if found.problems:
        writing.refuse(KEY, [problem.sentence() for problem in found.problems])
    else:
        st.session_state[LIST] = found


def _invite(codes: list[str], adding: ProposedChange | None) -> None:
    lifetime = LIFETIMES[st.session_state.get(f"{KEY}_lifetime") or next(iter(LIFETIMES))]
    verb = partial(invite, database(), visitor.signed_in(), codes, lifetime=lifetime, adding=adding)
    try:
        invited = writing.attempt(KEY, verb)
    except SignInRefused as refused:
        writing.refuse(KEY, [str(refused)])
        return
    if invited:
        st.session_state[FRESH] = invited
        st.session_state.pop(LIST, None)


def _show(snapshot: Snapshot, invited: list[Invitation], address_of: Callable[[str], str]) -> None:
    until = display_moment(invited[0].expires_at)
    with st.container(border=True, key=f"{KEY}_box"):
        st.markdown(
            f"**Links for {_counted(len(invited))}.** Each works once, until {until}. They are shown only now: "
            "take them out before you leave this page."
        )
        rows = [merge_row(one, address_of(one.token)) for one in invited]
        with st.container(horizontal=True):
            st.download_button(
                "Excel, for a mail merge", data=partial(merge_xlsx, rows), file_name="invitations.xlsx",
                mime=EXCEL, on_click="ignore", key=f"{KEY}_xlsx", icon=":material/download:", type="primary",
            )  # fmt: skip
            st.download_button(
                "CSV", data=partial(merge_csv, rows), file_name="invitations.csv", mime="text/csv",
                on_click="ignore", key=f"{KEY}_csv", icon=":material/download:",
            )  # fmt: skip
            st.button("I have taken them out", key=f"{KEY}_done", on_click=_forget)
        with st.expander("A ready mail for each person"):
            for one, row in zip(invited, rows, strict=True):
                _mail(one, letter(snapshot, one, row.link))


def merge_row(invitation: Invitation, address: str) -> MergeRow:
    """The row of the mail-merge table for one invitation."""
    return MergeRow(
        invitation.name,
        invitation.email,
        "; ".join(invitation.organisations),
        address,
        display_moment(invitation.expires_at),
    )


def _mail(invitation: Invitation, mail: Letter) -> None:
    st.markdown(f"**{plain(invitation.name)}** {plain(mail.to) or '*no e-mail address on record*'}")
    if mail.to:
        where = f"mailto:{quote(mail.to, safe='@')}?subject={quote(mail.subject)}&body={quote(mail.body)}"
        st.link_button("Open in your mail program", where, icon=":material/mail:")
    st.code(f"{mail.subject}\n\n{mail.body}", language=None, wrap_lines=True)


def _forget() -> None:
    st.session_state.pop(FRESH, None)
