"""The table of media: every figure has a source and says how sure it is."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from workbench.stubs.links import MediaFault, media, medium
from workbench.stubs.links.media import CERTAINTIES, FILE, figures


def test_the_media_of_the_issue_are_there_with_plausible_figures() -> None:
    assert list(media()) == [
        "power-line-carrier",
        "ami-mesh",
        "cellular",
        "satellite",
        "public-internet",
        "private-wan",
    ]
    for each in media().values():
        assert each.name
        assert each.meaning.endswith(".")
        for source, certainty in each.sources.values():
            assert certainty in CERTAINTIES
            assert source.startswith("Chosen") == (certainty == "memory")
    assert medium("satellite").up.latency == pytest.approx(0.3)
    assert medium("cellular").up.bandwidth == pytest.approx(700_000)
    assert medium("cellular").down.bandwidth == pytest.approx(2_600_000)
    assert medium("power-line-carrier").down.loss == pytest.approx(0.02)
    assert media()["ami-mesh"].stall == pytest.approx(1)


def test_a_name_that_is_not_there_gets_those_that_are() -> None:
    with pytest.raises(
        MediaFault, match="No medium 'pigeon'; there are power-line-carrier, .*, private-wan, none"
    ):
        medium("pigeon")


def test_everything_wrong_in_a_table_is_said_at_once(tmp_path: Path) -> None:
    read = yaml.safe_load(FILE.read_text())
    read["media"][0]["figures"]["loss"] = {"value": 101, "source": "x", "certainty": "memory"}
    read["media"][1]["figures"]["colour"] = {"value": 1, "source": "x", "certainty": "memory"}
    del read["media"][2]["figures"]["loss"]["source"]
    read["media"][3]["figures"]["loss"]["certainty"] = "sure"
    (tmp_path / "media.yaml").write_text(yaml.safe_dump(read))
    with pytest.raises(MediaFault) as refused:
        media(tmp_path / "media.yaml")
    for words in (
        "power-line-carrier, up: loss is 1.01",
        "power-line-carrier, down: loss",
        "ami-mesh: no figure is called colour",
        "cellular: loss needs a source",
        "satellite: loss needs a source and one of verified",
    ):
        assert words in str(refused.value)


def test_figures_are_told_in_the_units_of_the_table_one_for_both_ways_where_they_are_alike() -> None:
    read = {entry["key"]: entry["figures"] for entry in yaml.safe_load(FILE.read_text())["media"]}
    for key, each in media().items():
        told = {figure.name: figure for figure in figures(each)}
        assert {name: one.value for name, one in told.items()} == pytest.approx(
            {name: figure["value"] for name, figure in read[key].items()}
        ), key
        for name, figure in read[key].items():
            assert (told[name].source, told[name].certainty) == (figure["source"], figure["certainty"])
