"""Commands by which organisations answer: position, join, authorise, contest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.cli.ballot_input import answers_given, file_given, organisation_given
from workbench.cli.ballot_opening import BallotArgument
from workbench.cli.ballot_page import ballot_shown
from workbench.cli.invocation import Invocation, command
from workbench.cli.output import say, say_json, tell
from workbench.cli.refusals import CommandRefused
from workbench.cli.writing import JsonResultOption
from workbench.graph.ballots.words import POSITIONS
from workbench.process.ballots.authorising import authorise
from workbench.process.ballots.joint import confirm_joint, propose_joint
from workbench.process.ballots.positions import NewPosition, Receipt, take_position
from workbench.process.ballots.recording import contest

PANEL = "Answer"

OrganisationArgument = Annotated[
    str,
    typer.Argument(
        metavar="ORGANISATION", help="The organisation that answers, by code or name.", show_default=False
    ),
]
ReasonOption = Annotated[
    str,
    typer.Option(
        "--reason",
        metavar="TEXT",
        help="Needed to object, to support in part and to support with a comment.",
        show_default=False,
    ),
]


def add_to(group: typer.Typer) -> None:
    """Register the commands of this module."""
    command(
        group,
        "position",
        panel=PANEL,
        examples=(
            "workbench ballot position BAL-02 ORG-FLEETWISE support --as PER-BUOY",
            "workbench ballot position BAL-02 ORG-ROOFTOP object --reason 'The cost.' --wants 'Leave small sites out.' "
            "--instruction 'Mail of 26 October 2026' --attach mail.eml",
            "workbench ballot position BAL-03 ORG-FLEETWISE --answer ISS-005-a=support --answer ISS-005-b=object "
            "--reason 'One protocol.' --prefers ISS-005-a --as PER-BUOY",
            "workbench ballot position BAL-02 ORG-INVERTER-NORTH support --joint ORG-INVERTER-SOUTH --as PER-MOLE",
        ),
    )(take)
    command(
        group,
        "join",
        panel=PANEL,
        examples=("workbench ballot join BAL-02 ORG-INVERTER-SOUTH --lead ORG-INVERTER-NORTH --as PER-MOLE",),
    )(join)
    command(
        group,
        "authorise",
        panel=PANEL,
        examples=(
            "workbench ballot authorise BAL-02 ORG-FLEETWISE --filing 'Report to the Commission' --as PER-BUOY",
        ),
    )(confirm)
    command(
        group,
        "contest",
        panel=PANEL,
        examples=(
            "workbench ballot contest BAL-01 ORG-FLEETWISE --reason 'Our mail was not counted.' --as PER-BUOY",
        ),
    )(contest_it)


def take(
    invocation: Invocation,
    ballot: BallotArgument,
    organisation: OrganisationArgument,
    position: Annotated[
        str,
        typer.Argument(
            metavar="POSITION",
            help=f"One of: {', '.join(POSITIONS)}. Left out where --answer answers by choice.",
            show_default=False,
        ),
    ] = "",
    answer: Annotated[
        list[str] | None,
        typer.Option(
            "--answer",
            metavar="CHOICE=WORD",
            help="The answer to one alternative or day: ISS-005-a=support, 2026-12-10=if-need-be; repeat it.",
            show_default=False,
        ),
    ] = None,
    reason: ReasonOption = "",
    wants: Annotated[
        str,
        typer.Option(
            "--wants",
            metavar="TEXT",
            help="The change that would remove the objection.",
            show_default=False,
        ),
    ] = "",
    prefers: Annotated[
        str,
        typer.Option(
            "--prefers", metavar="CHOICE", help="The alternative that is preferred.", show_default=False
        ),
    ] = "",
    instruction: Annotated[
        str,
        typer.Option(
            "--instruction",
            metavar="TEXT",
            help="What a position by proxy or on behalf rests on, as cited.",
            show_default=False,
        ),
    ] = "",
    attach: Annotated[
        Path | None,
        typer.Option("--attach", metavar="FILE", help="The instruction itself.", show_default=False),
    ] = None,
    joint: Annotated[
        list[str] | None,
        typer.Option(
            "--joint",
            metavar="ORGANISATION",
            help="Another organisation that is to take it jointly; repeat it. Each confirms with 'ballot join'.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonResultOption = False,
) -> None:
    """Take an organisation's position, as the person of --as. The latest one counts, until the close."""
    actor = invocation.actor()
    answers = answers_given(answer or [])
    if not position and not answers:
        raise typer.BadParameter(
            f"Say the position, or answer by choice with --answer. Allowed: {', '.join(POSITIONS)}.",
            param_hint="POSITION",
        )
    if position and answers:
        raise typer.BadParameter("Give a position, or answers by choice; not both.", param_hint="POSITION")
    snapshot = invocation.snapshot()
    new = NewPosition(
        ballot=ballot.strip().upper(),
        organisation=organisation_given(organisation, snapshot),
        position=position.strip().lower(),
        reason=reason,
        answers=answers,
        preference=prefers,
        change_wanted=wants,
        instruction=instruction,
        file=file_given(attach),
    )
    if joint:
        members = [organisation_given(one, snapshot) for one in joint]
        receipt = propose_joint(invocation.database(), actor, new, members)
        tell("Each of the others confirms with 'workbench ballot join'.")
    else:
        receipt = take_position(invocation.database(), actor, new)
    _say_receipt(receipt, as_json)


