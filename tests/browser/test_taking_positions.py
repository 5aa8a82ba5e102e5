"""A whole consensus call in real browsers: five organisations by their links, and the facilitator.

One changes its mind, one objects without a reason and then with one, one authorises; the text is changed and
then corrected, one contests the correction; positions are renewed, the call closes by the clock, and the
outcome stands on the issue with its sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.served import Served, record
from tests.browser.served import now as on_record
from tests.browser.streamlit_page import PICTURES, rerun, screenshot, settled, watch_runs
from workbench.graph.ballots import BallotRow, ballot_named
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.ballots.opening import prepare_and_open
from workbench.process.ballots.preparing import BallotDraft
from workbench.process.clock import now
from workbench.process.sign_in import make_link
from workbench.process.verification import verify

pytestmark = pytest.mark.fictional

PEOPLE = {
    "ORG-UTILITY-BLUE": "PER-QUAY",
    "ORG-UTILITY-GREEN": "PER-PIER",
    "ORG-FLEETWISE": "PER-BUOY",
    "ORG-RATEPAYER": "PER-ANCHOR",
    "ORG-ROOFTOP": "PER-GABLE",
}
FACILITATOR = "PER-FERRY"
ISSUE = "ISS-003"


@pytest.fixture
def person(
    browser: Browser, served: Served, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], Page]]:
    """Open a browser of its own for a person, who signs in by the link."""
    contexts: list[BrowserContext] = []

    def signed_in(code: str, width: int = 1440) -> Page:
        with record(served) as database:
            token = make_link(database, LOCAL_OPERATOR, person=code)
        context = browser.new_context(
            viewport={"width": width, "height": 900}, reduced_motion="reduce", accept_downloads=True
        )
        contexts.append(context)
        context.set_default_timeout(30_000)
        watch_runs(context)
        page = context.new_page()
        page.goto(f"{served.url}/sign-in?token={token}")
        page.get_by_role("button", name="Sign in").click()
        settled(page)
        return page

    yield signed_in
    report = getattr(request.node, "report_of_call", None)
    for number, context in enumerate(contexts):
        if report is not None and report.failed:
            PICTURES.mkdir(parents=True, exist_ok=True)
            context.pages[0].screenshot(path=PICTURES / f"failed-{request.node.name}-{number}.png")
        context.close()


def row(served: Served, code: str) -> BallotRow:
    with record(served) as database, database.read() as session:
        found = ballot_named(session, code)
    assert found is not None
    return found


def go(page: Page, served: Served, address: str) -> None:
    page.goto(served.url + address)
    settled(page)


def answer(page: Page, word: str, reason: str = "") -> None:
    """Choose a position, say why, and send it."""
    fill_in(page, word, reason)
    with rerun(page):
        page.get_by_role("button", name="Send the position").click()


def fill_in(page: Page, word: str, reason: str = "") -> None:
    """Choose a position and say why."""
    choice = page.get_by_role("radio", name=word, exact=True)
    choice.wait_for(state="attached")
    if not choice.is_checked():
        choice.check(force=True)
    if reason:
        page.get_by_role("textbox", name="Reason").fill(reason)


def edit_text(page: Page, served: Served, text: str) -> None:
    """Change the issue's text on its page, as the facilitator, through the preview."""
    go(page, served, f"/?item={ISSUE}")
    with rerun(page):
        page.get_by_role("button", name="Edit").click()
    field = page.get_by_role("textbox", name="Text", exact=True).first
    field.fill(text)
    with rerun(page):
        field.press("Tab")
    with rerun(page):
        page.get_by_role("button", name="Save …").first.click()
    preview = page.get_by_role("dialog")
    expect(preview.get_by_text("position", exact=False).first).to_be_visible()
    preview.get_by_role("button", name="Save", exact=False).first.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    settled(page)


