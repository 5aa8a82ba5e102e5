"""The databases that the tests of the record run on are empty, separate and of both makes."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, inspect, text


def test_database_is_empty_and_takes_a_table(database_url: str) -> None:
    engine = create_engine(database_url)
    assert inspect(engine).get_table_names() == []
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE line (number INTEGER)"))
        connection.execute(text("INSERT INTO line VALUES (7)"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT number FROM line")).scalar_one() == 7
    engine.dispose()


@pytest.mark.postgresql
@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_its_own_postgresql_database(postgresql_url: str, turn: int) -> None:
    engine = create_engine(postgresql_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE only_here (turn INTEGER)"))
    assert inspect(engine).get_table_names() == ["only_here"]
    engine.dispose()
