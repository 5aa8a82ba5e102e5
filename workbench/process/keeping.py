"""Keeping the database: opening it migrated, copies of it, and putting a copy back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from datetime import datetime
from pathlib import Path

from workbench.graph.reading import head_number, record_info
from workbench.process.actor import Actor
from workbench.process.addresses import DEFAULT_FILE as DEFAULT_FILE
from workbench.process.addresses import address_of as address_of
from workbench.process.clock import now
from workbench.record.database import BadDatabaseAddress as BadDatabaseAddress
from workbench.record.database import Database as Database
from workbench.record.database import RecordBusy as RecordBusy
from workbench.record.migration import DatabaseTooNew as DatabaseTooNew
from workbench.record.migration import Migrated, migrate


class KeepingRefused(RuntimeError):
    """A copy could not be made or put back; the message says why and what to do."""


def open_database(given: str | None = None) -> tuple[Database, Migrated]:
    """Open and migrate the database.

    Raises:
        BadDatabaseAddress: when the address cannot be used.
        DatabaseTooNew: when a later version wrote it.
    """
    database = Database(address_of(given))
    _refuse_other_file(database)
    return database, migrate(database)


def is_empty(database: Database) -> bool:
    """Whether the database holds no record yet."""
    with database.read() as session:
        return head_number(session) == 0 and record_info(session) is None


def _refuse_other_file(database: Database) -> None:
    """Keep hands off a file that is not the workbench's: migrating would add tables to it.

    Raises:
        BadDatabaseAddress: for a file that is no SQLite database, or one of another program.
    """
    if database.path is None or not database.path.is_file():
        return
    try:
        connection = sqlite3.connect(database.path)
        try:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise BadDatabaseAddress(f"'{database.path}' cannot be used: {error}.") from error
    if tables and not tables & {"change_set", "alembic_version"}:
        raise BadDatabaseAddress(f"'{database.path}' is a database of another program; choose another file.")


def back_up(database: Database, actor: Actor, target: Path) -> Path:
    """Write a whole copy of the database to a file.

    SQLite gives one consistent file while others write; PostgreSQL is copied with ``pg_dump``.

    Raises:
        KeepingRefused: when the file exists or the program is missing.
    """
    actor.require("backup")
    if target.exists():
        raise KeepingRefused(f"'{target}' exists already; choose another name.")
    target.parent.mkdir(parents=True, exist_ok=True)
    if database.is_sqlite:
        database.copy_to(target)
        return target
    _run_postgresql(database, ["pg_dump", "--format=custom", f"--file={target}"])
    return target


def backup_name(database: Database, moment: datetime | None = None) -> Path:
    """The name of a copy made now, beside the database or in the local data folder."""
    stamp = (moment or now()).strftime("%Y%m%dT%H%M%SZ")
    folder = (database.path.parent if database.path else DEFAULT_FILE.parent) / "backups"
    return folder / f"workbench-{stamp}{'.sqlite3' if database.is_sqlite else '.dump'}"


def restore(given: str | None, actor: Actor, source: Path) -> Path | None:
    """Put a copy in the place of the database; what was there is kept beside it.

    Returns:
        Where the former database lies now, or None where there was none.

    Raises:
        KeepingRefused: when the copy cannot be read; the database is then untouched.
    """
    actor.require("backup")
    database = Database(address_of(given))
    if not source.is_file():
        raise KeepingRefused(f"There is no file '{source}'.")
    if not database.is_sqlite:
        _run_postgresql(
            database, ["pg_restore", "--clean", "--if-exists", "--single-transaction", str(source)]
        )
        return None
    _check_copy(source)
    assert database.path is not None
    former = None
    if database.path.exists():
        former = backup_name(database).with_name(
            f"before-restore-{now().strftime('%Y%m%dT%H%M%S%fZ')}.sqlite3"
        )
        back_up(database, actor, former)
    database.close()
    incoming = database.path.with_suffix(".incoming")
    shutil.copyfile(source, incoming)
    for suffix in ("-wal", "-shm"):
        Path(f"{database.path}{suffix}").unlink(missing_ok=True)
    incoming.replace(database.path)
    return former


def _check_copy(source: Path) -> None:
    try:
        connection = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
        try:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
            tables = {
                row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
            }
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise KeepingRefused(f"'{source}' is no copy of a workbench database: {error}.") from error
    if sound != "ok":
        raise KeepingRefused(f"'{source}' is damaged: {sound}.")
    if "change_set" not in tables:
        raise KeepingRefused(f"'{source}' is a SQLite file, but not of the workbench.")


def _run_postgresql(database: Database, command: list[str]) -> None:
    program = shutil.which(command[0])
    if program is None:
        raise KeepingRefused(f"'{command[0]}' is not installed. On Debian: apt install postgresql-client.")
    url = database.url.set(drivername="postgresql")
    environment = {**os.environ, "PGPASSWORD": url.password or ""}
    address = url.set(password=None).render_as_string(hide_password=False)
    done = subprocess.run(
        [program, *command[1:], f"--dbname={address}"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise KeepingRefused(f"{command[0]} failed: {done.stderr.strip()[-500:]}")
