"""People: lists, adding through the preview, links shown once, and access taken back."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from tests.screens.readers import shown
from workbench.graph.reading import SNAPSHOTS
from workbench.process.access import links_made, open_sessions
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.keeping import Database
from workbench.process.sign_in import actor_of, make_link, redeem
from workbench.screens.navigation import ENTRIES

PageOf = Callable[..., AppTest]
PERSONS, SIGN_IN = {"people_part": "Persons"}, {"people_part": "Sign-in"}


def keys(page: AppTest) -> list[str | None]:
    return [button.key for button in page.button]


def test_organisations_with_their_standing(page_of: PageOf, demo: Database) -> None:
    page = page_of("people", demo)
    assert not page.exception
    table = page.dataframe[0].value.set_index("Name")
    assert table.loc["Utility Blue", "Party"] == "yes"
    assert table.loc["Utility Blue", "Since"] == "Thu 27 Aug 2026"
    assert table.loc["Utility Blue", "Persons"] == "Bo Quay (representative, authoriser)"
    assert table.loc["Rooftop Example Developers", "Member of"] == "Sundial Example League"
    assert table.loc["Demo Harbor Commission staff", "Advisory"] == "yes"
    assert table.loc["Inverter Works South", "Affiliates"] == "Inverter Works North"


def test_organisations_are_filtered(page_of: PageOf, demo: Database) -> None:
    page = page_of("people", demo, people_find="inverter NORTH")
    assert list(page.dataframe[0].value["Name"]) == ["Inverter Works North"]
    page = page_of("people", demo, people_find="nobody at all")
    assert "None fits" in page.info[0].value


def test_the_bundled_record_has_organisations_and_no_person(page_of: PageOf, bundled: Database) -> None:
    page = page_of("people", bundled)
    assert len(page.dataframe[0].value) == 88
    assert "None is recorded as a party" in page.caption[0].value
    page = page_of("people", bundled, **PERSONS)
    assert "Persons who take part will be listed here" in page.info[0].value


def test_persons_with_their_roles(page_of: PageOf, demo: Database) -> None:
    table = page_of("people", demo, **PERSONS).dataframe[0].value.set_index("Name")
    assert table.loc["Hana Keel", "Roles"] == "authoriser, alternate"
    assert (
        table.loc["Hana Keel", "Speaks for"]
        == "Cellar Example Storage (authoriser); Utility Green (alternate)"
    )
    assert table.loc["Ada Ferry", "Roles"] == "facilitator"


def test_an_organisation_is_added_through_the_preview(page_of: PageOf, demo: Database) -> None:
    page = page_of("people", demo)
    page.button(key="people_add_organisation").click().run()
    page.text_input(key="people_field_organisation_title").set_value("Lighthouse & Söns")
    page.selectbox(key="people_field_organisation_category").set_value("manufacturer")
    page.checkbox(key="people_field_organisation_party").set_value(True)
    page.button(key="people_add_save").click().run()
    assert not page.exception
    assert SNAPSHOTS.get(demo).item("ORG-LIGHTHOUSE-SONS") is None, "nothing is written yet"
    assert "new organisation" in shown(page)
    page.button(key="people_save_now").click().run()
    assert not page.exception
    added = SNAPSHOTS.get(demo).item("ORG-LIGHTHOUSE-SONS")
    assert added is not None
    assert (added.title, added.detail["category"], added.detail["party"]) == (
        "Lighthouse & Söns",
        "manufacturer",
        True,
    )
    assert "people_add_save" not in keys(page), "the form is closed"


def test_a_person_is_added_with_whom_they_speak_for(page_of: PageOf, demo: Database) -> None:
    page = page_of("people", demo, **PERSONS)
    page.button(key="people_add_person").click().run()
    page.text_input(key="people_field_person_title").set_value("Ina Pier")
    page.multiselect(key="people_field_person_roles").set_value(["representative"])
    page.multiselect(key="people_field_person_member").set_value(["ORG-SUNDIAL"])
    page.button(key="people_add_save").click().run()
    page.button(key="people_save_now").click().run()
    snapshot = SNAPSHOTS.get(demo)
    added = snapshot.item("PER-PIER-2")
    assert added is not None
    assert added.detail["roles"] == ["representative"]
    assert snapshot.view(added, "member") == ["ORG-SUNDIAL"]


def test_a_name_is_needed(page_of: PageOf, demo: Database) -> None:
    page = page_of("people", demo)
    page.button(key="people_add_organisation").click().run()
    page.button(key="people_add_save").click().run()
    assert "A name is missing" in page.error[0].value


def test_a_code_that_is_taken_is_refused_and_nothing_typed_is_lost(page_of: PageOf, demo: Database) -> None:
    page = page_of("people", demo)
    page.button(key="people_add_organisation").click().run()
    page.text_input(key="people_field_organisation_title").set_value("Another Utility")
    page.text_input(key="people_field_organisation_code").set_value("org-utility-blue")
    page.button(key="people_add_save").click().run()
    assert "ORG-UTILITY-BLUE" in page.error[0].value.replace("\\", "")
    assert page.button(key="people_save_now").disabled
    page.button(key="people_save_not").click().run()
    assert page.text_input(key="people_field_organisation_title").value == "Another Utility"


def test_nothing_is_added_to_a_baseline(page_of: PageOf, demo: Database) -> None:
    page = page_of("people", demo, at="After the first meeting")
    assert not page.exception
    assert "people_add_organisation" not in keys(page)
    page = page_of("people", demo, at="After the first meeting", **SIGN_IN)
    assert "people_link_make" not in keys(page)


def test_a_link_is_shown_once(page_of: PageOf, demo: Database) -> None:
    page = page_of("people", demo, **SIGN_IN)
    page.selectbox(key="people_link_person").set_value("PER-PIER").run()
    page.selectbox(key="people_link_lifetime").set_value("3 days").run()
    page.button(key="people_link_make").click().run()
    assert not page.exception
    token = page.code[0].value.split("token=")[1]
    assert "It signs in once, until" in shown(page)
    found = actor_of(demo, redeem(demo, token))
    assert found is not None
    assert found.name == "Cleo Pier"
    page.button(key="people_link_done").click().run()
    assert not page.code
    assert token not in shown(page)


def test_links_are_listed_and_taken_back(page_of: PageOf, demo: Database) -> None:
    make_link(demo, LOCAL_OPERATOR, person="PER-PIER")
    make_link(demo, LOCAL_OPERATOR)
    page = page_of("people", demo, **SIGN_IN)
    assert "Cleo Pier" in shown(page)
    page.button(key="people_revoke_1").click().run()
    with demo.read() as session:
        assert [link.state for link in links_made(session)] == ["open", "revoked"]
    page.button(key="people_revoke_machine").click().run()
    with demo.read() as session:
        assert [link.state for link in links_made(session)] == ["revoked", "revoked"]


def test_somebody_is_signed_out_everywhere(page_of: PageOf, demo: Database) -> None:
    cookie = redeem(demo, make_link(demo, LOCAL_OPERATOR, person="PER-PIER"))
    page = page_of("people", demo, **SIGN_IN)
    page.button(key="people_sign_out_PER-PIER").click().run()
    assert not page.exception
    assert actor_of(demo, cookie) is None
    with demo.read() as session:
        assert not open_sessions(session)
    assert "Nobody is signed in." in [info.value for info in page.info]


def test_the_page_is_for_those_who_may_edit() -> None:
    assert next(entry for entry in ENTRIES if entry.title == "People").verb == "edit"


def test_no_link_of_many_is_out_of_reach(page_of: PageOf, demo: Database) -> None:
    # 240 invitations of a large group: the earliest one is still found, and can be taken back.
    make_link(demo, LOCAL_OPERATOR, person="PER-PIER")
    for _ in range(239):
        make_link(demo, LOCAL_OPERATOR, person="PER-QUAY")
    page = page_of("people", demo, **SIGN_IN)
    assert not page.exception
    assert "The latest 50 of 240." in shown(page)
    assert sum(1 for key in keys(page) if (key or "").startswith("people_revoke_")) == 50
    page.text_input(key="people_link_whose").set_value("nobody").run()
    assert "No link of “nobody” waits to be used." in shown(page)
    page.text_input(key="people_link_whose").set_value("pier").run()
    [button] = [button for button in page.button if (button.key or "").startswith("people_revoke_")]
    button.click().run()
    with demo.read() as session:
        assert {link.code for link in links_made(session) if link.state == "revoked"} == {"PER-PIER"}
