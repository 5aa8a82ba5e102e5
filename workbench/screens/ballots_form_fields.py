"""The fields of the form of a call, and the draft that stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Protocol

import streamlit as st

from workbench.graph.ballots import BallotRow
from workbench.graph.ballots.adopted import adopted_rules
from workbench.graph.ballots.rule import DEFAULT, read_rule
from workbench.graph.ballots.subject import ASKABLE
from workbench.graph.ballots.words import BALLOT_KINDS
from workbench.graph.date_reading import read_day
from workbench.graph.dates import display_date, listed
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.process.ballots.preparing import STATEMENT_WORDS, BallotDraft, default_question
from workbench.process.calendar import calendar_of
from workbench.process.clock import group_today
from workbench.screens import item_choice
from workbench.screens.ballots_closing_time import closing_moment
from workbench.screens.grammar import kind_label, plain

SAYS = {
    "consensus-call": "Each organisation takes a position; an outcome is recorded.",
    "straw-poll": "A sense of the group; nothing is decided.",
    "date-poll": "Which days suit; the facilitator chooses one.",
    "statement-call": "Each organisation writes its own statement and locks it.",
}
WHAT = {
    "text": "Its text",
    "destination": "Its destination, apart from its substance",
    "choices": "Its alternatives",
}
FAR = timedelta(days=180)
"""Days that a poll can offer lie no further ahead than this."""
WITH_RULE = ("consensus-call", "straw-poll")


class Form(Protocol):
    """What names the widgets of a form."""

    @property
    def about(self) -> str: ...
    def key(self, name: str) -> str: ...
    def value(self, name: str) -> Any: ...


def draw_kind(form: Form) -> None:
    """Draw the choice of what kind of call it is."""
    st.session_state.setdefault(form.key("kind"), "consensus-call")
    st.radio(
        "Kind",
        list(BALLOT_KINDS),
        key=form.key("kind"),
        format_func=BALLOT_KINDS.__getitem__,
        horizontal=True,
    )
    st.caption(SAYS[str(form.value("kind"))])


def subjects(snapshot: Snapshot, kind: str) -> dict[str, str]:
    """What a call of a kind can be about: titles with kinds and codes, by code."""
    kinds = {"date-poll": ("meeting",), "statement-call": ("issue",)}.get(kind, tuple(ASKABLE))
    return {
        item.code: f"{item.title} · {kind_label(item.kind)} {item.code}"
        for one in kinds
        for item in snapshot.of_kind(one)
    }


def alternatives(snapshot: Snapshot, item: ItemView) -> dict[str, str]:
    """Titles of the alternatives of an issue, by code."""
    found = [p for p in snapshot.of_kind("proposal") if p.code.startswith(f"{item.code}-")]
    return {p.code: f"{p.title} · {p.code}" for p in found} if item.kind == "issue" else {}


def draw_subject(snapshot: Snapshot, form: Form) -> None:
    """Draw what the call is about, and the alternatives or days to choose from."""
    kind = str(form.value("kind"))
    known = subjects(snapshot, kind)
    key = form.key("item")
    if st.session_state.get(key) not in known:
        st.session_state[key] = form.about if form.about in known else None
    offered = item_choice.options("What it is about", known, key, [st.session_state[key] or ""])
    st.selectbox(
        "About",
        offered,
        index=None,
        key=key,
        format_func=known.__getitem__,
        placeholder="Choose what it is about",
    )
    item = snapshot.item(str(form.value("item") or ""))
    if item is None:
        return
    if kind == "date-poll":
        _days(snapshot, form)
    elif item.kind == "issue" and kind in WITH_RULE:
        _aspect(snapshot, form, item)


def _aspect(snapshot: Snapshot, form: Form, item: ItemView) -> None:
    found = alternatives(snapshot, item)
    options = [name for name in WHAT if name != "choices" or len(found) > 1]
    key = form.key("aspect")
    if st.session_state.get(key) not in options:
        st.session_state[key] = "text"
    st.radio("What is asked about", options, key=key, format_func=WHAT.__getitem__, horizontal=True)
    if form.value("aspect") == "choices":
        chosen = form.key("alternatives")
        held = [code for code in st.session_state.get(chosen) or list(found) if code in found]
        st.session_state[chosen] = held or list(found)
        st.multiselect("Alternatives", list(found), key=chosen, format_func=found.__getitem__)


def _days(snapshot: Snapshot, form: Form) -> None:
    today = group_today()
    try:
        days = calendar_of(snapshot).days(today + timedelta(days=1), today + FAR)
    except ValueError:
        days = [today + timedelta(days=n) for n in range(1, FAR.days)]
    key = form.key("days")
    held = [str(day) for day in st.session_state.setdefault(key, [])]
    options = sorted({*(day.isoformat() for day in days), *held})
    st.multiselect(
        "Days", options, key=key, format_func=lambda day: display_date(read_day(day)), placeholder="At least two days",
        help="Business days on which the group can meet; type a day or a month to find it.",
    )  # fmt: skip


def draw_question(snapshot: Snapshot, form: Form) -> None:
    """Draw the question; left empty, a good one is put."""
    st.session_state.setdefault(form.key("question"), "")
    item = snapshot.item(str(form.value("item") or ""))
    usual = "" if item is None else default_question(_draft(form), item.title)
    st.text_area("Question", key=form.key("question"), height=80, max_chars=1_000, placeholder=usual or None)
    if usual and not str(form.value("question") or "").strip():
        st.caption(f"Left empty, it asks: {plain(usual)}")


def asked(snapshot: Snapshot) -> list[ItemView]:
    """Organisations that take positions; advisory ones are never asked."""
    found = [
        o for o in snapshot.of_kind("organisation") if o.status == "active" and not o.detail.get("advisory")
    ]
    return sorted(found, key=lambda o: o.title.casefold())


def draw_addressees(snapshot: Snapshot, form: Form) -> None:
    """Draw who is asked: everybody, some classes, or some organisations."""
    every = asked(snapshot)
    classes = sorted({str(o.detail.get("category") or "no class") for o in every})
    left, right = st.columns(2)
    left.multiselect(
        "Asked: classes", classes, key=form.key("classes"), placeholder="every class",
        help="Without a choice every organisation that takes positions is asked.",
    )  # fmt: skip
    wanted = set(form.value("classes") or classes)
    names = {o.code: o.title for o in every if str(o.detail.get("category") or "no class") in wanted}
    key = form.key("organisations")
    st.session_state[key] = [code for code in st.session_state.get(key) or [] if code in names]
    right.multiselect(
        "Asked: organisations", list(names), key=key, format_func=names.__getitem__,
        placeholder="every one of these classes",
    )  # fmt: skip
    chosen = [names[code] for code in form.value("organisations") or names]
    number = f"{len(chosen)} {'organisation is' if len(chosen) == 1 else 'organisations are'} asked"
    st.caption(f"{number}: {plain(listed(chosen))}. Those that advise take no position and are not asked.")


def draw_terms(snapshot: Snapshot, form: Form, row: BallotRow | None) -> None:
    """Draw the rule, what is seen when, and the reservation of rights."""
    kind = str(form.value("kind"))
    if kind in WITH_RULE:
        _rule(snapshot, form, row)
    if kind == "statement-call":
        usual = int(snapshot.setting("statement-words", None) or STATEMENT_WORDS)
        st.session_state.setdefault(form.key("words"), usual)
        st.number_input(
            "Most words of a statement", min_value=1, max_value=5_000, key=form.key("words"), value=None
        )
    st.session_state.setdefault(form.key("hidden"), False)
    st.radio(
        "Answers show", [False, True], key=form.key("hidden"), horizontal=True,
        format_func=lambda hidden: "only after the close" if hidden else "as they are taken",
        help="Hidden ones are hidden from the facilitator too, until the close.",
    )  # fmt: skip
    st.session_state.setdefault(form.key("evidence"), False)
    st.toggle("Show evidence beside the text", key=form.key("evidence"))
    usual_words = str(snapshot.setting("reservation-of-rights", "") or "")
    st.session_state.setdefault(form.key("reservation"), usual_words)
    st.text_area(
        "Reservation of rights, shown with the call", key=form.key("reservation"), height="content",
        placeholder="None is set for the group (Settings). Counsel may ask for one.",
    )  # fmt: skip


def rules_offered(snapshot: Snapshot, row: BallotRow | None) -> dict[str, Mapping[str, Any]]:
    """Rules that can be chosen, by name; a draft's own stays as it was.

    Raises:
        ValueError: when the group's rules cannot be read.
    """
    found: dict[str, Mapping[str, Any]] = dict(adopted_rules(snapshot))
    if row is not None and row.rule:
        found[str(row.rule.get("name") or "As in the draft")] = row.rule
    return found


def _rule(snapshot: Snapshot, form: Form, row: BallotRow | None) -> None:
    try:
        offered = rules_offered(snapshot, row)
    except ValueError as wrong:
        st.error(plain(str(wrong)), icon=":material/block:")
        return
    key = form.key("rule")
    if st.session_state.get(key) not in offered:
        st.session_state[key] = DEFAULT.name
    st.selectbox("Rule", list(offered), key=key, help="Rules that the group adopted stand under Settings.")
    st.caption(plain(read_rule(offered[str(form.value("rule"))]).sentence()))


def _draft(form: Form) -> BallotDraft:
    """The parts of the draft that its question depends on."""
    kind = str(form.value("kind"))
    aspect = str(form.value("aspect") or "text") if kind in WITH_RULE else "text"
    choices: list[Any] = []
    if kind == "date-poll":
        choices = list(form.value("days") or [])
    elif aspect == "choices":
        choices = list(form.value("alternatives") or [])
    days = [day.isoformat() if isinstance(day, date) else str(day) for day in choices]
    return BallotDraft(
        kind,
        str(form.value("item") or ""),
        aspect="destination" if aspect == "destination" else "text",
        choices=tuple(days),
    )


def typed_draft(snapshot: Snapshot, form: Form, row: BallotRow | None) -> BallotDraft:
    """The draft that stands in the form.

    Raises:
        ValueError: in a sentence, when nothing is chosen to be about, or the rules cannot be read.
    """
    start = _draft(form)
    if not start.item:
        raise ValueError("Choose what the call is about.")
    names = [o.code for o in asked(snapshot)]
    wanted = set(form.value("classes") or [])
    if form.value("organisations"):
        names = list(form.value("organisations"))
    elif wanted:
        names = [o.code for o in asked(snapshot) if str(o.detail.get("category") or "no class") in wanted]
    else:
        names = []
    rule: dict[str, Any] = {}
    if start.kind in WITH_RULE:
        rule = dict(rules_offered(snapshot, row).get(str(form.value("rule")), {}))
        rule.pop("words", None)
    elif start.kind == "statement-call" and form.value("words"):
        rule = {"words": int(form.value("words"))}
    return BallotDraft(
        start.kind,
        start.item,
        question=str(form.value("question") or ""),
        aspect=start.aspect,
        choices=start.choices,
        addressees=tuple(names),
        rule=rule,
        closes_at=closing_moment(form.key("closing")),
        hidden=bool(form.value("hidden")),
        evidence=bool(form.value("evidence")),
        notice=row.notice if row is not None else "",
        reservation=str(form.value("reservation") or ""),
    )
