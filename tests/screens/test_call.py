"""The page of a call: read, choose, say why, send; and what an organisation's own page says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.conftest import PageOf
from workbench.graph import clock
from workbench.graph.ballots import BallotRow, ballot_named
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.ballots.closing import close
from workbench.process.ballots.editorial import propose_editorial
from workbench.process.ballots.joint import confirm_joint, propose_joint
from workbench.process.ballots.opening import open_ballot, prepare_and_open
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.ballots.preparing import BallotDraft, prepare
from workbench.process.ballots.statements import write_statement
from workbench.process.baselines import make_baseline
from workbench.process.changes import save
from workbench.process.clock import now
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_by_code
from workbench.screens.ballots_standing import choices_html

QUAY = "PER-QUAY"
CALL = "BAL-05"


def said(page: AppTest) -> str:
    shown = [
        e.value
        for kind in ("markdown", "caption", "success", "warning", "error", "info")
        for e in page.get(kind)
    ]
    return "\n".join([*map(str, shown), *(e.proto.body for e in page.get("html"))])


def row(database: Database, code: str = CALL) -> BallotRow:
    with database.read() as session:
        found = ballot_named(session, code)
    assert found is not None
    return found


def place(name: str, organisation: str = "ORG-UTILITY-BLUE", call: str = CALL) -> str:
    return f"call_{name}_{call}_{organisation}"


def edited(database: Database, code: str, text: str) -> None:
    save(database, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit(code, {"text": text}),), why="test"))


def test_a_position_is_taken_and_its_receipt_says_what_it_is(demo: Database, page_of: PageOf) -> None:
    page = page_of("call", demo, actor=actor_by_code(demo, QUAY), call=CALL)
    assert "Utility and DER authenticate each other" in said(page)
    page.button(key=place("send")).click().run()
    assert "Choose a position first" in said(page)
    page.radio(key=place("position")).set_value("support").run()
    page.button(key=place("send")).click().run()
    assert not page.exception
    assert "Recorded for Utility Blue" in said(page)
    assert "preliminary, not for attribution" in said(page)
    assert said(page).count("preliminary, not for attribution") == 2, "in the receipt, and in the list"
    assert "as representative" not in "".join(m.value for m in page.markdown), "the receipt has said it"
    page.button(key=place("change")).click().run()
    assert "● supports" in said(page), "beside the form stands what is changed"
    latest = row(demo).latest()["ORG-UTILITY-BLUE"]
    assert (latest.position, latest.person_name, latest.capacity) == ("support", "Bo Quay", "representative")


def test_an_objection_needs_its_reason_and_nothing_typed_is_lost(demo: Database, page_of: PageOf) -> None:
    page = page_of("call", demo, actor=actor_by_code(demo, QUAY), call=CALL)
    page.radio(key=place("position")).set_value("object").run()
    assert "needed to object" in page.text_area(key=place("reason")).label
    page.text_area(key=place("wanted")).set_value("Leave small sites out.").run()
    page.button(key=place("send")).click().run()
    assert "Objecting needs a reason" in said(page)
    assert page.text_area(key=place("wanted")).value == "Leave small sites out."
    page.text_area(key=place("reason")).set_value("Too dear.").run()
    page.button(key=place("send")).click().run()
    latest = row(demo).latest()["ORG-UTILITY-BLUE"]
    assert (latest.reason, latest.change_wanted) == ("Too dear.", "Leave small sites out.")


def test_the_same_form_is_one_position(demo: Database, page_of: PageOf) -> None:
    page = page_of("call", demo, actor=actor_by_code(demo, QUAY), call=CALL)
    page.radio(key=place("position")).set_value("abstain").run()
    number = page.session_state[place("form")]
    page.button(key=place("send")).click().run()
    new = NewPosition(CALL, "ORG-UTILITY-BLUE", "abstain", form=number)
    assert take_position(demo, actor_by_code(demo, QUAY), new).replayed
    assert len(row(demo).of("ORG-UTILITY-BLUE")) == 1


def test_a_text_that_moved_is_shown_before_the_position_is_taken(demo: Database, page_of: PageOf) -> None:
    page = page_of("call", demo, actor=actor_by_code(demo, QUAY), call=CALL)
    page.radio(key=place("position")).set_value("support").run()
    edited(demo, "REQ-06", "Both ends show a certificate on every connection.")
    page.button(key=place("send")).click().run()
    assert "was changed while your form was open" in said(page)
    assert "Both ends show a certificate" in said(page)
    assert row(demo).of("ORG-UTILITY-BLUE") == []
    page.button(key=place("send")).click().run()
    assert "Recorded for Utility Blue" in said(page)


def test_a_position_on_an_earlier_text_is_shown_with_the_difference(demo: Database, page_of: PageOf) -> None:
    page = page_of("call", demo, actor=actor_by_code(demo, QUAY), call="BAL-02")
    assert "Taken on an earlier text (revision 2)." in said(page)
    assert "<del>" in said(page)
    assert page.radio(key=place("position", call="BAL-02")).value is None, "an old position is not taken over"


def test_alternatives_are_answered_one_by_one(demo: Database, page_of: PageOf) -> None:
    page = page_of("call", demo, actor=actor_by_code(demo, QUAY), call="BAL-03")
    assert "The utility chooses" in said(page)
    assert '<span aria-hidden="true">●</span> Support <b>preferred</b>' in said(page)


def test_a_joint_answer_to_alternatives_is_read_whole_before_it_is_confirmed_and_stands_once(
    demo: Database, page_of: PageOf
) -> None:
    draft = BallotDraft("consensus-call", "ISS-005", choices=("ISS-005-a", "ISS-005-b", "ISS-005-c"))
    code = prepare_and_open(demo, LOCAL_OPERATOR, replace(draft, closes_at=clock.now() + timedelta(days=9)))
    answers = {"ISS-005-a": "support", "ISS-005-b": "object"}
    titles = {choice.key: choice.title for choice in row(demo, code).choices}
    new = NewPosition(
        code, "ORG-UTILITY-BLUE", answers=answers, reason="One protocol.", preference="ISS-005-a",
        change_wanted="Two words",
    )  # fmt: skip
    propose_joint(demo, actor_by_code(demo, QUAY), new, ["ORG-UTILITY-GREEN"])
    pier = actor_by_code(demo, "PER-PIER")
    page = page_of("call", demo, actor=pier, call=code)
    words = said(page).replace("\\", "")
    offered = words[words.index("names you in a joint position") :]
    for line in (
        "(ISS-005-a): ● Support\n", "(ISS-005-b): ✕ Object\n", "(ISS-005-c): no answer\n",
        f"Preferred: {titles['ISS-005-a']}\n", "Reason: One protocol.",
        "Change wanted: Two words",
    ):  # fmt: skip
        assert line in offered, line
    confirm_joint(demo, pier, row(demo, code).joints[0].uuid, "ORG-UTILITY-GREEN")
    shown = choices_html(row(demo, code))
    assert shown.count("One protocol.") == shown.count('<th scope="row">') == 1
    assert "Utility Blue and Utility Green" in shown
    assert "jointly" in shown


def test_who_speaks_for_nobody_reads_and_cannot_send(demo: Database, page_of: PageOf) -> None:
    page = page_of("call", demo, actor=actor_by_code(demo, "PER-LANTERN"), call=CALL)
    assert "Where the group stands" in "".join(h.value for h in page.subheader)
    assert not [b for b in page.button if "send" in str(b.key)]


def test_an_unknown_call_says_which_are_open(demo: Database, page_of: PageOf) -> None:
    page = page_of("call", demo, actor=actor_by_code(demo, QUAY), call="BAL-99")
    assert "BAL\\-99" in said(page)
    assert "call=BAL-05" in said(page)


def test_my_page_puts_first_what_awaits_the_organisation(demo: Database, page_of: PageOf) -> None:
    page = page_of("my_page", demo, actor=actor_by_code(demo, QUAY))
    shown = said(page)
    assert "The text was changed: your position was taken on the earlier one" in shown
    assert "Your position is asked for." in shown
    assert shown.index("call=BAL-02") < shown.index("call=BAL-05"), "the earlier close comes first"


def test_my_page_is_read_at_the_moment_looked_at(demo: Database, page_of: PageOf) -> None:
    quay = actor_by_code(demo, QUAY)
    page = page_of("my_page", demo, actor=quay, at_day=date(2026, 11, 1))
    assert not page.exception
    assert "What awaited Utility Blue at the moment looked at" in said(page)
    assert "Nothing awaited you" in [element.value for element in page.subheader]
    assert f"call={CALL}" not in said(page), "it was not open yet"
    make_baseline(demo, LOCAL_OPERATOR, "Before")
    take_position(demo, quay, NewPosition(CALL, "ORG-UTILITY-BLUE", "support"))
    closes = now() + timedelta(days=9)
    draft = BallotDraft("statement-call", "ISS-003", closes_at=closes, reservation="It waives no right.")
    code = open_ballot(demo, LOCAL_OPERATOR, prepare(demo, LOCAL_OPERATOR, draft))
    make_baseline(demo, LOCAL_OPERATOR, "Asked")
    write_statement(demo, quay, code, "ORG-UTILITY-BLUE", "Our own words.", lock=True)
    asked, shown = "Your statement is asked for, in your own words.", {}
    for at in ("Before", "Asked", "now"):
        page = page_of("my_page", demo, actor=quay, at=at)
        shown[at] = (page.subheader[0].value, asked in said(page), f"call={code}" in said(page))
    assert shown == {
        "Before": ("Awaited you (2)", False, False),
        "Asked": ("Awaited you (3)", True, True),
        "now": ("Awaits you (2)", False, False),
    }


def test_an_editorial_proposal_awaits_whoever_has_a_position(demo: Database, page_of: PageOf) -> None:
    pier = actor_by_code(demo, "PER-PIER")
    edited(demo, "REQ-06", "Utility and DER authenticate each other by certificates on every connection.")
    propose_editorial(demo, LOCAL_OPERATOR, "REQ-06", "A plural.")
    assert "proposed as editorial" in said(page_of("my_page", demo, actor=pier))
    page = page_of("call", demo, actor=pier, call=CALL)
    assert "A change is proposed as editorial" in said(page)
    field = next(area for area in page.text_area if str(area.key).startswith("call_object_"))
    field.set_value("It now means several.").run()
    next(b for b in page.button if str(b.key).startswith("call_object_send_")).click().run()
    assert not page.exception
    assert row(demo).editorials[0].objections[0][0] == "ORG-UTILITY-GREEN"


@pytest.mark.usefixtures("nothing_still_fresh")
def test_a_position_that_came_too_late_stays_in_sight(demo: Database, page_of: PageOf) -> None:
    page = page_of("call", demo, actor=actor_by_code(demo, QUAY), call=CALL)
    page.radio(key=place("position")).set_value("object")
    page.text_area(key=place("reason")).set_value("Too dear.")
    page.text_area(key=place("wanted")).set_value("Leave small sites out.")
    close(demo, LOCAL_OPERATOR, CALL, "Everybody has answered.")
    page.button(key=place("send")).click().run()
    assert not page.radio
    words = said(page).replace("\\", "")
    assert "before this arrived" in words
    entered = words[words.index("What you entered is not recorded") :]
    assert "✕ Object" in entered
    assert "Reason: Too dear." in entered
    assert "Change wanted: Leave small sites out." in entered


def test_a_position_that_cannot_be_written_now_says_so_and_keeps_the_form(
    demo: Database, page_of: PageOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of("call", demo, actor=actor_by_code(demo, QUAY), call=CALL)
    page.radio(key=place("position")).set_value("support")
    page.text_area(key=place("reason")).set_value("As we said.")
    with monkeypatch.context() as patched:
        patched.setattr("workbench.record.database.BUSY_SECONDS", 0.1)
        with demo.write():
            page.button(key=place("send")).click().run()
    assert "Nothing was saved" in said(page)
    assert page.text_area(key=place("reason")).value == "As we said."
    page.button(key=place("send")).click().run()
    assert row(demo).latest()["ORG-UTILITY-BLUE"].reason == "As we said."


def test_a_call_that_was_opened_a_moment_ago_is_there(
    demo: Database, page_of: PageOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.graph.ballots.cache.time", SimpleNamespace(monotonic=lambda: 0.0))
    page_of("call", demo, actor=actor_by_code(demo, QUAY), call=CALL)
    closes = now() + timedelta(days=20)
    draft = BallotDraft("consensus-call", "AGR-03", closes_at=closes, reservation="It waives no right.")
    code = prepare(demo, LOCAL_OPERATOR, draft)
    page_of("call", demo, actor=actor_by_code(demo, QUAY), call=CALL)
    open_ballot(demo, LOCAL_OPERATOR, code)
    page = page_of("call", demo, actor=actor_by_code(demo, QUAY), call=code)
    assert page.title[0].value != "There is no such call"


def test_a_call_is_read_at_the_moment_looked_at(demo: Database, page_of: PageOf) -> None:
    make_baseline(demo, LOCAL_OPERATOR, "Before")
    take_position(demo, actor_by_code(demo, QUAY), NewPosition(CALL, "ORG-UTILITY-BLUE", "support"))
    assert "by Bo Quay" in said(page_of("call", demo, call=CALL))
    assert "by Bo Quay" not in said(page_of("call", demo, call=CALL, at="Before"))
    own = page_of("call", demo, actor=actor_by_code(demo, QUAY), call=CALL, at="Before")
    assert not own.exception
    assert "Bo Quay, " not in said(own)


def test_nothing_is_contested_at_an_earlier_moment(demo: Database, page_of: PageOf) -> None:
    edited(demo, "REQ-06", "Utility and DER authenticate each other by certificates on every connection.")
    propose_editorial(demo, LOCAL_OPERATOR, "REQ-06", "A plural.")
    make_baseline(demo, LOCAL_OPERATOR, "Proposed")
    for at, fields in (("now", 1), ("Proposed", 0)):
        page = page_of("call", demo, actor=actor_by_code(demo, "PER-PIER"), call=CALL, at=at)
        assert "A change is proposed as editorial" in said(page)
        assert len([a for a in page.text_area if str(a.key).startswith("call_object_")]) == fields


def open_alternatives(database: Database) -> str:
    """Open a consensus call among two alternatives, in which Utility Blue has answered both."""
    draft = BallotDraft(
        "consensus-call",
        "ISS-005",
        choices=("ISS-005-a", "ISS-005-b"),
        closes_at=now() + timedelta(days=20),
        reservation="It waives no right.",
    )
    code = open_ballot(database, LOCAL_OPERATOR, prepare(database, LOCAL_OPERATOR, draft))
    answers = {"ISS-005-a": "support", "ISS-005-b": "can-live-with"}
    new = NewPosition(code, "ORG-UTILITY-BLUE", answers=answers)
    take_position(database, actor_by_code(database, QUAY), new)
    return code


def test_the_difference_of_an_alternative_stands_beside_the_position_on_its_earlier_text(
    demo: Database, page_of: PageOf
) -> None:
    code = open_alternatives(demo)
    edited(demo, "ISS-005-a", "The utility names two protocols for all small sites.")
    own = said(page_of("call", demo, actor=actor_by_code(demo, QUAY), call=code))
    assert own.count("<ins>two") == 2, "beside the text as it stands, and under the own position"
    facilitator = said(page_of("ballots", demo, call=code))
    assert "What has changed in ISS-005-a since revision 1" in facilitator
    assert "in ISS-005-b since" not in facilitator


def test_an_authoriser_confirms_the_revisions_of_the_alternatives(demo: Database, page_of: PageOf) -> None:
    edited(demo, "ISS-005", "Which protocol, and who says so?")
    edited(demo, "ISS-005-b", "The owner writes the list.")
    code = open_alternatives(demo)
    page = page_of("call", demo, actor=actor_by_code(demo, QUAY), call=code)
    [confirms] = [m.value for m in page.markdown if m.value.startswith("You confirm")]
    assert "**, on revision 1 of ISS-005-a and revision 2 of ISS-005-b. For the filing" in confirms


def test_an_editorial_change_of_an_alternative_shows_its_redline(demo: Database, page_of: PageOf) -> None:
    code = open_alternatives(demo)
    edited(demo, "ISS-005-a", "The utility names one protocol for every small site.")
    propose_editorial(demo, LOCAL_OPERATOR, "ISS-005-a", "A singular.")
    page = page_of("call", demo, actor=actor_by_code(demo, QUAY), call=code)
    assert "A change is proposed as editorial" in said(page)
    assert said(page).count("<ins>every</ins>") == 2, (
        "beside the text as it stands, and where it can be contested"
    )
    assert "Silence is enough." in said(page)
    edited(demo, "ISS-005-b", "The owner writes the list.")
    both = said(page_of("call", demo, actor=actor_by_code(demo, QUAY), call=code))
    assert "Your position has to be renewed anyway" in both
    assert "Silence is enough." not in both
    my_page = said(page_of("my_page", demo, actor=actor_by_code(demo, QUAY)))
    assert my_page.count("A change is proposed as editorial") == 1, "not for the poll BAL-03, which is over"
