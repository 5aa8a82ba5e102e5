"""The submittal of the bundled record, as it stands at the baseline of July 2014, on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from tests.filing.conftest import text_of
from workbench.filing import DRAFT, RECONSTRUCTION, lint, plan_submittal, write_submittal
from workbench.filing.contents import headings_of, paginate
from workbench.filing.drawings import picture_of
from workbench.filing.form import FormRules
from workbench.filing.submittal import compose
from workbench.graph.snapshot import Snapshot

BASELINES = ("Minutes of 12 June 2014", "Submittal of 18 July 2014", "Recommendations of February 2015")


@pytest.fixture(scope="module")
def baselines(bundled_at: Callable[[str], Snapshot]) -> dict[str, Snapshot]:
    """The bundled record at its baselines."""
    return {name: bundled_at(name) for name in BASELINES}


@pytest.mark.parametrize("name", BASELINES)
def test_it_is_written_at_every_baseline_without_refusal(baselines: dict[str, Snapshot], name: str) -> None:
    written = write_submittal(baselines[name])
    assert len(written.missing) == 2
    text = text_of(written.content)
    assert "/s/" not in text
    for hoped in ("firm grasp", "Workshop in August"):
        assert hoped not in text
    rules = {breach.rule for breach in lint(written.content, baselines[name])}
    assert rules == {"title", "contact-block"}


def test_july_2014_knows_nothing_of_2015(baselines: dict[str, Snapshot]) -> None:
    text = text_of(write_submittal(baselines[BASELINES[1]]).content)
    assert "2015" not in text
    assert "June 12, 2014" in text
    assert plan_submittal(baselines[BASELINES[1]]).refusals == []


def test_modbus_binds_most_inverter_manufacturers_and_not_the_group(baselines: dict[str, Snapshot]) -> None:
    text = text_of(write_submittal(baselines[BASELINES[1]], picture=None).content)
    assert "for most inverter manufacturers" in text
    assert "Questioned the same day" in text


@pytest.mark.office
def test_on_paper(baselines: dict[str, Snapshot], pages: Callable[[bytes], list[str]]) -> None:
    snapshot = baselines[BASELINES[1]]
    form = FormRules.of(snapshot)
    sheet = form.styles()
    plan = plan_submittal(snapshot)
    picture, _ = picture_of(snapshot, plan.screening, sheet.page.text_width)
    document = compose(plan, form, picture)
    counted = paginate(document, sheet)
    rendered = pages(write_submittal(snapshot).content)
    assert len(rendered) == counted.count
    for number, text in enumerate(rendered, 1):
        assert DRAFT in text
        assert RECONSTRUCTION in text
        assert f"Page {number} of {len(rendered)}" in text
    for heading in headings_of(document.blocks, sheet):
        page = counted.of_bookmark[heading.bookmark]
        line = rf"(?im)^\s*{re.escape(heading.number)}\s+{re.escape(heading.text)}"
        assert re.search(rf"{line}\s*$", rendered[page - 1]), heading
        assert re.search(rf"{line}\.*{page}$", rendered[1]), heading


@pytest.mark.office
def test_the_space_for_the_stamp_is_blank(
    baselines: dict[str, Snapshot], pdf_of: Callable[[bytes], Path]
) -> None:
    made = pdf_of(write_submittal(baselines[BASELINES[1]], picture=None).content)
    page = pypdfium2.PdfDocument(str(made))[0]
    image = page.render(scale=1).to_pil().convert("L")  # one pixel a point
    width = image.width
    assert image.getbbox() is not None
    # At the corner of the sheet, and within the margins.
    for right, top in ((width, 0), (width - 72, 72)):
        assert image.crop((right - 180, top, right, top + 108)).getextrema() == (255, 255)
