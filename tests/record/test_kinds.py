"""Kinds, their codes and statuses, and dates as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from workbench.record.kind import FOREIGN, DateSpec
from workbench.record.kinds import KINDS, UnknownKind, kind_named, kind_of_code
from workbench.record.vocabulary import Vocabulary, shipped


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_kind_is_whole(kind) -> None:  # type: ignore[no-untyped-def]
    assert set(kind.normative) <= set(kind.detail.model_fields)
    assert kind.closed <= {*kind.statuses, "withdrawn"}
    assert shipped().statuses_of(kind.name)[-1] == "withdrawn"
    assert kind.detail().model_dump(mode="json") == kind.detail.model_validate({}).model_dump(mode="json")
    if kind.numbering:
        assert kind.accepts_code(kind.numbering.format(7))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("ISS-013", "issue"),
        ("ISS-013-a", "proposal"),
        ("R21-01", "requirement"),
        ("CSIP-PRI-01..09", "requirement"),
        ("INT-E1b", "interface"),
        ("MTG-2014-06-12", "meeting"),
        ("ACR-L4-DERMS", "actor"),
        ("CFG-BOTH-ENDS", "configuration"),
        ("ORD-2014-05-13", "order"),
    ],
)
def test_the_form_of_a_code_tells_its_kind(code: str, kind: str) -> None:
    found = kind_of_code(code)
    assert found is not None
    assert found.name == kind


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownKind, match="Allowed: issue, proposal"):
        kind_named("isue")
    assert kind_named("party").name == "organisation"


def test_a_vocabulary_that_names_an_unknown_kind_fails_at_once() -> None:
    addition = {
        "relations": [{"name": "x", "sources": ["isue"], "targets": ["*"], "says": "", "says_back": ""}]
    }
    with pytest.raises(UnknownKind, match="'isue'"):
        shipped().extended(addition)
    with pytest.raises(UnknownKind, match="'nothing'"):
        shipped().extended({"statuses": {"nothing": ["a"]}})


def test_a_record_adds_words_and_never_takes_any_away() -> None:
    wider = shipped().extended(
        {"statuses": {"issue": ["parked"]}, "destinations": {"elsewhere": "Elsewhere"}}
    )
    assert isinstance(wider, Vocabulary)
    assert "parked" in wider.statuses_of("issue")
    assert set(shipped().statuses_of("issue")) < set(wider.statuses_of("issue"))
    assert "rule-21" in wider.destinations


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"qualifier": "on"}, "needs its start"),
        ({"qualifier": "by"}, "needs its end"),
        ({"qualifier": "between", "start": "2014-08-01"}, "needs its start and its end"),
        ({"start": "2014-08-02", "end": "2014-08-01"}, "is before the start"),
        ({"start": "2014-06-31"}, "valid date"),
    ],
)
def test_dates_that_are_not_whole_are_refused(fields: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        DateSpec.model_validate(fields)


def test_a_range_has_a_first_and_a_last_day() -> None:
    spec = DateSpec(qualifier="between", start=date(2014, 8, 1), end=date(2014, 9, 30))
    assert (spec.first_day, spec.last_day) == (date(2014, 8, 1), date(2014, 9, 30))
    limit = DateSpec(qualifier="by", end=date(2014, 7, 7))
    assert (limit.first_day, limit.last_day) == (date(2014, 7, 7), date(2014, 7, 7))


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_attributes_of_other_tools_are_kept_and_cite_nothing(kind) -> None:  # type: ignore[no-untyped-def]
    plain = kind.detail().model_dump(mode="json")
    assert FOREIGN not in plain  # what the digests of earlier records were made of
    assert kind.detail.model_validate({FOREIGN: {}}).model_dump(mode="json") == plain
    kept = kind.detail.model_validate({FOREIGN: {"Risk": "high", "Hours": 3}}).model_dump(mode="json")
    assert kept == {**plain, FOREIGN: {"Risk": "high", "Hours": 3}}
    assert kind.fingerprint("Title", "Text", kept) == kind.fingerprint("Title", "Text", plain)
