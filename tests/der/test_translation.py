"""What one protocol says is said by another, with what is lost; two editions on one link are an error."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.der.codecs.drawing import context, value
from workbench.der.codecs import Context, encode
from workbench.der.codecs.coding import form
from workbench.der.device import NotPossible, OutOfRange
from workbench.der.quantities import Protocol, quantities
from workbench.der.translation import (
    EditionMismatch,
    binding_in,
    check_editions,
    translate,
    translate_value,
)
from workbench.der.wording import said

S7, S1 = Protocol.SUNSPEC_7XX, Protocol.SUNSPEC_1XX
AN, D2 = Protocol.DNP3_AN2018, Protocol.DNP3_1815_2
X3, X4, X8 = Protocol.IEEE_2030_5_2013, Protocol.IEEE_2030_5_XSD_2_0_4, Protocol.IEEE_2030_5_2018


def at(key: str, protocol: Protocol) -> Any:
    return quantities()[key].bindings[protocol]


def test_a_limit_goes_through_every_protocol_and_stays_a_ceiling() -> None:
    control = at("limit-active-power", X8)
    for protocol, raw in ((AN, 500), (D2, 500), (S7, 5000), (S1, 5000), (X4, 5000)):
        known = Context({"WMaxLimPct_SF": -2})
        done = translate(5000, control, protocol, known)
        assert (done.raw, done.value, done.losses) == (raw, 50.0, ())
        back = translate(done.raw, at("limit-active-power", protocol), control, known)
        assert (back.raw, back.value) == (5000, 50.0)
    assert "AO87 = 500" in translate(5000, control, D2).words
    assert "AO88 = 500" in translate(5000, control, AN).words


def test_each_side_has_scale_factors_of_its_own() -> None:
    coarse, fine = Context({"WMaxLimPct_SF": 0}), Context({"WMaxLimPct_SF": -2})
    done = translate(3333, at("limit-active-power", S7), at("limit-active-power", S1), fine, coarse)
    assert (done.value, done.raw) == (33.33, 33)
    assert [loss.kind for loss in done.losses] == ["rounding"]
    assert done.losses[0].amount == pytest.approx(-0.33)


def test_a_mode_that_the_other_side_lacks_is_told() -> None:
    done = translate(1, at("dynamic-reactive-current", S1), X8)
    assert done.raw is None
    assert not done.carried
    assert "no name for it" in done.losses[0].words
    done = translate_value("setting-maximum-active-power", 8000.0, D2)
    assert "no way to set it" in done.losses[0].words
    assert translate_value("setting-maximum-active-power", 8000.0, D2, written=False).raw == 8000
    assert "not when" in translate_value("schedule-event", ((0.0, 60.0),), AN).losses[0].words


def test_what_does_not_fit_is_an_error_and_no_loss() -> None:
    with pytest.raises(OutOfRange, match="0 to 100"):
        translate(60_000, at("limit-active-power", S7), X8, Context({"WMaxLimPct_SF": -2}))


def test_an_excitation_in_a_sign_is_written_beside_the_number() -> None:
    known = Context({"OutPFSet_SF": -2, "PF_SF": -3})
    done = translate(-95, at("constant-power-factor-injecting", S1), S7, known)
    assert done.raw == 950
    assert done.companions == {"constant-power-factor-excitation": "injecting"}
    assert [loss.kind for loss in done.losses] == ["companion"]
    assert "704.PFWInj.Ext" in done.losses[0].words


def test_shared_points_are_noted() -> None:
    assert any(
        "enter-service-permit" in note for note in translate_value("connect-disconnect", True, S7).notes
    )
    notes = translate_value(
        "set-active-power-absolute", 2000.0, D2, context(at("set-active-power-absolute", D2))
    ).notes
    assert any("holds a percentage" in note for note in notes)
    assert any("(set-active-power)" in note for note in notes)


def test_only_bindings_of_one_quantity_are_translated() -> None:
    with pytest.raises(ValueError, match="same quantity"):
        translate(1, at("connect-disconnect", S7), at("volt-var-enable", S7))
    assert binding_in("dynamic-reactive-current", X8) is None


@pytest.mark.parametrize("form_of", ["bool", "number", "curve", "enum", "bitmap", "str"])
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_binding_into_any_other_ends_in_a_value_or_a_sentence(form_of: str, data: st.DataObject) -> None:
    keys = [key for key, row in quantities().items() if form(next(iter(row.bindings.values()))) == form_of]
    row = quantities()[data.draw(st.sampled_from(keys))]
    source, target = (data.draw(st.sampled_from(list(row.bindings.values()))) for _ in range(2))
    known, other = context(source), context(target)
    written = bool(source.write and row.writable)
    sent = data.draw(value(source))
    try:
        raw = encode(source, sent, known, written=written).raw
        done = translate(raw, source, target, known, other, written=written)
    except NotPossible:
        return
    assert done.words.endswith(".")
    if done.carried and not done.losses and done.raw is not None:
        back = translate(done.raw, target, source, other, known, written=bool(target.write) and written)
        assert back.value == pytest.approx(done.value) if form_of == "number" else True
        assert form_of in ("number", "curve") or back.value == done.value


def test_two_editions_of_dnp3_on_one_link_are_an_error_that_says_what_would_happen() -> None:
    with pytest.raises(EditionMismatch) as caught:
        check_editions(AN, D2)
    sentence = str(caught.value)
    assert "AO88 in DNP3, AN2018-001 and AO87 in DNP3, IEEE 1815.2-2025" in sentence
    assert "AO88 is 'Active Power Limit Minimum" in sentence
    assert "nothing is guessed" in sentence


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [(X4, X8, "curve type 0"), (X3, X8, "opModFixedPF"), (X8, X4, "11"), (X3, X4, "not known here")],
)
def test_two_editions_of_2030_5_on_one_link_are_an_error(one: Protocol, other: Protocol, words: str) -> None:
    with pytest.raises(EditionMismatch, match=words):
        check_editions(one, other)


@pytest.mark.parametrize("pair", [(D2, D2), (S7, S1), (X8, D2), (S7, X8)])
def test_ends_that_may_be_joined(pair: tuple[Protocol, Protocol]) -> None:
    check_editions(*pair)


def test_values_are_said_with_their_unit() -> None:
    assert said("limit-active-power", 50.0) == "50 %WMax"
    assert said("connect-disconnect", False) == "off"
    assert said("nameplate-normal-category", "category-b") == "category-b"
    assert said("volt-var-curve", ((92.0, 44.0),)) == "(92 %, 44 %)"
    assert said("monitoring-alarm-status", frozenset()) == "none"
    assert said("constant-power-factor-injecting", 0.95) == "0.95"
    assert said("own-key", 3.5) == "3.5"
