"""Which pages a role sees, in which group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from workbench.process.actor import Actor
from workbench.screens import (
    agreements,
    ballots,
    baselines,
    call,
    comments,
    configurations,
    countdown,
    desk,
    diagram,
    exchange,
    filings,
    find,
    health,
    history,
    information_model,
    issues,
    matrix,
    meetings,
    minutes,
    my_page,
    people,
    replies,
    settings,
    test_bench,
    trace,
)


@dataclass(frozen=True)
class Entry:
    """One page: where it stands, the verb that its visitor must be allowed, and whether the list names it."""

    group: str
    title: str
    draw: Callable[[], None]
    address: str
    icon: str
    help: str
    verb: str = "read"
    listed: bool = True


HOME = "home"
"""Name of the home page, whichever it is for a role; its address is ``/``."""
ENTRIES = (
    Entry("Work", "Desk", desk.page, "", ":material/inbox:", "What needs you today.", "edit"),
    Entry(
        "Positions",
        "My page",
        my_page.page,
        "my-page",
        ":material/person_check:",
        "What awaits your organisation, and what it said.",
        "write-statement",
    ),
    Entry(
        "Positions",
        "Call",
        call.page,
        "call",
        ":material/how_to_vote:",
        "One call: read, choose, send.",
        listed=False,
    ),
    Entry(
        "Work",
        "Issues",
        issues.page,
        "issues",
        ":material/checklist:",
        "The issue list, to read and to edit.",
    ),
    Entry(
        "Work",
        "Meetings",
        meetings.page,
        "meetings",
        ":material/event:",
        "Meetings, milestones, the schedule.",
    ),
    Entry(
        "Work",
        "Agreements",
        agreements.page,
        "agreements",
        ":material/handshake:",
        "What is said to be agreed, layer by layer, and by whom.",
    ),
    Entry(
        "Work",
        "Minutes",
        minutes.page,
        "minutes",
        ":material/edit_note:",
        "Read, take and send minutes.",
        "edit",
    ),
    Entry(
        "Work",
        "Find",
        find.page,
        "find",
        ":material/manage_search:",
        "Items of any kind by a query.",
    ),
    Entry(
        "Positions",
        "Consensus calls",
        ballots.page,
        "consensus-calls",
        ":material/how_to_vote:",
        "Prepare, open and close calls; record what came out.",
        "prepare-ballot",
    ),
    Entry(
        "Positions",
        "Comments",
        comments.page,
        "comments",
        ":material/forum:",
        "What was said about the texts, and what became of it.",
    ),
    Entry(
        "Positions",
        "Matrix",
        matrix.page,
        "matrix",
        ":material/grid_on:",
        "Who stands where, in every call.",
    ),
    Entry(
        "Positions",
        "Replies",
        replies.page,
        "replies",
        ":material/mark_email_read:",
        "Answers to calls that came by mail.",
        "import",
    ),
    Entry(
        "Documents",
        "Filings",
        filings.page,
        "filings",
        ":material/description:",
        "Documents to export.",
        "export",
    ),
    Entry(
        "Documents",
        "Countdown",
        countdown.page,
        "countdown",
        ":material/hourglass_bottom:",
        "What the next filing waits for, and from whom.",
        "comment",
    ),
    Entry(
        "Documents",
        "Baselines",
        baselines.page,
        "baselines",
        ":material/flag:",
        "Named states of the record.",
    ),
    Entry(
        "Architecture",
        "Diagram",
        diagram.page,
        "diagram",
        ":material/account_tree:",
        "The five levels, and who speaks to whom.",
    ),
    Entry(
        "Architecture",
        "Configurations",
        configurations.page,
        "configurations",
        ":material/route:",
        "The ways from the utility to the DER, side by side.",
    ),
    Entry(
        "Architecture",
        "Trace",
        trace.page,
        "trace",
        ":material/conversion_path:",
        "What rests on what, and the traceability matrix.",
    ),
    Entry(
        "Architecture",
        "Information model",
        information_model.page,
        "information-model",
        ":material/dataset:",
        "What each protocol calls a quantity, and what a value becomes there.",
    ),
    Entry(
        "Architecture",
        "Health",
        health.page,
        "record-health",  # ``/health`` is the server's own.
        ":material/monitor_heart:",
        "What is out of date, and what is not sound.",
        "read-history",
    ),
    Entry("More", "People", people.page, "people", ":material/group:", "Organisations and persons.", "edit"),
    Entry(
        "More",
        "History",
        history.page,
        "history",
        ":material/history:",
        "Every event: who, when, why.",
        "read-history",
    ),
    Entry(
        "More",
        "Exchange",
        exchange.page,
        "exchange",
        ":material/swap_horiz:",
        "The whole record for another copy or another tool, and back.",
        "export-public",
    ),
    Entry(
        "More",
        "Test bench",
        test_bench.page,
        "test-bench",
        ":material/experiment:",
        "Run a configuration as reference devices, and command it.",
        "run-stubs",
    ),
    Entry(
        "More",
        "Settings",
        settings.page,
        "settings",
        ":material/tune:",
        "Docket, caption, rules of form.",
        "edit",
    ),
)


def pages(actor: Actor) -> dict[str, list[StreamlitPage]]:
    """The pages that an actor may use, by group; the first one is the home page."""
    groups: dict[str, list[StreamlitPage]] = {}
    home = True
    for entry in ENTRIES:
        if not actor.may(entry.verb):
            continue
        page = st.Page(
            entry.draw,
            title=entry.title,
            icon=entry.icon,
            # Streamlit keeps the home page's own name from every other page: the alias below takes it.
            url_path=(HOME if home and entry.listed else entry.address) or None,
            default=home and entry.listed,
            visibility="visible" if entry.listed else "hidden",
            help=entry.help,
        )
        groups.setdefault(entry.group, []).append(page)
        if home and entry.listed:
            home = False
            if entry.address:
                # The home page stands at ``/`` only; its own address goes on leading there for everybody.
                alias = st.Page(
                    entry.draw,
                    title=entry.title,
                    icon=entry.icon,
                    url_path=entry.address,
                    visibility="hidden",
                )
                groups[entry.group].append(alias)
    return groups
