"""Choosing among many items: all of a few, of many what fits a search, and always what is chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from workbench.graph.reading import SNAPSHOTS
from workbench.process.keeping import Database
from workbench.screens import item_choice

PageOf = Callable[..., AppTest]
NAMES = {f"ISS-{n:03d}": f"Issue {n} of " + ("security" if n % 2 else "Metering") for n in range(1_000)}


@given(st.sampled_from(sorted(NAMES)))
def test_every_item_is_found_by_its_code_and_by_its_title(code: str) -> None:
    assert item_choice.fitting(code, NAMES)[0] == code
    assert item_choice.fitting(f"  {code.lower()} ", NAMES)[0] == code
    assert code in item_choice.fitting(NAMES[code], NAMES)


def test_every_word_has_to_be_there_and_nothing_finds_all() -> None:
    assert item_choice.fitting("security 101", NAMES) == ["ISS-101"]
    assert item_choice.fitting("metering 101", NAMES) == []
    assert len(item_choice.fitting(" ", NAMES)) == len(NAMES)


def search(page: AppTest) -> Any:
    return page.text_input(key="code_search")


def test_a_page_offers_what_fits_and_keeps_what_is_chosen(
    page_of: PageOf, bundled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = page_of("trace", bundled)
    assert len(every.selectbox(key="code").options) > 500
    assert not [field for field in every.text_input if field.key == "code_search"]
    monkeypatch.setattr(item_choice, "MOST_OFFERED", 20)
    monkeypatch.setattr(item_choice, "MOST_FITTING", 5)
    page = page_of("trace", bundled, code="ISS-001")
    assert page.selectbox(key="code").value == "ISS-001"
    assert len(page.selectbox(key="code").options) <= 6
    search(page).set_value("iss-01").run()
    offered = [option.split(" ")[0] for option in page.selectbox(key="code").options]
    assert offered[0] == "ISS-001"
    assert "ISS-013" in offered
    title = SNAPSHOTS.get(bundled).by_code["ISS-013"].title
    page.selectbox(key="code").select(f"ISS-013 · {title}").run()
    assert page.selectbox(key="code").value == "ISS-013"
    assert page.query_params["code"] == "ISS-013"
