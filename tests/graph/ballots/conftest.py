"""Ballots made by hand: organisations by number, each with what it said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from workbench.graph.ballots.rows import BallotRow, Cited, PositionRow
from workbench.graph.ballots.words import POSITIONS

START = datetime(2026, 9, 1, 17, 0, tzinfo=UTC)
NAMES = ("Amber", "Birch", "Cedar", "Dover", "Elder", "Fjord", "Grove", "Heath", "Islet")
CLASSES = ("utility", "manufacturer", "aggregator", "")


def position(name: str, word: str, **more: Any) -> PositionRow:
    """A position of the organisation with a name."""
    values: dict[str, Any] = {
        "reason": "",
        "revision": 1,
        "capacity": "representative",
        "authorised": False,
        "taken_on": date(2026, 9, 2),
        "change": 9,
        "overtaken": False,
        **more,
    }
    return PositionRow(f"ORG-{name.upper()}", f"{name} Example", word, **values)


def ballot(*positions: PositionRow, asked: tuple[str, ...] = NAMES[:5], **more: Any) -> BallotRow:
    """A consensus call to which these positions were taken."""
    values: dict[str, Any] = {
        "code": "BAL-01",
        "kind": "consensus-call",
        "item": "AGR-01",
        "item_title": "One protocol",
        "revision": 1,
        "question": "Can your organisation support it?",
        "opens_at": START,
        "closes_at": datetime(2026, 9, 11, 17, 0, tzinfo=UTC),
        "outcome": None,
        "outcome_sentence": "",
        "change": 5,
        "positions": positions,
        "addressees": tuple((f"ORG-{name.upper()}", f"{name} Example") for name in asked),
        **more,
    }
    return BallotRow(**values)


def choices(*keys: str) -> tuple[Cited, ...]:
    """Alternatives or dates."""
    return tuple(Cited(key, "" if key[0].isdigit() else f"Way {key[-1]}", 1) for key in keys)


FILINGS = st.sampled_from([(), ("Report",), ("Comments",), ("Report", "Comments")])
POSITION_WORDS = st.sampled_from(sorted(POSITIONS))


@st.composite
def calls(draw: st.DrawFn) -> tuple[BallotRow, Mapping[str, str]]:
    """Calls with any positions, and the class of every organisation."""
    asked = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=len(NAMES)))
    taking = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=len(NAMES)))
    taken = [
        position(
            name,
            draw(POSITION_WORDS),
            overtaken=draw(st.booleans()),
            authorised=bool(filings := draw(FILINGS)),
            filings=filings,
        )
        for name in taking
    ]
    classes = {f"ORG-{name.upper()}": draw(st.sampled_from(CLASSES)) for name in NAMES}
    return ballot(*taken, asked=tuple(asked)), classes
