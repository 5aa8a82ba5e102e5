"""One ballot as people read it in a terminal, and as other programs do; only what the reader may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from workbench.cli.invocation import Invocation
from workbench.cli.output import Column, say, say_fields, say_heading, say_table
from workbench.cli.refusals import NotFound
from workbench.graph.ballots import BallotRow, JointRow, PositionRow, ballots
from workbench.graph.ballots.listing import state_words
from workbench.graph.ballots.moments import change_of, moment_of
from workbench.graph.ballots.outcome import sides_words
from workbench.graph.ballots.rounds import earlier_rounds, later_rounds, round_sentence
from workbench.graph.ballots.rule import BadRule, assess, read_rule
from workbench.graph.ballots.standing import STATE_WORDS
from workbench.graph.ballots.tally import authority, date_counts, instruction_words, preferences, said, tally
from workbench.graph.ballots.words import BALLOT_KINDS, CAPACITIES, DATE_ANSWERS, VERBS, not_asked_words
from workbench.graph.date_reading import read_day
from workbench.graph.dates import display_date, display_moment, listed
from workbench.graph.proximity import nearest
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import Actor
from workbench.process.ballots.originals import may_see_original
from workbench.process.ballots.visibility import visible_positions
from workbench.process.clock import now


def ballots_shown(invocation: Invocation, snapshot: Snapshot) -> dict[str, BallotRow]:
    """Every ballot by its code, as the reader may see it, about items that the reader may see."""
    reader, present = invocation.reader(), now()
    with invocation.database().read() as session:
        found = ballots(session, change=change_of(session, snapshot), moment=moment_of(snapshot, present))
    return {r.code: visible_positions(reader, r, present) for r in found if r.item in snapshot.by_code}


def ballot_shown(invocation: Invocation, snapshot: Snapshot, code: str) -> BallotRow:
    """The ballot with a code, whatever the case of its letters, as the reader may see it.

    Raises:
        NotFound: when there is none, with what may have been meant.
    """
    return ballot_among(ballots_shown(invocation, snapshot), code)


def ballot_among(known: Mapping[str, BallotRow], code: str) -> BallotRow:
    """The ballot with a code among those that the reader may see, whatever the case of its letters.

    Raises:
        NotFound: when there is none, with what may have been meant.
    """
    row = known.get(code.strip().upper())
    if row is None:
        near = nearest(code.strip().upper(), list(known))
        raise NotFound(f"There is no call '{code}'.{f' Did you mean {near[0]}?' if near else ''}")
    return row


def ballot_document(reader: Actor, ballot: BallotRow) -> dict[str, Any]:
    """The row of a ballot for other programs: of what a position rests on only what the reader may see.

    Args:
        ballot: as the reader may see it.
    """
    document = asdict(ballot)
    for told, position in zip(document["positions"], ballot.positions, strict=True):
        told["instruction"] = _instruction(reader, position)
    return document


def _instruction(reader: Actor, position: PositionRow) -> dict[str, Any]:
    if may_see_original(reader, position.organisation):
        return dict(position.instruction)
    cited = instruction_words(position)
    return {"cited": cited} if cited else {}


def ballot_json(
    reader: Actor, snapshot: Snapshot, ballot: BallotRow, known: Mapping[str, BallotRow]
) -> dict[str, Any]:
    """A ballot for other programs: its row, where it stands, its rule in sentences, and its other rounds.

    Args:
        ballot: as the reader may see it.
        known: every ballot by its code, as the reader may see it.
    """
    rule, arithmetic = _rule(ballot, _classes(snapshot))
    return {
        **ballot_document(reader, ballot),
        "state": ballot.state(moment_of(snapshot, now())),
        "rule_sentence": rule,
        "arithmetic": arithmetic,
        "rounds": [row.code for row in earlier_rounds(known, ballot)],
        "asked_again": [row.code for row in later_rounds(known, ballot)],
    }


def say_ballot(snapshot: Snapshot, ballot: BallotRow, known: Mapping[str, BallotRow]) -> None:
    """Print a ballot: what was asked, where it stands under which rule, and who said what with which authority.

    Args:
        ballot: as the reader may see it.
        known: every ballot by its code, as the reader may see it.
    """
    moment = moment_of(snapshot, now())
    say(f"{ballot.code}  {ballot.question}")
    about = "the destination of " if ballot.aspect == "destination" else ""
    say(f"{BALLOT_KINDS[ballot.kind]} on {about}{ballot.item} ({ballot.item_title})")
    say()
    say_fields(_fields(ballot, moment))
    rule, arithmetic = _rule(ballot, _classes(snapshot))
    if rule:
        say_heading("Rule")
        for sentence in (rule, *arithmetic):
            say(sentence)
    if ballot.choices:
        _say_choices(ballot)
    if ballot.positions:
        _say_positions(ballot)
    _say_others(ballot, moment)
    _say_list("Joint positions", [_joint_sentence(ballot, joint, moment) for joint in ballot.joints])
    _say_list("Editorial changes", _editorials(ballot, moment))
    _say_list(
        "Contested", [f"{step.organisation_name}: {step.why} ({_when(step.at)})" for step in ballot.contests]
    )
    _say_list(
        "Earlier rounds",
        [round_sentence(row) for row in earlier_rounds(known, ballot)],
    )
    _say_list(
        "Asked again",
        [f"{row.code}, round {row.round}: {state_words(row, moment)}" for row in later_rounds(known, ballot)],
    )
    _say_list(
        "Steps", [_step_sentence(step.kind, step.at, step.person_name, step.why) for step in ballot.steps]
    )


def _classes(snapshot: Snapshot) -> dict[str, str]:
    organisations = snapshot.of_kind("organisation", withdrawn=True)
    return {o.code: str(o.detail.get("category") or "") for o in organisations}


def _when(moment: datetime | None) -> str:
    return display_moment(moment) if moment else ""


def _fields(ballot: BallotRow, moment: datetime) -> list[tuple[str, Any]]:
    now_at = f"; now {ballot.item_revision}" if ballot.item_revision != ballot.revision else ""
    moved = ", and what is asked about was changed since" if ballot.moved else ""
    ends = "closed" if ballot.state(moment) in ("closed", "recorded") else "closes"
    hidden = "only after the close" if ballot.hidden else "as they are taken"
    return [
        ("state", STATE_WORDS[ballot.state(moment)]),
        ("void", ballot.void_reason if ballot.voided else ""),
        ("revision", f"{ballot.revision}{now_at}{moved}"),
        ("round", ballot.round if ballot.round > 1 else ""),
        ("opens", _when(ballot.opens_at)),
        (ends, _when(ballot.ends)),
        ("positions show", hidden),
        ("outcome", ballot.outcome),
        ("", ballot.outcome_sentence),
        ("can be contested", f"until {_when(ballot.contest_until)}" if ballot.contest_until else ""),
        ("reservation", ballot.reservation),
    ]


def _rule(ballot: BallotRow, classes: Mapping[str, str]) -> tuple[str, list[str]]:
    """The rule in a sentence, and its arithmetic; none while others' positions are withheld."""
    if ballot.kind != "consensus-call":
        return "", []
    try:
        rule = read_rule(ballot.rule)
    except BadRule as bad:
        return " ".join(map(str, bad.args)), []
    if ballot.withheld:
        return rule.sentence(), ["The count shows after the close."]
    settled = ballot.outcome is not None and ballot.moved  # its sentence says what was counted then
    if ballot.choices or not ballot.addressees or ballot.opens_at is None or settled:
        return rule.sentence(), []
    return rule.sentence(), assess(rule, tally(ballot, classes)).sentences()


