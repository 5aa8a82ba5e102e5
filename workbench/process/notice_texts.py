"""The bodies of notices, as plain text to paste into a mail.

Each says what is to happen and what is asked for, and never more than the group has said: a text
that is circulated is a draft, a call for consensus has no outcome yet, and silence is silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

DISPOSITIONS = (
    "incorporated, incorporated in part, not incorporated (carried as non-consensus), outside the scope, "
    "or deferred"
)


@dataclass(frozen=True)
class Occasion:
    """What a notice is about.

    Args:
        group: the group's name.
        title: of the meeting or milestone.
        when: its date in words, with the hour where one is known.
        place: where, or empty.
        minutes: its length, or None.
        sender: who signs.
    """

    group: str
    title: str
    when: str
    sender: str
    place: str = ""
    minutes: int | None = None

    @property
    def line(self) -> str:
        """Title, date, hour, place and length as one line."""
        parts = [f"{self.title}, {self.when}"]
        if self.place:
            parts.append(self.place)
        if self.minutes:
            parts.append(f"{self.minutes} minutes")
        return "; ".join(parts)


def agenda(occasion: Occasion, points: Sequence[str], open_actions: Sequence[str], previous: str) -> str:
    """The agenda of a meeting.

    Args:
        points: issues with their stage and minutes, in the order in which they are taken up.
        open_actions: actions of earlier meetings that are still open.
        previous: the earlier meeting whose minutes are up for adoption, or empty.
    """
    lines = ["Opening, attendance by organisation, changes to the agenda"]
    if previous:
        lines.append(f"Minutes of {previous}: corrections and adoption")
    lines += points or ["[no issue is scheduled for this meeting yet]"]
    if open_actions:
        lines.append("Open actions" + "".join(f"\n   - {action}" for action in open_actions))
    lines.append("Next steps and next meeting")
    return _mail(
        occasion,
        f"This is the agenda of the group's meeting: {occasion.line}.",
        _numbered(lines),
        "An issue on the agenda is there to be discussed. Nothing is taken as agreed because it stands "
        "here; where consensus will be called for, the point says so.",
        "Please send changes to the agenda before the meeting.",
    )


def meeting_reminder(occasion: Occasion, points: Sequence[str]) -> str:
    """A reminder of a meeting, with what it takes up."""
    taken_up = f"It takes up:\n\n{_bullets(points)}" if points else ""
    return _mail(occasion, f"A reminder of the group's meeting: {occasion.line}.", taken_up)


def text_circulated(occasion: Occasion, issues: Sequence[str]) -> str:
    """The mail with which texts go out; each issue says by when redlines to it are asked for."""
    return _mail(
        occasion,
        f"With this mail goes the text on the following, for review:\n\n{_bullets(issues)}\n\n"
        "[attach the text, or put its address here]",
        "The text is a draft. That it is circulated states no agreement on it.",
    )


def redlines_call(occasion: Occasion, issues: Sequence[str]) -> str:
    """The call for redlines."""
    return _mail(
        occasion,
        f"Redlines are due by {occasion.when} on the text of:\n\n{_bullets(issues)}",
        "Please send the text back with your changes marked, a short reason for each, and the name of the "
        "organisation for which you send them.",
        f"The group will be told what became of each redline: {DISPOSITIONS}. An organisation that sends "
        "none is recorded as having sent none; this is not taken as agreement.",
    )


def consensus_call(occasion: Occasion, issues: Sequence[str]) -> str:
    """The notice of a call for consensus."""
    return _mail(
        occasion,
        f"At the group's meeting ({occasion.line}) consensus will be called for on:\n\n{_bullets(issues)}",
        "Please come with the position of your organisation: support, oppose with its reason, or no "
        "position. Advisory organisations take none.",
        "The outcome is recorded as consensus, consensus with recorded dissent, no consensus, withdrawn or "
        "deferred, with the organisations by name. An organisation that says nothing is recorded as having "
        "taken no position.",
    )


def due_reminder(occasion: Occasion, what: str, issues: Sequence[str] = ()) -> str:
    """A reminder of something that is due on a day."""
    on = f":\n\n{_bullets(issues)}" if issues else "."
    return _mail(occasion, f"A reminder: {what} {occasion.when}{on}")


def minutes_circulated(occasion: Occasion, next_meeting: str) -> str:
    """The mail with which draft minutes go out."""
    until = f" before the next meeting, {next_meeting}" if next_meeting else ""
    return _mail(
        occasion,
        f"With this mail go the draft minutes of the meeting: {occasion.title}, {occasion.when}.\n\n"
        "[attach the minutes, or put their address here]",
        f"Please send corrections{until}. Until the group adopts them the minutes are a draft; what they "
        "give as the sense of the room or as reported in the call is no agreement of the group.",
    )


def after_call(
    occasion: Occasion, actions: Sequence[str], questions: Sequence[str], next_meeting: str, *, attached: bool
) -> str:
    """The mail after a call: actions, what was left open, and the next meeting."""
    return _mail(
        occasion,
        f"Thank you for taking part in the group's meeting: {occasion.title}, {occasion.when}.",
        "Draft minutes go with this mail; please send corrections.\n\n[attach the minutes]"
        if attached
        else "",
        f"Actions:\n\n{_bullets(actions)}" if actions else "No actions were noted.",
        f"Questions that were left open:\n\n{_bullets(questions)}" if questions else "",
        f"Next meeting: {next_meeting}." if next_meeting else "The next meeting is not set.",
    )


def _mail(occasion: Occasion, *paragraphs: str) -> str:
    body = "\n\n".join(part for part in paragraphs if part)
    return f"To the participants of {occasion.group}\n\n{body}\n\n{occasion.sender}\nfor {occasion.group}\n"


def _bullets(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _numbered(lines: Sequence[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
