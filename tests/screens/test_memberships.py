"""Who speaks for whom: read, added, changed, ended and refused on the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from streamlit.testing.v1 import AppTest

from tests.screens.readers import OBSERVER, shown
from workbench.graph.memberships import memberships
from workbench.graph.reading import SNAPSHOTS
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_by_code

PageOf = Callable[..., AppTest]
PART = {"people_part": "Who speaks for whom"}


def link_of(demo: Database, person: str) -> str:
    snapshot = SNAPSHOTS.get(demo)
    item = snapshot.item(person)
    assert item is not None
    return memberships(snapshot, item)[0].link


def test_memberships_are_listed_by_organisation_with_the_past_ones(page_of: PageOf, demo: Database) -> None:
    page = page_of("people", demo, **PART)
    assert not page.exception
    said = shown(page)
    assert "Ivo Sail" in said
    assert "Letter of Cellar Example Storage" in said
    assert "(ended)" in said
    assert [expander.label for expander in page.expander] == ["Past (1)", "Past (1)"]


def test_the_parties_that_nobody_can_speak_for_are_named(
    page_of: PageOf, bundled: Database, demo: Database
) -> None:
    page = page_of("people", demo, **PART)
    assert page.warning[0].value == "Nobody can take a position for Demo Harbor Electric Cooperative."
    assert "Nobody speaks for an organisation yet" in page_of("people", bundled, **PART).info[0].value


def test_one_is_added(page_of: PageOf, demo: Database) -> None:
    page = page_of("people", demo, **PART)
    page.button(key="membership_add").click().run()
    page.selectbox(key="membership_field_person").set_value("PER-SAIL")
    page.selectbox(key="membership_field_organisation").set_value("ORG-ROOFTOP")
    page.multiselect(key="membership_field_roles").set_value(["proxy"]).run()
    page.button(key="membership_save").click().run()
    assert "a proxy needs the instrument" in page.error[0].value
    page.text_input(key="membership_field_instrument").set_value("Letter of 2 May 2026")
    page.date_input(key="membership_field_since").set_value(date(2026, 5, 2))
    page.button(key="membership_save").click().run()
    assert not page.exception
    assert actor_by_code(demo, "PER-SAIL").roles_for("ORG-ROOFTOP") == {"proxy"}
    assert "membership_save" not in [b.key for b in page.button], "the form is closed"


def test_one_is_ended_and_another_taken_away(page_of: PageOf, demo: Database) -> None:
    link = link_of(demo, "PER-QUAY")
    page = page_of("people", demo, **PART)
    page.button(key=f"membership_change_{link}").click().run()
    page.date_input(key="membership_field_until").set_value(date(2026, 1, 31))
    page.button(key="membership_save").click().run()
    assert not page.exception
    assert actor_by_code(demo, "PER-QUAY").roles == {"observer"}
    assert page.warning[0].value.endswith("Utility Blue.")
    page.button(key=f"membership_change_{link_of(demo, 'PER-ANCHOR')}").click().run()
    page.button(key="membership_take").click().run()
    assert not actor_by_code(demo, "PER-ANCHOR").memberships


def test_what_is_missing_is_said(page_of: PageOf, demo: Database) -> None:
    page = page_of("people", demo, **PART)
    page.button(key="membership_add").click().run()
    page.button(key="membership_save").click().run()
    assert "A person is missing" in page.error[0].value
    assert "An organisation is missing" in page.error[0].value


def test_others_see_no_way_to_change_one(page_of: PageOf, demo: Database) -> None:
    page = page_of("people", demo, actor=OBSERVER, **PART)
    assert not [b.key for b in page.button if b.key and b.key.startswith("membership")]
