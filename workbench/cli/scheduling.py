"""The command that proposes a schedule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.commands import EXPORTING
from workbench.cli.invocation import Invocation, command, day_given
from workbench.cli.options import AsOfOption, JsonOption
from workbench.cli.output import Column, say, say_heading, say_json, say_table, tell, working
from workbench.cli.preview_page import saved_lines
from workbench.cli.refusals import CommandRefused
from workbench.graph.dates import WEEKDAY_NAMES, display_date
from workbench.graph.proximity import nearest
from workbench.graph.snapshot import Snapshot
from workbench.process.changes import save
from workbench.process.clock import group_today

if TYPE_CHECKING:
    from workbench.process.schedule import NewMeetings, ScheduleOptions, ScheduleProposal


def add_to(app: typer.Typer) -> None:
    """Register ``schedule propose``."""
    schedule = typer.Typer(no_args_is_help=True, help="The schedule of issues, meetings and dates.")
    command(
        schedule,
        "propose",
        panel="Schedule",
        examples=(
            "workbench schedule propose",
            "workbench schedule propose --as-of 2014-06-12 --new-meetings Wednesday",
            "workbench schedule propose --filing 2026-12-18 --save",
        ),
    )(propose_schedule)
    app.add_typer(schedule, name="schedule", rich_help_panel=EXPORTING)


def propose_schedule(
    invocation: Invocation,
    filing: Annotated[
        str | None,
        typer.Option(
            "--filing",
            metavar="DATE",
            help="Day of the filing to count back from; else the record's next ordered date.",
            show_default=False,
        ),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="DATE", help="First day that may be used; else today.", show_default=False
        ),
    ] = None,
    new_meetings: Annotated[
        str | None,
        typer.Option(
            "--new-meetings",
            metavar="WEEKDAY",
            help="Meetings may be added, on this day of the week.",
            show_default=False,
        ),
    ] = None,
    every: Annotated[
        int, typer.Option("--every", metavar="WEEKS", min=1, max=26, help="Weeks between new meetings.")
    ] = 1,
    anew: Annotated[
        bool,
        typer.Option("--anew", metavar="", help="Place everything anew, also what stands well where it is."),
    ] = False,
    as_of: AsOfOption = None,
    save_it: Annotated[
        bool, typer.Option("--save", metavar="", help="Save the proposal as one change.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Compute a schedule back from the filing date, with a sentence on where each issue went and why.

    What does not fit is named with what it lacks. Nothing is written without --save.
    """
    from workbench.process.schedule import propose, to_change  # its graphs take a while to load

    actor = invocation.actor()
    actor.require("propose-schedule")
    if save_it and as_of is not None:
        raise typer.BadParameter("--save writes today's record; it does not go with --as-of.")
    snapshot = invocation.snapshot(as_of)
    first = day_given(start, "--from") if start else snapshot.as_of or group_today()
    try:
        options = _options(snapshot, first, filing, _weekday(new_meetings, every))
        with working("Placing the issues"):
            proposal = propose(snapshot, replace(options, keep_saved=not anew))
            change = to_change(proposal)
    except ValueError as error:
        raise CommandRefused(f"{_sentence(error)} {_advice(filing, as_of)}".strip()) from error
    saved = None
    if save_it:
        if change.empty:
            tell("Nothing to save: the record stands as the schedule proposes.")
        else:
            saved = save(invocation.database(), actor, change, verb="propose-schedule")
    if as_json:
        say_json({**proposal_json(proposal), "changeset": saved.number if saved else None})
        return
    _say_proposal(proposal)
    for line in saved_lines(saved)[:2] if saved else ():
        say(line)


def proposal_json(proposal: ScheduleProposal) -> dict[str, Any]:
    """A proposed schedule for other programs."""
    return {
        "summary": proposal.summary(),
        "filing": proposal.options.filing,
        "start": proposal.options.start,
        "ready_by": proposal.options.ready_by,
        "issues": [
            {
                "code": issue.code,
                "title": issue.title,
                "in_hand": issue.in_hand,
                "changed": issue.changed,
                "why": issue.why,
                "stages": [
                    {
                        "stage": place.stage,
                        "day": place.day,
                        "meeting": place.meeting,
                        "minutes": place.minutes,
                        "kept": place.kept,
                        "why": place.why,
                    }
                    for place in issue.placements
                ],
            }
            for issue in proposal.issues
        ],
        "not_placed": [
            {
                "code": missing.code,
                "title": missing.title,
                "constraint": missing.constraint,
                "stage": missing.stage,
                "days_short": missing.days_short,
                "minutes_short": missing.minutes_short,
                "why": missing.sentence,
            }
            for missing in proposal.not_placed
        ],
        "meetings": [
            {
                "code": meeting.code,
                "day": meeting.day,
                "starts": meeting.starts,
                "minutes": meeting.minutes,
                "new": meeting.new,
                "why": meeting.why,
            }
            for meeting in proposal.meetings
        ],
        "circles": list(proposal.circles),
        "notes": list(proposal.notes),
        "left_out": list(proposal.left_out),
        "hoped": list(proposal.hoped),
    }


def _options(
    snapshot: Snapshot, first: date, filing: str | None, new_meetings: NewMeetings | None
) -> ScheduleOptions:
    from workbench.process.schedule import ScheduleOptions, default_options

    if filing is None:
        return default_options(snapshot, first, new_meetings)
    return ScheduleOptions(day_given(filing, "--filing"), first, new_meetings=new_meetings)


def _weekday(name: str | None, every: int) -> NewMeetings | None:
    from workbench.process.schedule import NewMeetings

    if name is None:
        return None
    near = [day for day in WEEKDAY_NAMES if len(name) >= 3 and day.lower().startswith(name.strip().lower())]
    if not near:
        meant = nearest(name, WEEKDAY_NAMES, most=1)
        says = f" Did you mean {meant[0]}?" if meant else ""
        raise typer.BadParameter(
            f"'{name}' is no day of the week.{says} Allowed: {', '.join(WEEKDAY_NAMES)}.",
            param_hint="--new-meetings",
        )
    return NewMeetings(weekday=WEEKDAY_NAMES.index(near[0]), interval_weeks=every)


def _sentence(error: ValueError) -> str:
    words = str(error)
    return words[:1].upper() + words[1:]


def _advice(filing: str | None, as_of: str | None) -> str:
    return "" if filing or as_of else "Name the day with --filing, or look from an earlier one with --as-of."


def _say_proposal(proposal: ScheduleProposal) -> None:
    say(proposal.summary())
    for issue in proposal.issues:
        say_heading(f"{issue.code}  {issue.title}")
        say(issue.why)
        columns = (
            Column("stage"),
            Column("day", whole=True),
            Column("meeting", quiet=True, whole=True),
            Column("why"),
        )
        say_table(columns, [(p.stage, display_date(p.day), p.meeting or "", p.why) for p in issue.placements])
    _say_list("Do not fit", tuple(missing.sentence for missing in proposal.not_placed))
    _say_list("Meetings", tuple(meeting.why for meeting in proposal.meetings))
    _say_list("Circles of dependencies", proposal.circles)
    _say_list("To be known", proposal.notes)
    _say_list("Not taken up", proposal.left_out)
    _say_list("Hoped for only", proposal.hoped)


def _say_list(heading: str, sentences: tuple[str, ...]) -> None:
    if sentences:
        say_heading(heading)
        for sentence in sentences:
            say(f"  {sentence}")
