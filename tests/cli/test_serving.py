"""serve, and the command as a program of its own: real processes on free ports."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

from workbench.cli.refusals import CommandRefused
from workbench.cli.serving import free_port, is_loopback, sign_in_address

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"^Sign in \(once, as facilitator\): (http://\S+:(\d+)/sign-in\?token=\S{20,})$")
START_SECONDS = 90


def program(
    *arguments: str, environment: dict[str, str] | None = None, cwd: Path = ROOT
) -> subprocess.Popen[str]:
    """Start the workbench as a program of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "workbench", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        start_new_session=True,
    )


def finished(
    *arguments: str, environment: dict[str, str] | None = None, cwd: Path = ROOT
) -> tuple[int, str, str]:
    """Run the workbench to its end."""
    process = program(*arguments, environment=environment, cwd=cwd)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


@pytest.fixture
def listener():
    """Yield a socket that listens on a free port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken


def test_a_port_in_use_is_said_before_anything_else(listener, tmp_path) -> None:
    port = listener.getsockname()[1]
    database = tmp_path / "none.sqlite3"
    code, out, err = finished("serve", "--port", str(port), "--db", str(database))
    assert code == 1
    assert out == ""
    assert f"Port {port} on 127.0.0.1 is in use" in err
    assert "Traceback" not in err
    assert not database.exists()


def test_a_host_of_another_machine_is_refused() -> None:
    with pytest.raises(CommandRefused, match="not an address of this machine"):
        free_port("192.0.2.7", 8501)
    with pytest.raises(CommandRefused, match="is not known"):
        free_port("no such host", 8501)


def test_a_free_port_is_found_for_zero() -> None:
    assert 1024 <= free_port("127.0.0.1", 0) <= 65_535


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("example.org", False)],
)
def test_which_hosts_only_this_machine_reaches(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_an_address_with_colons_stands_in_brackets() -> None:
    assert sign_in_address("::1", 8501, "abc") == "http://[::1]:8501/sign-in?token=abc"


def test_a_port_that_is_no_number_is_a_usage_error(tmp_path) -> None:
    code, out, err = finished("serve", "--db", str(tmp_path / "x.sqlite3"), environment={"PORT": "many"})
    assert (code, out) == (2, "")
    assert "PORT" in err


def test_the_app_is_served_and_ends_cleanly(bundled) -> None:
    process = program(
        "serve",
        environment={
            "PORT": "0",
            "HOST": "127.0.0.1",
            "DATABASE_URL": str(bundled.path),
            "STREAMLIT_SERVER_PORT": "1",
        },
    )
    giving_up = threading.Timer(START_SECONDS, process.kill)
    giving_up.start()
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        link = LINK.match(first.rstrip("\n"))
        assert link is not None, first + (process.stderr.read() if process.stderr else "")
        address = f"http://127.0.0.1:{link[2]}"
        _answers(f"{address}/_stcore/health", process)
        page = urllib.request.urlopen(link[1], timeout=10).read().decode()
        assert "Sign in" in page
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
    finally:
        giving_up.cancel()
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert "Sign in (once" not in rest
    assert process.returncode == 0


def _answers(address: str, process: subprocess.Popen[str]) -> None:
    """Wait until the server answers; the timer of the test ends a server that never does."""
    while process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            threading.Event().wait(0.1)
    raise AssertionError("the server ended")


def test_the_program_prints_json_for_a_pipe_and_leaves_quietly_when_it_closes(bundled) -> None:
    process = program("list", "data-object", "--json", "--db", str(bundled.path))
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == "[\n"
    process.stdout.close()
    said = process.stderr.read()
    process.wait(60)
    assert "Traceback" not in said


def test_the_usual_database_is_loaded_at_first_use(tmp_path) -> None:
    surroundings = {"DATABASE_URL": "", "COLUMNS": "200"}
    code, out, err = finished("list", "issue", environment=surroundings, cwd=tmp_path)
    assert code == 0, err
    assert len(out.splitlines()) == 23
    assert "bundled record is loaded" in err
    assert (tmp_path / "data" / "local" / "workbench.sqlite3").is_file()
    _, _, again = finished("list", "issue", environment=surroundings, cwd=tmp_path)
    assert again == ""


def test_a_terminal_without_unicode_is_no_reason_to_fail(bundled) -> None:
    surroundings = {"PYTHONIOENCODING": "ascii", "DATABASE_URL": str(bundled.path)}
    code, out, _ = finished("show", "ISS-010", "--json", environment=surroundings)
    assert code == 0
    assert '"code": "ISS-010"' in out
    assert finished("show", "ISS-010", environment=surroundings)[0] == 0
