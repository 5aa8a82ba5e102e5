"""What a position says that is not taken yet, or was refused, in words."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.graph.ballots import BallotRow, JointRow
from workbench.graph.ballots.tally import choice_words
from workbench.graph.ballots.words import DATE_ANSWERS, MARKS, POSITIONS
from workbench.process.ballots.positions import NewPosition


def position_lines(ballot: BallotRow, position: JointRow | NewPosition) -> list[str]:
    """Everything that a position says, a line each: what a member confirms, or what was entered.

    Args:
        position: a joint one, or one as it was sent.
    """
    titles = {choice.key: choice.title for choice in ballot.choices if choice.title}
    if position.answers:
        words: Mapping[str, str] = DATE_ANSWERS if ballot.kind == "date-poll" else POSITIONS
        lines = []
        for choice in ballot.choices:
            word = position.answers.get(choice.key)
            answer = "no answer" if word is None else f"{MARKS.get(word, '')} {words.get(word, word)}"
            name = f"{choice.title} ({choice.key})" if choice.title else choice_words(choice.key)
            lines.append(f"{name}: {answer}")
    else:
        word = position.position
        lines = [f"{MARKS.get(word, '')} {POSITIONS.get(word, word)}"] if word else []
    more = (
        ("Preferred", titles.get(position.preference, position.preference)),
        ("Reason", position.reason),
        ("Change wanted", position.change_wanted),
    )
    return [*lines, *(f"{name}: {told}" for name, told in more if told)]
