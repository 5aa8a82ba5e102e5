"""Commands that prepare, open, list and show ballots."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

import typer

from workbench.cli.ballot_input import moment_given, organisation_given, rule_given
from workbench.cli.ballot_page import (
    ballot_among,
    ballot_json,
    ballot_shown,
    ballots_shown,
    say_ballot,
)
from workbench.cli.invocation import Invocation, command
from workbench.cli.options import AsOfOption, BaselineOption, JsonOption
from workbench.cli.output import say, say_json, say_table, tell
from workbench.cli.refusals import refuse
from workbench.cli.rows_beside import rows_beside
from workbench.cli.writing import DryRunOption, JsonResultOption
from workbench.graph.ballots.words import BALLOT_KINDS
from workbench.process.ballots.opening import Opening, look_ahead, open_ballot, prepare_and_open
from workbench.process.ballots.preparing import BallotDraft, prepare

PANEL = "Prepare and look"

ItemOrDraft = Annotated[
    str,
    typer.Argument(
        metavar="ITEM", help="Code of what it is about (AGR-01), or of a draft (BAL-01).", show_default=False
    ),
]
ItemArgument = Annotated[
    str, typer.Argument(metavar="ITEM", help="Code of what it is about.", show_default=False)
]
BallotArgument = Annotated[
    str, typer.Argument(metavar="BALLOT", help="Code of the call (BAL-01).", show_default=False)
]
ClosesOption = Annotated[
    str | None,
    typer.Option(
        "--closes",
        metavar="MOMENT",
        help="When it closes, such as 2026-12-10T17:00; Pacific time unless a zone is written.",
        show_default=False,
    ),
]
KindOption = Annotated[
    str, typer.Option("--kind", metavar="KIND", help=f"One of: {', '.join(BALLOT_KINDS)}.")
]
QuestionOption = Annotated[
    str,
    typer.Option(
        "--question", metavar="TEXT", help="The question; made from the item else.", show_default=False
    ),
]
AspectOption = Annotated[
    str,
    typer.Option("--aspect", metavar="NAME", help="What of the item is asked about: text or destination."),
]
ChoiceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--choice",
        metavar="CODE|DATE",
        help="An alternative of the issue, or a day of a date poll; repeat it for each.",
        show_default=False,
    ),
]
ToOption = Annotated[
    list[str] | None,
    typer.Option(
        "--to",
        metavar="ORGANISATION",
        help="An organisation that is asked; repeat it. Else every one that takes positions.",
        show_default=False,
    ),
]
RuleOption = Annotated[
    str | None,
    typer.Option(
        "--rule",
        metavar="NAME|JSON",
        help="A rule that the group adopted, by its name or as JSON; else any objection is recorded.",
        show_default=False,
    ),
]
HiddenOption = Annotated[
    bool, typer.Option("--hidden", metavar="", help="Positions show only after the close.")
]
EvidenceOption = Annotated[
    bool, typer.Option("--evidence", metavar="", help="Evidence is shown beside the text.")
]


def add_to(group: typer.Typer) -> None:
    """Register the commands of this module."""
    command(
        group,
        "open",
        panel=PANEL,
        examples=(
            "workbench ballot open AGR-02 --closes 2026-12-10T17:00 --dry-run",
            "workbench ballot open ISS-005 --closes 2026-12-10T17:00 --choice ISS-005-a --choice ISS-005-b",
            "workbench ballot open MTG-2026-12-10 --kind date-poll --choice 2026-12-09 --choice 2026-12-10 "
            "--closes 2026-12-01T17:00",
            "workbench ballot open BAL-06",
        ),
    )(open_it)
    command(
        group,
        "prepare",
        panel=PANEL,
        examples=("workbench ballot prepare AGR-02 --closes 2026-12-10T17:00 --rule Charter",),
    )(prepare_it)
    command(group, "list", panel=PANEL, examples=("workbench ballot list --json",))(list_them)
    command(group, "show", panel=PANEL, examples=("workbench ballot show BAL-01",))(show_it)


def open_it(
    invocation: Invocation,
    item: ItemOrDraft,
    closes: ClosesOption = None,
    kind: KindOption = "consensus-call",
    question: QuestionOption = "",
    aspect: AspectOption = "text",
    choice: ChoiceOption = None,
    to: ToOption = None,
    rule: RuleOption = None,
    hidden: HiddenOption = False,
    evidence: EvidenceOption = False,
    dry_run: DryRunOption = False,
    as_json: JsonResultOption = False,
) -> None:
    """Open a call about an item, or a draft that was prepared; what it asks is frozen from then on.

    Prints the code and the notice to send. With --dry-run the checklist is printed and nothing is opened.
    """
    actor = invocation.actor()
    actor.require("open-ballot")
    closes_at = None if closes is None else moment_given(closes, "--closes")
    database = invocation.database()
    drafted = item.strip().upper().startswith("BAL-")
    if drafted and (question or choice or to or rule or hidden or evidence or aspect != "text"):
        raise typer.BadParameter("A draft says what it asks; only --closes goes with it.", param_hint="ITEM")
    asked: BallotDraft | str = item.strip().upper()
    if not drafted:
        asked = _draft(
            invocation, item, closes_at, kind, question, aspect, choice, to, rule, hidden, evidence
        )
    seen = look_ahead(database, actor, asked, closes_at=closes_at)
    if dry_run:
        _say_checks(seen, as_json)
        return
    if isinstance(asked, BallotDraft):
        code = prepare_and_open(database, actor, asked)
    else:
        code = open_ballot(database, actor, asked, closes_at=closes_at)
    row = ballot_shown(invocation, invocation.snapshot(), code)
    if as_json:
        say_json({"code": code, "closes_at": row.ends, "notice": row.notice, **_checks_json(seen)})
        return
    say(code)
    say()
    say(row.notice)
    for check in seen.checks:
        if not check.met:
            tell(check.sentence)


def prepare_it(
    invocation: Invocation,
    item: ItemArgument,
    closes: ClosesOption = None,
    kind: KindOption = "consensus-call",
    question: QuestionOption = "",
    aspect: AspectOption = "text",
    choice: ChoiceOption = None,
    to: ToOption = None,
    rule: RuleOption = None,
    hidden: HiddenOption = False,
    evidence: EvidenceOption = False,
    as_json: JsonResultOption = False,
) -> None:
    """Keep a draft of a call; nothing is open yet. 'workbench ballot open BAL-…' opens it."""
    actor = invocation.actor()
    actor.require("prepare-ballot")
    closes_at = None if closes is None else moment_given(closes, "--closes")
    draft = _draft(invocation, item, closes_at, kind, question, aspect, choice, to, rule, hidden, evidence)
    code = prepare(invocation.database(), actor, draft)
    if as_json:
        say_json({"code": code})
    else:
        say(code)


def list_them(invocation: Invocation, as_json: JsonOption = False) -> None:
    """List every call with where it stands."""
    columns, rows = rows_beside(invocation.database(), "ballot", invocation.snapshot(), invocation.reader())
    if as_json:
        say_json(rows)
    elif rows:
        say_table(columns, [[row.get(column.heading) for column in columns] for row in rows])
    else:
        tell("The record holds no ballots.")


def show_it(
    invocation: Invocation,
    ballot: BallotArgument,
    as_of: AsOfOption = None,
    baseline: BaselineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a call: where it stands, its rule with the arithmetic, and who said what, in which capacity."""
    snapshot = invocation.snapshot(as_of, baseline)
    known = ballots_shown(invocation, snapshot)
    row = ballot_among(known, ballot)
    if as_json:
        say_json(ballot_json(invocation.reader(), snapshot, row, known))
    else:
        say_ballot(snapshot, row, known)


