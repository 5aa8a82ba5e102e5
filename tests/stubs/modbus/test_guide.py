"""The examples of the guide run as they stand there, and it names what there is."""

from __future__ import annotations

import asyncio
import re
import textwrap
from pathlib import Path

import pytest

from workbench.stubs.inverter import Inverter
from workbench.stubs.modbus.roles import grants
from workbench.stubs.modbus.server import CONNECTIONS, FIRST_SECONDS, FRAME_SECONDS, IDLE_SECONDS

PAGE = (Path(__file__).parents[3] / "docs" / "guide" / "stubs-modbus.md").read_text(encoding="utf-8")


def test_every_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    examples = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(examples) == 2
    monkeypatch.chdir(tmp_path)
    source = "async def example():\n" + textwrap.indent("\n".join(examples), "    ")
    names: dict[str, object] = {}
    exec(compile(source, "stubs-modbus.md", "exec"), names)
    asyncio.run(names["example"]())  # type: ignore[operator]
    told = capsys.readouterr().out
    assert told.count("b'SunS'") == 2
    assert "unit 2 does not answer" in told


def test_the_page_names_models_roles_and_times_as_they_are() -> None:
    models = set(Inverter(step=0).registers().plan.layout.models)
    named = {1, 101, 120, 121, 122, 123, *range(126, 133), *range(134, 137), 139, 140, *range(701, 715)} - {
        713
    }
    assert models == named
    assert all(f"`{role}`" in PAGE for role in grants())
    assert (FRAME_SECONDS, FIRST_SECONDS, IDLE_SECONDS, CONNECTIONS) == (10, 60, 600, 1000)