def _say_choices(ballot: BallotRow) -> None:
    say_heading("Days" if ballot.kind == "date-poll" else "Alternatives")
    counts, preferred = date_counts(ballot), preferences(ballot)
    for choice in ballot.choices:
        if ballot.kind == "date-poll":
            words = [f"{counts[choice.key][word]} {name.lower()}" for word, name in DATE_ANSWERS.items()]
            say(f"  {choice.key}  {display_date(read_day(choice.key))}: {listed(words)}")
            continue
        counted = tally(ballot, key=choice.key)
        words = sides_words(counted)
        if counted.unasked:
            words.append(not_asked_words(len(counted.unasked)))
        if preferred[choice.key]:
            words.append(f"preferred by {listed(preferred[choice.key])}")
        moved = "; its text was changed since" if choice.moved else ""
        say(f"  {choice.key}  {choice.title}: {listed(words) or 'no answer'}{moved}")


COLUMNS = (
    Column("organisation", quiet=True, whole=True),
    Column("position"),
    Column("taken on", whole=True),
    Column("by"),
    Column("capacity"),
    Column("authority"),
    Column("standing"),
    Column("prefers", whole=True),
    Column("reason"),
    Column("change wanted"),
)


def _say_positions(ballot: BallotRow) -> None:
    say_heading("Positions")
    say_table(
        COLUMNS,
        [
            (
                position.organisation,
                said(position),
                position.taken_on,
                position.person_name,
                CAPACITIES.get(position.capacity, position.capacity),
                authority(position),
                standing(ballot, position),
                position.preference,
                position.reason,
                position.change_wanted,
            )
            for position in ballot.positions
        ],
    )