def test_a_position_by_keyboard_alone_on_a_telephone(served: Served, person: Callable[[str], Page]) -> None:
    with record(served) as database:
        closes = now() + timedelta(days=20)
        code = prepare_and_open(
            database, LOCAL_OPERATOR, BallotDraft("consensus-call", "AGR-03", closes_at=closes)
        )
    page = person("PER-ANCHOR", width=390)
    go(page, served, f"/call?call={code}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, "nothing has to be scrolled sideways"
    for landmark in ("main", "navigation"):
        expect(page.get_by_role(landmark).first).to_be_attached()  # type: ignore[arg-type]
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    first = page.get_by_role("radio", name="Support", exact=True)
    first.wait_for(state="attached")
    pressed = 0
    while not first.evaluate("radio => radio === document.activeElement"):
        page.keyboard.press("Tab")
        pressed += 1
        assert pressed < 60, "the positions cannot be reached by the tabulator"
    page.keyboard.press("Space")
    expect(first).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Support with comment")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("With a word on small sites.")
    send = page.get_by_role("button", name="Send the position")
    pressed = 0
    while not send.evaluate("button => button === document.activeElement"):
        page.keyboard.press("Tab")
        pressed += 1
        assert pressed < 20, "the button cannot be reached by the tabulator"
    with rerun(page):
        page.keyboard.press("Enter")
    expect(page.get_by_text("Recorded for Ratepayer Example Office")).to_be_visible()
    taken = row(served, code).latest()["ORG-RATEPAYER"]
    assert (taken.position, taken.reason) == ("support-with-comment", "With a word on small sites.")
    screenshot(page, "call-by-keyboard", widths=(390,))


def test_five_organisations_and_a_facilitator(
    served: Served, demo_clock: Path, person: Callable[[str], Page]
) -> None:
    closes = now() + timedelta(days=9)
    with record(served) as database:
        code = prepare_and_open(
            database, LOCAL_OPERATOR, BallotDraft("consensus-call", ISSUE, closes_at=closes)
        )
        text = database_text(served)
    pages = {organisation: person(who) for organisation, who in PEOPLE.items()}

    # Each finds the call on its own page and answers.
    for organisation, page in pages.items():
        link = page.locator(f"a[href*='call={code}']")
        expect(link.first).to_be_visible()
        if link.count() > 1:
            link = page.locator(f"a[href*='call={code}'][href*='{organisation}']")
        link.first.click()
        page.wait_for_url(f"**call={code}*")
        settled(page)
        if organisation == "ORG-ROOFTOP":
            answer(page, "Object")
            expect(page.get_by_text("Objecting needs a reason")).to_be_visible()
            assert row(served, code).of(organisation) == []
            answer(page, "Object", "The smallest customers pay for it.")
        else:
            answer(page, "Support")
        expect(page.get_by_text("Recorded for")).to_be_visible()
    screenshot(pages["ORG-ROOFTOP"], "call-receipt")
    assert len(row(served, code).latest()) == 5

    # One changes its mind; the earlier answer stays visible.
    buoy = pages["ORG-FLEETWISE"]
    with rerun(buoy):
        buoy.get_by_role("button", name="Change it").click()
    answer(buoy, "Abstain")
    assert [p.position for p in row(served, code).of("ORG-FLEETWISE")] == ["support", "abstain"]
    with rerun(buoy):
        buoy.get_by_text("What was said before (1)").click()
    before = buoy.get_by_test_id("stExpander").filter(has_text="What was said before (1)")
    expect(before).to_contain_text("● supports Eli Buoy")

    # One is authorised for a filing.
    quay = pages["ORG-UTILITY-BLUE"]
    quay.get_by_role("button", name="Authorise it …").click()
    quay.get_by_role("textbox", name="For which filing?").fill("Report of December")
    with rerun(quay):
        quay.get_by_role("button", name="Authorise the position").click()
    expect(quay.get_by_text("Authorised for Report of December").first).to_be_visible()

    # The facilitator changes the text: every position was taken on the earlier one.
    ferry = person(FACILITATOR)
    edit_text(ferry, served, f"{text} A default has to be named.")
    assert all(p.overtaken for p in row(served, code).positions)
    go(quay, served, f"/call?call={code}")
    expect(quay.get_by_text("Taken on an earlier text (revision").first).to_be_visible()
    answer(quay, "Support")
    pier = pages["ORG-UTILITY-GREEN"]
    go(pier, served, f"/call?call={code}")
    answer(pier, "Support")

    # A spelling is corrected and proposed as editorial; one contests it.
    edit_text(ferry, served, f"{text} A Default has to be named.")
    go(ferry, served, f"/consensus-calls?call={code}")
    # What is hidden by its style counts as visible to the browser: it has no width.
    reason = ferry.locator(".wb-said").first
    expect(reason).to_be_visible()
    assert (reason.bounding_box() or {"width": 0})["width"] > 100
    with rerun(ferry):
        ferry.get_by_role("button", name=f"Propose the last change of {ISSUE} as editorial").click()
    ferry.get_by_role("textbox", name="What was changed").fill("A capital letter.")
    with rerun(ferry):
        ferry.get_by_role("button", name="Propose it as editorial").click()
    go(pier, served, "/my-page")
    expect(pier.get_by_text("A change is proposed as editorial")).to_be_visible()
    go(pier, served, f"/call?call={code}")
    pier.get_by_role("button", name="It changes the meaning").click()
    pier.get_by_role("textbox", name="What does it alter?").fill("A Default is a defined term.")
    with rerun(pier):
        pier.get_by_role("button", name="Contest the change").click()
    assert row(served, code).editorials[0].objections[0][0] == "ORG-UTILITY-GREEN"

    # Positions are renewed on the present text.
    for organisation, word, reason in (
        ("ORG-UTILITY-BLUE", "Support", ""),
        ("ORG-UTILITY-GREEN", "Prefer another, but can live with it", ""),
        ("ORG-FLEETWISE", "Abstain", ""),
        ("ORG-RATEPAYER", "Support", ""),
        ("ORG-ROOFTOP", "Object", "Still too dear."),
    ):
        go(pages[organisation], served, f"/call?call={code}&organisation={organisation}")
        answer(pages[organisation], word, reason)
        expect(pages[organisation].get_by_text("Recorded for")).to_be_visible()
    assert all(p.counts for p in row(served, code).latest().values())

    # The clock passes the close: nothing more is taken, and the outcome is recorded.
    late = pages["ORG-RATEPAYER"]
    go(late, served, f"/call?call={code}")
    with rerun(late):
        late.get_by_role("button", name="Change it").click()
    fill_in(late, "Object", "Too late.")
    demo_clock.write_text(str(float(demo_clock.read_text()) + 9 * 86_400 + 60))
    with rerun(late):
        late.get_by_role("button", name="Send the position").click()
    expect(late.get_by_text("Nothing was recorded").first).to_be_visible()
    assert row(served, code).latest()["ORG-RATEPAYER"].position == "support"
    go(ferry, served, f"/consensus-calls?call={code}")
    with rerun(ferry):
        ferry.get_by_role("button", name="Record the outcome").click()
    dialog = ferry.get_by_role("dialog")
    expect(dialog.get_by_role("radio", name="Consensus", exact=True)).to_have_count(0)
    with rerun(ferry):
        dialog.get_by_role("radio", name="Consensus with recorded dissent").check(force=True)
    with rerun(ferry):
        dialog.get_by_role("button", name="Record it").click()
    recorded = row(served, code)
    assert recorded.outcome == "consensus with recorded dissent"
    assert "Objecting: Rooftop Example Developers." in recorded.outcome_sentence
    go(ferry, served, f"/?item={ISSUE}")
    expect(ferry.get_by_text("Objecting: Rooftop Example Developers.", exact=False).first).to_be_visible()
    screenshot(ferry, "issue-with-outcome")
    with record(served) as database:
        assert verify(database).faults == ()


def database_text(served: Served) -> str:
    """The issue's text as it stands."""
    item = on_record(served).item(ISSUE)
    assert item is not None
    return item.text
