"""The facilitator's page of consensus calls, state by state, on the fictional record at a fixed moment."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens.readers import OBSERVER, shown
from workbench.graph import clock
from workbench.graph.ballots import BallotRow, ballot_named
from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.ballots.closing import close, void
from workbench.process.ballots.editorial import object_to_editorial
from workbench.process.ballots.joint import propose_joint
from workbench.process.ballots.opening import open_ballot, prepare_and_open
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.ballots.preparing import BallotDraft, prepare
from workbench.process.ballots.recording import contest, record_outcome
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_by_code
from workbench.screens.navigation import ENTRIES

PageOf = Callable[..., AppTest]
NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at a fixed moment, after which no event of the fictional record lies."""
    monkeypatch.setattr(clock, "SERVER_CLOCK", lambda: NOW)


def later(monkeypatch: pytest.MonkeyPatch, **parts: float) -> None:
    monkeypatch.setattr(clock, "SERVER_CLOCK", lambda: NOW + timedelta(**parts))


def row(database: Database, code: str) -> BallotRow:
    with database.read() as session:
        found = ballot_named(session, code, moment=clock.now())
    assert found is not None
    return found


def opened(database: Database, **given: object) -> str:
    values = {"kind": "consensus-call", "item": "AGR-03", "closes_at": NOW + timedelta(days=9)}
    return prepare_and_open(database, LOCAL_OPERATOR, BallotDraft(**{**values, **given}))  # type: ignore[arg-type]


def take(database: Database, code: str, person: str, organisation: str, position: str) -> None:
    new = NewPosition(code, organisation, position, reason="A reason", change_wanted="Another word")
    take_position(database, actor_by_code(database, person), new)


def field(page: AppTest, kind: str, name: str) -> object:
    number = page.session_state["ballots_form"].number
    return getattr(page, kind)(key=f"ballots_field_{number}_{name}")


def step(page: AppTest, kind: str, name: str) -> object:
    number = page.session_state["ballots_step_number"]
    return getattr(page, kind)(key=f"ballots_step_{number}_{name}")


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def test_the_list_has_what_needs_somebody_first(page_of: PageOf, demo: Database) -> None:
    page = page_of("ballots", demo)
    assert not page.exception
    assert [one.value for one in page.subheader] == [
        "Open (3)",
        "Closed, outcome not recorded (1)",
        "Recorded and void (1)",
    ]
    words = shown(page)
    assert words.index("BAL-04") < words.index("BAL-02") < words.index("BAL-05") < words.index("BAL-03")
    assert (
        "4 of 10 answered · △ 3 positions on an earlier text · 4 more positions are needed for the quorum."
        in words
    )
    assert "./consensus-calls?call=BAL-02" in words


def test_an_empty_record_offers_the_first_call(page_of: PageOf, bundled: Database) -> None:
    page = page_of("ballots", bundled)
    assert "Calls will be here" in page.info[0].value
    assert labels(page) == ["Prepare a call"]


def test_the_page_is_the_facilitators(page_of: PageOf, demo: Database) -> None:
    assert next(entry for entry in ENTRIES if entry.title == "Consensus calls").verb == "prepare-ballot"
    page = page_of("ballots", demo, actor=OBSERVER)
    assert "The facilitator prepares and closes calls" in page.error[0].value.replace("\\", "")
    assert "BAL-02" not in shown(page)


def test_a_baseline_is_only_looked_at(page_of: PageOf, demo: Database) -> None:
    page = page_of("ballots", demo, at="Draft report of 5 November 2026", call="BAL-01")
    assert not page.exception
    assert labels(page) == ["All calls"]


