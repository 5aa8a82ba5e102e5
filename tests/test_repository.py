"""The repository keeps what it promises: its commands, its pinned requirements, its rooms, its size of modules."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAXIMUM_LINES = 400
# Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN = re.compile(
    "|".join(
        ["/work" + "/", r"\.\./" + "shared", "sub" + "agent", "/op" + "t/(wheels|pypi)", "find" + "-links"]
    )
)
FORBIDDEN_IN_REQUIREMENTS = re.compile(r"://|--(extra-)?index-url|--find-" + "links")


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files of the repository that git knows, or skip where this is no git checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode != 0:
        pytest.skip("This folder is no git checkout; clone the repository with git to run this test")
    return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


def relative(path: Path) -> str:
    """Return a path as it stands in the repository."""
    return path.relative_to(ROOT).as_posix()


def modules(folder: str) -> list[Path]:
    """Return the Python modules of the repository under a folder."""
    return [path for path in tracked() if path.suffix == ".py" and path.is_relative_to(ROOT / folder)]


def test_no_file_names_the_place_where_it_was_made() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{relative(path)}:{number}: {line.strip()[:100]}"
            for number, line in enumerate(text.splitlines(), 1)
            if FORBIDDEN.search(line) and "--no-emit-find" not in line
        ]
    assert found == []


@pytest.mark.parametrize("folder", ["workbench", "tests", "bench", "scripts"])
def test_no_module_is_longer_than_it_may_be(folder: str) -> None:
    lengths = {relative(path): len(path.read_text().splitlines()) for path in modules(folder)}
    assert {name: lines for name, lines in lengths.items() if lines > MAXIMUM_LINES} == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        relative(path)
        for path in modules("workbench")
        if "migrations" not in path.parts and ast.get_docstring(ast.parse(path.read_text())) is None
    ]
    assert silent == []


def test_only_the_app_and_its_screens_know_streamlit() -> None:
    knowing = {
        relative(path)
        for path in tracked()
        if path.suffix == ".py"
        and re.search(r"^\s*(import|from) streamlit\b", path.read_text(), re.MULTILINE)
        and not relative(path).startswith(("workbench/screens/", "tests/", "bench/"))
    }
    assert knowing <= {"app.py"}


@pytest.mark.parametrize("file", ["README.md", "CONTRIBUTING.md"])
def test_every_make_target_in_the_documents_exists(file: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`?\bmake ([a-z-]+)`?", _commands(ROOT / file)))
    assert named, f"{file} names no make target"
    assert named <= targets


def _commands(document: Path) -> str:
    """Return the parts of a Markdown document that stand in code."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", document.read_text(), re.DOTALL))


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_in_the_documents_lead_somewhere(document: str) -> None:
    paths = [ROOT / document, *(path for path in tracked() if path.is_relative_to(ROOT / "docs"))]
    broken = [
        f"{relative(path)}: {target}"
        for path in paths
        if path.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text())
        if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_requirements_are_pinned_with_hashes_and_in_step(name: str) -> None:
    pinned = (ROOT / f"{name}.txt").read_text()
    asked = {
        _canonical(line)
        for line in (ROOT / f"{name}.in").read_text().splitlines()
        if line.strip() and not line.startswith(("#", "-"))
    }
    blocks = re.findall(r"^([A-Za-z0-9][\w.\-]*)(?:\[[^]]*\])?==(.*(?:\n {4}.*)*)", pinned, re.MULTILINE)
    assert asked <= {_canonical(block_name) for block_name, _ in blocks}
    assert [block_name for block_name, rest in blocks if "--hash=sha256:" not in rest] == []
    assert FORBIDDEN_IN_REQUIREMENTS.findall(pinned) == []


def test_both_requirements_files_pin_the_same_versions() -> None:
    app, tests = _versions("requirements.txt"), _versions("requirements-dev.txt")
    assert {name: pins for name, pins in tests.items() if name in app and not pins <= app[name]} == {}


def _versions(file: str) -> dict[str, set[str]]:
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(
        r"^([A-Za-z0-9][\w.\-]*)==(\S+)", (ROOT / file).read_text(), re.MULTILINE
    ):
        versions.setdefault(name, set()).add(version)
    return versions


def _canonical(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement.strip())
    assert name is not None, f"{requirement!r} is no requirement"
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def test_data_inside_the_package_is_named_in_its_build() -> None:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text())
    patterns = {
        Path(pattern).suffix or pattern
        for pattern in configuration["tool"]["setuptools"]["package-data"]["*"]
    }
    left_out = [
        relative(path)
        for path in tracked()
        if path.is_relative_to(ROOT / "workbench")
        and path.suffix != ".py"
        and path.suffix not in patterns
        and path.name not in patterns
    ]
    assert left_out == []


def test_rooms_import_only_what_they_may() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_theme_is_readable_in_light_and_dark() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    faint = []
    for mode in ("light", "dark"):
        grounds = [theme[mode]["backgroundColor"], theme[mode]["secondaryBackgroundColor"]]
        pairs = [("#ffffff", theme[mode]["primaryColor"], "text of a button")]
        pairs += [
            (theme[mode][colour], ground, colour)
            for colour in theme[mode]
            if re.fullmatch(r"(text|link|codeText|red|orange|yellow|green|blue|violet|gray)Color", colour)
            for ground in grounds
        ]
        faint += [f"{mode}: {name}" for text, ground, name in pairs if _contrast(text, ground) < 4.5]
    assert faint == []


def _contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.1, success criterion 1.4.3)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
