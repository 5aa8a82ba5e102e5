"""Several people take positions at the same moment: one after the other, and of two alternates one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.process.ballots.conftest import Group
from workbench.process.ballots.positions import NewPosition, Receipt, take_position
from workbench.process.planning.preview import Refused

ROUNDS = 4


def test_organisations_at_once_each_get_their_own_receipt(group: Group) -> None:
    code = group.open()
    speakers = {"ANN": "ORG-AMBER", "BOB": "ORG-BIRCH", "CAT": "ORG-CEDAR", "DAN": "ORG-DOVER"}
    actors = {who: group.person(who) for who in speakers}
    barrier = Barrier(len(speakers))

    def take(who: str) -> list[Receipt]:
        receipts = []
        for number in range(ROUNDS):
            barrier.wait()
            new = NewPosition(code, speakers[who], "support", f"Round {number}.", form=f"{who}-{number}")
            receipts.append(take_position(group.database, actors[who], new))
        return receipts

    with ThreadPoolExecutor(len(speakers)) as pool:
        receipts = [receipt for taken in pool.map(take, speakers) for receipt in taken]
    row = group.row(code)
    assert sorted(p.uuid for p in row.positions) == sorted(r.uuid for r in receipts)
    assert len({r.receipt for r in receipts}) == len({r.change for r in receipts}) == len(receipts)
    assert {p.reason for p in row.latest().values()} == {f"Round {ROUNDS - 1}."}
    group.sound()


def test_of_two_alternates_at_once_exactly_one_wins(group: Group) -> None:
    code = group.open()
    actors = [group.person("ANN"), group.person("ALF")]
    barrier = Barrier(len(actors))
    shown = ""
    for number in range(ROUNDS):
        seen = shown

        def take(place: int, seen: str = seen) -> Receipt | Refused:
            new = NewPosition(code, "ORG-AMBER", ("support", "abstain")[place], seen_position=seen)
            barrier.wait()
            try:
                return take_position(group.database, actors[place], new)
            except Refused as refused:
                return refused

        with ThreadPoolExecutor(len(actors)) as pool:
            done = list(pool.map(take, range(len(actors))))
        [won] = [result for result in done if isinstance(result, Receipt)]
        [lost] = [result for result in done if isinstance(result, Refused)]
        assert f"{won.cast_by} took the position" in str(lost)
        assert len(group.row(code).positions) == number + 1
        assert group.row(code).latest()["ORG-AMBER"].uuid == won.uuid
        shown = won.uuid
    assert [e.verb for e in group.events()].count("position-refused") == ROUNDS
    group.sound()


def test_one_form_sent_several_times_at_once_is_taken_once(group: Group) -> None:
    code = group.open()
    ann = group.person("ANN")
    barrier = Barrier(4)

    def take(_: int) -> Receipt:
        barrier.wait()
        return take_position(group.database, ann, NewPosition(code, "ORG-AMBER", "support", form="f-1"))

    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(take, range(4)))
    assert len({r.uuid for r in receipts}) == len({r.receipt for r in receipts}) == 1
    assert sorted(r.replayed for r in receipts) == [False, True, True, True]
    assert len(group.row(code).positions) == 1
    group.sound()
