"""The rules that a group adopted for its calls, as its settings hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.graph.ballots.rule import DEFAULT, BadRule, read_rule
from workbench.graph.snapshot import Snapshot


def adopted_rules(snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    """Values of every rule that can be chosen, by name; the consensus call itself comes first.

    Raises:
        ValueError: naming every entry of ``SET-consensus-rules`` that is no rule.
    """
    found: dict[str, dict[str, Any]] = {DEFAULT.name: {}}
    held = snapshot.setting("consensus-rules", None) or []
    faults = []
    for number, entry in enumerate(held if isinstance(held, list | tuple) else [held], 1):
        place = f"setting SET-consensus-rules, rule {number}: "
        if not isinstance(entry, Mapping):
            faults.append(f"{place}'{entry}' is no rule. Allowed: a row with its name and what it asks for.")
            continue
        values = {name: value for name, value in entry.items() if value not in (None, "")}
        name = str(values.get("name") or "").strip()
        try:
            read_rule(values)
        except BadRule as bad:
            faults += [f"{place}{sentence}" for sentence in bad.args]
        if not name:
            faults.append(f"{place}it has no name.")
        elif name in found:
            faults.append(f"{place}the name '{name}' is taken.")
        found[name] = values
    if faults:
        raise ValueError(" ".join(faults))
    return found
