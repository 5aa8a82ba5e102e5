"""Sentences beside a position: those that leave it as it is, and those that may take something back."""

from __future__ import annotations

import pytest

from tests.exchange.test_replies import a_group, pasted

GROUP = a_group()


def position_of(words: str) -> str:
    found = pasted(words, GROUP)
    return found.position if found.kind == "position" else f"comment: {found.why}"


@pytest.mark.parametrize(
    "beside",
    [
        "Thank you for the explanations.",
        "Many thanks for circulating the revised text.",
        "We have no further comments.",
        "No comments or questions from our side.",
        "Nothing further to add.",
        "Sorry for the late reply.",
        "Our board approved this on 12 November.",
        "The position was confirmed by our management last Tuesday.",
        "Our members agreed to it unanimously at the meeting of 9 November 2026.",
        "When is the next meeting?",
    ],
)
def test_a_date_or_thanks_leave_a_support_as_it_is(beside: str) -> None:
    assert position_of(f"We support BAL-02. {beside}") == "support"
    assert position_of(f"{beside} We support BAL-02.") == "support"


@pytest.mark.parametrize(
    "beside",
    [
        # to come, or somebody else's to decide
        "Our board will approve this on 12 December.",
        "Our board has not approved this.",
        "Our board approved this subject to a later date.",
        "Our board approved this on condition of a review.",
        "Our board approved another text.",
        "Our board will look at it on 3 December.",
        "Waiting for our board to confirm.",
        "The position was confirmed by Cedar.",
        "Cedar's board approved this on 12 November.",
        # wishes and complaints
        "Thank you in advance for removing paragraph 2.",
        "Thanks for considering our changes.",
        "Thank you for your next text, which must be shorter.",
        "No comments but one: the date.",
        "No comments until the next text.",
        "We have no further comments if paragraph 2 goes.",
        "Nothing to add, except that paragraph 2 must go.",
        "The date is too early.",
        "The part on gateways is wrong.",
        "It would be better with a table.",
        "We understand that small sites are exempt.",
        "We trust the deadline moves.",
        "Thank you for the promise to shorten it.",
        # questions
        "Could you drop paragraph 2?",
        "Who pays for it?",
        "What happens where there is no network?",
        # what it says of the support
        "Our support holds only for this year.",
        "Our support does not extend to paragraph 2.",
        "Whatever you do with that, our support stands until May.",
        "Our support stands or falls with the date.",
    ],
)
def test_what_may_take_something_back_is_seen(beside: str) -> None:
    assert position_of(f"We support BAL-02. {beside}").startswith("comment")


@pytest.mark.parametrize(
    "words",
    [
        "We support BAL-02. One comment, and it is not a condition: “prompt” could be a number of hours.",
        "We support BAL-02.\n\nTwo remarks, take them or leave them:\n1. “limit” is vague;\n2. a picture helps.",
        "BAL-02: support.\nWe have one comment, which is not a condition of our support: paragraph 3 is long.",
        "On BAL-02 we support the text, with a comment for the editor: add a table. Either way, our support stands.",
    ],
)
def test_a_comment_that_is_no_condition_is_a_comment(words: str) -> None:
    assert position_of(words) == "support-with-comment"


@pytest.mark.parametrize(
    "words",
    [
        "We support BAL-02. One comment, and it is a condition: “prompt” has to be a number.",
        "We support BAL-02. One comment, not a condition but close: “prompt” has to be a number.",
        "We support BAL-02. One comment, not a condition: we can only support it with a number.",
        "We support BAL-02. One comment, not a condition: our support depends on the number.",
        "We support BAL-02. One comment, not a condition: none.",
        "We support BAL-02. One comment, not a condition: Cedar objects to paragraph 2.",
        "We support BAL-02. One comment, is it not a condition: “prompt” has to be a number?",
        "We do not support BAL-02. One comment, and it is not a condition: a table would help.",
        "We would support BAL-02. One comment, and it is not a condition: a table would help.",
        "“We support BAL-02. One comment, and it is not a condition: a table would help.” That is Cedar's mail.",
        "We support BAL-02, with a comment for the editor: unless the date moves, we object.",
    ],
)
def test_a_comment_may_be_a_condition_all_the_same(words: str) -> None:
    assert position_of(words).startswith("comment")


