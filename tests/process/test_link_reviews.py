"""Links are noted to still hold: one without more ado, many at once for a reason."""

from __future__ import annotations

import pytest

from workbench.graph.proposed import ItemEdit, ProposedChange
from workbench.graph.reading import SNAPSHOTS
from workbench.graph.suspects import moved
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import Database
from workbench.process.link_reviews import Ends, review_links
from workbench.process.planning.preview import Refused


def suspect(database: Database) -> list[Ends]:
    return [
        (citation.source.code, citation.link.relation, group.item.code)
        for group in moved(SNAPSHOTS.get(database))
        for citation in group.citations
        if group.item.code in ("AGR-03", "AGR-04")
    ]


def test_many_at_once_and_of_several_texts_need_a_reason(bundled: Database) -> None:
    edits = tuple(ItemEdit(code, {"text": "Another text."}) for code in ("AGR-03", "AGR-04"))
    save(bundled, LOCAL_OPERATOR, ProposedChange(edits=edits, why="test"))
    ends = suspect(bundled)
    assert len({target for *_, target in ends}) == 2
    with pytest.raises(Refused) as refused:
        review_links(bundled, LOCAL_OPERATOR, ends, "  ")
    assert f"say why these {len(ends)} links still hold" in str(refused.value)
    assert suspect(bundled) == ends, "nothing is half written"
    with pytest.raises(Refused, match="plain text"):
        review_links(bundled, LOCAL_OPERATOR, ends, "x" * 301)
    first, *rest = ends
    review_links(bundled, LOCAL_OPERATOR, [first])
    assert suspect(bundled) == rest, "one needs none"
    review_links(bundled, LOCAL_OPERATOR, rest, "Only words were mended")
    assert suspect(bundled) == []


def test_a_review_beside_an_earlier_text_is_refused_once_for_all_its_links(bundled: Database) -> None:
    save(bundled, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit("AGR-03", {"text": "Another."}),)))
    ends = suspect(bundled)
    shown = SNAPSHOTS.get(bundled).by_code["AGR-03"]
    seen = {shown.code: shown.fingerprint}
    save(bundled, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit("AGR-03", {"text": "Yet another."}),)))
    with pytest.raises(Refused) as refused:
        review_links(bundled, LOCAL_OPERATOR, ends, "The same in other words", seen=seen)
    assert refused.value.preview.sentences() == [
        f"AGR-03: the text was changed again meanwhile; look at revision {shown.revision + 1} first."
    ]
    assert suspect(bundled) == ends
    save(bundled, LOCAL_OPERATOR, ProposedChange(edits=(ItemEdit("AGR-03", {"text": "Another."}),)))
    review_links(bundled, LOCAL_OPERATOR, ends, "The same in other words", seen=seen)
    assert suspect(bundled) == [], "the text that was shown is the text as it stands"
