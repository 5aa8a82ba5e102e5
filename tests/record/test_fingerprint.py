"""Digests are the same for the same content, whatever its order or spelling."""

from __future__ import annotations

import json
import math
import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.record.fingerprint import canonical_json, digest

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8), plain, max_size=6))
def test_the_order_of_keys_does_not_matter(content: dict[str, object]) -> None:
    backwards = dict(reversed(content.items()))
    if len({unicodedata.normalize("NFC", k) for k in content}) == len(content):
        assert digest(content) == digest(backwards)


@given(plain)
def test_canonical_json_is_json_and_stays_the_same_when_read_again(content: object) -> None:
    text = canonical_json(content)
    again = json.loads(text)
    assert canonical_json(again) == text


def test_composed_and_decomposed_letters_are_one() -> None:
    assert digest({"title": "é"}) == digest({"title": "e\u0301"})


def test_numbers_keep_one_spelling() -> None:
    assert canonical_json(Decimal("1.50")) == b'"1.5"'
    assert canonical_json(1.5) == b'"1.5"'
    assert canonical_json(Decimal("-0.0")) == b'"0"'
    assert canonical_json(date(2014, 6, 12)) == b'"2014-06-12"'


@pytest.mark.parametrize("value", [math.nan, math.inf, Decimal("NaN"), object()])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="no canonical form"):
        digest({"value": value})