def test_a_call_is_prepared_checked_and_opened(page_of: PageOf, demo: Database) -> None:
    page = page_of("ballots", demo, call="new", about="AGR-03")
    title = SNAPSHOTS.get(demo).by_code["AGR-03"].title
    assert f"Left empty, it asks: Can your organisation support “{title}”?" in shown(page).replace("\\", "")
    field(page, "selectbox", "rule").set_value("Charter with two thirds")  # type: ignore[attr-defined]
    field(page, "multiselect", "classes").set_value(["utility", "manufacturer"])  # type: ignore[attr-defined]
    field(page, "date_input", "closing_day").set_value(date(2026, 12, 25))  # type: ignore[attr-defined]
    page.run()
    words = shown(page).replace("\\", "")
    assert "Fri 25 Dec 2026 is Christmas Day." in words
    assert "4 organisations are asked" in words
    assert "Two thirds of those that take a side have to be for it." in words
    field(page, "date_input", "closing_day").set_value(date(2026, 12, 18))  # type: ignore[attr-defined]
    page.button(key="ballots_form_keep").click().run()
    assert not page.exception
    assert page.query_params["call"] == "BAL-06"
    draft = row(demo, "BAL-06")
    assert draft.state(NOW) == "draft"
    assert draft.closes_at == datetime(2026, 12, 19, 1, 0, tzinfo=UTC)
    assert [code for code, _ in draft.addressees] == [
        "ORG-INVERTER-NORTH", "ORG-INVERTER-SOUTH", "ORG-UTILITY-BLUE", "ORG-UTILITY-GREEN",
    ]  # fmt: skip
    words = shown(page)
    assert "Stops it" in words
    assert "The quorum is 5, and only 4 organisations are asked." in words
    assert page.button(key="ballots_do_open").disabled

    page.button(key="ballots_revise").click().run()
    assert field(page, "selectbox", "rule").value == "Charter with two thirds"  # type: ignore[attr-defined]
    field(page, "selectbox", "rule").set_value("The consensus call itself")  # type: ignore[attr-defined]
    page.button(key="ballots_form_keep").click().run()
    assert "Stops it" not in shown(page)
    page.button(key="ballots_do_open").click().run()
    words = shown(page).replace("\\", "")
    assert "Opening BAL-06 freezes its question, the text of AGR-03 at revision" in words
    assert "Utility Blue: Bo Quay <bo.quay@example.org>" in "\n".join(code.value for code in page.code)
    assert "call?call=BAL-06" in step(page, "text_area", "notice").value  # type: ignore[attr-defined]
    step(page, "text_area", "notice").set_value("Please answer.")  # type: ignore[attr-defined]
    page.button(key="ballots_open_now").click().run()
    assert not page.exception
    assert row(demo, "BAL-06").state(NOW) == "open"
    assert row(demo, "BAL-06").notice == "Please answer."
    assert "Extend …" in labels(page)
    assert "Nobody has answered yet." in shown(page)


def test_what_is_missing_in_the_form_is_said(page_of: PageOf, demo: Database) -> None:
    page = page_of("ballots", demo, call="new")
    page.button(key="ballots_form_keep").click().run()
    assert "Choose what the call is about." in page.error[0].value.replace("\\", "")
    assert page.query_params["call"] == "new"


def test_alternatives_and_days_are_offered(page_of: PageOf, demo: Database) -> None:
    page = page_of("ballots", demo, call="new", about="ISS-005")
    field(page, "radio", "aspect").set_value("choices")  # type: ignore[attr-defined]
    page.run()
    assert field(page, "multiselect", "alternatives").value == ["ISS-005-a", "ISS-005-b", "ISS-005-c"]  # type: ignore[attr-defined]
    field(page, "radio", "kind").set_value("date-poll")  # type: ignore[attr-defined]
    page.run()
    field(page, "selectbox", "item").set_value("MTG-2026-12-10")  # type: ignore[attr-defined]
    page.run()
    field(page, "multiselect", "days").set_value(["2026-12-09", "2026-12-15"])  # type: ignore[attr-defined]
    page.button(key="ballots_form_keep").click().run()
    assert [choice.key for choice in row(demo, "BAL-06").choices] == ["2026-12-09", "2026-12-15"]


