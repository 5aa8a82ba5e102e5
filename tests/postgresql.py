"""A throw-away PostgreSQL server for one test session, and an empty database for each test.

The server listens on a socket in its own temporary folder and on no port, so it can neither be reached
from elsewhere nor meet another server.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from scripts.programs import PROGRAMS
from workbench.process.keeping import Database, open_database


@dataclass
class PostgresqlServer:
    """A running server, known by the folder of its socket."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database in the form that SQLAlchemy reads."""
        return f"postgresql+psycopg://workbench@/{database}?host={self.folder}"

    def create_database(self, template: str = "template1") -> str:
        """Create a database like another one, an empty one by default, and return its name."""
        name = f"record_{next(self._numbers)}"
        with self._connected() as connection:
            # From 15 on page by page through the log by default, which takes three times as long for a small one.
            files = "STRATEGY file_copy" if connection.info.server_version >= 150_000 else ""
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} {files}".encode())
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, ending the connections that a test left open."""
        with self._connected() as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    def _connected(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="workbench", dbname="postgres", autocommit=True)


def _other_user() -> dict[str, Any]:
    """Return how to start a process: under an account of its own when root, since the server refuses root."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _run(arguments: list[str], folder: Path) -> None:
    done = subprocess.run(
        arguments,
        cwd=folder,
        env={**os.environ, "LC_ALL": "C", "HOME": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        **_other_user(),
    )
    if done.returncode != 0:
        log = folder / "log"
        raise RuntimeError(f"{arguments[0]} failed: {done.stderr} {log.read_text() if log.exists() else ''}")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """Start a PostgreSQL server for the session; skip where PostgreSQL is not installed."""
    initdb = PROGRAMS["PostgreSQL"].path()
    if initdb is None:
        pytest.skip(PROGRAMS["PostgreSQL"].how_to_get_it())
    control = str(Path(initdb).resolve().with_name("pg_ctl"))
    folder = Path(
        tempfile.mkdtemp(prefix="workbench-postgresql-", dir="/tmp")
    )  # a short path: sockets want one
    try:
        if account := _other_user():
            os.chown(folder, account["user"], account["group"])
        data = str(folder / "data")
        _run(
            [initdb, "-D", data, "-U", "workbench", "--auth=trust", "--encoding=UTF8", "--locale=C", "-N"],
            folder,
        )
        quick = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off",
                 "wal_level=minimal", "max_wal_senders=0")  # fmt: skip
        options = f"-c listen_addresses='' -k {folder} {' '.join(f'-c {setting}' for setting in quick)}"
        _run([control, "-D", data, "-l", str(folder / "log"), "-o", options, "-w", "start"], folder)
        try:
            yield PostgresqlServer(folder)
        finally:
            _run([control, "-D", data, "-m", "immediate", "-w", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql_url(postgresql_server: PostgresqlServer) -> Iterator[str]:
    """Yield the address of an empty PostgreSQL database that this test has for itself."""
    name = postgresql_server.create_database()
    yield postgresql_server.url(name)
    postgresql_server.drop_database(name)


BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database; the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'record.sqlite3'}"
    return str(request.getfixturevalue("postgresql_url"))


Filling = Callable[[Database], object]
Filled = Callable[[Filling], Database]


class FilledOnce:
    """Databases as some functions leave a migrated one, kept to be copied: to fill one takes longer than most tests.

    Args:
        request: of the session, to start the PostgreSQL server when the first database of it is asked for.
        folder: where the SQLite files are.
    """

    def __init__(self, request: pytest.FixtureRequest, folder: Path) -> None:
        self._request = request
        self._folder = folder
        self._files: dict[Filling, Path] = {}
        self._names: dict[Filling, str] = {}

    @property
    def server(self) -> PostgresqlServer:
        """The server of the session."""
        found: PostgresqlServer = self._request.getfixturevalue("postgresql_server")
        return found

    def file(self, filling: Filling) -> Path:
        """Return a SQLite file as the function leaves it."""
        if filling not in self._files:
            empty = None if filling is _nothing else self.file(_nothing)
            path = self._folder / f"{len(self._files)}.sqlite3"
            if empty is not None:
                shutil.copyfile(empty, path)
            _fill(str(path), filling)
            self._files[filling] = path
        return self._files[filling]

    def name(self, filling: Filling) -> str:
        """Return the name of a PostgreSQL database as the function leaves it."""
        if filling not in self._names:
            likewise = "template1" if filling is _nothing else self.name(_nothing)
            name = self.server.create_database(likewise)
            _fill(self.server.url(name), filling)
            self._names[filling] = name
        return self._names[filling]


def _fill(address: str, filling: Filling) -> None:
    database, _ = open_database(address)
    filling(database)
    database.close()


def _nothing(database: Database) -> None:
    """Write nothing: the tables are there once the database was opened."""


@pytest.fixture(scope="session")
def _filled_once(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> FilledOnce:
    return FilledOnce(request, tmp_path_factory.mktemp("filled"))


@pytest.fixture(params=BOTH)
def filled(request: pytest.FixtureRequest, _filled_once: FilledOnce, tmp_path: Path) -> Iterator[Filled]:
    """Yield a function that gives a database as another one fills it, once on SQLite and once on PostgreSQL.

    The database is the test's own: a copy of one that was filled once in this session.
    """
    with ExitStack() as ending:

        def copied(filling: Filling) -> Database:
            if request.param == "sqlite":
                opened = Database(shutil.copyfile(_filled_once.file(filling), tmp_path / "record.sqlite3"))
            else:
                server = _filled_once.server
                name = server.create_database(_filled_once.name(filling))
                ending.callback(server.drop_database, name)
                opened = Database(server.url(name))
            ending.callback(opened.close)
            return opened

        yield copied


@pytest.fixture
def database(filled: Filled) -> Database:
    """Return a migrated database without a record, once on SQLite and once on PostgreSQL."""
    return filled(_nothing)
