"""impact: what a change would touch, in sentences and as JSON, and the same as what a save then does."""

from __future__ import annotations


def test_a_sentence_and_the_items_by_steps(workbench) -> None:
    said = workbench.done("impact", "AGR-03").out
    assert "8 links would turn suspect." in said
    assert "R21-08" in said
    assert "applies-to AGR-03" in said


def test_what_is_told_is_what_turns_suspect(workbench) -> None:
    told = workbench.done("impact", "AGR-03", "--steps", "1", "--json").json
    direct = {one["code"] for one in told["touched"]}
    assert {one["steps"] for one in told["touched"]} == {1}
    workbench.done("edit", "AGR-03", "text=Another protocol is the default.", "--why", "test")
    suspect = workbench.done("list", "requirement", "--where", "suspect=yes", "--json").json
    assert direct <= {one["code"] for one in suspect}
    assert "(8 are already)" in workbench.done("impact", "AGR-03").out


def test_what_nothing_cites_and_who_stands_on_the_text(workbench, demo_workbench) -> None:
    assert "Nothing cites it" in workbench.done("impact", "TRM-AMI").out
    said = demo_workbench.done("impact", "REQ-03").out
    assert "1 position would be on an earlier text" in said
    assert "Utility Green: ● supports" in said


def test_an_unknown_code_is_refused(workbench) -> None:
    assert "AGR-99" in workbench.refused("impact", "AGR-99")
    assert "--steps" in workbench.misread("impact", "AGR-03", "--steps", "0")
