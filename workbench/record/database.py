"""Opening a database: SQLite by default, PostgreSQL by its URL.

SQLite runs in write-ahead mode with ``synchronous=FULL``, so that a saved change survives a power
cut, and every writing transaction begins with ``BEGIN IMMEDIATE``: a read that later turns into a
write fails or loses updates otherwise. PostgreSQL takes one advisory lock, since the event chain
has one writer at a time.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlmodel import Session

BUSY_SECONDS = 15
"""How long a writer waits for its turn, first for those of its own process, then for those of others."""
WRITER_LOCK = 0x5357_4752
"""Key of the advisory lock on PostgreSQL: one writer at a time."""


class BadDatabaseAddress(ValueError):
    """The address of the database cannot be used; the message says why."""


def database_url(address: str | Path) -> URL:
    """The SQLAlchemy URL for a path of a SQLite file or for a database URL.

    Raises:
        BadDatabaseAddress: for a URL of another database, one that cannot be read, and the home of nobody.
    """
    words = str(address)
    if "://" not in words:
        try:
            return URL.create("sqlite+pysqlite", database=str(Path(words).expanduser().absolute()))
        except RuntimeError as error:
            raise BadDatabaseAddress(
                f"'{words}' names the home folder of a user whom this machine does not know. Allowed: '~/' for your "
                "own, or the whole path of the file."
            ) from error
    try:
        url = make_url(words)
    except ArgumentError as error:
        raise BadDatabaseAddress(f"'{words}' is no database address: {error}") from error
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:":
            raise BadDatabaseAddress("a database in memory is lost at once; name a file instead")
        return url.set(drivername="sqlite+pysqlite")
    if url.get_backend_name() in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    raise BadDatabaseAddress(
        f"'{url.get_backend_name()}' is not supported. Allowed: a file name, sqlite:///…, postgresql://…"
    )


class RecordBusy(RuntimeError):
    """Somebody else has been writing all the time; nothing was saved."""

    def __init__(self) -> None:
        super().__init__(
            f"Others have been writing to this record for more than {BUSY_SECONDS} seconds. Nothing was saved. "
            "Try again in a moment."
        )


class Database:
    """One database with a read and a write transaction.

    Args:
        address: path of a SQLite file, or a ``postgresql://`` URL.
    """

    def __init__(self, address: str | Path) -> None:
        self.url = database_url(address)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            assert self.url.database is not None
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        self._turn = threading.Lock()
        self.engine = _sqlite_engine(self.url) if self.is_sqlite else _postgresql_engine(self.url)

    @property
    def name(self) -> str:
        """The address without a password, for messages and cache keys."""
        return self.url.render_as_string(hide_password=True)

    @property
    def path(self) -> Path | None:
        """The SQLite file, or None on PostgreSQL."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session over one consistent state; nothing written in it is ever committed.

        Rows stay readable after the session: closing detaches them without expiring them.
        """
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """The writing session: commits at the end, rolls back on any exception.

        Any exception means any: Streamlit ends a script by raising one that is not an Exception.

        Raises:
            RecordBusy: when the turn to write did not come.
        """
        # SQLite lets a writer that waits look again now and then, in no order. Where hundreds write at once
        # some would never come to it, and all would keep the one that writes from getting on.
        if not self._turn.acquire(timeout=BUSY_SECONDS):
            raise RecordBusy
        try:
            with self._writing() as session:
                yield session
        except OperationalError as error:
            if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
                raise RecordBusy from error
            raise
        finally:
            self._turn.release()

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        # READ COMMITTED: under REPEATABLE READ the snapshot would be older than the lock.
        options = {"workbench_write": True} if self.is_sqlite else {"isolation_level": "READ COMMITTED"}
        engine = self.engine.execution_options(**options)
        with Session(engine, expire_on_commit=False) as session:
            try:
                if not self.is_sqlite:
                    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    def copy_to(self, target: Path) -> None:
        """Write one consistent copy of a SQLite file while others go on writing (``VACUUM INTO``)."""
        self._outside_transaction("VACUUM INTO ?", str(target))

    def forget_freed_pages(self) -> None:
        """Leave nothing of deleted rows in a SQLite file: search index merged, pages and log emptied."""
        self._outside_transaction("INSERT INTO item_search(item_search) VALUES ('optimize')")
        self._outside_transaction("PRAGMA wal_checkpoint(TRUNCATE)")
        self._outside_transaction("VACUUM")
        self._outside_transaction("PRAGMA wal_checkpoint(TRUNCATE)")

    def _outside_transaction(self, statement: str, *parameters: str) -> None:
        # The engine begins a transaction on every connection of its own; these need none.
        connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(statement, parameters)
            cursor.fetchall()
            cursor.close()
        finally:
            connection.close()

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def _document(text: str) -> Any:
    """A JSON document from SQLite; nearly every link has the empty one, which needs no parser."""
    return {} if text == "{}" else json.loads(text)


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        pool_size=20,
        max_overflow=40,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        json_deserializer=_document,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: Any) -> None:
        # The driver must not begin transactions on its own; the begin hook below does.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={int(BUSY_SECONDS * 1000)}",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("workbench_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql_engine(url: URL) -> Engine:
    return create_engine(
        url, pool_size=20, max_overflow=40, pool_pre_ping=True, isolation_level="REPEATABLE READ"
    )