def standing(ballot: BallotRow, position: PositionRow) -> str:
    """What else is to be said of a position: replaced, on an earlier text, carried over, joint, its instruction."""
    parts = []
    if not ballot.was_asked(position.organisation):
        parts.append("not asked, not counted")
    if not position.latest:
        parts.append("replaced")
    if position.overtaken:
        parts.append(
            "taken on an earlier text" + ("" if ballot.choices else f" (revision {position.revision})")
        )
    if position.editorial_until:
        parts.append(f"editorial change until {_when(position.editorial_until)}")
    if position.carried_over_at:
        parts.append(f"carried over an editorial change on {_when(position.carried_over_at)}")
    if position.joint:
        parts.append("joint")
    if cited := instruction_words(position):
        parts.append(f"on {cited}")
    return "; ".join(parts)


def _say_others(ballot: BallotRow, moment: datetime) -> None:
    names = dict(ballot.addressees)
    if ballot.withheld:
        say_heading("Answered; what they said shows after the close")
        say(listed([names.get(code, code) for code in ballot.withheld]))
    silent = [name for code, name in ballot.addressees if not ballot.answered(code)]
    if silent and ballot.kind != "statement-call" and ballot.state(moment) != "draft":
        say_heading("No answer")
        say(listed(silent))


def _joint_sentence(ballot: BallotRow, joint: JointRow, moment: datetime) -> str:
    names = dict(joint.members)
    words = said(joint) if joint.answers else VERBS.get(joint.position, joint.position)
    sentence = f"{listed(list(names.values()))} jointly: {words}."
    sentence += f" {joint.preference} is preferred." if joint.preference else ""
    sentence += f" {joint.reason.rstrip('.')}." if joint.reason else ""
    sentence += f" Change wanted: {joint.change_wanted.rstrip('.')}." if joint.change_wanted else ""
    confirmed = [name for code, name in joint.members if code in joint.confirmed]
    parts = [f"Confirmed by {listed(confirmed)}"] if confirmed else []
    if not parts and not names.keys() & set(ballot.withheld):
        parts = ["Confirmed by nobody any more"]
    if waiting := ballot.unconfirmed(joint):
        have = "has" if len(waiting) == 1 else "have"
        still = f"{have} not confirmed it yet" if ballot.state(moment) == "open" else "did not confirm it"
        parts.append(f"{listed(waiting)} {still}")
    sentence += f" {'; '.join(parts)}." if parts else ""
    return sentence + (" It was taken on an earlier text." if joint.overtaken else "")


def _editorials(ballot: BallotRow, moment: datetime) -> list[str]:
    words = {
        "open": "can be contested until",
        "carried": "carried over by silence on",
        "contested": "contested; the period would have ended on",
    }
    found = []
    for change in ballot.editorials:
        sentence = f"{change.item}, revision {change.from_revision} to {change.to_revision}: {change.why}"
        sentence += f" ({words[change.standing(moment)]} {_when(change.ends_at)})"
        found.append(
            " ".join([sentence, *(f"{name} objects: {reason}" for _, name, reason in change.objections)])
        )
    return found


def _step_sentence(kind: str, at: datetime, person: str, why: str) -> str:
    return f"{_when(at)}  {kind}{f' by {person}' if person else ''}{f': {why}' if why else ''}"


def _say_list(heading: str, sentences: Sequence[str]) -> None:
    if sentences:
        say_heading(heading)
        for sentence in sentences:
            say(f"  {sentence}")
