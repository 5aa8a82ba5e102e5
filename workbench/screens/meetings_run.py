"""A proposed schedule while it is computed and while it is adjusted: kept in this tab until it is saved.

It is computed in a thread of its own, so that nobody else's page waits for it.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from dataclasses import dataclass, field, replace
from functools import cached_property

import streamlit as st

from workbench.graph.proposed import ProposedChange
from workbench.process.calendar import BusinessCalendar
from workbench.process.schedule import ScheduleOptions, ScheduleProposal, propose, to_change
from workbench.process.scheduling.adjusting import Adjustment, adjusted, faults
from workbench.screens import visitor

RUN, RESULT = "meetings_run", "meetings_result"
AT_ONCE = 0.5
"""Seconds for which a click waits: most records are done by then, and nothing flickers."""

_workers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="schedule")


@dataclass(frozen=True)
class Result:
    """A proposal with what the facilitator has changed about it.

    Args:
        moment: the moment of the record from which it was computed.
        nonce: number in the grid's key; a new one draws the grid anew.
        adjustments: stages put elsewhere, by issue and stage.
        dropped: issues that the schedule is not to touch.
    """

    proposal: ScheduleProposal
    moment: str
    nonce: int = 1
    adjustments: dict[tuple[str, str], Adjustment] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()

    @cached_property
    def now(self) -> ScheduleProposal:
        """The proposal as it would be saved."""
        return adjusted(self.proposal, list(self.adjustments.values()), self.dropped)

    @cached_property
    def change(self) -> ProposedChange:
        """What a save would write."""
        return to_change(self.now)

    @cached_property
    def faults(self) -> tuple[str, ...]:
        """What would not go together if it were saved so, a sentence each."""
        return faults(self.now, self.change)


def start(options: ScheduleOptions, calendar: BusinessCalendar) -> None:
    """Compute a proposal; for callbacks. It is there at once, or ``running`` until it is."""
    forget()
    snapshot = visitor.snapshot()
    future: Future[ScheduleProposal] = _workers.submit(propose, snapshot, options, calendar)
    st.session_state[RUN] = (future, visitor.moment())
    collect(AT_ONCE)


def running() -> bool:
    """Whether a proposal is still being computed."""
    return RUN in st.session_state


def collect(seconds: float = 0.0) -> bool:
    """Take what has been computed; whether there is a result or a failure now.

    Raises:
        ValueError: in sentences, when a setting or a date of the record cannot be read.
    """
    found = st.session_state.get(RUN)
    if found is None:
        return False
    future, moment = found
    try:
        proposal = future.result(timeout=seconds)
    except StillRunning:
        return False
    except ValueError:
        st.session_state.pop(RUN, None)
        raise
    st.session_state.pop(RUN, None)
    nonce = st.session_state.get("meetings_nonce", 0) + 1
    st.session_state["meetings_nonce"] = nonce
    st.session_state[RESULT] = Result(proposal, moment, nonce)
    return True


def result() -> Result | None:
    """The proposal that is being looked at, if it is of the moment looked at."""
    found = st.session_state.get(RESULT)
    return found if isinstance(found, Result) and found.moment == visitor.moment() else None


def keep(changed: Result, *, anew: bool = False) -> None:
    """Keep an adjusted result; for callbacks.

    Args:
        anew: draw the grid anew, for what was refused or taken back.
    """
    if anew:
        nonce = st.session_state.get("meetings_nonce", 0) + 1
        st.session_state["meetings_nonce"] = nonce
        changed = replace(changed, nonce=nonce)
    st.session_state[RESULT] = changed


def forget() -> None:
    """Drop the proposal and whatever was changed about it; for callbacks."""
    st.session_state.pop(RUN, None)
    st.session_state.pop(RESULT, None)
