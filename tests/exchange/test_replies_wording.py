"""How people word a position, rule by rule: what is read, and what sounds like it and is not."""

from __future__ import annotations

import pytest

from tests.exchange.conftest import item, link
from tests.exchange.test_replies import a_group, pasted
from workbench.graph.snapshot import Snapshot

GROUP = a_group()


def with_league() -> Snapshot:
    """A group in which the one league sends a person."""
    organisations = [
        item("ORG-SHORE", "organisation", "Shore Owners League", "active"),
        item("ORG-ACE", "organisation", "Amber Coast Electric", "active"),
    ]
    person = item(
        "PER-LIV", "person", "Liv Lee", "active", email="liv@shore.example", roles=["representative"]
    )
    return Snapshot.of([*organisations, person], [link("PER-LIV", "member-of", "ORG-SHORE")], change=1)


def positions(words: str) -> str:
    found = pasted(words, GROUP)
    return found.position if found.kind == "position" else f"comment: {found.why}"


def is_comment(words: str) -> bool:
    found = pasted(words, GROUP)
    return found.kind == "comment" and bool(found.why)


@pytest.mark.parametrize(
    ("words", "position"),
    [
        ("The League objects to BAL-02 because its members pay.", "object"),
        ("The Shore Owners League strongly supports BAL-02.", "support"),
        ("BAL-02. Please record the League as abstaining.", "abstain"),
        ("Shore Owners abstains on BAL-02.", "abstain"),
    ],
)
def test_an_organisation_is_called_by_the_noun_of_its_name(words: str, position: str) -> None:
    found = pasted(words, with_league(), person="PER-LIV", organisation="ORG-SHORE")
    assert (found.kind, found.position) == ("position", position), found.why


@pytest.mark.parametrize(
    "words",
    [
        "The League would support BAL-02 with a later date.",
        "The league supports BAL-02.",
        "A League supports BAL-02.",
        "The League of Installers supports BAL-02.",
        "The Harbour League objects to BAL-02 because of the cost.",
        "The League's staff supports BAL-02.",
        "The League was asked to support BAL-02.",
        "“The League supports BAL-02”, wrote the paper.",
        "BAL-02. Please record the Installers League as abstaining.",
        "BAL-02. Please do not record the League as abstaining.",
        "The League does not object to BAL-02.",
        "Will the League support BAL-02?",
    ],
)
def test_what_only_sounds_like_the_organisation_is_not_it(words: str) -> None:
    found = pasted(words, with_league(), person="PER-LIV", organisation="ORG-SHORE")
    assert found.kind == "comment", found.quote
    assert found.why


def test_a_noun_that_two_organisations_end_with_names_neither() -> None:
    group = with_league()
    second = item("ORG-INLET", "organisation", "Inlet Owners League", "active")
    both = Snapshot.of([*group.items.values(), second], group.links, change=1)
    found = pasted("The League abstains on BAL-02.", both, person="PER-LIV", organisation="ORG-SHORE")
    assert found.kind == "comment"


@pytest.mark.parametrize(
    ("words", "position"),
    [
        ("We very much support BAL-02.", "support"),
        ("We now support BAL-02.", "support"),
        ("ACE fully supports BAL-02.", "support"),
        ("We support BAL-02 without reservation.", "support"),
        ("We support BAL-02 in its entirety, because it is short.", "support"),
        ("BAL-02: support, without reservation.", "support"),
        ("BAL-02\n\nStrongly support.", "support"),
        ("We firmly oppose BAL-02, it costs too much.", "object"),
    ],
)
def test_a_position_may_be_firm(words: str, position: str) -> None:
    assert positions(words) == position


@pytest.mark.parametrize(
    "words",
    [
        "We do not fully support BAL-02.",
        "We could fully support BAL-02.",
        "We would now support BAL-02.",
        "We are not now in favour of BAL-02.",
        "We support BAL-02, not without reservation.",
        "We support BAL-02 without reservation once paragraph 2 is out.",
        "We support BAL-02 without reservation on paragraph 1 only.",
        "We support BAL-02 without paragraph 2.",
        "We support BAL-02 fully if the date moves.",
        "We will fully support BAL-02 in spring.",
        "Cedar fully supports BAL-02.",
        "“We strongly support BAL-02.” That is what they say.",
        "BAL-02: support, with reservations.",
        "BAL-02: support, without much enthusiasm.",
        "After paragraph 2 is removed, we support BAL-02.",
        "Following the removal of paragraph 2, we fully support BAL-02.",
        "After the next meeting, we support BAL-02.",
    ],
)
def test_a_firm_word_makes_nothing_plain(words: str) -> None:
    assert is_comment(words)


