"""The cues of ``cues.yaml``, ``tasks.yaml`` and ``words.yaml``, compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

Pattern = re.Pattern[str]

SENSES = ("ignore", "review", "agreement", "action", "open", "alternatives", "dates", "meeting", "neutral")
"""What a heading may say of the lines under it; the earlier ones outweigh the later."""


@dataclass(frozen=True)
class Cues:
    """Compiled patterns; where several stand in a tuple the first that matches decides."""

    fragments: dict[str, str]
    sections: dict[str, Pattern]
    labels: dict[str, Pattern]
    lists: dict[str, tuple[Pattern, ...]]
    permitted: dict[str, Pattern]
    work_verbs: frozenset[str]
    not_names: frozenset[str]
    not_organisations: frozenset[str]
    finite: Pattern
    tasks: tuple[tuple[Pattern, str], ...]
    passive: Pattern
    asked_of_many: Pattern
    no_task: frozenset[str]
    columns: dict[str, Pattern]

    def first(self, name: str, text: str) -> re.Match[str] | None:
        """The match of the first pattern of a list that occurs in the text, or None."""
        for pattern in self.lists[name]:
            if match := pattern.search(text):
                return match
        return None

    def has(self, name: str, text: str) -> bool:
        return self.first(name, text) is not None

    def compile(self, pattern: str) -> Pattern:
        """A pattern with ``<<name>>`` replaced by the fragments of ``cues.yaml``."""
        return _compiled(pattern, self.fragments)


@cache
def cues() -> Cues:
    """The cues that come with the workbench.

    Raises:
        re.error: when a pattern of the files is not a regular expression.
    """
    raw, words, tasks = _document("cues.yaml"), _document("words.yaml"), _document("tasks.yaml")
    fragments: dict[str, str] = {}
    for name, pattern in raw.pop("fragments").items():
        fragments[name] = _filled(str(pattern), fragments)
    fragments["task_adverb"] = tasks["task_adverb"]
    verb = _filled(tasks["verb"], fragments)
    return Cues(
        fragments=fragments,
        sections={name: _compiled(p, fragments) for name, p in raw.pop("sections").items()},
        labels={name: _compiled(_LABEL.replace("@", p), fragments) for name, p in raw.pop("labels").items()},
        permitted={name: _compiled(p, fragments) for name, p in raw.pop("permitted").items()},
        lists={
            name: tuple(_compiled(p, fragments) for p in ([value] if isinstance(value, str) else value))
            for name, value in raw.items()
        },
        work_verbs=frozenset(words["work_verbs"].split()),
        not_names=frozenset(words["not_names"].split()),
        not_organisations=frozenset(words["not_organisations"].split()),
        finite=re.compile(words["finite"], re.IGNORECASE),
        tasks=tuple(
            (_compiled(entry["form"] + verb, fragments), entry["strength"]) for entry in tasks["forms"]
        ),
        passive=re.compile(tasks["passive"]),
        asked_of_many=re.compile(tasks["asked_of_many"], re.IGNORECASE),
        no_task=frozenset(tasks["no_task"].split()),
        columns={name: re.compile(rf"(?:{p})\s*:?", re.IGNORECASE) for name, p in tasks["columns"].items()},
    )


_LABEL = (
    r"^\W{0,3}(?P<label>(?:@))s?\s*(?P<number>(?:no\.?\s*|#)?\s*[A-Z]{0,3}[-.]?\d[\w./-]*)?"
    r"(?:\s*\((?P<aside>[^)]{1,60})\))?\s*(?:[\])*]+\s*[:–—-]?|:|\s[–—-]|[–—])(?:\s+|$|(?=\w))"
)


def _filled(pattern: str, fragments: dict[str, str]) -> str:
    return re.sub(r"<<(\w+)>>", lambda m: fragments[m[1]], pattern.strip())


@lru_cache(maxsize=512)
def _expression(pattern: str) -> Pattern:
    return re.compile(pattern, re.IGNORECASE)


def _compiled(pattern: str, fragments: dict[str, str]) -> Pattern:
    return _expression(_filled(pattern, fragments))


def _document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(files(__package__).joinpath(name).read_text("utf-8"))
    return found
