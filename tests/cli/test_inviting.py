"""invite: who gets a link, in which form, and what is refused."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest
from openpyxl import load_workbook

from workbench.process.keeping import Database
from workbench.process.sign_in import actor_of, redeem


def test_persons_are_invited_by_their_codes(demo_workbench, demo: Database) -> None:
    ran = demo_workbench.done("invite", "per-pier", "PER-KEEL", "--port", "8600")
    assert len(ran.lines) == 2
    name, address = ran.lines[0].split("  ")
    assert name == "Cleo Pier"
    assert address.startswith("http://127.0.0.1:8600/sign-in?token=")
    assert "2 links, each good once, until" in ran.err
    actor = actor_of(demo, redeem(demo, address.partition("token=")[2]))
    assert actor is not None
    assert actor.name == "Cleo Pier"


def test_everybody_is_written_into_a_table_that_only_its_owner_reads(demo_workbench, tmp_path: Path) -> None:
    file = tmp_path / "links.csv"
    demo_workbench.done(
        "invite", "--all", "--good-for", "12h", "--csv", str(file), "--base", "https://w.example/"
    )
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert len(rows) == 10
    assert rows[0]["link"].startswith("https://w.example/sign-in?token=")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "exists already" in demo_workbench.refused("invite", "--all", "--csv", str(file))


def test_a_workbook_too(demo_workbench, tmp_path: Path) -> None:
    file = tmp_path / "links.xlsx"
    demo_workbench.done("invite", "--role", "authoriser", "--organisation", "ORG-CELLAR", "--csv", str(file))
    sheet = load_workbook(file).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["Hana Keel"]


def test_a_ready_mail(demo_workbench) -> None:
    said = demo_workbench.done("invite", "--organisation", "org-rooftop", "--mail").out
    assert said.startswith("To: jo.gable@example.org\nSubject: Demo Harbor")
    assert "It works once" in said


def test_json(demo_workbench) -> None:
    [found] = demo_workbench.done("invite", "--role", "proxy", "--json").json
    assert (found["person"], found["email"]) == ("PER-BUOY", "eli.buoy@example.org")
    assert "Cellar Example Storage (proxy)" in found["organisations"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "Say who"),
        (["PER-PIER", "--all"], "Say who"),
        (["--role", "boss"], "'boss' is no role. Allowed: representative"),
        (["--all", "--good-for", "soon"], "Allowed: days or hours, such as 14d or 12h"),
        (["--all", "--mail", "--json"], "choose one"),
        (["--organisation", "PER-PIER"], "is no organisation"),
    ],
)
def test_what_cannot_be_read(demo_workbench, words: list[str], says: str) -> None:
    assert says in demo_workbench.misread("invite", *words)


def test_what_is_refused(demo_workbench) -> None:
    assert "There is no person PER-NOBODY" in demo_workbench.refused("invite", "PER-PIER", "PER-NOBODY")
    assert "may not invite" in demo_workbench.refused("invite", "PER-PIER", "--as", "PER-KEEL")
    assert "nobody to invite" in demo_workbench.refused(
        "invite", "--role", "proxy", "--organisation", "ORG-BENCH"
    )
    assert "at most 90 days" in demo_workbench.refused("invite", "--all", "--good-for", "91d")
