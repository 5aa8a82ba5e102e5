"""The key of the calendar's address: steady, a record's own, and nothing else opens the feed."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.process.keeping import Database, open_database
from workbench.process.sign_in import SignInRefused, feed_key, fits_feed_key


def test_the_key_is_steady_and_each_record_has_its_own(bundled: Database, demo: Database) -> None:
    assert feed_key(bundled) == feed_key(bundled)
    assert feed_key(bundled) != feed_key(demo)
    assert len(feed_key(bundled)) == 40


def test_only_the_key_fits(bundled: Database, demo: Database) -> None:
    key = feed_key(bundled)
    assert fits_feed_key(bundled, key)
    for wrong in ("", key[:-1], key.upper() + "0", "é" * 40, feed_key(demo)):
        assert not fits_feed_key(bundled, wrong)


def test_a_database_without_a_record_has_no_feed(tmp_path: Path) -> None:
    database, _ = open_database(str(tmp_path / "empty.sqlite3"))
    with pytest.raises(SignInRefused):
        feed_key(database)
    assert not fits_feed_key(database, "")
    database.close()
