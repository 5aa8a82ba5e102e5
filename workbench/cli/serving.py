"""The command that serves the web app."""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.commands import SERVING
from workbench.cli.invocation import Invocation, command
from workbench.cli.output import progress, tell
from workbench.cli.refusals import CommandRefused
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.keeping import Database, address_of
from workbench.process.sign_in import make_link
from workbench.starting import open_loaded

APP = Path(__file__).resolve().parents[2] / "app.py"
ANYWHERE = ("0.0.0.0", "::", "")


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    command(
        app,
        "serve",
        panel=SERVING,
        examples=(
            "workbench serve",
            "workbench serve --port 8600 --db our-group.sqlite3",
        ),
    )(serve)


def serve(
    invocation: Invocation,
    host: Annotated[
        str, typer.Option("--host", envvar="HOST", metavar="HOST", help="Address to listen on.")
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            "--port", envvar="PORT", min=0, max=65_535, help="Port to listen on; 0 takes a free one."
        ),
    ] = 8501,
) -> None:
    """Serve the web app, and print a one-time sign-in link for the facilitator.

    The database is created or migrated first; a new one gets the record that comes with the workbench.
    """
    if not APP.is_file():
        raise CommandRefused(
            f"The web app is missing: there is no '{APP}'. Run this from a clone of the repository."
        )
    port = free_port(host, port)
    if not is_loopback(host):
        tell(
            f"Note: {host} may be reached from other machines, and sign-in links and cookies go over plain HTTP. "
            "Put a proxy with TLS before it, or serve on 127.0.0.1."
        )
    with progress("Loading the record") as advance:
        database, loaded = open_loaded(invocation.given, progress=advance)
    if loaded is not None:
        tell(f"The bundled record was loaded: {loaded.items:,} items, {loaded.links:,} links.")
    token = make_link(database, LOCAL_OPERATOR)
    address = _whole_address(database, invocation.given)
    database.close()
    print(f"Sign in (once, as facilitator): {sign_in_address(host, port, token)}", flush=True)
    if host in ANYWHERE:
        tell(f"From another machine, write this machine's name in place of {host}.")
    _run_streamlit(host, port, address)


def sign_in_address(host: str, port: int, token: str) -> str:
    """The address of a sign-in link.

    Args:
        host: name or number of the host; an IPv6 number is put in brackets.
        token: the one-time token.
    """
    named = f"[{host}]" if ":" in host else host
    return f"http://{named}:{port}/sign-in?token={token}"


def is_loopback(host: str) -> bool:
    """Whether a host can only be reached from this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def free_port(host: str, port: int) -> int:
    """The port, after finding that it can be listened on; a free one for 0.

    Raises:
        CommandRefused: when it is in use, forbidden, or the host is not one of this machine.
    """
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise CommandRefused(
            f"The host '{host}' is not known: {error.strerror}. Allowed: 127.0.0.1."
        ) from error
    family, kind, protocol, _, address = found[0]
    with socket.socket(family, kind, protocol) as listener:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
        except PermissionError as error:
            raise CommandRefused(
                f"Port {port} is only for the machine's administrator. Choose one from 1024 on: --port 8501."
            ) from error
        except OSError as error:
            raise CommandRefused(_cannot_listen(host, port, error)) from error
        return int(listener.getsockname()[1])


def _cannot_listen(host: str, port: int, error: OSError) -> str:
    if error.errno == 99 or "assign requested address" in str(error):
        return f"The host '{host}' is not an address of this machine. Allowed: 127.0.0.1 or one of its own."
    return (
        f"Port {port} on {host} is in use by another program, maybe by a workbench that runs already. "
        f"Choose another: workbench serve --port {port + 1 if port < 65_535 else 8501}"
    )


def _whole_address(database: Database, given: str | None) -> str:
    """The database's address as the app can use it from another folder."""
    return str(database.path) if database.path is not None else address_of(given)


def _run_streamlit(host: str, port: int, address: str) -> None:
    """Replace this process by the web server, so that Ctrl-C and signals reach it directly.

    An ignored interrupt is inherited: the server then ends by its own handler with exit code 0, and not by
    Python's exception after it.
    """
    os.environ["WORKBENCH_DB"] = address
    os.environ["WORKBENCH_LINK_PRINTED"] = "1"
    os.chdir(APP.parent)
    options = {"server.address": host, "server.port": str(port), "server.headless": "true"}
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    sys.stdout.flush()
    sys.stderr.flush()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", str(APP), *flags])
