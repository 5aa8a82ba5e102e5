"""Whatever the text, it is read or refused with a sentence, and what is proposed can be found in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.exchange.archive import RefusedFile
from workbench.exchange.minutes import MinutesReading, read_minutes, summary_line, to_change
from workbench.record.kind import DateSpec
from workbench.record.kinds import KINDS

_DATA = Path(__file__).parent / "data"
_LINES = sorted(
    {line for path in _DATA.glob("*.*") for line in path.read_text("utf-8").splitlines() if line.strip()}
)
_WORDS = (
    "Maria;the group;agreed;to;send;by Friday;31 June;in August or September;ACTION 3/2:;–;·;1);(a);vs;option",
    "whether;?;TBD;Next meeting:;# Decisions;**bold**;will;hopes;=cmd|' /C calc'!A0;<script>;\u202eabc;\x07;🙂",
    "é;.;6/12/2014;Q3;next Thursday;moved;the meeting;12 of 13;0/0/0000;99/99/99;Feb 29;no objections;|;\t;  ",
    "| Action | Owner |;Owner;Due;@lee;->;Option B:;Alternatives: A or B;-;*;**;need to define",
)
_PIECES = st.sampled_from([*(piece for words in _WORDS for piece in words.split(";")), ";"])


def _holds(reading: MinutesReading) -> None:
    """What is true of every reading."""
    count = len(reading.text.split("\n"))
    for proposal in reading.proposals:
        line = reading.line(proposal.line)
        assert line is not None
        assert 1 <= proposal.line <= count
        assert proposal.quote in line.raw
        assert proposal.title
        assert summary_line(proposal)
        assert proposal.status in KINDS[proposal.kind].statuses
        if proposal.due is not None:
            DateSpec.model_validate(proposal.due)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=600))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        reading = read_minutes(text.encode("utf-8", "surrogatepass"), "pasted.txt")
    except RefusedFile as refused:
        assert "pasted.txt" in str(refused)  # noqa: PT017
        return
    _holds(reading)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(_PIECES, max_size=9).map(" ".join), max_size=14).map("\n".join), st.booleans())
def test_texts_made_of_cues_are_read(text: str, dated: bool) -> None:
    reading = read_minutes(("x " + text).encode(), "made.md", meeting=date(2014, 6, 12) if dated else None)
    _holds(reading)
    to_change(reading)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(_LINES), min_size=1, max_size=40).map("\n".join))
def test_shuffled_minutes_are_read_and_twice_the_same(text: str) -> None:
    first = read_minutes(text.encode(), "shuffled.txt")
    _holds(first)
    assert read_minutes(text.encode(), "shuffled.txt") == first


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.md", "a.docx", "a.pdf", "a"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    try:
        _holds(read_minutes(data, name))
    except RefusedFile as refused:
        assert name in str(refused)  # noqa: PT017
