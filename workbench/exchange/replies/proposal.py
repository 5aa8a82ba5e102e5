"""What a reply proposes: a preliminary position where it says one plainly, else a comment."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Literal

from workbench.exchange.mail import LONGEST_COMMENT, MailReading, proposed_comment, read_mail
from workbench.exchange.replies import wording
from workbench.exchange.replies.calls import call_of, item_of_one, names_it
from workbench.exchange.replies.choices import DATES, Answers, read_answers
from workbench.exchange.replies.naming import Names
from workbench.exchange.replies.sender import Speaker, speaker_named, speaker_of
from workbench.exchange.replies.speaking import names_for, speaker_by_name
from workbench.exchange.replies.stance import Reading, read_stance
from workbench.exchange.replies.units import body_of, units_of
from workbench.graph.ballots import BallotRow
from workbench.graph.dates import display_date, display_moment
from workbench.graph.plain_text import printable
from workbench.graph.proposed import Problem
from workbench.graph.snapshot import Snapshot

LONGEST_REASON = 10_000
"""Most characters of a position's reason."""
_NEED_WORDS = {
    "object": "an objection needs its reason",
    "support-in-part": "support in part needs a word on which part",
    "support-with-comment": "support with a comment needs the comment",
}


@dataclass(frozen=True)
class ReplyProposal:
    """What one reply proposes.

    Args:
        kind: ``position`` only where call, organisation and position are all plain.
        name: the file it came in, or *pasted reply*.
        call: code of the call, or None where none or several are named.
        item: code of the item that a comment is about: that of the call, else the first one named.
        person: code of the sender by the address, or None; ``sender`` and ``address`` are as the mail says.
        position: the word that was read; with the kind ``comment`` it is only what it could be.
        answers: of a call with choices, the word for each.
        line: line of the sender's own words from 1, with its ``quote``.
        sure: whether nothing has to be chosen by the facilitator.
        why: why it is no position, or what has to be chosen, each a sentence.
        reason: the sender's words between greeting and signature, uncut.
        text: all of the sender's own words, for a comment.
        key: the same for the same mail: its message id, else a digest of its bytes.
        data: the mail itself.
        automatic: an answer that nobody wrote.
        also_for: codes of further organisations for which the sender takes the same position by name; ``for_each``
            gives the proposal of each.
        also_named: further items that it names.
    """

    kind: Literal["position", "comment"]
    name: str
    subject: str = ""
    call: str | None = None
    item: str | None = None
    person: str | None = None
    organisation: str | None = None
    sender: str = ""
    address: str = ""
    position: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    preference: str = ""
    reason: str = ""
    text: str = ""
    line: int | None = None
    quote: str = ""
    sure: bool = False
    why: tuple[str, ...] = ()
    sent_at: datetime | None = None
    sent_on: date | None = None
    message_id: str = ""
    key: str = ""
    attachments: tuple[str, ...] = ()
    data: bytes = b""
    media_type: str = "message/rfc822"
    original: str = ""
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    automatic: bool = False
    also_named: tuple[str, ...] = ()
    also_for: tuple[str, ...] = ()

    def for_each(self) -> tuple[ReplyProposal, ...]:
        """The proposal for each organisation that takes the position: itself alone, but for a joint one."""
        if self.kind != "position":
            return (self,)
        alone = replace(self, also_for=())
        return (alone, *(replace(alone, organisation=code) for code in self.also_for))

    @property
    def origin(self) -> dict[str, Any]:
        """What a comment keeps of the mail."""
        return {
            "from": f"{self.sender} <{self.address}>".strip() if self.address else self.sender,
            "sent_at": None if self.sent_at is None else self.sent_at.astimezone(UTC).isoformat(),
            "subject": self.subject,
            "message_id": self.message_id or self.key,
            "original": self.original,
        }


def read_reply(
    data: bytes, name: str, snapshot: Snapshot, ballots: Sequence[BallotRow], moment: datetime
) -> ReplyProposal:
    """What a mail saved as .eml proposes.

    Args:
        ballots: every call, so that one that is closed can be told.
        moment: now, with a time zone.
    """
    reading = read_mail(data, name)
    speaker = speaker_of(reading.sender_address, snapshot, reading.sent_on)
    return _proposal(reading, data, name, "message/rfc822", speaker, snapshot, ballots, moment)


