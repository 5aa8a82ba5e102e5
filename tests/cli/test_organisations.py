"""organisation add, list and import: what they save and refuse."""

from __future__ import annotations

import pytest


def test_one_is_added_with_its_standing(demo_workbench) -> None:
    ran = demo_workbench.done(
        "organisation", "add", "Quay Power", "--class", "utility", "--party-since", "2026-09-01", "--json"
    )
    assert ran.json["codes"] == ["ORG-QUAY-POWER"]
    found = demo_workbench.done("show", "ORG-QUAY-POWER", "--json").json["detail"]
    assert (found["party"], found["party_since"], found["category"]) == (True, "2026-09-01", "utility")


def test_a_dry_run_adds_none(demo_workbench) -> None:
    said = demo_workbench.done("organisation", "add", "Quay Power", "--advisory", "--dry-run").out
    assert "ORG-QUAY-POWER" in said
    assert "There is no item" in demo_workbench.refused("show", "ORG-QUAY-POWER")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--class", "royalty"], "'royalty' is no class. Allowed: utility"),
        (["--party-since", "x"], "--party-since"),
    ],
)
def test_what_cannot_be_read(demo_workbench, words: list[str], says: str) -> None:
    assert says in demo_workbench.misread("organisation", "add", "Quay Power", *words)


def test_others_may_not(demo_workbench) -> None:
    assert "may not edit" in demo_workbench.refused("organisation", "add", "X", "--as", "PER-KEEL")


def test_they_are_listed_with_who_acts_for_them(demo_workbench) -> None:
    said = demo_workbench.done("organisation", "list", "--class", "storage").out
    assert "Hana Keel (authoriser)" in said
    assert "ORG-SUNDIAL" in said
    [found] = demo_workbench.done("organisation", "list", "--class", "storage", "--json").json
    assert found["associations"] == ["ORG-SUNDIAL"]
    assert {m["standing"] for m in found["members"]} == {"present", "past"}


def test_a_list_is_taken_in(demo_workbench, written) -> None:
    file = written(
        "orgs.csv",
        "Name,Class,Party since,Advisory,Associations\nQuay Power,utility,2026-09-01,,\n"
        "Bench Example Laboratory,,,no,ORG-SUNDIAL\n",
    )
    assert "ORG-QUAY-POWER" in demo_workbench.done("organisation", "import", str(file), "--dry-run").out
    ran = demo_workbench.done("organisation", "import", str(file), "--why", "List of June", "--json")
    assert ran.json["codes"] == ["ORG-QUAY-POWER", "ORG-BENCH"]
    assert demo_workbench.done("show", "ORG-BENCH", "--json").json["detail"]["advisory"] is False


def test_every_bad_row_is_named(demo_workbench, written) -> None:
    file = written(
        "orgs.csv", "name,code,class\n,,utility\nUtility Blue,ORG-X,\nQuay,,utility\nQuay,,utility\n"
    )
    said = demo_workbench.refused("organisation", "import", str(file))
    assert "orgs.csv, row 2, column 'name': the row has no name." in said
    assert "is on record with another code. Found: 'ORG-X'. Allowed: ORG-UTILITY-BLUE" in said
    assert "row 5, column 'name': the name stands twice" in said
    bad = written("bad.csv", "name,class\nQuay,royalty\n")
    assert "royalty" in demo_workbench.refused("organisation", "import", str(bad))
    unknown = written("unknown.csv", "name,colour\nQuay,red\n")
    assert "the column 'colour' is not known. Allowed: name" in demo_workbench.refused(
        "organisation", "import", str(unknown)
    )
