"""A Prosody of a chain's own: XMPP on loopback, everything of it in one folder, ended with the chain."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import shutil
import socket
from collections.abc import Iterable
from pathlib import Path

from workbench.stubs.aggregation.accounts import XmppAccount
from workbench.stubs.chains.plan import NotRunnable
from workbench.stubs.pki.authority import Authority
from workbench.stubs.pki.profiles import Standard
from workbench.stubs.started import Started
from workbench.stubs.stub import LOOPBACK

DOMAIN = "localhost"
PATIENCE = 20.0
"""Seconds in which it has to listen, and in which it has to end."""
CONFIGURATION = """\
pidfile = "{folder}/prosody.pid"
data_path = "{folder}/data"
certificates = "{folder}"
run_as_root = {root}
interfaces = {{ "{host}" }}
c2s_ports = {{ {port} }}
modules_enabled = {{ "saslauth", "tls", "offline" }}
modules_disabled = {{ "s2s" }}
authentication = "internal_plain"
storage = "internal"
c2s_require_encryption = true
log = {{ info = "{folder}/prosody.log" }}
VirtualHost "{domain}"
  ssl = {{ key = "{key}", certificate = "{chain}" }}
"""


class Messenger(Started):
    """An XMPP server with accounts at ``localhost``, each with a password made for this run.

    Args:
        folder: made here, for its owner alone.
        authority: issues the server's certificate.
        names: of the accounts.

    Raises:
        NotRunnable: Prosody is not installed.
    """

    def __init__(self, folder: Path, authority: Authority, names: Iterable[str]) -> None:
        self.host, self.port = LOOPBACK, 0
        self._program = program()
        self._folder = folder
        self._shown = authority.issue("xmpp-server", Standard.MODBUS)
        self._passwords = {name: secrets.token_hex(16) for name in names}
        self._process: asyncio.subprocess.Process | None = None

    def account(self, name: str, way: tuple[str, int] | None = None) -> XmppAccount:
        """Return an account.

        Args:
            way: host and port by which the server is reached, where that is through a relay.
        """
        host, port = way or (self.host, self.port)
        return XmppAccount(f"{name}@{DOMAIN}", self._passwords[name], host, port, self._shown.trust)

    async def start(self) -> None:
        """Start it, and wait until it listens.

        Raises:
            NotRunnable: it ends, or does not listen in time; with what it said.
        """
        self._folder.mkdir(mode=0o700)
        accounts = self._folder / "data" / DOMAIN / "accounts"
        accounts.mkdir(parents=True)
        for name, password in self._passwords.items():
            # As Prosody's storage names its files: what is no letter or digit by its code.
            stored = re.sub("[^A-Za-z0-9]", lambda found: f"%{ord(found[0]):02x}", name)
            (accounts / f"{stored}.dat").write_text(f'return {{ ["password"] = "{password}" }};\n')
        with socket.socket() as free:
            free.bind((self.host, 0))
            self.port = free.getsockname()[1]
        configuration = self._folder / "prosody.cfg.lua"
        configuration.write_text(
            CONFIGURATION.format(
                folder=self._folder,
                root=str(os.geteuid() == 0).lower(),
                host=self.host,
                port=self.port,
                domain=DOMAIN,
                key=self._shown.key,
                chain=self._shown.chain,
            )
        )
        self._process = await asyncio.create_subprocess_exec(
            self._program,
            "-F",
            "--config",
            str(configuration),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the chain, which ends it as the last
        )
        try:
            await self._listening(self._process)
        except BaseException:
            await self.stop()
            raise

    async def _listening(self, process: asyncio.subprocess.Process) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while process.returncode is None:
                    try:
                        _, writer = await asyncio.open_connection(self.host, self.port)
                    except OSError:
                        await asyncio.sleep(0.05)
                        continue
                    writer.close()
                    await writer.wait_closed()
                    return
        except TimeoutError:
            pass
        log = self._folder / "prosody.log"
        said = log.read_text(errors="replace")[-1_000:] if log.exists() else "nothing"
        raise NotRunnable(f"Prosody does not listen at {self.host}:{self.port}. It said: {said}")

    async def stop(self) -> None:
        """End it."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.terminate()
        try:
            async with asyncio.timeout(PATIENCE):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def program() -> str:
    """Return where Prosody is.

    Raises:
        NotRunnable: it is not installed, with the sentence how to get it.
    """
    # Debian puts it among the programs of administrators, which are not on everybody's path.
    found = shutil.which("prosody") or shutil.which(
        "prosody", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/bin"
    )
    if found is None:
        raise NotRunnable("Prosody is not installed: apt-get install prosody (macOS: brew install prosody)")
    return found