@pytest.mark.parametrize(
    ("words", "position"),
    [
        ("ACE is recused on this one, we are a bidder. BAL-02", "recuse"),
        ("We abstain on BAL-02, our people were not at the talks.", "abstain"),
        ("We object to BAL-02, it makes small sites pay twice.", "object"),
    ],
)
def test_a_clause_after_a_comma_is_a_reason(words: str, position: str) -> None:
    assert positions(words) == position


@pytest.mark.parametrize(
    "words",
    [
        "We abstain on BAL-02, we will vote after the workshop.",
        "We are recused from BAL-02, it depends on the bid.",
        "We object to BAL-02, our lawyers may yet agree.",
        "We object to BAL-02, we think, unless paragraph 2 goes.",
        "We object to BAL-02, Cedar says.",
        "We object to BAL-02, the minutes say.",
        "We object to BAL-02, they think.",
        "We abstain on BAL-02, the agenda says; that is wrong.",
        "We abstain on BAL-02, is that all right?",
        "We support BAL-02, we want paragraph 2 out.",
    ],
)
def test_a_clause_after_a_comma_may_take_it_back(words: str) -> None:
    assert is_comment(words)


@pytest.mark.parametrize(
    ("words", "position"),
    [
        ("BAL-02. Please put us down as “can live with it”.", "can-live-with"),
        ('BAL-02. Please put Amber Coast down as "not enough information".', "not-enough-information"),
        ("BAL-02. Please record an abstention.", "abstain"),
        ("BAL-02. Please record us as fully supporting.", "support"),
        ("BAL-02. Please list ACE as reserving.", "reserve"),
    ],
)
def test_a_position_may_be_asked_to_be_recorded(words: str, position: str) -> None:
    assert positions(words) == position


@pytest.mark.parametrize(
    "words",
    [
        "BAL-02. Please put us down as “can live with it” if nobody else objects.",
        "BAL-02. Please do not put us down as “can live with it”.",
        "BAL-02. Please put Cedar down as “can live with it”.",
        "BAL-02. Could you put us down as “can live with it”?",
        "BAL-02. Please put us down as “not enough information” until Friday.",
        "BAL-02. Please record an abstention of Cedar.",
        "BAL-02. Please record an objection from our neighbours, Birch & Bay Gas.",
        "BAL-02. Please record us as supporting once the board has met.",
        "BAL-02. They wrote: Please put us down as “can live with it”.",
    ],
)
def test_a_request_may_be_conditional_or_another_s(words: str) -> None:
    assert is_comment(words)


@pytest.mark.parametrize(
    "words",
    [
        "We have read BAL-02 with care, and the authors meant well. But we strongly oppose it. It costs too much.\n\n"
        "Please record us as objecting.",
        "Please record our objection to BAL-02: it costs too much. Therefore we object to it.",
        "We abstain on BAL-02. So we abstain.",
    ],
)
def test_a_turn_to_no_may_stand_beside_a_plain_no(words: str) -> None:
    assert positions(words) in ("object", "abstain")


@pytest.mark.parametrize(
    "words",
    [
        "BAL-02 is too broad. But we support it.",
        "Please record us as supporting BAL-02. But we support it with another date.",
        "Please record us as objecting to BAL-02: it costs. But we support it.",
        "Please record us as objecting to BAL-02: it costs. But we would abstain.",
        "Please record us as objecting to BAL-02: it costs. But Cedar objects too.",
        "Please record us as objecting to BAL-02: it costs. But we do not object to paragraph 1.",
        "Much in BAL-02 is good. But we object to it.",
    ],
)
def test_a_turn_alone_is_no_position(words: str) -> None:
    assert is_comment(words)
