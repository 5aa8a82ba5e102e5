"""Styles as data, and the parts that are made from them."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tests.filing.conftest import W
from workbench.filing.numbering_part import heading_number, letters, numbering_xml, roman
from workbench.filing.styles_part import styles_xml
from workbench.filing.stylesheet import BadStyles, load


def test_every_style_has_its_place_in_the_part_and_its_font() -> None:
    sheet = load()
    root = etree.fromstring(styles_xml(sheet).encode())
    ids = {node.get(f"{W}styleId") for node in root.iter(f"{W}style")}
    assert set(sheet.paragraph) | set(sheet.character) | set(sheet.table) <= ids
    assert root.find(f".//{W}docDefaults//{W}lang").get(f"{W}val") == "en-US"
    assert all(style.size >= 12 for style in sheet.paragraph.values())


def test_fitted_to_rules_of_form() -> None:
    sheet = load().fitted(size=13, spacing=2, margin=1.25, stamp_height=2)
    assert sheet.page.left == 1.25
    assert sheet.paragraph["TableText"].size == 13
    assert sheet.paragraph["BodyText"].line >= 13 * 1.15 * 2
    assert sheet.paragraph["CommissionHeading"].before == 144
    assert load().paragraph["TableText"].size == 12


def test_every_wrong_style_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(
        "paragraph:\n- {id: A, name: A, colour: red}\n- {id: B, name: B, based_on: Missing}\n"
        "table:\n- {id: T, name: T, borders: wavy}\n",
        "utf-8",
    )
    with pytest.raises(BadStyles) as error:
        load(path)
    for word in ("'A'", "colour", "'Missing'", "'T'", "borders"):
        assert word in str(error.value)


def test_numbers_of_headings_and_lists() -> None:
    assert [roman(n) for n in (1, 4, 9, 14, 40, 1999)] == ["I", "IV", "IX", "XIV", "XL", "MCMXCIX"]
    assert [letters(n) for n in (1, 26, 27, 53)] == ["A", "Z", "AA", "AAA"]
    assert heading_number(2, 3) == "C."
    root = etree.fromstring(numbering_xml(load(), {10: 1, 11: 7}).encode())
    starts = {node.get(f"{W}numId"): node.find(f".//{W}startOverride") for node in root.iter(f"{W}num")}
    assert starts["1"] is None
    assert starts["11"].get(f"{W}val") == "7"