def read_pasted(
    text: str,
    snapshot: Snapshot,
    ballots: Sequence[BallotRow],
    moment: datetime,
    *,
    person: str | None = None,
    organisation: str | None = None,
    sent_on: date | None = None,
    subject: str = "",
    name: str = "pasted reply",
) -> ReplyProposal:
    """What a pasted reply proposes; who sent it, for whom and when is what the facilitator names."""
    from workbench.exchange.mail_text import own_words

    original = printable(text).strip("\n")
    own = own_words(original)
    problems = []
    if not own.strip():
        problems.append(Problem("the reply has no words of its own", allowed="the words that were sent"))
    if len(own) > LONGEST_COMMENT:
        problems.append(
            Problem("the reply is too long", found=f"{len(own):,} characters", allowed=f"{LONGEST_COMMENT:,}")
        )
    who = snapshot.item(person) if person else None
    speaker = Speaker(doubts=("Choose person and organisation: a pasted reply does not prove who sent it.",))
    if who is not None:
        named = Speaker(who.code, organisation) if organisation else None
        speaker = named or speaker_named(who, snapshot, sent_on)
    reading = MailReading(
        sender_name=who.title if who else "",
        subject=subject,
        text=own,
        original=original,
        problems=tuple(problems),
    )
    data = original.encode("utf-8", "replace")
    return _proposal(reading, data, name, "text/plain", speaker, snapshot, ballots, moment, sent_on=sent_on)


def _proposal(
    reading: MailReading,
    data: bytes,
    name: str,
    media_type: str,
    speaker: Speaker,
    snapshot: Snapshot,
    ballots: Sequence[BallotRow],
    moment: datetime,
    *,
    sent_on: date | None = None,
) -> ReplyProposal:
    comment = proposed_comment(reading, snapshot)
    call = call_of(reading, ballots, moment, sent_on)
    ballot, why = call.ballot, list(call.doubts)
    lines, reason = body_of(reading.text)
    automatic = bool(
        reading.automatic or wording.AUTOMATIC.match(reading.subject) or wording.ABSENT.search(reading.text)
    )
    values: dict[str, Any] = {}
    if automatic:
        why.insert(0, "It is an automatic answer, or a note of absence; nobody took a position in it.")
    elif ballot is not None:
        speaker = speaker_by_name(speaker, reading, lines, ballot, snapshot)
        values, unread = _position(lines, reason, reading, ballot, speaker, snapshot)
        why += unread
        if call.in_sentence and not any(
            names_it(values.get("quote", ""), n) for n in (ballot.item, ballot.item_title)
        ):
            why.append(
                f"It names no call by its code, and what it says of {ballot.item} is no plain position."
            )
    day = reading.sent_on or sent_on
    if ballot is not None and not automatic:
        why += _shut(ballot, moment, reading.sent_at, day)
        why += speaker.doubts
        if day is None:
            why.append("Name the day on which it was sent: the mail gives none.")
        elif day > moment.date():
            why.append(f"The mail says that it was sent on {display_date(day)}, which is still to come.")
    if values.pop("joint", False) and set(why) == set(speaker.doubts) and speaker.choice:
        # It is plain but for the choice of an organisation, and the sender names them all.
        why, speaker = [], replace(speaker, organisation=speaker.choice[0])
        values["also_for"] = speaker.choice[1:]
    read = bool(values.get("position") or values.get("answers"))
    plain = ballot is not None and read and not why and not reading.problems
    item = ballot.item if ballot is not None else comment.item_code or item_of_one(reading, ballots)
    problems = reading.problems
    if item is None and not problems:
        problems = comment.problems
    return ReplyProposal(
        kind="position" if plain else "comment",
        name=name,
        subject=reading.subject,
        call=None if ballot is None else ballot.code,
        item=item,
        person=speaker.person,
        organisation=speaker.organisation,
        sender=reading.sender_name or reading.sender_address,
        address=reading.sender_address,
        reason="" if values.pop("bare", False) else reason,
        text=reading.text,
        sure=plain,
        why=tuple(dict.fromkeys(why)),
        sent_at=reading.sent_at,
        sent_on=day,
        message_id=reading.message_id,
        key=reading.message_id or f"sha256:{hashlib.sha256(data).hexdigest()}",
        attachments=reading.attachments,
        data=data,
        media_type=media_type,
        original=reading.original,
        notes=reading.notes,
        problems=problems,
        automatic=automatic,
        also_named=comment.also_named,
        **values,
    )


