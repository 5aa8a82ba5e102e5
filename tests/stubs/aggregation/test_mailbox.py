"""What an end keeps: in order, each once, and never without bound."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.stubs.aggregation import Message, TooLarge, TooMuchWaiting, UnknownPeer
from workbench.stubs.aggregation.mailbox import LARGEST_BODY, MOST_WAITING, REMEMBERED, Inbox, Outbox

# (what, number of the message): add it, or acknowledge it
steps = st.lists(st.tuples(st.booleans(), st.integers(0, 9)), max_size=40)


@given(steps)
def test_an_outbox_keeps_the_order_and_each_message_once(steps: list[tuple[bool, int]]) -> None:
    outbox, expected = Outbox(["north"]), []
    for adds, number in steps:
        identifier = str(number)
        if adds:
            outbox.add("north", Message(b"", id=identifier))
            expected += [identifier] if identifier not in expected else []
        else:
            assert outbox.taken("north", identifier) == (identifier in expected)
            expected = [each for each in expected if each != identifier]
        assert [message.id for message in outbox.waiting("north")] == expected


def test_the_next_message_is_waited_for() -> None:
    async def test() -> None:
        outbox = Outbox(["north"])
        asked = asyncio.ensure_future(outbox.next("north"))
        await asyncio.sleep(0)
        assert not asked.done()
        for identifier in "abc":
            outbox.add("north", Message(b"", id=identifier))
        assert (await asked).id == "a"
        assert (await outbox.next("north", "a")).id == "b"
        outbox.taken("north", "a")
        assert (await outbox.next("north", "a")).id == "b"  # acknowledged since: the oldest is meant
        asked = asyncio.ensure_future(outbox.next("north", "c"))
        await asyncio.sleep(0)
        assert not asked.done()
        outbox.add("north", Message(b"", id="d"))
        assert (await asked).id == "d"

    asyncio.run(test())


def test_an_inbox_hands_each_message_over_once_and_remembers_what_was_acknowledged() -> None:
    async def test() -> None:
        inbox = Inbox()
        first, other = Message(b"1", id="a", peer="north"), Message(b"2", id="a", peer="south")
        assert not inbox.put(first)
        assert not inbox.put(first)
        assert not inbox.put(other)
        arriving = inbox.messages()
        assert [await anext(arriving), await anext(arriving)] == [first, other]
        inbox.acknowledged(first)
        assert inbox.put(first)
        assert not inbox.put(other)
        inbox.close()
        assert [message async for message in arriving] == []
        assert [message async for message in inbox.messages()] == []

    asyncio.run(test())


def test_neither_grows_without_bound() -> None:
    outbox, inbox = Outbox(["north"]), Inbox()
    for number in range(MOST_WAITING):
        outbox.add("north", Message(b"", id=str(number)))
        inbox.put(Message(b"", id=str(number)))
    outbox.add("north", Message(b"", id="0"))
    with pytest.raises(TooMuchWaiting, match="wait for north already"):
        outbox.add("north", Message(b""))
    with pytest.raises(TooMuchWaiting, match="not been taken yet"):
        inbox.put(Message(b""))
    for keeps in (lambda message: outbox.add("north", message), inbox.put):
        with pytest.raises(TooLarge, match=f"allowed are {LARGEST_BODY}"):
            keeps(Message(bytes(LARGEST_BODY + 1)))
    with pytest.raises(UnknownPeer, match="there are north"):
        outbox.waiting("south")

    async def test() -> None:
        fresh = Inbox()
        arriving = fresh.messages()
        for number in range(REMEMBERED + 10):
            fresh.put(Message(b"", id=str(number)))
            await anext(arriving)
        assert len(fresh._known) == REMEMBERED

    asyncio.run(test())
