"""What is named in the words of a note: an organisation by the beginning of its name, an item by its code."""

from __future__ import annotations

import pytest

from workbench.graph.meeting_notes import item_named_in, named_organisation
from workbench.graph.snapshot import ItemView, Snapshot


def item(code: str, kind: str, title: str) -> ItemView:
    return ItemView(code, code, kind, title, "", "active", 1, "")


SNAPSHOT = Snapshot.of(
    [
        item("ORG-SCE", "organisation", "Southern California Edison"),
        item("ORG-SCG", "organisation", "Southern California Gas"),
        item("ORG-NORTH", "organisation", "Inverters North (trade body)"),
        item("ISS-008", "issue", "The diagram"),
        item("SRC-MIN-2014-06-12.2", "source", "Minutes"),
    ]
)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("southern california edison", "ORG-SCE"),
        ("  Southern  California ED ", "ORG-SCE"),
        ("sce", "ORG-SCE"),
        ("ORG-SCG", "ORG-SCG"),
        ("gas", "ORG-SCG"),
        ("trade", "ORG-NORTH"),
        ("southern", None),
        ("California", None),
        ("nobody", None),
        ("ISS-008", None),
        ("", None),
    ],
)
def test_an_organisation_is_found_only_when_it_is_the_one(words: str, code: str | None) -> None:
    assert named_organisation(SNAPSHOT, words) == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("ISS-008 again", "ISS-008"),
        ("see IEEE-1547, then (ISS-008).", "ISS-008"),
        ("as in SRC-MIN-2014-06-12.2.", "SRC-MIN-2014-06-12.2"),
        ("iss-008", None),
        ("ISS-999", None),
        ("XISS-008", None),
    ],
)
def test_an_item_is_found_by_its_code(words: str, code: str | None) -> None:
    assert item_named_in(SNAPSHOT, words) == code