def join(
    invocation: Invocation,
    ballot: BallotArgument,
    organisation: OrganisationArgument,
    lead: Annotated[
        str,
        typer.Option(
            "--lead", metavar="ORGANISATION", help="Who proposed the joint position.", show_default=False
        ),
    ],
    as_json: JsonResultOption = False,
) -> None:
    """Confirm a joint position for an organisation that is named in it; it then holds in its own name."""
    snapshot = invocation.snapshot()
    member = organisation_given(organisation, snapshot)
    leader = organisation_given(lead, snapshot)
    row = ballot_shown(invocation, snapshot, ballot)
    named = [j for j in row.joints if j.lead == leader and member in dict(j.members)]
    if not named:
        raise CommandRefused(f"{leader} proposed no joint position on {row.code} in which {member} is named.")
    receipt = confirm_joint(invocation.database(), invocation.actor(), named[-1].uuid, member)
    _say_receipt(receipt, as_json)


def confirm(
    invocation: Invocation,
    ballot: BallotArgument,
    organisation: OrganisationArgument,
    filing: Annotated[
        str,
        typer.Option(
            "--filing",
            metavar="NAME",
            help="The filing for which the position is confirmed.",
            show_default=False,
        ),
    ],
    as_json: JsonResultOption = False,
) -> None:
    """Confirm an organisation's latest position as its authoriser, so that it may be printed with the name."""
    speaker = organisation_given(organisation, invocation.snapshot())
    code = ballot.strip().upper()
    _say_receipt(authorise(invocation.database(), invocation.actor(), code, speaker, filing), as_json)


def contest_it(
    invocation: Invocation,
    ballot: BallotArgument,
    organisation: OrganisationArgument,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why, for everybody to read.", show_default=False)
    ],
    as_json: JsonResultOption = False,
) -> None:
    """Contest a recorded outcome for one's organisation, while that is possible."""
    speaker = organisation_given(organisation, invocation.snapshot())
    code = ballot.strip().upper()
    contest(invocation.database(), invocation.actor(), code, speaker, reason)
    if as_json:
        say_json({"code": code, "organisation": speaker})
    else:
        say(f"The outcome of {code} is contested by {speaker}.")


def receipt_json(receipt: Receipt) -> dict[str, Any]:
    """A receipt for other programs; the first nine keys are settled with them."""
    return {
        "ballot": receipt.ballot,
        "organisation": receipt.organisation,
        "position": receipt.position,
        "reason": receipt.reason,
        "revision": receipt.revision,
        "cast_by": receipt.cast_by,
        "capacity": receipt.capacity,
        "authorised": receipt.authorised,
        "receipt": receipt.receipt,
        "code": receipt.ballot,
        "answers": dict(receipt.answers),
        "preference": receipt.preference,
        "filing": receipt.filing,
        "recorded_at": receipt.recorded_at,
        "change": receipt.change,
    }


def _say_receipt(receipt: Receipt, as_json: bool) -> None:
    if as_json:
        say_json(receipt_json(receipt))
        return
    say(receipt.sentence())
    say(f"Receipt: {receipt.receipt}")