@pytest.mark.parametrize(
    "words",
    [
        "BAL-02: support in part. We support that the limit is published. We do not support setting it by site.",
        "BAL-02\n\nSupport in part: paragraph 1.\nWe do not support the second paragraph.",
        "BAL-02\nPosition: support in part.\nWe cannot support paragraph 2, which goes too far.",
    ],
)
def test_beside_support_in_part_a_sentence_may_tell_the_part(words: str) -> None:
    assert position_of(words) == "support-in-part"


@pytest.mark.parametrize(
    "words",
    [
        "BAL-02: support in part. We do not support it.",
        "BAL-02: support in part. We do not support that agreement.",
        "BAL-02: support in part. We do not support having it.",
        "BAL-02: support in part. We do not support applying it.",
        "BAL-02: support in part. We do not support paragraph 2 unless it is shorter.",
        "BAL-02: support in part. Cedar does not support paragraph 2.",
        "BAL-02: support in part. Do we support that part?",
        "BAL-02: we support. We do not support paragraph 2.",
        "BAL-02: support in part. We object to the agreement.",
    ],
)
def test_beside_support_in_part_the_whole_may_be_refused(words: str) -> None:
    assert position_of(words).startswith("comment")


def test_a_line_that_a_mail_program_broke_is_no_label() -> None:
    broken = "We support the text of BAL-02 with a comment for the record, and for the\neditor: a table would help."
    assert position_of(broken).startswith("comment")
    broken = "On BAL-02 Amber Coast supports the recommendation, with a comment for the\neditor: a table would help."
    assert position_of(broken) == "support-with-comment"
    assert position_of(
        "Here is what the group of smaller utilities in the north will say on\nBAL-02: support"
    ).startswith("c")


@pytest.mark.parametrize(
    "words",
    [
        "We support BAL-02! Said nobody ever.",
        "We support BAL-02 – that was our answer in May.",
        "We support BAL-02. To be confirmed.",
        "We support BAL-02.\n\nTBC",
        "We support BAL-02. This is provisional.",
        "We support BAL-02. Formal reply follows.",
        "We support BAL-02. This may change.",
        "We support BAL-02. Legal has yet to sign.",
        "We support BAL-02. As does Cedar.",
        "We support BAL-02. Yeah, sure.",
        "We support BAL-02. In part.",
        "We support BAL-02.\nPartly",
        "We support BAL-02. Perhaps",
        "We support BAL-02.\n\nWith changes.",
        "We support BAL-02. For gateways.",
        "We can live with BAL-02. The rest is open.",
        "We abstain on BAL-02. For now.",
        "We object to BAL-02. Kidding, it is fine.",
        "We object to BAL-02 because of the cost. The matter is settled.",
        "We object to BAL-02 because it is long. It can stay as it is, really.",
    ],
)
def test_a_few_words_behind_a_position_may_narrow_it(words: str) -> None:
    assert position_of(words).startswith("comment")


@pytest.mark.parametrize(
    "words",
    [
        "We support BAL-02. Thank you.",
        "We support BAL-02.\n\nAnn Amber\nHead of Grids",
        "BAL-02. Yes. We support it. Noted, thanks.",
    ],
)
def test_a_few_words_behind_a_position_may_say_nothing(words: str) -> None:
    assert position_of(words) == "support"


@pytest.mark.parametrize(
    "beside",
    [
        "It is fair.",
        "It makes the tests cheaper.",
        "Our board met on Tuesday.",
        "The meter has no place to send its data.",
        "Fifteen minutes is short where the line is poor.",
        "The cost falls on the smallest customers.",
        "the word promptly is vague and nobody can test it",
    ],
)
def test_what_praises_and_what_complains_looks_alike_beside_a_support(beside: str) -> None:
    assert position_of(f"We support BAL-02. {beside}").startswith("comment")
