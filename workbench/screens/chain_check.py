"""The chain of events and its check, which runs in a process of its own so that nobody waits for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass

import streamlit as st

from workbench.process.verification import chain_tip
from workbench.screens.connection import database
from workbench.screens.grammar import plain

ASKED = "history_verify"
LONGEST_SECONDS = 600
MOST_FAULTS = 50


@dataclass(frozen=True)
class Checked:
    """What a check found; without faults the record is sound."""

    events: int = 0
    items: int = 0
    links: int = 0
    tip: str = ""
    faults: tuple[str, ...] = ()


def button() -> None:
    """Draw the button that starts the check."""
    st.button(
        "Verify",
        key="history_verify_button",
        icon=":material/verified:",
        help="Checks the chain of events, every digest behind it, and every reference.",
        on_click=_ask,
    )


def _ask() -> None:
    st.session_state[ASKED] = True


def draw() -> None:
    """Show the tip of the chain, and the check while it runs and when it is done."""
    with st.expander("Tip of the chain of events"), database().read() as session:
        st.markdown(
            "Every event carries the digest of the one before it. Keep this tip: as long as it is found in the "
            "chain, nothing before it was altered or cut off. `workbench verify --tip` asks for it."
        )
        st.code(chain_tip(session), language=None, wrap_lines=True)
    if not st.session_state.get(ASKED):
        return
    with st.status("Checking the chain, the digests and the references …") as status:
        found = check()
        if not found.faults:
            words = f"Sound: {found.events:,} events, {found.items:,} items and {found.links:,} links."
            status.update(label=words, state="complete")
            st.markdown("The tip of the chain at the time of the check:")
            st.code(found.tip, language=None, wrap_lines=True)
        else:
            number = len(found.faults)
            words = f"Not sound: {number} {'fault' if number == 1 else 'faults'} found."
            status.update(label=words, state="error", expanded=True)
            st.markdown("\n".join(f"- {plain(fault)}" for fault in found.faults[:MOST_FAULTS]))
    st.session_state.pop(ASKED, None)


def check() -> Checked:
    """Verify the record in another process, so that the pages of others go on.

    Returns:
        The numbers of what was checked, and every fault as a sentence.
    """
    surroundings = {**os.environ, "DATABASE_URL": database().url.render_as_string(hide_password=False)}
    command = [sys.executable, "-m", "workbench", "verify", "--json"]
    try:
        done = subprocess.run(
            command, env=surroundings, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False
        )
        found = json.loads(done.stdout)
        return Checked(found["events"], found["items"], found["links"], found["tip"], tuple(found["faults"]))
    except subprocess.TimeoutExpired:
        return Checked(faults=(f"the check was not done after {LONGEST_SECONDS // 60} minutes",))
    except (OSError, ValueError, KeyError):
        return Checked(faults=("the check could not be run on the server; try `workbench verify` there",))
