"""A call as other programs read it, and in words: what each reader may see, and nothing that is not so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import CommandLine

CITED = "Mail of Ana Roof <ana@rooftop.example> of 23 November, message-id <secret-7@mail.example>"
COMMANDS = (("ballot", "show", "BAL-02"), ("show", "BAL-02"), ("list", "ballot"))


def instruction(run: CommandLine, who: str | None, command: tuple[str, ...]) -> Any:
    """What the position of Rooftop in BAL-02 is said to rest on."""
    found = run.done(*(("--as", who) if who else ()), *command, "--json").json
    ballot = next(row for row in found if row["code"] == "BAL-02") if isinstance(found, list) else found
    return next(
        p["instruction"] for p in ballot["positions"] if p["organisation"] == "ORG-ROOFTOP" and p["latest"]
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_what_a_position_rests_on_is_for_those_who_may_see_the_original(
    demo_workbench: CommandLine, tmp_path: Path, command: tuple[str, ...]
) -> None:
    mail = tmp_path / "mail.eml"
    mail.write_text("We abstain.")
    demo_workbench.done(
        "ballot",
        "position",
        "BAL-02",
        "ORG-ROOFTOP",
        "abstain",
        "--instruction",
        CITED,
        "--attach",
        str(mail),
    )
    whole = instruction(demo_workbench, None, command)
    assert whole["cited"] == CITED
    assert whole["attachment"]
    assert instruction(demo_workbench, "PER-QUAY", command) == {"cited": "Mail of Ana Roof of 23 November"}


def test_whose_answer_is_hidden_is_not_said_to_have_confirmed_nothing(demo_workbench: CommandLine) -> None:
    run = demo_workbench
    code = run.done("ballot", "open", "AGR-01", "--closes", "2026-12-10T17:00", "--hidden", "--json").json[
        "code"
    ]
    joint = ("--joint", "ORG-UTILITY-GREEN", "--joint", "ORG-FLEETWISE", "--joint", "ORG-INVERTER-NORTH")
    run.done("--as", "PER-QUAY", "ballot", "position", code, "ORG-UTILITY-BLUE", "support", *joint)
    for person, organisation in (("PER-PIER", "ORG-UTILITY-GREEN"), ("PER-BUOY", "ORG-FLEETWISE")):
        run.done("--as", person, "ballot", "join", code, organisation, "--lead", "ORG-UTILITY-BLUE")
    page = " ".join(run.done("--as", "PER-PIER", "ballot", "show", code).out.split())
    assert (
        "Confirmed by Utility Blue and Utility Green; Inverter Works North has not confirmed it yet." in page
    )
    run.done("ballot", "close", code, "--why", "Everybody answered.")
    page = " ".join(run.done("--as", "PER-PIER", "ballot", "show", code).out.split())
    assert "; Inverter Works North did not confirm it." in page
