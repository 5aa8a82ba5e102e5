"""Codes in sentences lead to their items; everything else is shown literally."""

from __future__ import annotations

import pytest

from workbench.graph.snapshot import ItemView, Snapshot
from workbench.screens import addresses
from workbench.screens.linked_words import linked, linked_html

SNAPSHOT = Snapshot.of(
    [
        ItemView("u1", "ISS-001", "issue", "A title", "", "listed", 1, ""),
        ItemView("u2", "R21-01", "requirement", "A text", "", "draft", 1, ""),
    ]
)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses.visitor, "is_now", lambda: True)


def test_a_code_is_a_link_and_an_unknown_one_is_none() -> None:
    said = linked("ISS-001: waits for ISS-099.", SNAPSHOT)
    assert said.startswith("[ISS\\-001](./?item=ISS-001)")
    assert "](" not in said.removeprefix("[ISS\\-001](./?item=ISS-001)")


def test_the_codes_of_rule_21_are_links_too() -> None:
    assert linked("as R21-01 says", SNAPSHOT) == "as [R21\\-01](./?item=R21-01) says"
    assert 'href="./?item=R21-01"' in linked_html("as R21-01 says", SNAPSHOT)


def test_markup_of_the_record_means_nothing() -> None:
    said = linked("**bold** [x](http://example.org) <b>", SNAPSHOT)
    assert "\\*\\*bold\\*\\*" in said
    assert "\\[x\\]\\(http" in said
    assert "\\<b\\>" in said
