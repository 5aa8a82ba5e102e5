"""Writes ``docs/guide/commands.md``: every command of the workbench with its options, from its own help.

``make docs`` runs it; a test compares the page with what it would write.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import typer

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "guide" / "commands.md"
INTRODUCTION = """# Commands

Every job of the web app that makes sense without a browser. After `make setup` the command is
`.venv/bin/workbench`; `python -m workbench` is the same. This page is written from the commands' own help
by `make docs`.

* `--as PERSON` says who acts; without it the local operator acts as facilitator, recorded as such.
* `--db ADDRESS` names the database; without it `DATABASE_URL`, then `data/local/workbench.sqlite3`.
* Exit code 0: done. 1: refused, with sentences on standard error. 2: the command cannot be read.
"""


def page() -> str:
    """Return the page as it should stand in the guide."""
    sys.path.insert(0, str(ROOT))
    from workbench.cli import app

    root: Any = typer.main.get_command(app)
    return INTRODUCTION + "".join(_sections(root, ["workbench"]))


def _sections(command: Any, words: list[str]) -> list[str]:
    sections = []
    for name, below in sorted(command.commands.items()):
        if below.hidden:
            continue
        if hasattr(below, "commands"):
            sections += _sections(below, [*words, name])
        else:
            sections.append(_section(below, [*words, name]))
    return sections


def _section(command: Any, words: list[str]) -> str:
    places = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option" and not one.hidden]
    usage = " ".join([*words, *(_place(one) for one in places)])
    lines = [f"\n## {' '.join(words[1:])}\n", f"`{usage}`\n", _plain(command.help)]
    rows = [
        (f"`{', '.join([*one.opts, *one.secondary_opts])}`", _plain(one.help))
        for one in options
        if not {"--db", "--as", "--help"} & set(one.opts)
    ]
    rows = [(f"`{_name(one)}`", _plain(one.help)) for one in places if getattr(one, "help", "")] + rows
    if rows:
        lines.append(
            "\n| | what it is |\n|---|---|\n" + "\n".join(f"| {name} | {says} |" for name, says in rows)
        )
    if command.epilog:
        examples = [line for line in command.epilog.split("\n\n") if line.startswith("workbench ")]
        lines.append("\n```\n" + "\n".join(line.replace("\\[", "[") for line in examples) + "\n```")
    return "\n".join(line for line in lines if line) + "\n"


def _name(argument: Any) -> str:
    return str(argument.metavar or argument.name.upper()).strip("[].")


def _place(argument: Any) -> str:
    name = _name(argument) + ("..." if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def _plain(words: str | None) -> str:
    """Return help without the marks of the terminal, as one paragraph a paragraph."""
    paragraphs = re.split(r"\n\s*\n", re.sub(r"\[/?(bold|dim|italic|cyan|green)\]", "", words or "").strip())
    return "\n\n".join(" ".join(part.split()).replace("|", "\\|") for part in paragraphs)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE.relative_to(ROOT))
