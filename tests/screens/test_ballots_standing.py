"""Where organisations stand on the pages of a call: what was entered for them, and what they said before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.screens.conftest import PageOf
from tests.screens.readers import shown
from workbench.graph import clock
from workbench.graph.ballots import BallotRow, ballot_named
from workbench.graph.ballots.tally import tally
from workbench.graph.dates import display_date
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.ballots.attachments import File
from workbench.process.ballots.closing import close
from workbench.process.ballots.joint import confirm_joint, propose_joint
from workbench.process.ballots.opening import prepare_and_open
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.ballots.preparing import BallotDraft
from workbench.process.clock import group_today
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_by_code
from workbench.process.visibility import PUBLIC
from workbench.screens import position_original
from workbench.screens.ballots_standing import authority_words, choices_html, standing_html


def behalf(code: str, name: str) -> str:
    """Key of a widget of the form by which the facilitator enters a position."""
    return f"call_{name}_{code}_behalf"


@pytest.mark.parametrize("code", ["BAL-04", "BAL-05"])
def test_the_facilitator_enters_a_position_where_calls_are_looked_after(
    demo: Database, page_of: PageOf, code: str
) -> None:
    page = page_of("ballots", demo, call=code)
    page.selectbox(key=behalf(code, "for")).set_value("ORG-UTILITY-GREEN")
    if code == "BAL-04":
        page.session_state[f"{behalf(code, 'answer')}_2026-12-09"] = "yes"
    else:
        page.selectbox(key=behalf(code, "position")).set_value("abstain")
    page.text_input(key=behalf(code, "cited")).set_value("Mail of 20 November <cleo@example.org>")
    page.button(key=behalf(code, "send")).click().run()
    assert "The instruction itself has to be attached" in shown(page), "nothing typed is lost by it"
    page.file_uploader[0].set_value(("mail.eml", b"We abstain.", "message/rfc822"))
    page.button(key=behalf(code, "send")).click().run()
    assert not page.exception
    with demo.read() as session:
        found = ballot_named(session, code)
    assert found is not None
    latest = found.latest()["ORG-UTILITY-GREEN"]
    assert (latest.capacity, latest.instruction["cited"]) == (
        "facilitator",
        "Mail of 20 November <cleo@example.org>",
    )
    page.session_state[f"ballots_originals_{code}"] = True
    page.run()
    assert [b.label for b in page.get("download_button")] == [f"Utility Green, {display_date(group_today())}"]
    if code == "BAL-05":
        assert "entered by the facilitator on its behalf, on Mail of 20 November." in shown(page)
    own = page_of("call", demo, actor=actor_by_code(demo, "PER-PIER"), call=code)
    assert "on Mail of 20 November" in shown(own)
    assert [b.label for b in own.get("download_button")] == ["Original"]
    other = page_of("call", demo, actor=actor_by_code(demo, "PER-QUAY"), call=code)
    assert not other.get("download_button")
    assert "cleo@example.org" not in shown(other)


@pytest.mark.usefixtures("nothing_still_fresh")
@pytest.mark.parametrize("code", ["BAL-04", "BAL-05"])
@pytest.mark.parametrize("page_name", ["ballots", "call"])
def test_a_position_for_an_organisation_that_came_too_late_stays_in_sight(
    demo: Database, page_of: PageOf, code: str, page_name: str
) -> None:
    page = page_of(page_name, demo, call=code)
    page.selectbox(key=behalf(code, "for")).set_value("ORG-UTILITY-GREEN")
    if code == "BAL-04":
        page.session_state[f"{behalf(code, 'answer')}_2026-12-09"] = "yes"
    else:
        page.selectbox(key=behalf(code, "position")).set_value("abstain")
    page.text_area(key=behalf(code, "reason")).set_value("As we *wrote*.")
    page.text_input(key=behalf(code, "cited")).set_value("Mail of 20 November")
    page.file_uploader[0].set_value(("mail.eml", b"We abstain.", "message/rfc822"))
    close(demo, LOCAL_OPERATOR, code, "Everybody has answered.")
    page.button(key=behalf(code, "send")).click().run()
    assert not page.exception
    assert not [box for box in page.selectbox if box.key == behalf(code, "for")], "the form is gone"
    said = shown(page).replace("\\", "")
    assert "before this arrived" in said
    entered = said[said.index("What you entered is not recorded") :]
    answer = f"{display_date(date(2026, 12, 9))}: ● Yes" if code == "BAL-04" else "Abstain"
    for words in (
        "For: Utility Green", answer, "Reason: As we *wrote*.", "The instruction: Mail of 20 November",
        "Its file: mail.eml",
    ):  # fmt: skip
        assert words in entered, words


def test_earlier_positions_stay_in_sight_of_everybody_who_sees_the_latest(
    demo: Database, page_of: PageOf
) -> None:
    quay = actor_by_code(demo, "PER-QUAY")
    for word, reason in (("object", "Too dear by half."), ("support", "")):
        take_position(demo, quay, NewPosition("BAL-05", "ORG-UTILITY-BLUE", word, reason=reason))
    mole = actor_by_code(demo, "PER-MOLE")
    for page in (page_of("ballots", demo, call="BAL-05"), page_of("call", demo, actor=mole, call="BAL-05")):
        said = shown(page)
        before = said[said.index("Said before (1)") :].split("</details>")[0]
        assert "✕ objects" in before
        assert "Too dear by half." in before
        assert f"{display_date(group_today())} by Bo Quay, as representative, on revision 1." in before
    assert "Too dear by half." not in shown(page_of("call", demo, actor=PUBLIC, call="BAL-05"))


def test_earlier_answers_by_choice_stay_too(demo: Database, page_of: PageOf) -> None:
    days = ("2026-12-09", "2026-12-10", "2026-12-11")
    new = NewPosition("BAL-04", "ORG-UTILITY-BLUE", answers=dict.fromkeys(days, "no"))
    take_position(demo, actor_by_code(demo, "PER-QUAY"), new)
    said = shown(page_of("ballots", demo, call="BAL-04"))
    before = said[said.index("Said before (1)") :].split("</details>")[0]
    assert "Thu 10 Dec 2026: ● yes" in before
    assert "on revision" not in before, "days have no text"


def joint_with_one_not_asked(database: Database, **draft: Any) -> str:
    """Open a call that asks Utility Blue; it takes a joint position, which Utility Green confirms."""
    asked = BallotDraft(
        "consensus-call", closes_at=clock.now() + timedelta(days=9), addressees=("ORG-UTILITY-BLUE",), **draft
    )
    code = prepare_and_open(database, LOCAL_OPERATOR, asked)
    words = {"answers": dict.fromkeys(asked.choices, "support")} if asked.choices else {"position": "support"}
    new = NewPosition(code, "ORG-UTILITY-BLUE", **words)  # type: ignore[arg-type]
    propose_joint(database, actor_by_code(database, "PER-QUAY"), new, ["ORG-UTILITY-GREEN"])
    [joint] = row(database, code).joints
    confirm_joint(database, actor_by_code(database, "PER-PIER"), joint.uuid, "ORG-UTILITY-GREEN")
    return code


def row(database: Database, code: str) -> BallotRow:
    with database.read() as session:
        found = ballot_named(session, code)
    assert found is not None
    return found


def test_each_side_names_only_those_members_of_a_joint_position_that_stand_on_it(demo: Database) -> None:
    ballot = row(demo, joint_with_one_not_asked(demo, item="AGR-03"))
    drawn = standing_html(ballot, tally(ballot), lambda _: "")
    counted, apart = drawn.split("Not asked: shown, and not counted")
    assert "<b>Utility Blue</b>" in counted
    assert "<b>Utility Green</b>" in apart
    assert "supports, jointly with Utility Green." in counted
    assert "supports, jointly with Utility Blue." in apart
    assert (drawn.count("Utility Blue: prelim"), drawn.count("Utility Green: prelim")) == (1, 1)


def test_every_filing_for_which_a_position_was_confirmed_is_named(demo: Database) -> None:
    whole = row(demo, "BAL-02")
    first = replace(
        next(iter(whole.latest().values())),
        authorised=True,
        filing="Comments",
        filings=("Report", "Comments"),
    )
    assert "authorised for Report and Comments; taken" in authority_words(first)


@pytest.mark.parametrize("choices", [(), ("ISS-005-a", "ISS-005-b")])
def test_whose_answer_is_hidden_is_not_said_to_be_waited_for(
    demo: Database, choices: tuple[str, ...]
) -> None:
    whole = row(
        demo, joint_with_one_not_asked(demo, item="ISS-005" if choices else "AGR-03", choices=choices)
    )
    [joint] = whole.joints
    lead = joint.lead
    others = tuple(code for code, _ in joint.members if code != lead)
    mine = tuple(p for p in whole.positions if p.organisation == lead)
    for withheld, waits in (((), True), (others, False)):
        told = replace(whole, positions=mine, joints=(replace(joint, confirmed=(lead,)),), withheld=withheld)
        drawn = choices_html(told) if choices else standing_html(told, tally(told), lambda _: "")
        assert ("ot confirmed yet" in drawn) is waits


def test_answers_by_choice_show_who_took_them_and_how_far_they_are_authorised(demo: Database) -> None:
    ballot = row(demo, joint_with_one_not_asked(demo, item="ISS-005", choices=("ISS-005-a", "ISS-005-b")))
    words, day = choices_html(ballot), display_date(group_today())
    for name, person in (("Blue", "Bo Quay"), ("Green", "Cleo Pier")):
        taken = (
            f"Utility {name}: preliminary, not for attribution; taken {day} by {person}, as representative."
        )
        assert taken in words
    poll = choices_html(row(demo, "BAL-04"))
    assert "as representative." in poll
    assert "preliminary" not in poll


def test_the_facilitator_enters_for_who_was_not_asked_too_with_the_change_wanted(
    demo: Database, page_of: PageOf
) -> None:
    draft = BallotDraft(
        "consensus-call",
        "AGR-03",
        closes_at=clock.now() + timedelta(days=9),
        addressees=("ORG-UTILITY-BLUE",),
    )
    code = prepare_and_open(demo, LOCAL_OPERATOR, draft)
    page = page_of("ballots", demo, call=code)
    offered = page.selectbox(key=behalf(code, "for")).options
    assert offered[0] == "Utility Blue"
    assert "Utility Green (not asked)" in offered
    page.selectbox(key=behalf(code, "for")).set_value("ORG-UTILITY-GREEN")
    page.selectbox(key=behalf(code, "position")).set_value("object")
    page.text_area(key=behalf(code, "reason")).set_value("Too dear.")
    page.text_area(key=behalf(code, "wanted")).set_value("Leave small sites out.")
    page.text_input(key=behalf(code, "cited")).set_value("Mail of 20 November")
    page.file_uploader[0].set_value(("scan.pdf", b"%PDF-1.7 We object.", "application/pdf"))
    page.button(key=behalf(code, "send")).click().run()
    assert not page.exception
    latest = row(demo, code).latest()["ORG-UTILITY-GREEN"]
    assert (latest.position, latest.change_wanted) == ("object", "Leave small sites out.")
    assert page.text_area(key=behalf(code, "wanted")).value == ""


def test_an_original_is_downloaded_under_its_own_name_and_as_what_it_is(
    demo: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = File("scan.pdf", b"%PDF-1.7 We object.", "application/pdf")
    new = NewPosition(
        "BAL-05", "ORG-UTILITY-GREEN", "abstain", instruction="Mail of 20 November", file=letter
    )
    take_position(demo, LOCAL_OPERATOR, new)
    position = row(demo, "BAL-05").latest()["ORG-UTILITY-GREEN"]
    drawn: list[dict[str, Any]] = []
    monkeypatch.setattr(position_original, "database", lambda: demo)
    monkeypatch.setattr(
        position_original.st,
        "download_button",
        lambda label, data, **more: drawn.append({"data": data, **more}),
    )
    for person in ("PER-PIER", "PER-QUAY"):
        position_original.draw(actor_by_code(demo, person), position, key="test")
    [button] = drawn
    assert (button["file_name"], button["mime"]) == ("scan.pdf", "application/pdf")
    assert button["data"]() == letter.content
