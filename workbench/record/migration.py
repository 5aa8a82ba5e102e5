"""Bringing a database to the tables of this version, with a copy kept before anything changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from workbench.record.database import Database
from workbench.record.migrations import HEAD

if TYPE_CHECKING:
    from alembic.config import Config


class DatabaseTooNew(RuntimeError):
    """The database was written by a later version of the workbench."""


@dataclass(frozen=True)
class Migrated:
    """What a migration did: from and to which revision, and where the copy lies (SQLite)."""

    before: str | None
    after: str
    copy: Path | None

    @property
    def changed(self) -> bool:
        return self.before != self.after


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def migrate(database: Database) -> Migrated:
    """Create or migrate the tables.

    A SQLite file that holds anything is copied beside itself before it changes, since a migration
    that fails there is not rolled back.

    Raises:
        DatabaseTooNew: when the database knows a revision that this version does not.
    """
    before = _revision(database)
    if before == HEAD:
        return Migrated(before, HEAD, None)
    from alembic import command
    from alembic.script import ScriptDirectory

    config = _config()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if before is not None and before not in known:
        raise DatabaseTooNew(
            f"The database {database.name} stands at revision {before}, which this version of the workbench "
            f"does not know (it knows up to {HEAD}). Install the version that wrote it, or restore a backup."
        )
    copy = _copy(database, before) if before is not None and database.is_sqlite else None
    writing = database.engine.execution_options(workbench_write=True)
    with writing.connect() as connection, _references_unchecked(connection), connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if database.is_sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"the migration would leave {len(broken)} rows that point to nothing")
    return Migrated(before, HEAD, copy)


def _revision(database: Database) -> str | None:
    """The revision that a database stands at, or None where nobody has made tables in it."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


@contextmanager
def _references_unchecked(connection: Connection) -> Iterator[None]:
    """On SQLite, let tables be replaced to which rows of others point; that cannot be said within a transaction.

    A table changes there by being copied, dropped and named again, and the drop of one that is pointed to
    is refused as long as references are checked.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _copy(database: Database, revision: str) -> Path:
    assert database.path is not None
    target = database.path.with_suffix(f".before-{revision}{database.path.suffix}")
    counter = 1
    while target.exists():
        counter += 1
        target = database.path.with_suffix(f".before-{revision}-{counter}{database.path.suffix}")
    database.copy_to(target)
    return target
