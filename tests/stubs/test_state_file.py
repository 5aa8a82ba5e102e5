"""A file of what a stub keeps: whole, known again, shared by several stubs of a process."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path

import pytest

from workbench.stubs.state_file import DEAR, Keeping, StateFile, StateUnreadable


def gateway_file(tmp_path: Path) -> StateFile:
    return StateFile(tmp_path / "kept" / "gateway.json", "gateway", "state of a gateway")


def test_what_was_written_is_read_and_what_cannot_be_written_leaves_the_file_as_it_was(
    tmp_path: Path,
) -> None:
    file = gateway_file(tmp_path)
    assert file.read() == {}
    file.write({"a": [1, "x"]})
    for unsayable in (object(), float("nan")):
        with pytest.raises((TypeError, ValueError)):
            file.write({"a": unsayable})
    assert gateway_file(tmp_path).read() == {"a": [1, "x"]}
    assert [one.name for one in file.path.parent.iterdir()] == ["gateway.json"]


@pytest.mark.parametrize(
    "text", ["", "[]", '{"format":2,"gateway":{}}', '{"format":1,"units":{}}', "[" * 99999]
)
def test_a_file_of_something_else_is_refused_in_a_sentence_with_its_path(tmp_path: Path, text: str) -> None:
    file = gateway_file(tmp_path)
    file.path.parent.mkdir()
    file.path.write_text(text)
    with pytest.raises(StateUnreadable, match=r"gateway\.json holds no state of a gateway"):
        file.read()
    assert file.path.read_text() == text


def test_parts_of_one_file_leave_each_other_alone(tmp_path: Path) -> None:
    gateway_file(tmp_path).part("above").write({"n": 1})
    file = gateway_file(tmp_path)
    assert (file.part("above").read(), file.part("below").read()) == ({"n": 1}, {})
    file.part("below").write({"n": 2})
    assert gateway_file(tmp_path).read() == {"above": {"n": 1}, "below": {"n": 2}}
    gateway_file(tmp_path).write({"above": 3})
    with pytest.raises(StateUnreadable, match=r"gateway\.json, above: it is no object"):
        gateway_file(tmp_path).part("above").read()


def test_changes_are_kept_together_and_a_full_disk_is_told(caplog: pytest.LogCaptureFixture) -> None:
    saved = []

    def save() -> None:
        saved.append(len(saved))
        if len(saved) == 1:
            raise OSError("no space left")

    async def job() -> None:
        keeping = Keeping(save, "gateway")
        for rounds in (1, 2):
            keeping.soon()
            keeping.soon()
            async with asyncio.timeout(5):
                while len(saved) < rounds:
                    await asyncio.sleep(0.02)
        keeping.soon()
        keeping.stop()

    with caplog.at_level(logging.ERROR):
        asyncio.run(job())
    assert len(saved) == 2
    assert "gateway: what it has to keep is not kept: no space left" in caplog.text


def test_who_waits_for_what_is_kept_waits_together_and_not_for_what_is_dear() -> None:
    saved: list[int] = []
    told = 0

    def save() -> None:
        saved.append(told)
        if told == 20:
            began = time.process_time()
            while time.process_time() - began < 2 * DEAR:
                pass

    async def job() -> None:
        nonlocal told
        keeping = Keeping(save, "head-end", seconds=60)

        async def tell() -> int:
            nonlocal told
            told += 1
            await keeping.kept()
            return saved[-1]

        assert await asyncio.gather(*(tell() for _ in range(10))) == [10] * 10
        assert saved == [10]
        gone = asyncio.create_task(tell())
        stays = asyncio.create_task(tell())
        await asyncio.sleep(0)
        gone.cancel()
        assert await stays == 12, "who gives up takes nobody with it"
        told = 20
        keeping.now()
        assert await tell() == 20, "answered before it is kept"
        keeping.stop()

    asyncio.run(job())
    assert saved == [10, 12, 20]
