"""Twenty-five double clicks are twenty-five positions, however long the second click comes after the first."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.call_record import Kept, Voter, fill_in, kept, make_call, shown, tab_of
from tests.browser.served import Served, record, serving
from tests.browser.streamlit_page import settled
from tests.browser.tab import in_a_loop_of_its_own
from workbench.process.verification import verify

CLICKS = 25
LATEST = 0.19
"""Seconds between two clicks of a slow double click."""
BY_MOUSE = 3


@dataclass(frozen=True)
class Called:
    """A served record with one open call, and those who can take a position in it."""

    served: Served
    code: str
    voters: list[Voter]

    def positions(self) -> list[Kept]:
        with record(self.served) as database:
            assert verify(database).faults == ()
            return kept(database, self.code)


@pytest.fixture(scope="module")
def called(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Called]:
    """Serve a call that asks as many organisations as there are clicks."""
    path = tmp_path_factory.mktemp("called") / "call.sqlite3"
    code, voters = make_call(path, CLICKS + BY_MOUSE)
    with serving(path) as server:
        yield Called(server, code, voters)


def test_twenty_five_double_clicks_are_twenty_five_positions(called: Called) -> None:
    async def click_twice(voter: Voter, gap: float) -> Kept:
        tab = tab_of(called.served.url, voter, called.code)
        await tab.open()
        said = await fill_in(tab, voter, called.code)
        await tab.press_twice(f"call_send_{called.code}_{voter.organisation}", gap)
        receipt = shown(tab, voter, *said)
        await tab.close()
        return receipt

    async def all_of_them() -> list[Kept]:
        gaps = [LATEST * number / (CLICKS - 1) for number in range(CLICKS)]
        return await asyncio.gather(*map(click_twice, called.voters[:CLICKS], gaps))

    receipts = in_a_loop_of_its_own(all_of_them())
    clicked = {voter.organisation for voter in called.voters[:CLICKS]}
    positions = [position for position in called.positions() if position.organisation in clicked]
    assert sorted(positions, key=str) == sorted(receipts, key=str)
    assert len(positions) == CLICKS


def test_a_double_click_of_the_mouse_is_one_position(called: Called, browser: Browser) -> None:
    clicking = called.voters[CLICKS:]
    for voter in clicking:
        name, value = voter.cookie.split("=", 1)
        context = browser.new_context()
        context.add_cookies([{"name": name, "value": value, "url": called.served.url}])
        page = context.new_page()
        page.goto(f"{called.served.url}/call?call={called.code}&organisation={voter.organisation}")
        page.get_by_text("Abstain", exact=True).click()
        send = page.get_by_role("button", name="Send the position")
        expect(send).to_be_enabled()
        send.dblclick()
        expect(page.get_by_text("Recorded for")).to_be_visible()
        settled(page)
        expect(page.get_by_text("Nothing was recorded")).to_have_count(0)
        context.close()
    taken = [p.organisation for p in called.positions()]
    assert [taken.count(voter.organisation) for voter in clicking] == [1] * BY_MOUSE
