"""The list of the commands says what they are, and a command loads no more than it needs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from workbench.cli import app
from workbench.cli.commands import LISTED, MODULES, CommandsByNeed
from workbench.process.keeping import open_database
from workbench.starting import load_directory

HEAVY = {
    "alembic", "docx", "holidays", "lxml", "markdown_it", "numpy", "openpyxl", "pandas", "PIL", "reqif", "streamlit",
    "xlsxwriter",
}  # fmt: skip
DATABASE = {"sqlalchemy", "sqlmodel"}
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with two issues of which one depends on the other."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "record").mkdir()
    (folder / "record" / "record.yaml").write_text(
        "id: small\ntitle: Small\ngroup: Two\nsteps:\n"
        "  - {step: '2026-01-05', effective_on: 2026-01-05, why: The first}\n"
    )
    (folder / "record" / "issues.csv").write_text(
        "code,step,title,text,depends\nISS-001,2026-01-05,One,A text,\nISS-002,2026-01-05,Two,A text,ISS-001\n"
    )
    file = folder / "small.sqlite3"
    database, _ = open_database(str(file))
    load_directory(database, folder / "record")
    database.close()
    return file


def loaded(*words: str) -> set[str]:
    """Run a command in a process of its own, and return the top-level modules that it loaded."""
    program = (
        "import json, sys\n"
        "from workbench.cli import app\n"
        "try: app(sys.argv[1:], prog_name='workbench')\n"
        "except SystemExit as end: assert end.code == 0, end.code\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})), file=sys.stderr)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip()
    return set(json.loads(ran.stderr.splitlines()[-1]))


def test_the_list_says_what_each_command_says_of_itself() -> None:
    whole = typer.main.get_command(app)
    assert isinstance(whole, CommandsByNeed)
    for heading, panel in LISTED.items():
        for name, listed in panel.items():
            command = whole.commands[name]
            first = " ".join(command.help.split("\n\n")[0].split())
            assert (name, listed.line, heading) == (command.name, first, command.rich_help_panel)


def test_every_command_that_a_module_registers_is_listed() -> None:
    for module in set(MODULES.values()):
        part = typer.Typer()
        __import__(f"workbench.cli.{module}", fromlist=["add_to"]).add_to(part)
        registered = typer.main.get_group(part).commands
        assert set(registered) == {name for name, home in MODULES.items() if home == module}


def test_the_help_of_the_whole_loads_no_command() -> None:
    others = HEAVY - {"markdown_it"}  # which the frame of the help loads itself
    for words in (("--help",), ()):
        assert not loaded(*words) & (others | DATABASE | {"networkx", "lark", "yaml"})
    assert not loaded("--version") & (HEAVY | DATABASE)


@pytest.mark.parametrize(
    "words", [("suspects",), ("health",), ("list",), ("show", "ISS-001"), ("impact", "ISS-001")]
)
def test_a_command_that_reads_loads_nothing_for_documents_and_files(
    words: tuple[str, ...], small: Path
) -> None:
    assert not loaded("--db", str(small), *words) & HEAVY


def test_the_links_alone_are_asked_of_the_file(small: Path) -> None:
    assert not loaded("--db", str(small), "suspects", "--links") & (
        HEAVY | DATABASE | {"networkx", "lark", "yaml"}
    )


def test_a_refusal_loads_nothing_to_be_told(small: Path) -> None:
    program = (
        "import sys\n"
        "from workbench.cli import app\n"
        "try: app(sys.argv[1:], prog_name='workbench')\n"
        "except SystemExit as end: assert end.code == 1, end.code\n"
        "assert 'workbench.filing' not in sys.modules\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, "--db", str(small), "show", "ISS-009"],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "There is no item 'ISS-009'" in ran.stderr
