"""Who sees which positions: hidden ones only after the close, and without a sign-in only what is authorised.

Every screen, command and file that shows a ballot asks here first. The facilitator is treated like everybody:
whoever counts before the close could steer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from workbench.graph.ballots.outcome import printable_sentence
from workbench.graph.ballots.rows import BallotRow, JointRow, PositionRow, StepRow
from workbench.graph.ballots.tally import tally
from workbench.process.actor import MEMBERS, PARTY_ROLES, Actor
from workbench.process.ballots.statements import StatementRow


def visible_positions(actor: Actor, ballot_row: BallotRow, moment: datetime) -> BallotRow:
    """A ballot as an actor may see it.

    * Whoever is no member of the group sees of a recorded outcome the positions that an authoriser confirmed,
      and of every other ballot no position at all.
    * Of a ballot that is hidden until the close a member sees the positions of the organisations for which he or
      she speaks; of the others only that they answered (``BallotRow.withheld``).
    * Everything else is as it is: drafts, void ones, what is closed and not recorded yet.

    Args:
        moment: the server's present, never the moment that is looked at: a baseline from before the close must
            not tell what is still hidden today.
    """
    if not _sees_positions(actor, recorded=ballot_row.outcome is not None and not ballot_row.voided):
        return _told_of(ballot_row)
    if not _of_the_group(actor):
        return _public(ballot_row)
    return _before_the_close(actor, ballot_row) if is_hidden(ballot_row, moment) else ballot_row


def visible_statements(
    actor: Actor, ballot_row: BallotRow, rows: Iterable[StatementRow], moment: datetime
) -> list[StatementRow]:
    """The statements of a call whose words an actor may read, as they were given.

    * The own organisation's always, its draft too: for those who act for it.
    * Of the others the locked ones; not while they are hidden until the close, and not for those who see no
      position yet (``visible_positions``).
    * Whoever is no member of the group is not told who locked it.

    Args:
        moment: the server's present.
    """
    seen = _sees_positions(actor, recorded=ballot_row.outcome is not None and not ballot_row.voided)
    others = seen and not is_hidden(ballot_row, moment)
    kept = [row for row in rows if actor.roles_for(row.organisation) & PARTY_ROLES or (others and row.locked)]
    return kept if _of_the_group(actor) else [replace(row, person_name="") for row in kept]


OF_POSITIONS = frozenset(
    {
        "authorisation-refused",
        "authorise",
        "contest-outcome",
        "contest-refused",
        "join-position",
        "object-to-editorial",
        "objection-refused",
        "position",
        "position-refused",
        "statement-refused",
        "take-position",
        "write-statement",
    }
)
"""Verbs of the log by which somebody says something in a call, or tried to."""


def tells_of_positions(
    actor: Actor, verb: str, subject: str, ballots: Callable[[], Mapping[str, BallotRow]]
) -> bool:
    """Whether an event of the log tells an actor who said something in a call of which he or she sees no position.

    Args:
        subject: of the event: a call's code, or the code of an item that was asked about.
        ballots: gives every ballot by its code, as it stands now; asked only where that matters.
    """
    if verb not in OF_POSITIONS or _sees_positions(actor, recorded=False):
        return False
    rows = ballots()
    about = [rows[subject]] if subject in rows else [row for row in rows.values() if _concerns(row, subject)]
    # An event about no call that is known may be about any.
    return not about or any(row.outcome is None or row.voided for row in about)


def _concerns(ballot: BallotRow, item: str) -> bool:
    return ballot.item == item or any(choice.key == item for choice in ballot.choices)


def is_hidden(ballot_row: BallotRow, moment: datetime) -> bool:
    """Whether positions are hidden at the server's present moment."""
    ends = ballot_row.reveals_at or ballot_row.ends
    return ballot_row.hidden and not ballot_row.voided and ends is not None and moment < ends


def _sees_positions(actor: Actor, *, recorded: bool) -> bool:
    """Whether an actor sees positions at all: a decision-maker's office may see only what is recorded."""
    return recorded or (_of_the_group(actor) and not actor.kept_out)


def _of_the_group(actor: Actor) -> bool:
    return bool(actor.roles & MEMBERS)


def _before_the_close(actor: Actor, ballot: BallotRow) -> BallotRow:
    own = set(actor.organisations)
    kept = tuple(p for p in ballot.positions if p.organisation in own)
    others = sorted({p.organisation for p in ballot.positions} - own)
    joints = tuple(_confirmed_by(j, own) for j in ballot.joints if own & {code for code, _ in j.members})
    return replace(ballot, positions=kept, joints=joints, withheld=tuple(others))


def _confirmed_by(joint: JointRow, own: set[str]) -> JointRow:
    """A joint position as its members see it: that the lead takes it is known, the others' answer is not."""
    kept = tuple(code for code in joint.confirmed if code in own or code == joint.lead)
    return replace(joint, confirmed=kept)


def _told_of(ballot: BallotRow) -> BallotRow:
    """That there is such a ballot, and nothing of what anybody said or did in it."""
    steps = tuple(_bare(step) for step in ballot.steps if step.kind != "contested")
    return replace(
        ballot,
        positions=(),
        joints=(),
        editorials=(),
        steps=steps,
        outcome_sentence="",
        notice="",
        addressees=(),
        selected=True,
    )


def _public(ballot: BallotRow) -> BallotRow:
    """A recorded outcome as it may be printed: authorised positions by name, and of those asked only these."""
    kept = tuple(_unsigned(p) for p in ballot.positions if p.authorised and p.latest)
    named = {p.organisation for p in kept}
    return replace(
        _told_of(ballot),
        positions=kept,
        outcome_sentence=printable_sentence(ballot, tally(ballot), None),
        addressees=tuple((code, name) for code, name in ballot.addressees if code in named),
        not_asked=tuple(sorted(code for code in named if not ballot.was_asked(code))),
    )


def _unsigned(position: PositionRow) -> PositionRow:
    return replace(position, person=None, person_name="", instruction={}, authorised_by="")


def _bare(step: StepRow) -> StepRow:
    about = {name: value for name, value in step.detail.items() if name == "revision"}
    return replace(step, person_name="", organisation="", organisation_name="", detail=about)
