"""Somebody who speaks for several organisations: positions only of those that the words name."""

from __future__ import annotations

import pytest

from tests.exchange.test_replies import SENT, a_group, pasted

GROUP = a_group()
DAN = {"person": "PER-DAN", "organisation": None, "sent_on": SENT}


@pytest.mark.parametrize(
    ("words", "position"),
    [
        ("Both Dover Aggregation and Cedar Inverters support BAL-02.", "support"),
        ("On BAL-02: both companies, Cedar and Dover, object because of the cost.", "object"),
        ("BAL-02: support, for both Dover and Cedar.", "support"),
        (
            "Support in part, and the answer is the same for Cedar and Dover. BAL-02, paragraph 1 only.",
            "support-in-part",
        ),
        ("On behalf of Cedar Inverters and Dover Aggregation, we abstain on BAL-02.", "abstain"),
    ],
)
def test_both_of_two_organisations_take_a_position(words: str, position: str) -> None:
    found = pasted(words, GROUP, **DAN)
    assert (found.kind, found.position) == ("position", position), found.why
    each = found.for_each()
    assert sorted(str(one.organisation) for one in each) == ["ORG-CEDAR", "ORG-DOVER"]
    assert {(one.kind, one.position, one.call, one.key) for one in each} == {
        ("position", position, "BAL-02", found.key)
    }


@pytest.mark.parametrize(
    "words",
    [
        "We support BAL-02.",
        "Both companies support BAL-02.",
        "Both Dover and Amber Coast support BAL-02.",
        "Dover, Cedar and Amber Coast support BAL-02.",
        "Both Cedar and Cedar Inverters support BAL-02.",
        "Either Dover or Cedar supports BAL-02.",
        "Neither Dover nor Cedar objects to BAL-02.",
        "Both Dover and Cedar would support BAL-02.",
        "Both Dover and Cedar support BAL-02 if paragraph 2 goes.",
        "Both Dover and Cedar support paragraph 1 of BAL-02.",
        "Both Dover and Cedar will support BAL-02 in spring.",
        "Both Dover and Cedar support BAL-02. Cedar objects to paragraph 2.",
        "Dover, and Cedar if its board agrees, support BAL-02.",
        "Dover supports BAL-02. Cedar objects to it because of the cost.",
        "“Both Dover and Cedar support BAL-02”, said Bob.",
        "Do both Dover and Cedar support BAL-02?",
        "BAL-02: support, for both Dover and Birch & Bay Gas.",
        "BAL-02: support, for Cedar; the answer of Dover follows.",
        "Support in part, and the answer is not the same for Cedar and Dover. BAL-02",
    ],
)
def test_which_of_them_is_meant_is_not_guessed(words: str) -> None:
    found = pasted(words, GROUP, **DAN)
    assert found.kind == "comment", found.quote
    assert found.why
    assert found.for_each() == (found,)


@pytest.mark.parametrize(
    ("words", "organisation"),
    [
        ("Dover Aggregation supports BAL-02.", "ORG-DOVER"),
        ("BAL-02\n\nCedar objects because of the cost.\n\nDan", "ORG-CEDAR"),
        ("BAL-02. Please record Dover as abstaining.", "ORG-DOVER"),
    ],
)
def test_the_one_that_is_named_takes_it(words: str, organisation: str) -> None:
    found = pasted(words, GROUP, **DAN)
    assert (found.kind, found.organisation) == ("position", organisation), found.why
    assert found.for_each() == (found,)


@pytest.mark.parametrize(
    "words",
    [
        # the other one is named somewhere, or the position is not said in the name
        "Dover supports BAL-02.\n\nDan Dover\nDover Aggregation | Cedar Inverters",
        "Dover supports BAL-02. For Cedar I write tomorrow.",
        "We support BAL-02.\n\nDan\nDover Aggregation",
        "I am with Dover. We support BAL-02.",
        "We support BAL-02 because Dover needs it.",
        "Dover would support BAL-02.",
        "Dover's members support BAL-02.",
        "Amber Coast supports BAL-02.",
    ],
)
def test_a_name_beside_the_position_names_nobody(words: str) -> None:
    found = pasted(words, GROUP, **DAN)
    assert found.kind == "comment", found.quote
    assert found.why
