"""Details of links in words: the same on screens and in a terminal."""

from __future__ import annotations

from dataclasses import replace

from tests.exchange.conftest import link
from workbench.graph.detail_words import link_detail_words
from workbench.graph.vocabulary import FOREIGN


def test_a_links_detail_is_told_by_name_without_what_is_no_words() -> None:
    said = {"Rationale": "Because.", "Rank": {"enumeration": ["Must", "May"]}, "Weight": 3}
    detail = {"line": 14, "seen": ["p. 3", "p. 4"], "order": 2, "end": "", FOREIGN: said}
    told = link_detail_words(replace(link("ISS-001", "depends-on", "ISS-002"), detail=detail))
    assert told == (
        "line 14, where it was seen p. 3, p. 4, Rationale: Because., Rank: enumeration: Must; May, Weight: 3"
    )
    assert link_detail_words(link("ISS-001", "depends-on", "ISS-002")) == ""
