"""Who is looking, and at which moment of the record: asked anew in every run.

A page asks a dozen times in one run who is looking; the record is asked once, and once more after a verb.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple, TypeVar, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from workbench.graph.ballots.moments import change_of
from workbench.graph.reading import SNAPSHOTS, kind_numbers
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import Actor
from workbench.process.attempts import ATTEMPTS
from workbench.process.baselines import baselines
from workbench.process.clock import group_today
from workbench.process.sign_in import actor_by_cookies, is_forged, note_forged
from workbench.process.visibility import (
    PUBLIC,
    Sight,
    filed_snapshot,
    public_reading,
    sight,
    visible_snapshot,
)
from workbench.screens import account
from workbench.screens.connection import database

Result = TypeVar("Result")
NOW = "now"
DAY = "A day"
"""As it is called and as addresses hold it: what Streamlit puts there is the word that is shown."""
MOMENT_KEY, DAY_KEY = "at", "at_day"
"""Where the chosen moment stands, and the day where a day is chosen, in the session and in addresses."""
ACTOR_KEY = "visitor_actor_for_tests"
FORGED_KEY = "visitor_forged_cookie"


def actor() -> Actor | None:
    """Who looks, read from the record at every run: signed in, or the public where it may read; None for nobody."""
    found = known_actor()
    if found is None and public_reading(head()):
        return PUBLIC
    return found


def known_actor() -> Actor | None:
    """Who is signed in, by a link or by an account; None for nobody."""
    if ACTOR_KEY in st.session_state:
        # Only a test sets this: session state cannot be written from a browser.
        chosen = st.session_state[ACTOR_KEY]
        return chosen if isinstance(chosen, Actor) else None
    return once_a_run(_look, _look).actor


class _Look(NamedTuple):
    """Who looks, and the numbers of the last changes by kind at that moment."""

    actor: Actor | None
    numbers: Mapping[str, int]


def _look() -> _Look:
    with database().read() as session:
        numbers = kind_numbers(session)
        found = actor_by_cookies(session, database(), st.context.cookies, numbers)
    return _Look(found if found is not None else account.actor(), numbers)


def numbers() -> Mapping[str, int]:
    """Numbers of the last changes by kind as this run found them, for caches: they need not ask again."""
    return once_a_run(_look, _look).numbers


_asked = threading.local()
"""What was read in the run that this thread has drawn last."""


def once_a_run(name: Hashable, read: Callable[[], Result]) -> Result:
    """What a reading gives, read once in a run of the script or of fragments, and once more after a verb.

    Args:
        name: the same for the same reading, whoever asks for it.
    """
    # Streamlit counts in it what a run has drawn, and begins every run with a fresh one.
    run = getattr(get_script_run_ctx(suppress_warning=True), "cursors", None)
    if run is None:
        return read()
    if getattr(_asked, "run", None) is not run:
        _asked.run, _asked.found = run, {}
    found: dict[Hashable, Any] = _asked.found
    if name not in found:
        found[name] = read()
    return cast("Result", found[name])


def ask_again() -> None:
    """Ask the record again for what was read in this run, since a verb may have changed it."""
    _asked.run = None


def forged_cookie() -> bool:
    """Whether the browser's cookie was not signed by this record; logged once in a tab.

    The log is written while the page is drawn: nobody has pressed anything, and nothing of the record changes.
    """
    if known_actor() is not None or not is_forged(database(), st.context.cookies):
        return False
    if not st.session_state.get(FORGED_KEY):
        st.session_state[FORGED_KEY] = True
        # Streamlit names no address for the machine itself.
        note_forged(database(), st.context.ip_address or "127.0.0.1", ATTEMPTS)
    return True


def is_public() -> bool:
    """Whether the visitor reads as anybody may, without having signed in."""
    return actor() == PUBLIC


def signed_in() -> Actor:
    """Who looks; the shell lets nobody else reach a page."""
    found = actor()
    if found is None:
        st.stop()
    return found


def moments() -> dict[str, str]:
    """The moments at which the record can be looked at by name: now, and every baseline."""
    with database().read() as session:
        named = baselines(session)
    return {NOW: "Now"} | {b.name: b.name for b in named}


def moment() -> str:
    """The moment chosen in the side bar, the same for the same moment: ``now``, a baseline's name, or a day."""
    day = day_chosen()
    return _chosen() if day is None else f"{DAY} {day.isoformat()}"


def moment_in_address() -> dict[str, str]:
    """The chosen moment as addresses hold it; nothing for the present."""
    if is_now():
        return {}
    day = day_chosen()
    return {MOMENT_KEY: _chosen()} if day is None else {MOMENT_KEY: DAY, DAY_KEY: day.isoformat()}


def day_chosen() -> date | None:
    """The day as of which the record is looked at; None for the present and for a baseline."""
    if _chosen() != DAY:
        return None
    found = st.session_state.get(DAY_KEY)
    return found if isinstance(found, date) else group_today()


def _chosen() -> str:
    chosen = st.session_state.get(MOMENT_KEY, NOW)
    return chosen if isinstance(chosen, str) else NOW


def is_now() -> bool:
    """Whether the page shows the record as it stands, which alone can be edited."""
    return _chosen() == NOW


def change_looked_at() -> int | None:
    """The change up to which comments, calls and statements are read at the chosen moment; None for the present."""
    return None if is_now() else once_a_run(("change", moment()), _change)


def _change() -> int | None:
    with database().read() as session:
        return change_of(session, whole_snapshot())


def change_number() -> int:
    """The change at which the moment looked at stands, to be written down or counted."""
    found = change_looked_at()
    return head().change if found is None else found


def snapshot() -> Snapshot:
    """The record at the chosen moment, as far as the visitor may see it, from the process's cache."""
    return once_a_run(("snapshot", moment(), actor()), _visible)


def snapshot_of(*, baseline: str | None = None, as_of: date | None = None) -> Snapshot:
    """The record at another moment than the one looked at, as far as the visitor may see it; now for none."""
    whole = SNAPSHOTS.get(database(), baseline=baseline, as_of=as_of)
    return visible_snapshot(actor(), whole, now=head())


def snapshot_filed(change: int) -> Snapshot:
    """The record after the change from which a filing was made, as far as the visitor may see it."""
    return filed_snapshot(actor(), SNAPSHOTS.get(database(), change=change), now=head())


def _visible() -> Snapshot:
    whole = whole_snapshot()
    return visible_snapshot(actor(), whole, now=whole if is_now() else head())


def head() -> Snapshot:
    """The record as it stands now with what is confidential, to know what must not be shown at any moment."""
    return once_a_run("head", partial(SNAPSHOTS.get, database()))


Seen = tuple[str, int, str, Sight]
"""The record's database, its last change, the moment looked at, and how much of it the visitor sees."""


def seen_key() -> Seen:
    """What everything is kept by that is read from ``snapshot``: it is the same where the snapshot is.

    The change is the last one of the record, at past moments too: what is confidential since then is so there.
    """
    return str(database().name), head().change, moment(), sight(actor(), head())


def whole_snapshot() -> Snapshot:
    """The record at the chosen moment with what is confidential, to know what must not be shown."""
    if is_now():
        return head()
    day = day_chosen()
    if day is not None:
        return SNAPSHOTS.get(database(), as_of=day)
    return SNAPSHOTS.get(database(), baseline=moment())


def today() -> date:
    """The day from which days are counted: today, or the day of the baseline looked at."""
    return snapshot().as_of or group_today()


def may_edit() -> bool:
    """Whether the visitor may edit, and looks at the present."""
    found = actor()
    return found is not None and found.may("edit") and is_now()