def test_a_draft_is_given_up(page_of: PageOf, demo: Database) -> None:
    code = prepare(demo, LOCAL_OPERATOR, BallotDraft("straw-poll", "AGR-03"))
    page = page_of("ballots", demo, call=code)
    assert "No closing time is set." in shown(page)
    page.button(key="ballots_do_discard").click().run()
    assert "becomes void and stays in the history" in shown(page)
    page.button(key="ballots_step_do").click().run()
    assert row(demo, code).voided
    assert "call" not in page.query_params


def test_an_open_call_shows_who_stands_where(page_of: PageOf, demo: Database) -> None:
    words = shown(page_of("ballots", demo, call="BAL-02"))
    assert "4 of 10 organisations answered: 1 for, 3 on an earlier text (not counted) and 6 silent." in words
    assert "Missing: 4 more positions are needed for the quorum." in words
    assert "△ Taken on an earlier text, revision 2." in words
    assert "<ins> for 15 minutes</ins>" in words
    assert "authorised for Report to the Commission" in words
    assert "preliminary, not for attribution" in words
    assert "The text has moved since it was put" in words


def test_the_difference_under_a_position_is_that_of_the_moment_looked_at(
    page_of: PageOf, demo: Database
) -> None:
    day: dict[str, Any] = {"at_day": date(2026, 11, 23)}
    for moment, linked in ((day, True), ({}, False), (day, True)):
        words = shown(page_of("ballots", demo, call="BAL-02", **moment))
        changed = re.findall(r"<details><summary>What has changed since.*?</details>", words, re.DOTALL)
        assert changed
        assert all(("at=A+day&amp;at_day=2026-11-23" in part) is linked for part in changed)
    edit = ItemEdit(row(demo, "BAL-02").item, {"text": "A wholly different question?"})
    save(demo, LOCAL_OPERATOR, ProposedChange(edits=(edit,), why="test"))
    assert "wholly" in shown(page_of("ballots", demo, call="BAL-02"))
    assert "wholly" not in shown(page_of("ballots", demo, call="BAL-02", **day))


def test_those_who_have_not_answered_are_listed_with_a_reminder(page_of: PageOf, demo: Database) -> None:
    page = page_of("ballots", demo, call="BAL-02")
    assert "The next reminder is due on Fri 27 Nov 2026." in shown(page)
    codes = "\n".join(code.value for code in page.code)
    assert "Ratepayer Example Office: Fay Anchor <fay.anchor@example.org>" in codes
    assert (
        "Demo Harbor Electric Cooperative: [no address is on record for Demo Harbor Electric Cooperative]"
        in codes
    )
    to_all = str(page.get("link_button")[0].proto.url)
    assert "fay.anchor@example.org" in to_all, "one mail reminds everybody"
    assert to_all.count("@example.org") > 2
    page.selectbox(key="ballots_remind_BAL-02").set_value("ORG-RATEPAYER").run()
    codes = "\n".join(code.value for code in page.code)
    assert "Ratepayer Example Office has not answered consensus call BAL-02 yet" in codes


