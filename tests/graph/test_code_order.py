"""Codes in the order in which people count them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.graph.code_order import code_order, natural_order


def test_a_number_counts_as_a_number() -> None:
    assert sorted(["ISS-10", "ISS-9", "AGR-2", "ISS-009"], key=code_order) == [
        "AGR-2",
        "ISS-9",
        "ISS-009",
        "ISS-10",
    ]


def test_what_only_looks_like_a_digit_is_a_letter() -> None:
    assert sorted(["m\u00b2", "CO\u2082", "I\u00b2C", "m"], key=natural_order) == [
        "CO\u2082",
        "I\u00b2C",
        "m",
        "m\u00b2",
    ]


@given(st.lists(st.text(), max_size=5, unique_by=natural_order))
def test_any_words_have_a_place(words: list[str]) -> None:
    backwards = [*reversed(words)]
    assert sorted(backwards, key=natural_order) == sorted(words, key=natural_order)
