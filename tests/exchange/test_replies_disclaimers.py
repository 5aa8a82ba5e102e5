"""Legal notes below a signature spoil no position, and nothing that is said of the reply is taken for one."""

from __future__ import annotations

import pytest

from tests.exchange.test_replies import a_group, pasted
from workbench.exchange.replies.disclaimers import is_disclaimer

GROUP = a_group()
NOTE = (
    "This message and its attachments are confidential and meant for the addressee. If you received it in error, "
    "please notify the sender. No acceptance, support or objection is expressed in it, and it constitutes no contract."
)


@pytest.mark.parametrize(
    "text",
    [
        f"We support BAL-02.\n\nRegards,\nAnn Amber\n\n{NOTE}",
        f"We support BAL-02.\n\nAnn Amber\nHead of Grids\n\n{NOTE}",
        f"We support BAL-02.\n\nA. Amber\n\n{NOTE}\n\nPlease consider the environment before printing.",
        f"We support BAL-02.\n\n________\n\n{NOTE}",
        f"We support BAL-02.\n\nThank you\n\nAnn\n\n--------\n{NOTE}",
    ],
)
def test_a_legal_note_below_the_signature_is_not_read(text: str) -> None:
    found = pasted(text, GROUP)
    assert (found.kind, found.position) == ("position", "support"), found.why
    assert found.text == text


@pytest.mark.parametrize(
    "text",
    [
        # it stands above the signature, or there is none
        f"We support BAL-02.\n\n{NOTE}",
        f"We support BAL-02.\n{NOTE}\n\nAnn",
        f"{NOTE}\n\nWe support BAL-02.\n\nAnn",
        # it says something of this reply
        "We support BAL-02.\n\nAnn\n\nThis message is confidential. It is conditional: the board objects until May.",
        "We support BAL-02.\n\nAnn\n\nThis message is confidential. Our position is not final.",
        "We support BAL-02.\n\nAnn\n\nThis e-mail is for the addressee only. We object to paragraph 2.",
        "We support BAL-02.\n\nAnn\n\nThis e-mail is confidential. However, paragraph 2 needs a change.",
        "We support BAL-02.\n\nAnn\n\nThis e-mail is confidential. The views in it are personal.",
        "We support BAL-02.\n\nAnn\n\nThis message is a draft for the addressee, subject to approval.",
        "We support BAL-02.\n\nAnn\n\nNotice: the support above is subject to legal review.",
        "We support BAL-02.\n\nAnn\n\nThis message is confidential. Paragraph 2 must stay privileged.",
        "We support BAL-02.\n\nAnn\n\nDisclaimer: this is unauthorised and not for disclosure as support.",
        "We support BAL-02.\n\nAnn\n\nThis e-mail is confidential, and was not authorised by Amber Coast to support.",
        "We support BAL-02.\n\nAnn\n\nThis message is confidential and objects to nothing unless the date stays.",
        "We support BAL-02.\n\nAnn\n\nThis e-mail constitutes a partial acceptance.",
        "We support BAL-02.\n\nAnn\n\nThis e-mail constitutes an objection.",
        "We support BAL-02.\nExcept for privileged access, which must go.",
        # more is said below it
        f"We support BAL-02.\n\nAnn\n\n{NOTE}\n\nP.S. We object to paragraph 2.",
        # only the note would say a position
        "BAL-02\n\nAnn\n\nNothing in this e-mail constitutes support.",
    ],
)
def test_what_is_said_of_the_reply_is_no_legal_note(text: str) -> None:
    found = pasted(text, GROUP)
    assert found.kind == "comment", found.quote
    assert found.why


def test_a_note_is_legal_in_every_sentence() -> None:
    assert is_disclaimer(NOTE)
    assert not is_disclaimer(f"{NOTE} Paragraph 2 has to go.")
    assert not is_disclaimer("Paragraph 2 has to go.")
