"""Where organisations stand on the pages of a call: what was entered for them, and what they said before."""

from __future__ import annotations

import pytest

from tests.screens.conftest import PageOf
from tests.screens.readers import shown
from workbench.graph.ballots import ballot_named
from workbench.graph.dates import display_date
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.clock import group_today
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_by_code
from workbench.process.visibility import PUBLIC


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
    assert [b.label for b in page.get("download_button")] == [f"Utility Green, {display_date(group_today())}"]
    if code == "BAL-05":
        assert "entered by the facilitator on its behalf, on Mail of 20 November." in shown(page)
    own = page_of("call", demo, actor=actor_by_code(demo, "PER-PIER"), call=code)
    assert "on Mail of 20 November" in shown(own)
    assert [b.label for b in own.get("download_button")] == ["Original"]
    other = page_of("call", demo, actor=actor_by_code(demo, "PER-QUAY"), call=code)
    assert not other.get("download_button")
    assert "cleo@example.org" not in shown(other)


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
