"""Taking a position: one an organisation, on the text that was shown, before the close, once a form.

A position is on disk before its receipt exists: the receipt is made from the row of the committed
transaction. Every refusal is an event of its own.
"""

from __future__ import annotations

import uuid as uuids
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from workbench.graph.ballots.subject import choices_fingerprint, subject_fingerprint
from workbench.graph.ballots.words import (
    ANSWERED,
    DATE_ANSWERS,
    POSITIONS,
    REASON_NEEDED,
)
from workbench.graph.dates import display_moment
from workbench.graph.plain_text import printable
from workbench.process.actor import FACILITATOR, Actor
from workbench.process.ballots.attachments import File, attach
from workbench.process.ballots.finding import (
    ballot_by_code,
    known_codes,
    organisation_by_code,
    why_not_open,
)
from workbench.process.ballots.receipts import Receipt as Receipt
from workbench.process.ballots.receipts import receipt
from workbench.process.ballots.receipts import receipt_of as receipt_of
from workbench.process.ballots.steps import writing_moment
from workbench.process.clock import now
from workbench.process.ledger import Ledger, append_event
from workbench.process.planning.preview import Refused
from workbench.process.refusing import refusal, words_of
from workbench.record.ballots import Ballot, JointPosition, Position, PositionCitation
from workbench.record.database import Database
from workbench.record.events import Event
from workbench.record.items import Item

LONGEST_REASON = 10_000
"""Most characters of a reason."""
LONGEST_FORM = 36
"""Most characters of a form's number."""
CLOCK_TOLERANCE = 1.0
"""Seconds by which the server's clock may lie behind the last event before that is noted."""


@dataclass(frozen=True)
class NewPosition:
    """What is sent for one organisation.

    Args:
        position: one of the words; not looked at where there are answers by choice.
        reason: needed to object, to support in part and to support with a comment.
        answers: by choice, the word for each.
        preference: key of the choice preferred.
        change_wanted: the change that would remove an objection.
        seen_text: fingerprint of the text that was shown; None where nothing was shown.
        seen_position: uuid of the organisation's latest position that was shown, empty for none; None
            where nothing was shown.
        form: number of the form; the same one is taken once.
        instruction: what a position on behalf rests on, as cited.
        file: the instruction itself.
        joint: uuid of the joint position that is confirmed.
    """

    ballot: str
    organisation: str
    position: str = ""
    reason: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    preference: str = ""
    change_wanted: str = ""
    seen_text: str | None = None
    seen_position: str | None = None
    form: str | None = None
    instruction: str = ""
    file: File | None = None
    joint: str | None = None


# Asked for every position: made once.
_OF_FORM = select(Position).where(col(Position.form) == bindparam("form"))
_LATEST = (
    select(Position.uuid, Position.position, Position.person_name, Position.recorded_at)
    .where(
        col(Position.ballot) == bindparam("ballot"), col(Position.organisation) == bindparam("organisation")
    )
    .order_by(col(Position.change).desc())
    .limit(1)
)


class _Rejected(Exception):
    def __init__(self, ground: str, *sentences: str) -> None:
        self.ground, self.sentences = ground, sentences
        super().__init__(ground)


def take_position(database: Database, actor: Actor, new: NewPosition) -> Receipt:
    """Take a position for an organisation.

    Returns:
        The receipt; that of the first time where the same form comes again.

    Raises:
        NotPermitted: when none of the actor's roles takes positions.
        Refused: with every reason; the refusal is an event, and nothing else was written.
    """
    actor.require("take-position")
    with database.write() as session:
        return take_in(session, actor, new)


def take_in(session: Session, actor: Actor, new: NewPosition, *, leads: bool = False) -> Receipt:
    """Take a position within a writing session; a refusal commits its event, then raises.

    A savepoint takes back what the refused one wrote: a whole rollback would give up the writer's lock.

    Args:
        leads: it begins the joint position that it names, which is not written yet.
    """
    moment = now()
    try:
        with session.begin_nested():
            return _taken(session, actor, new, moment, leads)
    except (Refused, _Rejected) as refused:
        rejected = refused if isinstance(refused, _Rejected) else None
        ground = rejected.ground if rejected else "not found"
        subject, organisation = known_codes(session, new.ballot, new.organisation)
        payload = {"organisation": organisation, "ground": ground}
        append_event(session, actor, "position-refused", subject=subject, payload=payload)
        session.commit()
        if rejected:
            raise refusal(*rejected.sentences) from None
        raise


def take_unlogged(session: Session, actor: Actor, new: NewPosition) -> Receipt:
    """Take a position within a savepoint of the caller, who logs a refusal: of several, all or none are taken.

    Raises:
        Refused: with every reason; what was written by then is the caller's to take back.
    """
    try:
        return _taken(session, actor, new, now(), leads=False)
    except _Rejected as rejected:
        raise refusal(*rejected.sentences) from None


