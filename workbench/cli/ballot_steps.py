"""Commands for what follows an opening: extend, close, void, record, again."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.ballot_input import moment_given
from workbench.cli.ballot_opening import BallotArgument
from workbench.cli.ballot_page import ballot_shown
from workbench.cli.invocation import Invocation, command
from workbench.cli.output import say, say_json
from workbench.cli.writing import JsonResultOption
from workbench.graph.ballots.words import OUTCOMES
from workbench.graph.dates import display_moment
from workbench.process.ballots.closing import ask_again, close, extend, void
from workbench.process.ballots.recording import record_outcome

PANEL = "Close and record"
EVERY_OUTCOME = list(dict.fromkeys(word for words in OUTCOMES.values() for word in words))

ReasonOption = Annotated[
    str,
    typer.Option("--why", metavar="TEXT", help="The reason, shown wherever the call is.", show_default=False),
]
PlainReasonOption = Annotated[
    str,
    typer.Option(
        "--why", metavar="TEXT", help="The reason; 'deferred' and 'withdrawn' need one.", show_default=False
    ),
]


def add_to(group: typer.Typer) -> None:
    """Register the commands of this module."""
    command(
        group,
        "extend",
        panel=PANEL,
        examples=(
            "workbench ballot extend BAL-02 --closes 2026-12-12T17:00 --why 'Two counsels asked for it.'",
        ),
    )(extend_it)
    command(
        group,
        "close",
        panel=PANEL,
        examples=("workbench ballot close BAL-02 --why 'Everybody has answered.'",),
    )(close_it)
    command(
        group,
        "void",
        panel=PANEL,
        examples=("workbench ballot void BAL-02 --why 'The wrong text was put.'",),
    )(void_it)
    command(
        group,
        "record",
        panel=PANEL,
        examples=(
            "workbench ballot record BAL-02 'consensus with recorded dissent'",
            "workbench ballot record BAL-04 chosen --choice 2026-12-10",
            "workbench ballot record BAL-02 deferred --why 'The text is being reworked.'",
        ),
    )(record_it)
    command(
        group,
        "again",
        panel=PANEL,
        examples=("workbench ballot again BAL-02 --why 'The text was changed.'",),
    )(ask_it_again)


def extend_it(
    invocation: Invocation,
    ballot: BallotArgument,
    closes: Annotated[
        str,
        typer.Option(
            "--closes",
            metavar="MOMENT",
            help="The new close, later than the present one; Pacific time unless a zone is written.",
            show_default=False,
        ),
    ],
    why: ReasonOption = "",
    as_json: JsonResultOption = False,
) -> None:
    """Move the close of an open call to a later moment."""
    moment = moment_given(closes, "--closes")
    code = ballot.strip().upper()
    extend(invocation.database(), invocation.actor(), code, moment, why)
    if as_json:
        say_json({"code": code, "closes_at": moment})
    else:
        say(f"{code} closes on {display_moment(moment)}.")


def close_it(
    invocation: Invocation, ballot: BallotArgument, why: ReasonOption = "", as_json: JsonResultOption = False
) -> None:
    """Close an open call before its time."""
    code = ballot.strip().upper()
    close(invocation.database(), invocation.actor(), code, why)
    if as_json:
        row = ballot_shown(invocation, invocation.snapshot(), code)
        say_json({"code": code, "closed_at": row.closed_at})
    else:
        say(f"{code} is closed.")


def void_it(
    invocation: Invocation, ballot: BallotArgument, why: ReasonOption = "", as_json: JsonResultOption = False
) -> None:
    """Declare a call void; it, its positions and the reason stay visible."""
    code = ballot.strip().upper()
    void(invocation.database(), invocation.actor(), code, why)
    if as_json:
        say_json({"code": code, "void": True})
    else:
        say(f"{code} is void.")


def record_it(
    invocation: Invocation,
    ballot: BallotArgument,
    outcome: Annotated[
        str,
        typer.Argument(metavar="OUTCOME", help=f"One of: {', '.join(EVERY_OUTCOME)}.", show_default=False),
    ],
    choice: Annotated[
        str,
        typer.Option(
            "--choice",
            metavar="CODE|DATE",
            help="Of several alternatives or days the one that it is about.",
            show_default=False,
        ),
    ] = "",
    why: PlainReasonOption = "",
    as_json: JsonResultOption = False,
) -> None:
    """Record what came out of a closed call; an outcome that its rule does not give is refused."""
    code = ballot.strip().upper()
    word = outcome.strip().lower()
    sentence = record_outcome(invocation.database(), invocation.actor(), code, word, why=why, choice=choice)
    if as_json:
        say_json({"code": code, "outcome": word, "sentence": sentence})
    else:
        say(sentence)


def ask_it_again(
    invocation: Invocation, ballot: BallotArgument, why: ReasonOption = "", as_json: JsonResultOption = False
) -> None:
    """Prepare a new round of a call that is closed, recorded or void, as a draft."""
    earlier = ballot.strip().upper()
    code = ask_again(invocation.database(), invocation.actor(), earlier, why)
    if as_json:
        say_json({"code": code, "previous": earlier})
    else:
        say(code)
