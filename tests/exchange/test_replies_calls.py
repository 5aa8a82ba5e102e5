"""Which call a reply answers where it names no call's code, and when nothing may be taken from that."""

from __future__ import annotations

from datetime import date

import pytest

from tests.exchange.test_replies import BALLOTS, NOW, a_group, mail, pasted
from workbench.exchange.replies import read_reply

GROUP = a_group()


@pytest.mark.parametrize(
    ("words", "subject", "call"),
    [
        ("We support AGR-01.", "", "BAL-02"),
        ("We support agr-01 as written.", "our answer", "BAL-02"),
        ("We support it.", "Re: AGR-01", "BAL-02"),
        ("We support it.", "Our answer on REQ-06: Certificates at both ends", "BAL-06"),
        ("On REQ-06: we abstain.", "", "BAL-06"),
        ("We support “One protocol”.", "", "BAL-02"),
        ("Amber Coast supports Certificates at both ends as drafted.", "", "BAL-06"),
        ("We object to BAL-02 because it says the same as REQ-06.", "", "BAL-02"),
    ],
)
def test_an_item_names_the_one_open_call_about_it(words: str, subject: str, call: str) -> None:
    found = pasted(words, GROUP, subject=subject)
    assert (found.kind, found.call) == ("position", call), found.why


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        # two open calls ask about it, or none
        ("We support ISS-013.", ""),
        ("We support REQ-99.", ""),
        # two items, or the thread of another one
        ("We support AGR-01 and REQ-06.", ""),
        ("We support REQ-06.", "Re: BAL-02"),
        ("We support it.", "Re: AGR-01 and REQ-06"),
        ("We support AGR-01.", "Re: REQ-06"),
        ("We support AGR-01.", "Re: REQ-07"),
        ("We support it. BAL-02", "Re: REQ-06"),
        ("We support AGR-01.\n\n> REQ-06 is open for answers.\nThanks.", ""),
        ("We support it.\n\n> BAL-02 is open for answers.\n", "Re: REQ-06"),
        # the item stands in another sentence, or is only a part or an alternative of it
        ("AGR-01 came up on Monday. We support it.", ""),
        ("We are in favour. AGR-01 is long.", ""),
        ("We support AGR-01.2.", ""),
        ("We support AGR-01-a.", ""),
        ("We support “One protocol for meters”.", ""),
        ("We support it.", "One protocol for meters"),
        ("We support it.", "AGR-01 part 2"),
        ("We support it.", "Cedar on AGR-01"),
        ("We support it.", "Not AGR-01"),
        ("We support it.", "Fwd: AGR-01"),
        ("We support AGR-01.", "Draft: AGR-01"),
        ("We support BAL-02.", "Draft answer to BAL-02"),
        # conditional, negated, to come, somebody else's
        ("We support AGR-01 if REQ-05 is dropped.", ""),
        ("We do not support AGR-01.", ""),
        ("We will support AGR-01 after the workshop.", ""),
        ("Cedar supports AGR-01.", ""),
        ("“We support AGR-01”, says Bob.", ""),
        ("Do we support AGR-01?", ""),
    ],
)
def test_what_leaves_the_call_open_is_no_position(words: str, subject: str) -> None:
    found = pasted(words, GROUP, subject=subject)
    assert found.kind == "comment"
    assert found.why


def test_a_reply_from_before_the_call_does_not_name_it_by_its_item() -> None:
    found = pasted("We support AGR-01.", GROUP, sent_on=date(2026, 11, 2))
    assert found.kind == "comment"
    assert "older than BAL-02" in " ".join(found.why)


def test_a_mail_names_the_call_by_the_item_in_its_subject() -> None:
    found = read_reply(mail("ACE abstains.\n", Subject="Re: AGR-01"), "a.eml", GROUP, BALLOTS, NOW)
    assert (found.kind, found.call, found.position) == ("position", "BAL-02", "abstain")
