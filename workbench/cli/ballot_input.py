"""What is typed about ballots, as values: moments, rules, answers by choice, and the draft of a call."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from workbench.cli.refusals import CommandRefused
from workbench.graph.ballots.adopted import adopted_rules
from workbench.graph.ballots.rule import BadRule, read_rule
from workbench.graph.proximity import nearest
from workbench.graph.snapshot import Snapshot
from workbench.process.ballots.attachments import File
from workbench.process.clock import PACIFIC

MOMENT = "2026-12-10T17:00"


def moment_given(text: str, option: str) -> datetime:
    """A moment from the command line; without a zone it is Pacific time.

    Raises:
        BadParameter: saying what cannot be read, or that the hour is missing.
    """
    plain = text.strip()
    try:
        if "T" not in plain.upper() and " " not in plain:
            raise ValueError("the hour is missing")
        found = datetime.fromisoformat(plain)
    except ValueError as error:
        raise typer.BadParameter(
            f"'{text}' is no day with its hour. Allowed: such as {MOMENT} (Pacific time), or with a zone, "
            f"such as {MOMENT}-08:00.",
            param_hint=option,
        ) from error
    return found.replace(tzinfo=PACIFIC) if found.tzinfo is None else found


def rule_given(text: str | None, snapshot: Snapshot) -> dict[str, Any]:
    """The values of a rule: by the name under which the group adopted it, or as JSON.

    Raises:
        BadParameter: when it is neither, with the names that there are.
    """
    if text is None or text.strip().lower() in ("", "default"):
        return {}
    if text.lstrip().startswith("{"):
        try:
            values = json.loads(text)
            read_rule(values)
        except json.JSONDecodeError as error:
            raise typer.BadParameter(f"The rule is no JSON: {error.msg}.", param_hint="--rule") from error
        except BadRule as bad:
            raise typer.BadParameter(" ".join(map(str, bad.args)), param_hint="--rule") from bad
        return dict(values)
    try:
        adopted = adopted_rules(snapshot)
    except ValueError as error:
        raise CommandRefused(str(error)) from error
    named = next((rule for name, rule in adopted.items() if name.casefold() == text.strip().casefold()), None)
    if named is None:
        known = ", ".join(adopted)
        raise typer.BadParameter(
            f"'{text}' is no rule that the group adopted. Adopted: {known}. Or write it as JSON: "
            '\'{"quorum": 5, "adopted": "Charter", "adopted_on": "2026-08-27"}\'.',
            param_hint="--rule",
        )
    return named


def answers_given(texts: Iterable[str]) -> dict[str, str]:
    """Answers by choice: ``ISS-005-a=support``, ``2026-12-10=if-need-be``.

    Raises:
        BadParameter: for one without an equals sign, or a choice that is answered twice.
    """
    found: dict[str, str] = {}
    for text in texts:
        key, sign, word = (part.strip() for part in text.partition("="))
        if not (key and sign and word):
            raise typer.BadParameter(
                f"'{text}' is no answer. Allowed: such as ISS-005-a=support.", param_hint="--answer"
            )
        if key in found:
            raise typer.BadParameter(f"{key} is answered twice.", param_hint="--answer")
        found[key] = word.lower()
    return found


def organisation_given(text: str, snapshot: Snapshot) -> str:
    """The code of an organisation from its code, with or without its prefix, or from its name.

    Raises:
        CommandRefused: when there is none, with what may have been meant.
    """
    known = {o.code: o.title for o in snapshot.of_kind("organisation", withdrawn=True)}
    plain = text.strip()
    for code in (plain, plain.upper(), f"ORG-{plain.upper()}"):
        if code in known:
            return code
    named = [code for code, title in known.items() if title.casefold() == plain.casefold()]
    if len(named) == 1:
        return named[0]
    near = nearest(plain, [*known, *known.values()])
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    raise CommandRefused(f"There is no organisation '{text}'.{meant}")


def file_given(path: Path | None) -> File | None:
    """A file to keep beside what it proves.

    Raises:
        OSError: when it cannot be read.
    """
    return None if path is None else File(path.name, path.read_bytes())