def _taken(session: Session, actor: Actor, new: NewPosition, moment: datetime, leads: bool) -> Receipt:
    ballot = ballot_by_code(session, new.ballot)
    organisation = organisation_by_code(session, new.organisation)
    capacity, cited = _capacity(actor, organisation, new)
    if new.form:
        if len(new.form) > LONGEST_FORM or printable(new.form) != new.form:
            raise _Rejected(
                "form", "The number of this form is none that was given out. Load the page again."
            )
        earlier = session.exec(_OF_FORM, params={"form": new.form}).first()
        if earlier is not None:
            return _replayed(session, ballot, organisation, earlier)
    written = writing_moment(session, ballot.code, moment)
    if (shut := why_not_open(ballot, written)) is not None:
        raise _Rejected("closed", f"{shut} Nothing was recorded.")
    if ballot.kind == "statement-call":
        raise _Rejected("kind", f"{ballot.code} calls for statements; it takes no positions.")
    if organisation.detail.get("advisory"):
        raise _Rejected("advisory", f"{organisation.title} advises and takes no position.")
    item = session.get_one(Item, ballot.item)
    fingerprint = subject_fingerprint(ballot.aspect, item.fingerprint, item.detail)
    texts = [session.get_one(Item, choice["item"]) for choice in ballot.choices if choice.get("item")]
    _refuse_other_text(ballot, item, texts, fingerprint, new)
    _refuse_other_position(session, ballot, organisation, new)
    values = _words(ballot, new)
    if new.joint is not None and not leads:
        _refuse_other_joint(session, ballot, organisation, new.joint, values)
    ledger = Ledger(session, actor, "take-position", "")
    instruction: dict[str, Any] = {"cited": cited} if cited else {}
    if new.file is not None:
        try:
            instruction["attachment"] = attach(ledger, new.file)
        except Refused as refused:
            raise _Rejected("file", str(refused)) from None
    position = Position(
        uuid=str(uuids.uuid4()),
        change=ledger.number,
        ballot=ballot.uuid,
        organisation=organisation.uuid,
        person=actor.person,
        person_name=actor.name,
        revision=item.revision,
        fingerprint=fingerprint,
        capacity=capacity,
        instruction=instruction,
        joint=new.joint,
        form=new.form or None,
        taken_on=ledger.change.effective_on,
        recorded_at=written,
        **values,
    )
    ledger.testify(position)
    session.flush()
    for text in texts:
        cite(ledger, position, text)
    payload: dict[str, Any] = {"organisation": organisation.code, "position": position.uuid}
    behind = (written - moment).total_seconds()
    if behind > CLOCK_TOLERANCE:
        payload["clock_behind_seconds"] = round(behind)
    event = ledger.close(subject=ballot.code, payload=payload)
    return receipt(ballot, organisation, position, event, moment=written)


def cite(ledger: Ledger, position: Position, text: Item) -> None:
    """Write which text of an alternative a position is about, and let it enter the change-set."""
    ledger.session.add(
        PositionCitation(
            position=position.uuid, item=text.uuid, revision=text.revision, fingerprint=text.fingerprint
        )
    )
    ledger.note("citation", position.uuid, text.uuid, text.revision)


def _capacity(actor: Actor, organisation: Item, new: NewPosition) -> tuple[str, str]:
    """In whose capacity the actor speaks for the organisation, and what it rests on, as cited."""
    roles = actor.roles_for(organisation.code)
    for role in ("representative", "alternate"):
        if role in roles:
            return role, ""
    problems: list[str] = []
    cited = words_of(new.instruction, "The instruction", problems, longest=2_000)
    if "proxy" in roles:
        held = next(
            (m.instrument for m in actor.memberships if m.organisation == organisation.code and m.instrument),
            "",
        )
        if not (cited or held):
            problems.append("A position by proxy cites the written proxy.")
        if problems:
            raise _Rejected("instruction", *problems)
        return "proxy", cited or held
    if FACILITATOR in actor.roles:
        if not cited:
            problems.append(
                f"Taking a position for {organisation.title} needs the instruction cited, "
                "such as 'Mail of 26 October 2026'."
            )
        if new.file is None:
            problems.append("The instruction itself has to be attached.")
        if problems:
            raise _Rejected("instruction", *problems)
        return "facilitator", cited
    raise _Rejected(
        "not a member", f"{actor.name} does not speak for {organisation.title}. Nothing was recorded."
    )


