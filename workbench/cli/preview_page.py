"""What a change does or did, and why one was refused, as lines for a terminal and as JSON."""

from __future__ import annotations

from typing import Any

from workbench.cli.output import one_line, shown
from workbench.graph.proposed import Problem
from workbench.process.changes import Saved
from workbench.process.planning.preview import FieldChange, Preview, Refused

LONGEST_VALUE = 100
MOST_ITEMS = 40


def saved_lines(saved: Saved) -> list[str]:
    """A saved change: its number first, then what it wrote and what turned suspect by it."""
    return [f"Change {saved.number} is saved.", *preview_lines(saved.preview)]


def preview_lines(preview: Preview) -> list[str]:
    """Everything that a change writes, item by item, and the links that turn suspect."""
    lines = [preview.summary().replace("would turn suspect", "turn suspect")]
    for change in preview.changes[:MOST_ITEMS]:
        lines.append(f"  {change.code}  {change.title}{' (new)' if change.created else ''}")
        if not change.created:
            lines += [f"      {_field_words(field)}" for field in change.fields]
        lines += [f"      {sentence}" for sentence in change.merges]
    if len(preview.changes) > MOST_ITEMS:
        lines.append(f"  … and {len(preview.changes) - MOST_ITEMS} more items")
    if len(preview.changes) <= MOST_ITEMS:
        new = {change.code for change in preview.changes if change.created}
        lines += [f"  + {' '.join(link)}" for link in preview.links_added if link[0] not in new]
        lines += [f"  - {' '.join(link)}" for link in preview.links_removed]
    beyond = preview.consequences
    lines += [f"  {call.sentence()}" for call in beyond.calls]
    lines += [f"  {run.sentence()}" for run in beyond.runs]
    if preview.positions_overtaken and not beyond.calls:
        count = preview.positions_overtaken
        lines.append(f"{count} position{'' if count == 1 else 's'} would rest on an earlier text.")
    if preview.suspects:
        lines.append("Links that cite the earlier text, and turn suspect until somebody looks:")
        lines += [f"  {x.source}  {x.source_title} ({x.relation} {x.target})" for x in preview.suspects]
    if beyond.through_words:
        lines.append(beyond.through_words)
        lines += [
            f"  {one.code}  {one.title} ({one.steps} steps, by {', '.join(one.cites)})"
            for one in beyond.through[:MOST_ITEMS]
        ]
        if len(beyond.through) > MOST_ITEMS:
            lines.append(f"  … and {len(beyond.through) - MOST_ITEMS} more items")
    return lines


def refusal_lines(refused: Refused) -> list[str]:
    """Why a change was refused: every sentence, and both versions where two people wrote one field."""
    lines = [_capitalised(sentence) for sentence in str(refused).split("\n")]
    for conflict in refused.preview.conflicts:
        lines.append(f"{conflict.code}, {conflict.field}:")
        lines.append(f"  as you saw it: {_value(conflict.seen, whole=True)}")
        lines.append(f"  yours:         {_value(conflict.yours, whole=True)}")
        lines.append(f"  {conflict.by}: {_value(conflict.theirs, whole=True)}")
    if refused.preview.conflicts:
        lines.append("Nothing was saved. To keep yours, give it again without --revision.")
    return lines


def preview_json(preview: Preview) -> dict[str, Any]:
    """What a change writes, for other programs."""
    return {
        "summary": preview.summary(),
        "items": [
            {
                "code": change.code,
                "kind": change.kind,
                "title": change.title,
                "created": change.created,
                "fields": [{"name": f.name, "before": f.before, "after": f.after} for f in change.fields],
                "merges": list(change.merges),
            }
            for change in preview.changes
        ],
        "links_added": [list(link) for link in preview.links_added],
        "links_removed": [list(link) for link in preview.links_removed],
        "suspects": [
            {"code": x.source, "title": x.source_title, "relation": x.relation, "target": x.target}
            for x in preview.suspects
        ],
        "positions": [
            {"ballot": x.call, "code": x.item, "organisations": list(x.organisations)}
            for x in preview.consequences.calls
        ],
        "evidence": [
            {"procedure": x.procedure, "run_on": x.run_on, "verdict": x.verdict, "codes": list(x.texts)}
            for x in preview.consequences.runs
        ],
        "through": [
            {"code": x.code, "title": x.title, "steps": x.steps, "cites": list(x.cites)}
            for x in preview.consequences.through
        ],
        "effective_on": preview.effective_on,
    }


def problem_json(problem: Problem, file: str = "") -> dict[str, Any]:
    """A problem with its place: ``file, row, column, found, allowed, message, code``."""
    return {
        "file": problem.place.file or file,
        "row": problem.place.row,
        "column": problem.place.column,
        "found": problem.found,
        "allowed": problem.allowed,
        "message": problem.message,
        "code": problem.code,
    }


def _field_words(field: FieldChange) -> str:
    if field.before is None and field.after is None:
        return f"{field.name}: links, named below"
    if field.before in (None, "", [], {}):
        return f"{field.name}: {_value(field.after)}"
    return f"{field.name}: {_value(field.before)} → {_value(field.after)}"


def _value(value: Any, *, whole: bool = False) -> str:
    words = one_line(shown(value))
    if not whole and len(words) > LONGEST_VALUE:
        words = f"{words[: LONGEST_VALUE - 1]}…"
    return f"'{words}'" if words else "nothing"


def _capitalised(sentence: str) -> str:
    first = sentence.split(" ", 1)[0]
    return sentence[:1].upper() + sentence[1:] if first.isalpha() and first.islower() else sentence
