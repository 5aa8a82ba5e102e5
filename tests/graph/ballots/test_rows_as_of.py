"""A ballot at an earlier change reads as it did then, whatever was done since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from tests.process.ballots.conftest import Clock, Group, clocked, quick
from workbench.graph.ballots.reading import ballots
from workbench.graph.ballots.rows import BallotRow
from workbench.graph.reading import head_number
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.ballots.attachments import File
from workbench.process.ballots.authorising import authorise
from workbench.process.ballots.closing import ask_again, close, extend, void
from workbench.process.ballots.editorial import object_to_editorial, propose_editorial
from workbench.process.ballots.joint import propose_joint
from workbench.process.ballots.opening import open_ballot
from workbench.process.ballots.positions import NewPosition
from workbench.process.ballots.preparing import BallotDraft, discard, revise
from workbench.process.ballots.recording import contest, record_outcome
from workbench.process.planning.preview import Refused

__all__ = ["Clock", "clocked", "quick"]

MAIL = File("mail.eml", b"From: somebody")
WORDS = ("support", "object", "abstain", "can-live-with")
SPEAKERS = {"ANN": "AMBER", "ALF": "AMBER", "BOB": "BIRCH", "CAT": "CEDAR", "DAN": "DOVER", "EVE": "ELDER"}
WHY = "As was said."


def steps(group: Group, random: Random) -> list[Callable[[], object]]:
    """Everything that can be tried; what is refused changes nothing."""
    database, me = group.database, LOCAL_OPERATOR

    def code() -> str:
        with database.read() as session:
            return random.choice([row.code for row in ballots(session)] or ["BAL-01"])

    def later() -> object:
        return group.clock.moment + timedelta(days=random.randint(1, 12))

    def draft() -> dict[str, object]:
        given: dict[str, object] = {"closes_at": later(), "question": f"Question {random.randint(1, 99)}?"}
        if random.random() < 0.4:
            given |= {"item": "ISS-001", "choices": ("ISS-001-a", "ISS-001-b")}
        elif random.random() < 0.3:
            given |= {"item": "ISS-001", "aspect": "destination", "hidden": True}
        return given

    def take() -> None:
        who, word = random.choice(list(SPEAKERS)), random.choice(WORDS)
        row = group.row(code())
        answers = {choice.key: word for choice in row.choices}
        group.take(row.code, who, SPEAKERS[who], word, reason="Because.", answers=answers)

    def editorial() -> None:
        propose_editorial(database, me, random.choice(["AGR-01", "ISS-001-a"]), WHY)

    def against() -> None:
        row = next(row.editorials[-1] for row in [group.row(code())] if row.editorials)
        object_to_editorial(database, group.person("BOB"), row.uuid, "ORG-BIRCH", WHY)

    def again() -> None:
        values = {"kind": "consensus-call", "item": "AGR-01", **draft()}
        revise(database, me, code(), BallotDraft(**values))  # type: ignore[arg-type]

    return [
        lambda: group.prepare(**draft()),
        again,
        lambda: open_ballot(database, me, code()),
        lambda: open_ballot(database, me, code(), closes_at=group.clock.moment + timedelta(days=9)),
        take,
        take,
        take,
        take,
        lambda: propose_joint(
            database,
            group.person("CAT"),
            NewPosition(code(), "ORG-CEDAR", "object", "Both of us."),
            ["ORG-DOVER"],
        ),
        lambda: authorise(database, group.person("BOB"), code(), "ORG-BIRCH", "Report"),
        lambda: group.edit("AGR-01", text=f"Text {random.randint(1, 3)}."),
        lambda: group.edit("ISS-001-a", text=f"Way {random.randint(1, 3)}."),
        lambda: group.edit("ISS-001", destination=[random.choice(["rule-21", "handbook"])]),
        lambda: group.edit(
            "ORG-BIRCH", title=f"Birch {random.randint(1, 9)}", category=random.choice(["vendor", "utility"])
        ),
        editorial,
        against,
        lambda: extend(database, me, code(), later(), WHY),  # type: ignore[arg-type]
        lambda: close(database, me, code(), WHY),
        lambda: void(database, me, code(), WHY),
        lambda: discard(database, me, code()),
        lambda: record_outcome(
            database, me, code(), random.choice(["consensus", "no consensus", "deferred"]), why=WHY
        ),
        lambda: contest(database, group.person("ANN"), code(), "ORG-AMBER", WHY),
        lambda: ask_again(database, me, code(), WHY),
        lambda: group.clock.forward(days=random.randint(0, 3), seconds=1),
    ]


def read(group: Group, change: int | None = None, moment: object = None) -> list[BallotRow]:
    """Ballots without the one thing that is always of today: until when positions are hidden."""
    with group.database.read() as session:
        rows = ballots(session, change=change, moment=moment)  # type: ignore[arg-type]
    return [replace(row, reveals_at=None) for row in rows]


@pytest.mark.parametrize("seed", range(3))
def test_every_earlier_change_reads_as_it_did_when_it_was_the_last(quick: Group, seed: int) -> None:
    random = Random(seed)
    known: dict[int, tuple[object, list[BallotRow]]] = {}
    tried = steps(quick, random)
    quick.open(closes_at=quick.clock.moment + timedelta(days=6))
    for _ in range(80):
        try:
            random.choice(tried)()
        except (Refused, StopIteration):
            continue
        with quick.database.read() as session:
            head = head_number(session)
        known.setdefault(head, (quick.clock.moment, read(quick, moment=quick.clock.moment)))
    assert len(known) > 10
    for number, (moment, rows) in known.items():
        assert read(quick, number, moment) == rows
    quick.sound()


def test_a_look_back_does_not_depend_on_the_day_on_which_one_looks(quick: Group) -> None:
    code = quick.open(closes_at=quick.clock.moment + timedelta(days=40))
    quick.take(code, "ANN", "AMBER", "support")
    quick.edit("AGR-01", text="Every inverter speaks one Protocol.")
    propose_editorial(quick.database, LOCAL_OPERATOR, "AGR-01", "A capital letter.")
    with quick.database.read() as session:
        proposed = head_number(session)
    quick.clock.forward(days=20)
    assert not quick.row(code).latest()["ORG-AMBER"].overtaken
    quick.edit("AGR-01", status="proposed")
    assert read(quick, proposed)[0].latest()["ORG-AMBER"].overtaken
    assert not read(quick, proposed + 1)[0].latest()["ORG-AMBER"].overtaken


def test_a_draft_reads_as_it_was_before_it_was_revised(quick: Group) -> None:
    code = quick.prepare(question="First?")
    with quick.database.read() as session:
        first = head_number(session)
    draft = BallotDraft("straw-poll", "ISS-001", "Second?", closes_at=quick.clock.moment + timedelta(days=3))
    revise(quick.database, LOCAL_OPERATOR, code, draft)
    quick.edit("ISS-001", text="Another question.")
    open_ballot(quick.database, LOCAL_OPERATOR, code)
    void(quick.database, LOCAL_OPERATOR, code, "Wrong.")
    [row] = read(quick, first)
    assert (row.kind, row.item, row.question, row.notice) == ("consensus-call", "AGR-01", "First?", "")
    assert (row.opens_at, row.voided, row.void_reason) == (None, False, "")
    assert not row.moved
    with quick.database.read() as session:
        assert [r.code for r in ballots(session, item="AGR-01", change=first)] == [code]
        assert ballots(session, item="AGR-01") == []
