"""The examples of the aggregator's guide: the letter is one, and the program runs as it stands there."""

from __future__ import annotations

import asyncio
import re
import textwrap
from pathlib import Path

import pytest

from workbench.stubs.aggregation.letters import read
from workbench.stubs.aggregation.payloads import Asked

PAGE = Path(__file__).parents[3] / "docs" / "guide" / "stubs-aggregator.md"


def example(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(), re.DOTALL)
    return str(found)


def test_the_letter_is_one() -> None:
    payload = read(example("json").encode()).payload
    assert isinstance(payload, Asked)
    assert [(ask.id, ask.end) for ask in payload.asks] == [("A1B2", 1_800_004_200)]


def test_the_program_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"Path": Path, "asyncio": asyncio}
    source = "async def example():\n" + textwrap.indent(example("python"), "    ")
    exec(compile(source, str(PAGE), "exec"), names)
    asyncio.run(names["example"]())  # type: ignore[operator]
    assert "50.0 {'north': {" in capsys.readouterr().out
