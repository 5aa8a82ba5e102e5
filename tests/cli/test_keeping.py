"""init, backup, restore, link: the database from an empty folder to a copy put back."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from workbench.process.keeping import open_database
from workbench.process.sign_in import actor_of, redeem
from workbench.starting import BUNDLED


@pytest.fixture
def fresh(workbench, tmp_path):
    """Return the command line on a database that does not exist yet."""
    return type(workbench)(str(tmp_path / "new" / "record.sqlite3"))


def test_init_loads_the_bundled_record_once(fresh) -> None:
    ran = fresh.done("init")
    assert "728 items" in ran.out
    assert "6 dated change-sets, 4 baselines" in ran.out
    assert fresh.address in ran.out
    assert "holds a record already" in fresh.refused("init")


def test_init_through_a_step_loads_no_later_one(fresh) -> None:
    fresh.done("init", "--through", "2014-07-02")
    assert [row["name"] for row in fresh.done("list", "baseline", "--json").json][-1].startswith(
        "Information model"
    )
    assert len(fresh.done("list", "issue", "--json").json) == 17


def test_init_refuses_an_unknown_step_and_makes_nothing(fresh) -> None:
    assert "Allowed: 2014-06-12" in fresh.refused("init", "--through", "2014-06-13")
    assert not Path(fresh.address).exists()


def test_init_names_every_bad_row_at_once(fresh, tmp_path) -> None:
    bad = tmp_path / "record"
    shutil.copytree(BUNDLED.with_name("demo"), bad)
    issues = (bad / "issues.yaml").read_text()
    (bad / "issues.yaml").write_text(
        issues.replace("status: listed", "status: lsted").replace("code: ISS-002", "code: ISSUE-2")
    )
    said = fresh.refused("init", "--record", str(bad))
    assert said.count("issues.yaml, row") >= 2
    assert "'lsted'" in said
    assert "ISSUE-2" in said
    fresh.refused("list", "issue")


def test_init_refuses_a_folder_that_is_no_record(fresh, tmp_path) -> None:
    assert "record.yaml" in fresh.refused("init", "--record", str(tmp_path))
    assert "no record directory" in fresh.refused("init", "--record", str(tmp_path / "missing"))


def test_an_own_record_can_start_empty(fresh, written) -> None:
    fresh.done("init", "--empty", "--title", "Storage Working Group")
    assert fresh.done("list", "issue", "--json").json == []
    fresh.done("import", str(written("first.csv", "code,title\n,The first question\n")), "--of", "issue")
    assert fresh.done("show", "ISS-001", "--json").json["title"] == "The first question"
    assert fresh.done("verify", "--json").json["sound"]


@pytest.mark.parametrize(
    "words", [["--empty", "--record", "data/demo"], ["--title", "x"], ["--empty", "--through", "x"]]
)
def test_options_that_contradict_each_other(fresh, words: list[str]) -> None:
    fresh.misread("init", *words)


def test_a_database_that_is_not_there_is_not_made_by_reading(fresh) -> None:
    said = fresh.refused("list", "issue")
    assert f"workbench init --db {fresh.address}" in said
    assert not Path(fresh.address).exists()


@pytest.mark.parametrize("address", ["mysql://localhost/x", "sqlite://"])
def test_an_address_that_cannot_be_used_is_refused(workbench, address: str) -> None:
    assert type(workbench)(address).refused("list", "issue")


def test_a_file_that_is_no_database_is_refused(workbench, written) -> None:
    path = written("notes.sqlite3", "just words, and more than sixteen bytes of them")
    assert "not a database" in type(workbench)(str(path)).refused("list", "issue")


def test_a_database_of_another_program_is_left_alone(workbench, tmp_path) -> None:
    path = tmp_path / "other.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE holdings (name TEXT)")
    other.close()
    before = path.read_bytes()
    for words in (["list", "issue"], ["init"], ["verify"]):
        assert "another program" in type(workbench)(str(path)).refused(*words)
    assert path.read_bytes() == before


def test_a_backup_can_be_put_back(workbench, tmp_path) -> None:
    copy = tmp_path / "copies" / "one.sqlite3"
    assert workbench.done("backup", str(copy)).out == f"{copy}\n"
    workbench.done("edit", "ISS-013", "title=Another", "--why", "x")
    ran = workbench.done("restore", str(copy))
    assert workbench.done("show", "ISS-013", "--json").json["title"] == "HTTP or XMPP"
    former = Path(ran.lines[1].split("'")[1])
    assert type(workbench)(str(former)).done("show", "ISS-013", "--json").json["title"] == "Another"


def test_a_backup_has_a_dated_name_of_its_own(workbench) -> None:
    path = Path(workbench.done("backup").out.strip())
    assert path.is_file()
    assert path.parent == Path(workbench.address).parent / "backups"


def test_a_backup_replaces_nothing(workbench, written) -> None:
    path = written("kept.txt", "kept")
    assert "exists already" in workbench.refused("backup", str(path))
    assert path.read_text() == "kept"


@pytest.mark.parametrize("content", ["no database", "SQLite format 3\x00" + "x" * 600])
def test_what_is_no_copy_is_not_put_back(workbench, written, content: str) -> None:
    workbench.refused("restore", str(written("copy.sqlite3", content)))
    assert workbench.done("verify", "--json").json["sound"]
    workbench.refused("restore", "missing.sqlite3")


def test_a_link_signs_a_person_in_once(demo_workbench) -> None:
    ran = demo_workbench.done("link", "--person", "per-quay", "--port", "8600")
    assert ran.out.startswith("http://127.0.0.1:8600/sign-in?token=")
    database, _ = open_database(demo_workbench.address)
    actor = actor_of(database, redeem(database, ran.out.strip().partition("token=")[2]))
    database.close()
    assert actor is not None
    assert actor.name == "Bo Quay"


def test_only_the_facilitation_makes_links(demo_workbench) -> None:
    assert "may not invite" in demo_workbench.refused("--as", "PER-QUAY", "link")
    assert "no person" in demo_workbench.refused("link", "--person", "PER-NOBODY")


def test_init_shows_what_the_mapping_has_changed_and_saves_it_when_told(workbench) -> None:
    assert "holds a record already" in workbench.refused("init")
    workbench.done("edit", "OBJ-limit-active-power", f"row_digest={'0' * 64}", "--why", "An earlier mapping")
    shown = workbench.done("init").out
    assert "Nothing is saved yet" in shown
    assert "OBJ-limit-active-power" in shown
    assert "is saved" in workbench.done("init", "--yes").out
    assert "holds a record already" in workbench.refused("init")
