"""Copies and their return: whole, checked before anything is replaced, the former state kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import read_snapshot
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.changes import save
from workbench.process.keeping import Database, KeepingRefused, back_up, backup_name, open_database, restore
from workbench.process.verification import verify


def title(database: Database) -> str:
    with database.read() as session:
        return read_snapshot(session).by_code["ISS-001"].title


def test_a_copy_comes_back_and_the_former_state_is_kept(bundled: Database, tmp_path: Path) -> None:
    before = title(bundled)
    copy = back_up(bundled, ME, tmp_path / "copies" / "one.sqlite3")
    save(bundled, ME, ProposedChange(edits=(ItemEdit("ISS-001", {"title": "Changed"}),)))
    address = str(bundled.path)
    bundled.close()
    former = restore(address, ME, copy)
    again, _ = open_database(address)
    assert title(again) == before
    assert verify(again).sound
    again.close()
    assert former is not None
    kept, _ = open_database(str(former))
    assert title(kept) == "Changed"
    kept.close()


def test_what_is_no_copy_replaces_nothing(bundled: Database, tmp_path: Path) -> None:
    address = str(bundled.path)
    junk = tmp_path / "junk.sqlite3"
    junk.write_bytes(b"not a database at all, but long enough to be looked at" * 50)
    with pytest.raises(KeepingRefused, match="is no copy of a workbench database"):
        restore(address, ME, junk)
    with pytest.raises(KeepingRefused, match="There is no file"):
        restore(address, ME, tmp_path / "nowhere.sqlite3")
    assert verify(bundled).sound


def test_a_copy_never_overwrites(bundled: Database, tmp_path: Path) -> None:
    target = tmp_path / "there.sqlite3"
    target.write_text("mine")
    with pytest.raises(KeepingRefused, match="exists already"):
        back_up(bundled, ME, target)
    assert target.read_text() == "mine"
    assert backup_name(bundled).suffix == ".sqlite3"
