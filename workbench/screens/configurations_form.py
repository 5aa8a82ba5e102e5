"""The form of a configuration: its hops in order, each with protocols, translation, owner and who pays.

What is typed is kept while the preview is open, since the form is not drawn meanwhile. A hop keeps its widgets,
and so what is typed of it, wherever it is moved to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from workbench.exchange.grid import Grid, RefusedRows, diff_rows
from workbench.graph.fields import fields_of
from workbench.graph.hop_marks import marked
from workbench.graph.proposed import NewItem, Place, Problem, ProposedChange
from workbench.graph.snapshot import ItemView, Snapshot
from workbench.graph.ways import NO_TRANSLATION, NOT_SETTLED, Hop, faults, way
from workbench.screens.bench_words import STUBS
from workbench.screens.field_input import field_input, typed_value
from workbench.screens.grammar import plain

KIND = "configuration"
FORM = "configurations_form"
UNDRAWN = ""
"""Chosen for a hop that no source draws: an interface of its own is made for it, marked inferred."""
CERTAINTIES = ("verified", "partly", "inferred", "memory")
TOP, REST = ("title", "status"), ("text", "implements", "source", "certainty")
LABELS = {"implements": "What has to be implemented, in a sentence", "certainty": "How sure the whole is"}
DUTIES = "duties_lines"


@dataclass
class HopForm:
    """One hop of the form; ``number`` is its own and stays, whatever its place."""

    number: int
    seen: Hop | None = None


@dataclass
class ConfigurationForm:
    """An open form.

    Args:
        code: of the configuration; empty for a new one.
        number: a new one for every opening.
        seen: the row as it was when the form was opened, with its revision.
        hops: in their order.
        typed: values of the widgets, kept while they are not drawn.
    """

    code: str
    number: int
    seen: Mapping[str, Any]
    hops: list[HopForm] = field(default_factory=list)
    typed: dict[str, Any] = field(default_factory=dict)
    given: int = 0

    def key(self, name: str, hop: HopForm | None = None) -> str:
        place = "" if hop is None else f"hop_{hop.number}_"
        return f"configurations_field_{self.number}_{place}{name}"

    def value(self, name: str, hop: HopForm | None = None) -> Any:
        return st.session_state.get(self.key(name, hop))

    def keep(self) -> None:
        """Note what is typed; for callbacks."""
        prefix = f"configurations_field_{self.number}_"
        for key, value in st.session_state.items():
            if str(key).startswith(prefix) and "_press_" not in str(key):
                self.typed[str(key)] = value

    def add(self, seen: Hop | None = None) -> None:
        self.given += 1
        self.hops.append(HopForm(self.given, seen))


def opened(snapshot: Snapshot, item: ItemView | None) -> None:
    """Open a form for a configuration, or for a new one; for callbacks."""
    number = st.session_state.get("configurations_form_number", 0) + 1
    st.session_state["configurations_form_number"] = number
    seen = Grid.of(KIND, snapshot.vocabulary).row(snapshot, item) if item is not None else {}
    form = ConfigurationForm(item.code if item else "", number, seen)
    for hop in way(snapshot, item).hops if item is not None else ():
        form.add(hop)
    if item is None:
        form.add()
    st.session_state[FORM] = form


def current() -> ConfigurationForm | None:
    """The open form, or None."""
    found = st.session_state.get(FORM)
    return found if isinstance(found, ConfigurationForm) else None


def forget() -> None:
    """Drop the form and what was typed; for callbacks."""
    st.session_state.pop(FORM, None)


def draw_form(snapshot: Snapshot, form: ConfigurationForm) -> None:
    """Draw the widgets of a form."""
    for key, value in form.typed.items():
        st.session_state.setdefault(key, value)
    specs = fields_of(KIND, snapshot.vocabulary)
    if not form.code:
        st.text_input(
            "Code", key=form.key("code"), placeholder="CFG-…",
            help="CFG- with capital letters, digits and hyphens; it never changes.",
        )  # fmt: skip
    for name in TOP:
        field_input(
            snapshot, specs[name], form.key(name), value=form.seen.get(name) or _first(specs[name].choices)
        )
    st.html('<h3 class="wb-section">Hops, from the utility to the DER</h3>')
    for place, hop in enumerate(form.hops, 1):
        _hop(snapshot, form, place, hop)
    st.button(
        "Add a hop", key=form.key("press_add"), icon=":material/add:", on_click=_add, args=(form,),
    )  # fmt: skip
    why = faults(
        snapshot, [item for hop in form.hops if (item := _interface(snapshot, form, hop)) is not None]
    )
    if why and len(form.hops) == sum(_interface(snapshot, form, hop) is not None for hop in form.hops):
        st.warning("**These hops are no path yet.** " + plain(" ".join(why)), icon=":material/link_off:")
    _stubs(form)
    holders = ", ".join(snapshot.vocabulary.holders)
    duties = form.seen.get("duties") or {}
    st.session_state.setdefault(form.key(DUTIES), "\n".join(f"{who}: {what}" for who, what in duties.items()))
    st.text_area(
        "Who must implement what, one a line", key=form.key(DUTIES), height=110,
        placeholder="utility: a server for aggregators", help=f"Who is one of: {holders}.",
    )  # fmt: skip
    for name in REST:
        field_input(snapshot, specs[name], form.key(name), value=form.seen.get(name), label=LABELS.get(name))


def _stubs(form: ConfigurationForm) -> None:
    """Which reference stub stands at each place when the configuration is run."""
    seen = list(form.seen.get("stubs") or ())
    st.html('<h3 class="wb-section">On the test bench</h3>')
    columns = st.columns(min(len(form.hops) + 1, 4))
    for place in range(len(form.hops) + 1):
        _set(form.key(f"stub_{place}"), seen[place] if place < len(seen) else None)
        where = "At the utility" if not place else f"After hop {place}"
        columns[place % len(columns)].selectbox(
            where, list(STUBS), index=None, key=form.key(f"stub_{place}"), placeholder="no stub",
            format_func=STUBS.__getitem__,
        )  # fmt: skip


def _first(choices: tuple[str, ...]) -> str | None:
    return choices[0] if choices else None


def _interface(snapshot: Snapshot, form: ConfigurationForm, hop: HopForm) -> ItemView | None:
    key = form.key("interface", hop)
    code = st.session_state.get(key, hop.seen.interface.code if hop.seen else None)
    return snapshot.item(str(code)) if code else None


def _hop(snapshot: Snapshot, form: ConfigurationForm, place: int, hop: HopForm) -> None:
    seen = hop.seen
    with st.container(border=True, key=form.key("box", hop)):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**Hop {place}**", width="stretch")
            for name, label, icon, says, off in (
                ("earlier", "Up", "arrow_upward", "towards the utility", place == 1),
                ("later", "Down", "arrow_downward", "towards the DER", place == len(form.hops)),
                ("away", "Remove", "delete", "out of the path", False),
            ):
                st.button(
                    label, key=form.key(f"press_{name}", hop), icon=f":material/{icon}:", type="tertiary",
                    help=f"Hop {place} {says}", disabled=off, on_click=_press, args=(form, hop, name),
                )  # fmt: skip
        lines = {item.code: f"{item.title} · {item.code}" for item in snapshot.of_kind("interface")}
        _set(form.key("interface", hop), seen.interface.code if seen else None)
        st.selectbox(
            "Interface", [*lines, UNDRAWN], index=None, key=form.key("interface", hop), placeholder="choose a line",
            format_func=lambda code: lines.get(code, "A hop that no source draws …"),
        )  # fmt: skip
        if st.session_state.get(form.key("interface", hop)) == UNDRAWN:
            boxes = {item.code: item.title for item in snapshot.of_kind("actor")}
            for column, (name, label) in zip(st.columns(2), (("from", "From"), ("to", "To")), strict=True):
                column.selectbox(
                    label, list(boxes), index=None, key=form.key(name, hop), placeholder="choose an actor",
                    format_func=boxes.__getitem__,
                )  # fmt: skip
        _protocols(snapshot, form, hop)
        _set(form.key("translation", hop), _unsaid(seen.translation if seen else ""))
        st.text_input(
            "Translated where it begins", key=form.key("translation", hop), placeholder=NOT_SETTLED,
            help=f"From what to what; '{NO_TRANSLATION}' where nothing is. Empty: not settled.",
        )  # fmt: skip
        owner, payer, sure = st.columns(3)
        held = [*snapshot.vocabulary.holders]
        for column, name, label, first, options in (
            (owner, "owner", "Owner", seen.owner if seen else "", held),
            (payer, "payer", "Pays", seen.payer if seen else "", held),
            (sure, "sure", "How sure", seen.certainty if seen else "", list(CERTAINTIES)),
        ):
            _set(form.key(name, hop), _unsaid(first) or None)
            column.selectbox(label, options, index=None, key=form.key(name, hop), placeholder=NOT_SETTLED)


def _protocols(snapshot: Snapshot, form: ConfigurationForm, hop: HopForm) -> None:
    known = {item.code: item.title for item in snapshot.of_kind("protocol")}
    held = {one.protocol.code: one.certainty for one in hop.seen.protocols} if hop.seen else {}
    _set(form.key("protocols", hop), list(held))
    chosen = st.multiselect(
        "Protocols that may be spoken", list(known), key=form.key("protocols", hop), placeholder=NOT_SETTLED,
        format_func=known.__getitem__,
    )  # fmt: skip
    columns = st.columns(2) if len(chosen) > 1 else [st.container()]
    for at, code in enumerate(chosen):
        _set(form.key(f"certain_{code}", hop), held.get(code) or None)
        columns[at % len(columns)].selectbox(
            f"How sure: {known[code]}", list(CERTAINTIES), index=None, key=form.key(f"certain_{code}", hop),
            placeholder="not said",
        )  # fmt: skip


def _set(key: str, value: Any) -> None:
    st.session_state.setdefault(key, value)


def _unsaid(words: str) -> str:
    return "" if words == NOT_SETTLED else words


def _add(form: ConfigurationForm) -> None:
    form.keep()
    form.add()


def _press(form: ConfigurationForm, hop: HopForm, name: str) -> None:
    form.keep()
    at = form.hops.index(hop)
    if name == "away":
        form.hops.pop(at)
        return
    to = at - 1 if name == "earlier" else at + 1
    form.hops[at], form.hops[to] = form.hops[to], form.hops[at]


def change(form: ConfigurationForm, snapshot: Snapshot) -> ProposedChange:
    """What the form would write: only what differs from what was seen, and an interface for each hop that none draws.

    Raises:
        RefusedRows: with every field that cannot be taken.
    """
    specs = fields_of(KIND, snapshot.vocabulary)
    after: dict[str, Any] = {
        name: typed_value(specs[name], form.key(name))
        for name in (*TOP, *REST)
        if form.key(name) in st.session_state
    }
    after["duties"], problems = _duties(form)
    codes, made, missing = _interfaces(form, snapshot)
    problems += missing
    after["hops"] = codes
    after["protocols"] = [
        marked(code, {"hop": place, "certainty": form.value(f"certain_{code}", hop)})
        for place, hop in enumerate(form.hops, 1)
        for code in form.value("protocols", hop) or []
    ]
    for name, widget in (
        ("translations", "translation"),
        ("owners", "owner"),
        ("payers", "payer"),
        ("hop_certainty", "sure"),
    ):
        said = [str(form.value(widget, hop) or "").strip() or NOT_SETTLED for hop in form.hops]
        # Where nobody said anything of any hop, the list stays as empty as it was.
        after[name] = said if form.seen.get(name) or set(said) != {NOT_SETTLED} else []
    stubs = [form.value(f"stub_{place}") for place in range(len(form.hops) + 1)]
    while stubs and stubs[-1] is None:
        stubs.pop()  # a hop that was added has none yet; the test bench says so
    if None in stubs:
        problems.append(
            _problem(
                "a stub is missing in the midst of the path", "one at every place before the last", "stubs"
            )
        )
    after["stubs"] = stubs
    if problems:
        raise RefusedRows(problems)
    if form.code:
        row = {**after, "code": form.code, "revision": form.seen.get("revision")}
        changed = diff_rows([form.seen], [row], KIND, snapshot.vocabulary)
    else:
        filled = {name: value for name, value in after.items() if value not in (None, "", [], {})}
        row = {
            **filled,
            "title": after.get("title") or "",
            "code": str(form.value("code") or "").strip().upper(),
        }
        changed = diff_rows([], [row], KIND, snapshot.vocabulary)
    return ProposedChange(new=(*made, *changed.new), edits=changed.edits) if made else changed


def _interfaces(
    form: ConfigurationForm, snapshot: Snapshot
) -> tuple[list[str], list[NewItem], list[Problem]]:
    """Codes of the hops' interfaces in order, those that have to be made, and what is missing."""
    codes: list[str] = []
    made: list[NewItem] = []
    problems: list[Problem] = []
    taken = set(snapshot.by_code)
    for place, hop in enumerate(form.hops, 1):
        code = form.value("interface", hop)
        if code is None:
            problems.append(
                _problem(f"hop {place} goes over no line yet", "a line, or one that no source draws")
            )
        elif code != UNDRAWN:
            codes.append(code)
        else:
            ends = [form.value(name, hop) for name in ("from", "to")]
            if None in ends or ends[0] == ends[1]:
                problems.append(
                    _problem(f"hop {place} needs the two actors between which it goes", "two actors")
                )
                continue
            number = next(n for n in range(1, len(taken) + 2) if f"INT-X{n}" not in taken)
            taken.add(f"INT-X{number}")
            codes.append(f"INT-X{number}")
            title = " to ".join(snapshot.by_code[end].title for end in ends)[:200]
            fields = {
                "title": title, "from": ends[0], "to": ends[1], "inferred": True, "certainty": "inferred",
                "text": "No source draws this hop.",
            }  # fmt: skip
            made.append(NewItem("interface", fields, f"INT-X{number}"))
    return codes, made, problems


def _duties(form: ConfigurationForm) -> tuple[dict[str, str], list[Problem]]:
    duties: dict[str, str] = {}
    problems = []
    for line in str(form.value(DUTIES) or "").splitlines():
        who, colon, what = line.partition(":")
        if not line.strip():
            continue
        if not colon or not who.strip() or not what.strip():
            problems.append(
                _problem(f"'{line.strip()[:60]}' does not say who must implement what", "who: what", "duties")
            )
            continue
        duties[who.strip()] = what.strip()
    return duties, problems


def _problem(message: str, allowed: str, column: str = "hops") -> Problem:
    return Problem(message, Place(column=column), "", allowed)
