"""Values in JSON: what is written is read again, and what is not of the form is refused in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.stubs.strict_json import (
    LARGEST_NUMBER,
    MOST_VALUES,
    Refused,
    plain_values,
    values_kept,
    values_read,
)

NUMBERS = st.floats(-LARGEST_NUMBER, LARGEST_NUMBER)
VALUES = st.one_of(
    st.booleans(),
    NUMBERS,
    st.text(st.characters(codec="utf-8"), max_size=20),
    st.frozensets(st.text(st.characters(codec="utf-8"), min_size=1, max_size=8), max_size=4),
    st.lists(st.tuples(NUMBERS, NUMBERS), max_size=4).map(tuple),
)


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), min_size=1, max_size=8), VALUES, max_size=5))
def test_values_are_read_as_they_were_written(values: dict[str, object]) -> None:
    assert values_read(plain_values(values), "values") == values  # type: ignore[arg-type]


def test_what_is_kept_of_values_has_its_curves_and_words_and_lacks_what_could_not_be_read_again() -> None:
    values = {"volt-var-curve": ((92.0, 44.0), (98.0, 0.0)), "alarms": frozenset({"a", "b"}), "limit": 50.0}
    assert values_read(values_kept({**values, "absurd": 1e23}), "values") == values


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ([], "allowed is an object"),
        ({str(number): 1.0 for number in range(MOST_VALUES + 1)}, f"allowed are {MOST_VALUES}"),
        ({"limit": float("nan")}, "limit is infinite; allowed is a number"),
        ({"limit": None}, "allowed is a list"),
        ({"curve": [[1.0]]}, "points are pairs of numbers"),
        ({"alarms": {"words": ["a"], "more": 1}}, "has 'more', which is unknown"),
        ({"limit": "\ud800"}, "what is no character"),
    ],
)
def test_what_is_no_value_is_refused_in_a_sentence(said: object, why: str) -> None:
    with pytest.raises(Refused, match=why):
        values_read(said, "values")
