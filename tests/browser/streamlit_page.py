"""How a test drives a Streamlit page: wait for the script, edit a cell of a grid, take pictures.

Nothing here sleeps: a run of the script shows in an attribute of the page, and every wait is for a state.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page

# Where a kind of element is shown for the first time, its code is loaded, and a grey bone stands in its place.
SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]:not(:has([data-testid="stSkeleton"]))'
GRID = '[data-testid="stDataFrame"]'
ROW_HEIGHT_REM = 2.1875  # of the header too; 35 pixels where the letters are 16
PICTURES = Path(__file__).parents[2] / "build" / "pictures"

# A run that is quick begins and ends between two drawings of the page, and leaves no trace in its attributes.
# So the end is read from the connection: field 9 of a message says whether the script runs, and is empty for no.
_COUNT_RUNS = """
    window.finishedRuns = 0;
    window.WebSocket = class extends window.WebSocket {
        constructor(...given) {
            super(...given);
            this.addEventListener("message", ({ data }) => {
                const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : [];
                if (bytes.length === 2 && bytes[0] === (9 << 3 | 2) && bytes[1] === 0) window.finishedRuns += 1;
            });
        }
    };
"""
_DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def watch_runs(context: BrowserContext) -> None:
    """Let the pages of a window count the runs that finished; `rerun` needs it."""
    context.add_init_script(_COUNT_RUNS)


def settled(page: Page, timeout: float = 30_000) -> None:
    """Wait until no run of the script is going on and all is drawn (milliseconds); after an action use `rerun`."""
    page.wait_for_selector(SETTLED, timeout=timeout)
    page.evaluate(_DRAWN)
    page.wait_for_selector(SETTLED, timeout=timeout)


@contextmanager
def rerun(page: Page, timeout: float = 30_000) -> Iterator[None]:
    """Wait for the run of the script that the actions in the block bring about, and for its end."""
    page.wait_for_selector(SETTLED, timeout=timeout)
    before = page.evaluate("window.finishedRuns")
    assert before is not None, "runs are not counted on this page; see watch_runs"
    yield
    page.wait_for_function("before => window.finishedRuns > before", arg=before, timeout=timeout)
    settled(page, timeout)


def grid(page: Page, number: int = 0) -> Locator:
    """Return the page's grid of that number, counted from the top, when it is drawn."""
    frame = page.locator(GRID).nth(number)
    frame.locator("table[role=grid]").wait_for(state="attached")
    # The table for readers of the screen is filled after the grid is drawn.
    frame.locator("table[role=grid] [role=columnheader]").first.wait_for(state="attached")
    still(page)
    return frame


def grid_columns(frame: Locator) -> list[str]:
    """Return the titles of a grid's columns as far as they are drawn, from the left."""
    return [title.strip() for title in frame.locator("th[role=columnheader]").all_text_contents()]


def grid_cell(frame: Locator, row: int, column: str) -> str:
    """Return the text of one drawn cell; rows count from 0."""
    number = grid_columns(frame).index(column)
    return frame.locator(f"#glide-cell-{number}-{row}").inner_text().strip()


def grid_choose(page: Page, row: int, column: str | int, number: int = 0) -> None:
    """Choose one cell of a grid, as a click on it does.

    ``row`` counts from 0 and must be in sight; ``column`` is the title of a column, or its number from 0
    when it is out of sight.
    """
    frame = grid(page, number)
    target = column if isinstance(column, int) else grid_columns(frame).index(column)
    letters = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    # The first column is chosen by where it is and the others by keys: a click on a cell that is chosen
    # already would open its editor, and one on the middle of a box to tick would tick it.
    frame.locator(".dvn-scroller").click(position={"x": 4, "y": ROW_HEIGHT_REM * letters * (row + 1.5)})
    for _ in range(target):
        page.keyboard.press("ArrowRight")


def grid_edit(page: Page, row: int, column: str | int, text: str, number: int = 0) -> None:
    """Type a text into one cell of a grid and wait for the run that follows; see `grid_choose`.

    In a column of choices the text picks the choice that it matches.
    """
    grid_choose(page, row, column, number)
    page.keyboard.press("Enter")
    editor = page.locator("#portal textarea, #portal input").first
    editor.wait_for(state="visible")
    with rerun(page):
        editor.fill(text)
        if editor.get_attribute("role") == "combobox":
            page.locator("#portal [role=option]", has_text=text).first.wait_for(state="visible")
        page.keyboard.press("Enter")
    editor.wait_for(state="detached")


def choose(page: Page, field: Locator, words: str) -> None:
    """Choose in a list the first choice with some words, by typing them, and wait for the run that follows."""
    # A list closes when what is behind it scrolls, and the page hears of a scroll one drawing later: so all
    # scrolling is over before the list opens.
    field.scroll_into_view_if_needed()
    page.evaluate(_DRAWN)
    field.fill(words)
    choice = page.get_by_role("option", name=words, exact=False).first
    choice.wait_for(state="visible")
    with rerun(page):
        choice.click()


def type_day(page: Page, field: Locator, year: str, month: str, day: str) -> None:
    """Type a day into a field of a date, part by part, and leave it."""
    with rerun(page):
        for part, digits in (("year", year), ("month", month), ("day", day)):
            field.locator(f"[data-type={part}]").click()
            page.keyboard.type(digits)
        page.keyboard.press("Escape")  # closes the calendar below the field, which takes the day


def still(page: Page, timeout: float = 30_000) -> None:
    """Wait until nothing moves any more; what moves for ever does not count."""
    page.wait_for_function(
        """() => document.getAnimations().every(
            (one) => one.playState !== "running" || one.effect?.getTiming().iterations === Infinity)""",
        timeout=timeout,
    )


def screenshot(page: Page, name: str, widths: Sequence[int] = (1440, 390)) -> list[Path]:
    """Save a picture of the whole page at each width (pixels) under ``build/pictures``; return the files.

    Pictures are for whoever looks at them; ``PICTURES=yes make test`` asks for them.
    """
    if not os.environ.get("PICTURES"):
        return []
    PICTURES.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    files = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        settled(page)
        height = page.evaluate("document.querySelector('[data-testid=stMain]')?.scrollHeight ?? 900")
        page.set_viewport_size({"width": width, "height": max(900, min(int(height), 6000))})
        settled(page)
        still(page)
        files.append(PICTURES / f"{name}-{width}.png")
        page.screenshot(path=files[-1])
    if before:
        page.set_viewport_size(before)
    return files
