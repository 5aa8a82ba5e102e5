"""Transactions that neither fail nor lose updates, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from workbench.record import database as module
from workbench.record.database import BadDatabaseAddress, Database, RecordBusy, database_url


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://host/db", "'mysql' is not supported"),
        ("sqlite://", "lost at once"),
        ("http//::://", "is no database address"),
        ("~nobody-here/x.sqlite3", "home folder of a user whom this machine does not know"),
    ],
)
def test_addresses_that_cannot_be_used_say_why(address: str, said: str) -> None:
    with pytest.raises(BadDatabaseAddress, match=said):
        database_url(address)


@pytest.mark.parametrize(
    "address", ["postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"]
)
def test_postgresql_goes_over_one_driver_and_hides_the_password(address: str) -> None:
    assert database_url(address).drivername == "postgresql+psycopg"


def test_sqlite_is_set_up_to_survive_a_power_cut(tmp_path: Path) -> None:
    database = Database(tmp_path / "deep" / "folder" / "x.sqlite3")
    with database.read() as session:
        settings = {
            name: session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    database.close()


def test_reading_then_writing_at_once_loses_nothing(database_url: str) -> None:
    database = Database(database_url)
    with database.write() as session:
        session.execute(text("CREATE TABLE tally (count INTEGER)"))
        session.execute(text("INSERT INTO tally VALUES (0)"))

    def add(_: int) -> None:
        with database.write() as session:
            count = session.execute(text("SELECT count FROM tally")).scalar_one()
            session.execute(text("UPDATE tally SET count = :count"), {"count": count + 1})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(80)))
    with database.read() as session:
        assert session.execute(text("SELECT count FROM tally")).scalar_one() == 80
    database.close()


class _ScriptStopped(BaseException):
    """What Streamlit raises to end a run: no Exception."""


def test_a_stopped_run_leaves_nothing_half_written(database_url: str) -> None:
    database = Database(database_url)
    with database.write() as session:
        session.execute(text("CREATE TABLE line (number INTEGER)"))
    with pytest.raises(_ScriptStopped), database.write() as session:
        session.execute(text("INSERT INTO line VALUES (1)"))
        raise _ScriptStopped
    with database.write() as session:
        assert session.execute(text("SELECT count(*) FROM line")).scalar_one() == 0
    database.close()


def test_a_writer_whose_turn_does_not_come_says_so_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.2)
    here, elsewhere = Database(tmp_path / "x.sqlite3"), Database(tmp_path / "x.sqlite3")
    with here.write() as session:
        session.execute(text("CREATE TABLE tally (count INTEGER)"))
    with here.write() as session:
        session.execute(text("INSERT INTO tally VALUES (1)"))
        for other in (here, elsewhere):
            with pytest.raises(RecordBusy, match="Nothing was saved"), other.write() as second:
                second.execute(text("INSERT INTO tally VALUES (2)"))
    for database in (here, elsewhere):
        with database.write() as session:
            session.execute(text("INSERT INTO tally VALUES (3)"))
    with here.read() as session:
        assert session.execute(text("SELECT count FROM tally ORDER BY 1")).scalars().all() == [1, 3, 3]
    here.close()
    elsewhere.close()
