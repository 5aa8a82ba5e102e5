"""Minutes written by somebody who had not seen the reader: at least 80 % of what they hold is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from workbench.exchange.minutes import MinutesProposal, MinutesReading, read_minutes

HERE = Path(__file__).parent
WANTED: dict[str, list[dict[str, Any]]] = yaml.safe_load((HERE / "unseen.yaml").read_text("utf-8"))
RECALL = 0.8
NOISE = 0.4


def read(name: str) -> MinutesReading:
    return read_minutes((HERE / "unseen" / name).read_bytes(), name)


def fits(proposal: MinutesProposal, wanted: dict[str, Any]) -> bool:
    said = f"{proposal.title} {proposal.quote}".casefold()
    standing = (proposal.due or {}).get("standing") if wanted.get("standing") else None
    hoped = standing == "hoped" or proposal.status == "hoped"
    return (
        proposal.kind in wanted["kinds"]
        and wanted["words"].casefold() in said
        and (not wanted.get("standing") or hoped)
    )


def missing(name: str) -> tuple[list[str], int]:
    """Words of what was not found, and how many proposals nobody wanted."""
    left = list(read(name).proposals)
    lost = []
    for wanted in WANTED[name]:
        found = next((p for p in left if fits(p, wanted)), None)
        if found is None:
            lost.append(f"{'/'.join(wanted['kinds'])}: {wanted['words']}")
        else:
            left.remove(found)
    return lost, len(left)


def test_four_fifths_of_all_sets_are_found() -> None:
    results = {name: missing(name) for name in WANTED}
    lost = [words for found, _ in results.values() for words in found]
    number = sum(len(wanted) for wanted in WANTED.values())
    assert len(lost) <= (1 - RECALL) * number, lost


@pytest.mark.parametrize("name", WANTED)
def test_no_set_is_drowned_in_noise(name: str) -> None:
    _, noise = missing(name)
    assert noise <= NOISE * len(WANTED[name]) + 1
