"""The set-up says clearly which Python it needs, and makes nothing when it has none."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SETUP = Path(__file__).parents[2] / "scripts" / "setup"


@pytest.fixture
def bare_project(tmp_path: Path) -> Path:
    """Make a project with nothing but the set-up, and a search path without Python and uv."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "commands").mkdir()
    shutil.copy(SETUP, tmp_path / "scripts" / "setup")
    for name in ("bash", "env", "dirname", "rm", "cmp", "cp", "mkdir"):
        found = shutil.which(name)
        assert found is not None
        (tmp_path / "commands" / name).symlink_to(found)
    return tmp_path


def set_up(project: Path, **surroundings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [project / "scripts" / "setup"],
        env={"PATH": str(project / "commands"), **surroundings},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def test_without_python_it_says_which_versions_and_how_to_get_one(bare_project: Path) -> None:
    done = set_up(bare_project)
    assert done.returncode == 1
    assert "Python 3.11, 3.12 or 3.13" in done.stderr
    assert "apt-get install python3" in done.stderr
    assert not (bare_project / ".venv").exists()


def test_an_interpreter_that_will_not_do_is_refused_by_name(bare_project: Path) -> None:
    other = bare_project / "commands" / "python3.10"
    # It answers as that Python would: no, its version is not among those allowed.
    other.write_text(f"#!{shutil.which('bash')}\nexit 1\n")
    other.chmod(0o755)
    done = set_up(bare_project, PYTHON=str(other))
    assert done.returncode == 1
    assert str(other) in done.stderr
    assert "3.11, 3.12 or 3.13" in done.stderr
    assert not (bare_project / ".venv").exists()


def test_an_environment_that_is_complete_is_left_alone(bare_project: Path) -> None:
    environment = bare_project / ".venv"
    (environment / "bin").mkdir(parents=True)
    (environment / "installed").mkdir()
    python = environment / "bin" / "python"
    python.write_text(f"#!{shutil.which('bash')}\necho 3.12\n")
    python.chmod(0o755)
    for name in ("requirements.txt", "pyproject.toml"):
        (bare_project / name).write_text("the same")
        (environment / "installed" / name).write_text("the same")
    before = sorted(path.stat().st_mtime_ns for path in environment.rglob("*"))
    done = set_up(bare_project)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sorted(path.stat().st_mtime_ns for path in environment.rglob("*")) == before
