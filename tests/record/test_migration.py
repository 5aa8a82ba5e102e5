"""The migrations make the tables that the code declares, and a copy is kept before they change any."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from workbench.record import migration
from workbench.record.database import Database
from workbench.record.migration import DatabaseTooNew, migrate
from workbench.record.migrations import HEAD
from workbench.record.tables import metadata


def test_migrations_and_tables_agree(database_url: str) -> None:
    database = Database(database_url)
    assert migrate(database).changed
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = [
            difference
            for difference in compare_metadata(context, metadata)
            if "item_search" not in str(difference)
        ]
    assert differences == []
    assert not migrate(database).changed
    database.close()


def test_the_revision_that_is_known_without_alembic_is_that_of_the_last_migration() -> None:
    assert ScriptDirectory.from_config(migration._config()).get_current_head() == HEAD


def test_a_database_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    database = Database(tmp_path / "x.sqlite3")
    migrate(database)
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew, match="revision 9999"):
        migrate(database)
    database.close()


def test_a_copy_is_kept_before_a_migration_changes_the_file(tmp_path: Path) -> None:
    database = Database(tmp_path / "x.sqlite3")
    migrate(database)
    with database.write() as session:
        session.execute(text("INSERT INTO record_info VALUES (1, 'kept', 'Kept', '', 0, 0, '', '')"))
    copy = migration._copy(database, "0001")
    second = migration._copy(database, "0001")
    assert copy != second
    kept = sqlite3.connect(copy)
    assert kept.execute("SELECT record_id FROM record_info").fetchone() == ("kept",)
    kept.close()
    database.close()