def test_hidden_answers_are_hidden_from_the_facilitator_too(
    page_of: PageOf, demo: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = opened(demo, hidden=True)
    take(demo, code, "PER-QUAY", "ORG-UTILITY-BLUE", "object")
    page = page_of("ballots", demo, call=code)
    words = shown(page)
    assert "1 of 10 answered." in words
    assert "for the facilitator too" in words
    assert "Utility Blue" in words
    assert "objects" not in words
    assert "A reason" not in words
    later(monkeypatch, days=10)
    assert "objects" in shown(page_of("ballots", demo, call=code))


def test_a_joint_position_stands_once_with_who_confirmed(page_of: PageOf, demo: Database) -> None:
    code = opened(demo)
    new = NewPosition(code, "ORG-UTILITY-BLUE", "support")
    propose_joint(demo, actor_by_code(demo, "PER-QUAY"), new, ["ORG-UTILITY-GREEN"])
    words = shown(page_of("ballots", demo, call=code))
    assert "supports, jointly." in words
    assert "Not confirmed yet: Utility Green." in words


def test_a_call_is_extended_and_closed_with_reasons(page_of: PageOf, demo: Database) -> None:
    page = page_of("ballots", demo, call="BAL-02")
    page.button(key="ballots_do_extend").click().run()
    step(page, "date_input", "closing_day").set_value(date(2026, 12, 11))  # type: ignore[attr-defined]
    page.button(key="ballots_step_do").click().run()
    assert "Extending needs a reason." in page.error[0].value.replace("\\", "")
    step(page, "text_area", "why").set_value("Counsel asked for a week")  # type: ignore[attr-defined]
    page.button(key="ballots_step_do").click().run()
    assert row(demo, "BAL-02").closes_at == datetime(2026, 12, 12, 1, 0, tzinfo=UTC)
    assert "Counsel asked for a week" in shown(page)
    page.button(key="ballots_do_close").click().run()
    step(page, "text_area", "why").set_value("Everybody has answered")  # type: ignore[attr-defined]
    page.button(key="ballots_step_do").click().run()
    assert row(demo, "BAL-02").state(NOW) == "closed"
    assert "Record the outcome …" in labels(page)


def test_only_outcomes_that_the_rule_gives_are_offered(page_of: PageOf, demo: Database) -> None:
    code = opened(demo)
    take(demo, code, "PER-QUAY", "ORG-UTILITY-BLUE", "support")
    take(demo, code, "PER-BUOY", "ORG-FLEETWISE", "object")
    close(demo, LOCAL_OPERATOR, code, "Everybody spoke")
    page = page_of("ballots", demo, call=code)
    page.button(key="ballots_do_record").click().run()
    radio = step(page, "radio", "outcome")
    assert radio.options == [  # type: ignore[attr-defined]
        "Consensus with recorded dissent", "No consensus", "Deferred", "Withdrawn",
    ]  # fmt: skip
    words = shown(page).replace("\\", "")
    assert "**Consensus**: Fleetwise Example Aggregation objects or supports only a part." in words
    assert page.button(key="ballots_record_now").disabled
    radio.set_value("consensus with recorded dissent")  # type: ignore[attr-defined]
    page.run()
    preview = [one.value for one in page.info][-1].replace("\\", "")
    assert preview.startswith(
        "Consensus with recorded dissent. Supporting: Utility Blue. Objecting: Fleetwise"
    )
    page.button(key="ballots_record_now").click().run()
    assert not page.exception
    recorded = row(demo, code)
    assert recorded.outcome_sentence == preview
    words = shown(page)
    assert preview in words
    assert "It can be contested until Fri 4 Dec 2026, 10:00 Pacific. Nobody has contested it." in words


def test_a_contest_and_a_new_round_are_shown_wherever_the_outcome_is(page_of: PageOf, demo: Database) -> None:
    code = opened(demo)
    take(demo, code, "PER-QUAY", "ORG-UTILITY-BLUE", "support")
    close(demo, LOCAL_OPERATOR, code, "Everybody spoke")
    record_outcome(demo, LOCAL_OPERATOR, code, "consensus")
    contest(demo, actor_by_code(demo, "PER-BUOY"), code, "ORG-FLEETWISE", "We were not heard")
    page = page_of("ballots", demo, call=code)
    assert "contests it: We were not heard" in shown(page)
    page.button(key="ballots_do_again").click().run()
    assert "A draft of round 2 is prepared" in shown(page)
    step(page, "text_area", "why").set_value("To hear everybody")  # type: ignore[attr-defined]
    page.button(key="ballots_step_do").click().run()
    assert not page.exception
    assert page.query_params["call"] == "BAL-07"
    assert "Round 1, BAL-06: Consensus." in shown(page)


def test_the_chosen_day_moves_the_meeting(page_of: PageOf, demo: Database) -> None:
    close(demo, LOCAL_OPERATOR, "BAL-04", "Everybody spoke")
    page = page_of("ballots", demo, call="BAL-04")
    page.button(key="ballots_do_record").click().run()
    step(page, "selectbox", "choice").set_value("2026-12-09")  # type: ignore[attr-defined]
    step(page, "radio", "outcome").set_value("chosen")  # type: ignore[attr-defined]
    page.run()
    assert "Wed 9 Dec 2026 was chosen: 3 yes." in page.info[-1].value.replace("\\", "")
    page.button(key="ballots_record_now").click().run()
    page.button(key="ballots_move_meeting").click().run()
    assert "Wed 9 Dec 2026" in shown(page)
    page.button(key="ballots_save_now").click().run()
    assert not page.exception
    meeting = SNAPSHOTS.get(demo).by_code["MTG-2026-12-10"]
    assert meeting.detail["date"]["start"] == "2026-12-09"
    assert "The meeting stands on Wed 9 Dec 2026." in shown(page)


def test_a_change_is_proposed_as_editorial_and_contested(page_of: PageOf, demo: Database) -> None:
    code = opened(demo)
    take(demo, code, "PER-QUAY", "ORG-UTILITY-BLUE", "support")
    text = SNAPSHOTS.get(demo).by_code["AGR-03"].text
    edit = ItemEdit("AGR-03", {"text": f"{text} Indeed."})
    save(demo, LOCAL_OPERATOR, ProposedChange(edits=(edit,), why="A word"))
    page = page_of("ballots", demo, call=code)
    page.button(key="ballots_editorial_AGR-03").click().run()
    words = shown(page)
    assert "Shown to Utility Blue, whose positions stand on the text before the change." in words
    assert "Indeed" in words
    step(page, "text_area", "why").set_value("Emphasis only")  # type: ignore[attr-defined]
    page.button(key="ballots_editorial_now").click().run()
    assert not page.exception
    assert "Open until Thu 3 Dec 2026, 17:00 Pacific" in shown(page)
    assert "Counts again after Thu 3 Dec 2026, 17:00 Pacific unless contested." in shown(page)
    assert "ballots_editorial_AGR-03" not in [button.key for button in page.button]
    codes = [code.value for code in page.code]
    [notice] = [code for code in codes if "is proposed as editorial" in code]
    assert "(AGR-03) is proposed as editorial: revision 1 to 2." in notice
    assert "Emphasis only" in notice
    assert "{+ Indeed.+}" in notice
    assert "contests the change until Thu 3 Dec 2026, 17:00 Pacific; silence is enough." in notice
    assert f"call?call={code}" in notice
    to_whom = [code for code in codes if code.startswith("Utility Blue: ")]
    assert to_whom == ["Utility Blue: Bo Quay <bo.quay@example.org>"]
    proposal = row(demo, code).editorials[0].uuid
    object_to_editorial(demo, actor_by_code(demo, "PER-QUAY"), proposal, "ORG-UTILITY-BLUE", "It adds force")
    page = page_of("ballots", demo, call=code)
    words = shown(page)
    assert not [code for code in page.code if "is proposed as editorial" in code.value]
    assert "Contested: the change is substantive" in words
    assert "It adds force" in words


def test_a_void_call_says_why(page_of: PageOf, demo: Database) -> None:
    void(demo, LOCAL_OPERATOR, "BAL-05", "The wrong text was put")
    page = page_of("ballots", demo, call="BAL-05")
    assert "**Void.** The wrong text was put" in shown(page)
    assert "Ask again …" in labels(page)


def test_a_call_for_statements_counts_them(page_of: PageOf, demo: Database) -> None:
    draft = BallotDraft("statement-call", "ISS-005", closes_at=NOW + timedelta(days=9))
    code = open_ballot(demo, LOCAL_OPERATOR, prepare(demo, LOCAL_OPERATOR, draft))
    words = shown(page_of("ballots", demo, call=code))
    assert "0 of 10 organisations wrote a statement, 0 locked theirs." in words
    assert "at most 300 words" in words


def test_an_unknown_code_is_said(page_of: PageOf, demo: Database) -> None:
    page = page_of("ballots", demo, call="BAL-99")
    assert page.title[0].value == "There is no such call"