def _shut(ballot: BallotRow, moment: datetime, sent_at: datetime | None, day: date | None) -> list[str]:
    """Why the call takes no position, with when the reply says it was sent."""
    state = ballot.state(moment)
    if ballot.kind == "statement-call":
        return [f"{ballot.code} calls for statements and takes no positions."]
    if state == "open":
        return []
    if state in ("closed", "recorded") and ballot.ends is not None:
        sent = (
            display_moment(sent_at) if sent_at else display_date(day) if day else "a day that it does not say"
        )
        return [
            f"It says that it was sent on {sent}; {ballot.code} closed on {display_moment(ballot.ends)}. "
            "A close is a rule, and the date of a mail proves nothing."
        ]
    return [f"{ballot.code} is {'void' if state == 'void' else 'not open yet'}."]


def _position(
    lines: list[tuple[int, str]],
    reason: str,
    reading: MailReading,
    ballot: BallotRow,
    speaker: Speaker,
    snapshot: Snapshot,
) -> tuple[dict[str, Any], list[str]]:
    """The position that the sender's words say, and why it is not taken."""
    if len(reason) > LONGEST_REASON:
        return {}, [
            f"It has {len(reason):,} characters; the reason of a position may have {LONGEST_REASON:,}."
        ]
    names = names_for(ballot, speaker, snapshot)
    if ballot.choices:
        return _answers(read_answers(lines, ballot), lines, reason, ballot, names)
    read = read_stance(units_of(lines), names)
    values: dict[str, Any] = {"position": read.position or read.maybe, "bare": read.bare, "joint": read.joint}
    if read.unit is not None:
        values |= {"line": read.unit.line, "quote": read.unit.text}
    why = [f"{sentence[0].upper()}{sentence[1:]}." for sentence in read.doubts]
    if read.bare and read.position in _NEED_WORDS:
        why.append(f"It says no more than “{_cut(read)}”: {_NEED_WORDS[read.position]}.")
    if not read.position and not why:
        why.append("It says no position in plain words.")
    other = _subject_says(reading.subject, names)
    if read.position and (other not in ("", read.position) or wording.DRAFT.match(reading.subject)):
        why.append(f"Its subject “{reading.subject}” says something else.")
    return values, why


def _subject_says(subject: str, names: Names) -> str:
    """A position that the subject says in words of its own; an answered subject is somebody else's."""
    if re.match(r"\s*(?:re|aw|fwd?|wg)\s*:", subject, re.IGNORECASE) or "?" in subject:
        return ""
    read = read_stance(units_of([(1, subject)]), names)
    return read.position or read.maybe


def _cut(read: Reading) -> str:
    return read.unit.text if read.unit is not None else read.position


def _answers(
    read: Answers, lines: list[tuple[int, str]], reason: str, ballot: BallotRow, names: Names
) -> tuple[dict[str, Any], list[str]]:
    why = [f"{sentence[0].upper()}{sentence[1:]}." for sentence in read.doubts]
    rest = [(number, line) for number, line in lines if number not in read.used]
    units = units_of(rest)
    stance = read_stance(units, names)
    if stance.unit is not None:
        why.append(f"“{stance.unit.text}” stands beside the answers by choice.")
    if not read.words:
        what = "day" if ballot.kind == DATES else "alternative"
        why.append(
            f"{ballot.code} asks about each {what}; the reply answers none of them on a line of its own."
        )
        quote = {} if stance.unit is None else {"line": stance.unit.line, "quote": stance.unit.text}
        return dict(quote), why
    says_more = any(line.strip() for _, line in rest) or bool(read.reasons)
    if "object" in read.words.values() and not says_more:
        why.append("An objection needs its reason, and the reply gives none.")
    values = {
        "answers": dict(read.words),
        "preference": read.preference,
        "line": read.line,
        "quote": read.quote,
        "bare": not says_more,
    }
    return values, why
