"""A Prosody of the test's own: its configuration, its data, its port; started for the test and ended by its id."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from workbench.stubs.pki import Credentials

CONFIGURATION = """
run_as_root = true
data_path = "{data}"
pidfile = "{folder}/prosody.pid"
certificates = "{folder}"
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
modules_enabled = {{ "saslauth", "tls", "offline", "posix" }}
modules_disabled = {{ "s2s" }}
authentication = "internal_plain"
storage = "internal"
c2s_require_encryption = {encrypted}
log = {{ {{ levels = {{ min = "info" }}, to = "file", filename = "{folder}/prosody.log" }} }}
VirtualHost "localhost"
  ssl = {{ key = "{key}", certificate = "{chain}" }}
"""


class Prosody:
    """A server with accounts at ``localhost``.

    Args:
        program: its path.
        folder: where everything of it is.
        users: passwords by name.
        shown: its certificate.
        encrypted: whether nobody is let in without TLS.
    """

    def __init__(
        self,
        program: str,
        folder: Path,
        users: Mapping[str, str],
        shown: Credentials,
        *,
        encrypted: bool = True,
    ) -> None:
        accounts = folder / "data" / "localhost" / "accounts"
        accounts.mkdir(parents=True)
        for name, password in users.items():
            (accounts / f"{name}.dat").write_text(f'return {{ ["password"] = "{password}" }};\n')
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._folder = folder
        self._configuration = folder / "prosody.cfg.lua"
        self._configuration.write_text(
            CONFIGURATION.format(
                data=folder / "data",
                folder=folder,
                port=self.port,
                key=shown.key,
                chain=shown.chain,
                encrypted=str(encrypted).lower(),
            )
        )
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it listens."""
        self._process = subprocess.Popen(
            [self._program, "-F", "--config", str(self._configuration)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        ends = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                log = self._folder / "prosody.log"
                told = log.read_text() if log.exists() else ""
                assert self._process.poll() is None, f"Prosody ended: {told}"
                assert time.monotonic() < ends, f"Prosody does not listen: {told}"
                time.sleep(0.02)

    def stop(self) -> None:
        """End it."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.wait(20)


@contextmanager
def running(
    program: str, folder: Path, users: Mapping[str, str], shown: Credentials, *, encrypted: bool = True
) -> Iterator[Prosody]:
    """Run a Prosody, and end it."""
    prosody = Prosody(program, folder, users, shown, encrypted=encrypted)
    prosody.start()
    try:
        yield prosody
    finally:
        prosody.stop()
