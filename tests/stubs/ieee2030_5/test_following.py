"""What a client makes of lists: events that vanish, come too late, come twice or are too many, and what it answers."""

from __future__ import annotations

from workbench.stubs.ieee2030_5 import following as following_module
from workbench.stubs.ieee2030_5.following import Following, ProgramRead
from workbench.stubs.ieee2030_5.resources.base import DateTimeInterval, Status
from workbench.stubs.ieee2030_5.resources.programs import ControlBase, DERControl, DERProgram

LFDI = "AB" * 20


def control(
    number: int, start: int, duration: int = 100, *, wanted: str = "03", limit: int = 5000, state: int = 0
):
    """Return a control as a server lists it."""
    return DERControl(
        mRID=f"{number:032X}",
        replyTo="/rsps/1/rsp",
        responseRequired=wanted,
        creationTime=1,
        EventStatus=Status(currentStatus=state, dateTime=1),
        interval=DateTimeInterval(start=start, duration=duration),
        DERControlBase=ControlBase(opModMaxLimW=limit),
    )


def listed(*controls: DERControl) -> list[ProgramRead]:
    """Return a program that lists controls."""
    return [ProgramRead(DERProgram(mRID="0F" * 16, primacy=1), controls, None, {})]


def answers(following: Following) -> list[tuple[int | None, int]]:
    """Return what waits to be sent: statuses and numbers of controls."""
    return [(reply.response.status, int(reply.response.subject, 16)) for reply in following.outbox]


def test_an_event_that_is_listed_no_more_is_cancelled() -> None:
    following = Following(LFDI)
    following.learn(listed(control(1, 10)), 20)
    assert following.in_force(20)["limit-active-power"] == 50.0
    following.learn(listed(), 30)
    assert following.in_force(30) == {}
    assert answers(following) == [(1, 1), (2, 1), (6, 1)]
    following.learn(listed(), 40)
    assert len(following.outbox) == 3, "said once"


def test_an_event_that_comes_after_its_end_is_refused_once() -> None:
    following = Following(LFDI)
    for now in (500, 600):
        following.learn(listed(control(1, 10)), now)
    assert answers(following) == [(254, 1)]
    assert following.schedule == []


def test_answers_are_given_as_they_are_wanted() -> None:
    following = Following(LFDI)
    following.learn(
        listed(control(1, 10, wanted="00"), control(2, 10, wanted="01"), control(3, 10, wanted="02")), 20
    )
    assert answers(following) == [(1, 2), (2, 3)] or set(answers(following)) >= {(1, 2), (2, 3)}
    assert not [one for one in answers(following) if one[1] == 1], "nothing is wanted of the first"


def test_an_event_between_two_looks_began_and_ended() -> None:
    following = Following(LFDI)
    following.learn(listed(control(1, 100, 10)), 20)
    following.advance(500)
    assert answers(following) == [(1, 1), (2, 1), (3, 1)]


def test_an_event_that_asks_for_nothing_known_is_refused_and_supersedes_nothing() -> None:
    following = Following(LFDI)
    empty = control(2, 10)
    empty.DERControlBase = ControlBase(rampTms=100)
    wrong = control(3, 10, limit=60_000)
    following.learn(listed(control(1, 10), empty, wrong), 20)
    assert [event.scheduled.mrid for event in following.schedule] == [f"{1:032X}"]
    assert (253, 2) in answers(following)
    assert following.in_force(20)["limit-active-power"] == 50.0


def test_too_many_events_are_told_and_the_first_are_kept(monkeypatch) -> None:
    monkeypatch.setattr(following_module, "KEPT_EVENTS", 24)
    following = Following(LFDI)
    following.learn(listed(*(control(number, 100 * number) for number in range(1, 40))), 20)
    assert len(following.schedule) == 24
    assert "More than 24 events" in following.notes["full"]


def test_what_is_over_is_forgotten_after_a_day() -> None:
    following = Following(LFDI)
    following.learn(listed(control(1, 10)), 20)
    following.learn(listed(), 200 + following_module.KEPT_AFTER)
    assert following.events == {}
