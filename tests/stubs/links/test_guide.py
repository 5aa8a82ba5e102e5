"""The examples of the guide run as they stand there, and it names the media that there are."""

from __future__ import annotations

import asyncio
import re
import textwrap
from pathlib import Path

import pytest

from tests.stubs.links.streams import echo, listening
from tests.stubs.links.virtual_time import VirtualLoop
from workbench.stubs.links import media

PAGE = Path(__file__).parents[3] / "docs" / "guide" / "stubs-links.md"


def test_every_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    examples = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert len(examples) == 4
    monkeypatch.chdir(tmp_path)

    async def talk(host: str, port: int) -> None:
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(b"x" * 100)
        assert await reader.readexactly(100) == b"x" * 100
        writer.close()
        await writer.wait_closed()

    async def test() -> None:
        server, port = await listening(echo)
        names: dict[str, object] = {"stub_port": port, "talk": talk}
        source = "async def example():\n" + textwrap.indent("\n".join(examples), "    ")
        async with server:
            exec(compile(source, str(PAGE), "exec"), names)
            await names["example"]()  # type: ignore[operator]

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(test())
    printed = capsys.readouterr().out
    assert "ReadOnlySunSpec" in printed
    assert '{"limit": 50}' in printed
    assert (tmp_path / "modbus.pcap").stat().st_size > 24 + 100


def test_the_page_names_every_medium() -> None:
    named = re.findall(r"^\| `([a-z-]+)` \|", PAGE.read_text(), re.MULTILINE)
    assert named == [*media(), "none"]
