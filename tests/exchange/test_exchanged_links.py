"""Links of which another tool says something: one link stays one, what is suspect stays so, what is newer stays."""

from __future__ import annotations

import json

import pytest

from tests.exchange.test_record_exchange import Document, edit, head, item, saved, taken, written
from workbench.exchange.exchanged import TakenIn
from workbench.graph.proposed import LinkEdit, ProposedChange
from workbench.graph.vocabulary import FOREIGN
from workbench.process.actor import LOCAL_OPERATOR
from workbench.process.changes import save
from workbench.process.keeping import Database


def said_by_a_tool(database: Database, *details: Document) -> tuple[str, str]:
    """Put links of these details in place of one of the record; return its ends by their codes."""
    snapshot = head(database)
    link = next(x for x in snapshot.links if x.relation == "depends-on" and not x.detail)
    ends = snapshot.items[link.source].code, snapshot.items[link.target].code
    save(
        database,
        LOCAL_OPERATOR,
        ProposedChange(
            links=(
                LinkEdit(ends[0], link.relation, ends[1], {}, True, True),
                *(LinkEdit(ends[0], link.relation, ends[1], detail) for detail in details),
            )
        ),
    )
    return ends


def weight(number: int) -> Document:
    return {FOREIGN: {"Weight": number}}


def between(document: Document, ends: tuple[str, str]) -> list[Document]:
    return [
        x for x in item(document, ends[0])["links"] if x["relation"] == "depends-on" and x["code"] == ends[1]
    ]


def changed_weights(found: TakenIn) -> list[tuple[bool, int]]:
    return [(x.remove, x.detail[FOREIGN]["Weight"]) for x in found.change.links]


def test_a_suspect_link_stays_suspect_when_another_tool_says_something_of_it(bundled: Database) -> None:
    ends = said_by_a_tool(bundled, weight(1))
    edit(bundled, ends[1], title="Another title", text="Other words.")
    document = json.loads(written(bundled))
    (link,) = between(document, ends)
    link["detail"] = weight(2)
    del link["fingerprint"]
    found = taken(bundled, document)
    assert changed_weights(found) == [(True, 1), (False, 2)]
    saved(bundled, found.change)
    snapshot = head(bundled)
    (kept,) = (x for x in snapshot.links if x.detail == weight(2))
    assert kept.suspect


@pytest.mark.parametrize("then", [{}, {FOREIGN: {"Weight": 1}}], ids=["nothing said", "something said"])
def test_what_was_said_of_a_link_since_the_file_was_written_stays(bundled: Database, then: Document) -> None:
    ends = said_by_a_tool(bundled, then)
    document = json.loads(written(bundled))
    newer = json.loads(json.dumps(document))
    between(newer, ends)[0]["detail"] = weight(2)
    saved(bundled, taken(bundled, newer).change)
    found = taken(bundled, document)
    assert found.change.empty
    assert any("1 link of the file was changed since" in note for note in found.notes)


def test_of_several_links_that_of_which_the_file_says_otherwise_is_replaced(bundled: Database) -> None:
    ends = said_by_a_tool(bundled, weight(1), weight(2))
    document = json.loads(written(bundled))
    for link in between(document, ends):
        if link["detail"] == weight(1):
            link["detail"] = weight(9)
    assert changed_weights(taken(bundled, document)) == [(True, 1), (False, 9)]
    item(document, ends[0])["links"].reverse()
    assert changed_weights(taken(bundled, document)) == [(True, 1), (False, 9)]


def test_a_link_stays_one_when_a_file_says_nothing_of_it_any_more(bundled: Database) -> None:
    ends = said_by_a_tool(bundled, {FOREIGN: {"Rationale": "Because."}})
    document = json.loads(written(bundled))
    (link,) = between(document, ends)
    link["detail"] = {}
    assert taken(bundled, document).change.links == ()
    assert taken(bundled, document, remove_missing_links=True).change.links == ()
    document["record"]["id"] = "another-copy"
    assert taken(bundled, document).change.links == ()


def test_what_one_tool_says_of_a_link_stays_beside_what_another_says(bundled: Database) -> None:
    ends = said_by_a_tool(bundled, {FOREIGN: {"Rationale": "Because."}})
    document = json.loads(written(bundled))
    (link,) = between(document, ends)
    link["detail"] = weight(3)
    change = taken(bundled, document).change
    both = {FOREIGN: {"Rationale": "Because.", "Weight": 3}}
    assert [(x.remove, x.detail) for x in change.links] == [
        (True, {FOREIGN: {"Rationale": "Because."}}),
        (False, both),
    ]
    saved(bundled, change)
    again = json.loads(written(bundled))
    (link,) = between(again, ends)
    link["detail"] = {FOREIGN: {"Rationale": None}}
    assert [x.detail for x in taken(bundled, again).change.links if not x.remove] == [weight(3)]


def test_what_was_said_of_a_link_since_the_file_was_written_is_not_overwritten_by_what_it_repeats(
    bundled: Database,
) -> None:
    ends = said_by_a_tool(bundled, weight(1))
    document = json.loads(written(bundled))
    newer = json.loads(json.dumps(document))
    between(newer, ends)[0]["detail"] = weight(2)
    saved(bundled, taken(bundled, newer).change)
    between(document, ends)[0]["detail"] = {FOREIGN: {"Weight": 1, "Rationale": "Because."}}
    change = taken(bundled, document).change
    assert [x.detail for x in change.links if not x.remove] == [
        {FOREIGN: {"Weight": 2, "Rationale": "Because."}}
    ]


def test_one_link_that_the_file_lacks_stays_as_it_is(bundled: Database) -> None:
    ends = said_by_a_tool(bundled, weight(1))
    document = json.loads(written(bundled))
    links = item(document, ends[0])["links"]
    links.remove(between(document, ends)[0])
    found = taken(bundled, document).notes
    assert "1 link of the record that the file lacks stays as it is." in found
