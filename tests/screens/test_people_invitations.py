"""Inviting many on the page: chosen by what they are, or from a pasted list with a look at it first."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from tests.screens.readers import shown
from workbench.graph.reading import SNAPSHOTS
from workbench.process.access import links_made
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_of, redeem

PageOf = Callable[..., AppTest]
SIGN_IN = {"people_part": "Sign-in"}


def codes(demo: Database) -> list[str]:
    with demo.read() as session:
        return sorted(link.code for link in links_made(session))


def test_people_on_record_are_invited_and_their_links_shown_once(page_of: PageOf, demo: Database) -> None:
    page = page_of("people", demo, **SIGN_IN)
    assert page.button(key="people_invite_do").label == "Invite 10 persons"
    page.multiselect(key="people_invite_roles").set_value(["authoriser"])
    page.multiselect(key="people_invite_classes").set_value(["utility"]).run()
    assert page.button(key="people_invite_do").label == "Invite 2 persons"
    page.button(key="people_invite_do").click().run()
    assert not page.exception
    assert codes(demo) == ["PER-QUAY", "PER-SAIL"]
    assert "They are shown only now" in shown(page)
    letters = [block.value for block in page.code]
    assert len(letters) == 2
    token = letters[0].split("token=")[1].split()[0]
    actor = actor_of(demo, redeem(demo, token))
    assert actor is not None
    assert actor.name == "Bo Quay"
    page.button(key="people_invite_done").click().run()
    assert not page.code


def test_a_pasted_list_is_looked_at_first(page_of: PageOf, demo: Database) -> None:
    page = page_of("people", demo, **SIGN_IN)
    page.segmented_control(key="people_invite_way").set_value("A list of names").run()
    page.button(key="people_invite_read").click().run()
    assert "There is no list yet" in page.error[0].value
    page.text_area(key="people_invite_text").set_value(
        "name, e-mail, organisation, role\nAnn Example, ann@example.org, Utility Blue, alternate\nBo Quay, , ,"
    )
    page.button(key="people_invite_read").click().run()
    assert not page.exception
    assert "becomes alternate of Utility Blue" in shown(page)
    assert SNAPSHOTS.get(demo).item("PER-EXAMPLE") is None, "nothing is written yet"
    assert page.button(key="people_invite_do").label == "Invite 2 persons and add one person"
    page.button(key="people_invite_do").click().run()
    assert codes(demo) == ["PER-EXAMPLE", "PER-QUAY"]
    assert SNAPSHOTS.get(demo).item("PER-EXAMPLE") is not None


def test_a_bad_list_is_refused_row_by_row(page_of: PageOf, demo: Database) -> None:
    page = page_of("people", demo, **SIGN_IN)
    page.segmented_control(key="people_invite_way").set_value("A list of names").run()
    page.text_area(key="people_invite_text").set_value("Ann, ann@example.org, Nowhere\n")
    page.button(key="people_invite_read").click().run()
    assert "is no organisation on record" in page.error[0].value
    assert "people_invite_do" not in [b.key for b in page.button]
    assert codes(demo) == []
