"""Codes made from names."""

from __future__ import annotations

import pytest

from workbench.graph.name_codes import code_from


@pytest.mark.parametrize(
    ("title", "kind", "code"),
    [
        ("Élise Example", "person", "PER-EXAMPLE"),
        ("Example Power & Light Company", "organisation", "ORG-EXAMPLE-POWER-LIGHT"),
        ("Ann Taken", "person", "PER-TAKEN-2"),
        ("李", "person", "PER-NEW"),
    ],
)
def test_codes_are_made_from_names(title: str, kind: str, code: str) -> None:
    assert code_from(title, kind, frozenset({"PER-TAKEN"})) == code