def _refuse_other_text(
    ballot: Ballot, item: Item, texts: list[Item], fingerprint: str, new: NewPosition
) -> None:
    """Refuse a form that was filled in beside another text than the present one."""
    if new.seen_text is None:
        return
    current = fingerprint
    if ballot.choices:
        known = {text.code: text.fingerprint for text in texts}
        current = choices_fingerprint((c["key"], known.get(c["key"], "")) for c in ballot.choices)
    if current != new.seen_text:
        raise _Rejected(
            "text moved",
            f"The text of {item.code} was changed while your form was open. Read it again, then send your position.",
        )


def _refuse_other_position(session: Session, ballot: Ballot, organisation: Item, new: NewPosition) -> None:
    """Refuse a form that does not know of the organisation's latest position: two alternates at once."""
    if new.seen_position is None:
        return
    asked = {"ballot": ballot.uuid, "organisation": organisation.uuid}
    latest = session.connection().execute(_LATEST, asked).first()
    if latest is not None and latest.uuid != new.seen_position:
        when = display_moment(latest.recorded_at) if latest.recorded_at else "meanwhile"
        said = POSITIONS.get(latest.position, latest.position).split(":")[0].lower()
        raise _Rejected(
            "another position",
            f"{latest.person_name or 'Somebody'} took the position “{said}” for {organisation.title} on {when}, "
            "while your form was open. Look at it, and send yours again to replace it.",
        )


def _refuse_other_joint(
    session: Session, ballot: Ballot, organisation: Item, joint: str, values: Mapping[str, Any]
) -> None:
    """Refuse to count towards a joint position what its members have not said together."""
    found = session.get(JointPosition, printable(joint)[:36])
    if found is None or found.ballot != ballot.uuid:
        raise _Rejected("joint", "There is no such joint position.")
    if organisation.uuid not in found.members:
        raise _Rejected("joint", f"{organisation.title} is not named in this joint position.")
    if (values["position"], values["answers"]) != (found.position, found.answers):
        raise _Rejected("joint", "Whoever confirms a joint position takes the same position.")


def _words(ballot: Ballot, new: NewPosition) -> dict[str, Any]:
    """The columns that hold what is said, checked."""
    problems: list[str] = []
    reason = words_of(new.reason, "The reason", problems, longest=LONGEST_REASON)
    wanted = words_of(new.change_wanted, "The change that is wanted", problems, longest=LONGEST_REASON)
    position, answers, preference = new.position, {}, ""
    if ballot.choices:
        answers = _answers(ballot, new, problems)
        position = ANSWERED
        preference = new.preference.strip()
        if preference and preference not in [choice["key"] for choice in ballot.choices]:
            problems.append(f"'{preference[:40]}' cannot be preferred; it is none of the choices.")
        objected = [key for key, word in answers.items() if word == "object"]
        if objected and not reason:
            problems.append(f"Objecting to {', '.join(objected)} needs a reason.")
    elif new.answers or new.preference:
        problems.append(f"{ballot.code} has no choices to answer one by one.")
    elif not position:
        problems.append("Choose a position first.")
    elif position not in POSITIONS:
        problems.append(f"'{position[:40]}' is no position. Allowed: {', '.join(POSITIONS)}.")
    elif position in REASON_NEEDED and not reason:
        needs = {
            "object": "Objecting needs a reason; the change that would remove the objection is welcome too.",
            "support-in-part": "Supporting in part needs a word on which part.",
            "support-with-comment": "Supporting with a comment needs the comment.",
        }
        problems.append(needs[position])
    if problems:
        raise _Rejected("words", *problems)
    return {
        "position": position,
        "reason": reason,
        "answers": answers,
        "preference": preference,
        "change_wanted": wanted,
    }


def _answers(ballot: Ballot, new: NewPosition, problems: list[str]) -> dict[str, str]:
    keys = [choice["key"] for choice in ballot.choices]
    allowed = DATE_ANSWERS if ballot.kind == "date-poll" else POSITIONS
    for key, word in new.answers.items():
        if key not in keys:
            problems.append(f"'{key[:40]}' is none of the choices. Allowed: {', '.join(keys)}.")
        elif word not in allowed:
            problems.append(f"'{word[:40]}' is no answer to {key}. Allowed: {', '.join(allowed)}.")
    if not new.answers:
        problems.append(f"Answer at least one of: {', '.join(keys)}.")
    return {key: new.answers[key] for key in keys if key in new.answers}


def _replayed(session: Session, ballot: Ballot, organisation: Item, earlier: Position) -> Receipt:
    """The receipt of the first time; the number of another's form is refused."""
    if earlier.ballot != ballot.uuid or earlier.organisation != organisation.uuid:
        raise _Rejected("form", "This form was sent already for something else. Load the page again.")
    event = session.exec(select(Event).where(Event.change == earlier.change)).one()
    return receipt(ballot, organisation, earlier, event, replayed=True)
