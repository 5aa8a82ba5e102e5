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
from collections.abc import Iterator
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
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, ending the connections that a test left open."""
        self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(
            host=str(self.folder), user="workbench", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())


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
        options = f"-c listen_addresses='' -k {folder} -c fsync=off -c full_page_writes=off"
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


@pytest.fixture(scope="session")
def _migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file with the tables and nothing in them."""
    path = tmp_path_factory.mktemp("migrated") / "record.sqlite3"
    open_database(str(path))[0].close()
    return path


@pytest.fixture(scope="session")
def _migrated_postgresql(postgresql_server: PostgresqlServer) -> str:
    """Return the name of a PostgreSQL database with the tables and nothing in them."""
    name = postgresql_server.create_database()
    open_database(postgresql_server.url(name))[0].close()
    return name


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Yield a migrated database without a record, once on SQLite and once on PostgreSQL.

    It is a copy of one that was migrated once: to migrate takes longer than most tests.
    """
    if request.param == "sqlite":
        path = tmp_path / "record.sqlite3"
        shutil.copyfile(request.getfixturevalue("_migrated_sqlite"), path)
        opened = Database(path)
        yield opened
        opened.close()
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    name = server.create_database(request.getfixturevalue("_migrated_postgresql"))
    opened = Database(server.url(name))
    yield opened
    opened.close()
    server.drop_database(name)
