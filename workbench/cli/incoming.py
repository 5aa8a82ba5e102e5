"""What a file that comes in proposes, whatever kind of file it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from workbench.cli.preview_page import problem_json
from workbench.graph.proposed import Problem, ProposedChange

KINDS_OF_FILE = ("minutes", "grid", "record", "comments", "mail")
PASTED = "-"
"""The file name that means standard input."""


@dataclass(frozen=True)
class Incoming:
    """What a file proposes.

    Args:
        kind: one of the kinds of file.
        proposals: documents with ``kind, title, line, quote, owner, due, status`` and more.
        problems: what stands in the way of saving.
        remarks: what was left open or assumed, and stands in the way of nothing.
        change: what saving would write, where that is a change of items.
    """

    kind: str
    proposals: list[dict[str, Any]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    change: ProposedChange = field(default_factory=ProposedChange)
    why: str = ""

    def document(self, name: str, changeset: int | None) -> dict[str, Any]:
        """What ``import --json`` prints."""
        return {
            "kind": self.kind,
            "proposals": self.proposals,
            "changeset": changeset,
            "problems": [problem_json(problem, name) for problem in (*self.problems, *self.remarks)],
            "notes": list(self.notes),
        }