def _draft(
    invocation: Invocation,
    item: str,
    closes_at: datetime | None,
    kind: str,
    question: str,
    aspect: str,
    choices: list[str] | None,
    to: list[str] | None,
    rule: str | None,
    hidden: bool,
    evidence: bool,
) -> BallotDraft:
    if kind not in BALLOT_KINDS:
        raise typer.BadParameter(
            f"'{kind}' is no kind of call. Allowed: {', '.join(BALLOT_KINDS)}.", param_hint="--kind"
        )
    snapshot = invocation.snapshot()
    found = snapshot.item(item) or snapshot.item(item.upper())
    draft = BallotDraft(
        kind=kind,
        item=found.code if found else item,
        question=question,
        aspect=aspect,
        choices=tuple(choices or ()),
        addressees=tuple(organisation_given(one, snapshot) for one in to or ()),
        closes_at=closes_at,
        hidden=hidden,
        evidence=evidence,
    )
    return replace(draft, rule=rule_given(rule, snapshot))


def _checks_json(seen: Opening) -> dict[str, Any]:
    return {
        "checklist": [{"sentence": c.sentence, "met": c.met, "stops": c.stops} for c in seen.checks],
        "opens": not any(check.stops and not check.met for check in seen.checks),
    }


def _say_checks(seen: Opening, as_json: bool) -> None:
    stopped = [check for check in seen.checks if check.stops and not check.met]
    if as_json:
        say_json({"code": None, "notice": seen.notice, **_checks_json(seen)})
    else:
        say(seen.ballot.question)
        marks = {(False, True): "✕", (False, False): "△", (True, True): "●", (True, False): "●"}
        for check in seen.checks:
            say(f"  {marks[check.met, check.stops]} {check.sentence}")
        say()
        say(seen.notice)
    if stopped:
        refuse("It would not open: " + " ".join(check.sentence for check in stopped))
    if not as_json:
        tell("Nothing was opened.")
