"""Hops of a configuration in a change: in order or refused, and what is said of a hop goes where the hop goes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.postgresql import Filled
from workbench.graph.proposed import ItemEdit, LinkEdit, NewItem, ProposedChange
from workbench.graph.reading import read_snapshot
from workbench.graph.snapshot import Snapshot
from workbench.graph.ways import NOT_SETTLED, way
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.changes import Saved, preview, save
from workbench.process.keeping import Database
from workbench.process.planning.preview import Refused
from workbench.process.undoing import undo
from workbench.process.verification import verify

FACTS = {
    "protocols": "PRO-A@1 (verified); PRO-B@2 (partly); PRO-C@2; PRO-A@3",
    "translations": ["none", "A → B", "B → A"],
    "owners": ["utility", "aggregator", "customer"],
    "payers": ["utility", "not settled", "customer"],
    "hop_certainty": ["verified", "partly", "inferred"],
}


@pytest.fixture
def three(filled: Filled) -> Database:
    """A configuration of three hops, INT-1 to INT-3, of which everything is said."""
    return filled(begin)


def begin(database: Database) -> None:
    new = (
        *(NewItem("interface", {"title": f"Line {n}"}, f"INT-{n}") for n in range(1, 6)),
        *(NewItem("protocol", {"title": f"Protocol {x}"}, f"PRO-{x}") for x in "ABC"),
        NewItem("configuration", {"title": "Way", "hops": "INT-1; INT-2; INT-3", **FACTS}, "CFG-X"),
    )
    save(database, ME, ProposedChange(new=new, why="test"))


def edit(database: Database, **fields: Any) -> Saved:
    return save(database, ME, ProposedChange(edits=(ItemEdit("CFG-X", fields),), why="test"))


def snapshot(database: Database) -> Snapshot:
    with database.read() as session:
        return read_snapshot(session)


def said(database: Database) -> list[tuple[str, str, str, str, str, list[str]]]:
    """Each hop with everything that is said of it."""
    now = snapshot(database)
    return [
        (
            hop.interface.code,
            hop.translation,
            hop.owner,
            hop.payer,
            hop.certainty,
            [f"{one.protocol.code} {one.certainty}".strip() for one in hop.protocols],
        )
        for hop in way(now, now.by_code["CFG-X"]).hops
    ]


FIRST = ("INT-1", "none", "utility", "utility", "verified", ["PRO-A verified"])
SECOND = ("INT-2", "A → B", "aggregator", NOT_SETTLED, "partly", ["PRO-B partly", "PRO-C"])
THIRD = ("INT-3", "B → A", "customer", "customer", "inferred", ["PRO-A"])


def test_everything_is_said_of_its_hop(three: Database) -> None:
    assert said(three) == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    ("hops", "left"),
    [
        ("INT-3; INT-2; INT-1", [THIRD, SECOND, FIRST]),
        ("INT-2; INT-3", [SECOND, THIRD]),
        ("INT-1; INT-3", [FIRST, THIRD]),
        ("INT-1; INT-2", [FIRST, SECOND]),
        ("", []),
    ],
)
def test_what_is_said_moves_with_its_hop(three: Database, hops: str, left: list[Any]) -> None:
    saved = edit(three, hops=hops)
    assert said(three) == left
    assert verify(three).faults == ()
    undo(three, ME, saved.number, "Back")
    assert said(three) == [FIRST, SECOND, THIRD]


def test_of_a_new_hop_nothing_is_settled_and_the_preview_says_what_moves(three: Database) -> None:
    change = ProposedChange(edits=(ItemEdit("CFG-X", {"hops": "INT-1; INT-4; INT-2; INT-3"}),))
    [changed] = preview(three, ME, change).changes
    shown = {field.name: field.after for field in changed.fields}
    assert shown["hops"] == ["INT-1", "INT-4", "INT-2", "INT-3"]
    assert shown["owners"] == ["utility", NOT_SETTLED, "aggregator", "customer"]
    assert shown["protocols"] == ["PRO-A@1 (verified)", "PRO-B@3 (partly)", "PRO-C@3", "PRO-A@4"]
    edit(three, hops="INT-1; INT-4; INT-2; INT-3")
    assert said(three)[1] == ("INT-4", NOT_SETTLED, NOT_SETTLED, NOT_SETTLED, NOT_SETTLED, [])
    assert [said(three)[0], *said(three)[2:]] == [FIRST, SECOND, THIRD]


def test_what_the_change_writes_itself_stays_as_written(three: Database) -> None:
    edit(three, hops="INT-2; INT-1", owners=["shared", "utility"], protocols="PRO-C@1")
    assert [(code, owner, protocols) for code, _, owner, _, _, protocols in said(three)] == [
        ("INT-2", "shared", ["PRO-C"]),
        ("INT-1", "utility", []),
    ]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from(range(1, 6)), unique=True, max_size=5), min_size=1, max_size=3))
def test_through_any_changes_of_order_each_hop_keeps_its_own(
    three: Database, orders: list[list[int]]
) -> None:
    edit_to(three, hops="INT-1; INT-2; INT-3", **FACTS)
    known = {entry[0]: entry for entry in said(three)}
    for order in orders:
        edit_to(three, hops="; ".join(f"INT-{n}" for n in order))
        found = said(three)
        assert [entry[0] for entry in found] == [f"INT-{n}" for n in order]
        for entry in found:
            expected = known.get(entry[0], (entry[0], *[NOT_SETTLED] * 4, []))
            assert entry == expected
        known = {entry[0]: entry for entry in found}


def edit_to(database: Database, **fields: Any) -> None:
    """Edit, or leave it where the record says so already."""
    if not preview(database, ME, ProposedChange(edits=(ItemEdit("CFG-X", fields),))).empty:
        edit(database, **fields)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"protocols": "PRO-A@4"}, "PRO-A is spoken at a hop that there is not. Found: '4'. Allowed: 1 to 3"),
        ({"protocols": "PRO-A@0"}, "PRO-A is spoken at a hop that there is not"),
        ({"protocols": "PRO-B"}, "PRO-B is spoken at no hop that is named"),
        ({"protocols": "PRO-Z@1"}, "is no item. Found: 'PRO-Z'"),
        ({"owners": ["utility"] * 4}, "has more entries than there are hops. Found: '4'"),
        (
            {"owners": ["somebody"]},
            "is nobody who may hold a hop. Found: 'somebody'. Allowed: utility, customer",
        ),
        ({"duties": {"somebody": "A gateway"}}, "is nobody who may have something to implement"),
        ({"hop_certainty": ["surely"]}, "is not one of the words allowed here"),
        ({"hops": "", "owners": ["utility"]}, "has more entries than there are hops"),
    ],
)
def test_what_fits_no_hop_is_refused_in_a_sentence(
    three: Database, fields: dict[str, Any], message: str
) -> None:
    if fields == {"protocols": "PRO-B"}:
        edit(three, protocols="")
    with pytest.raises(Refused) as refused:
        edit(three, **fields)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("link", "message"),
    [
        (LinkEdit("INT-4", "hop-of", "CFG-X", {"order": 5}), "without a gap. Found: '1, 2, 3, 5'"),
        (LinkEdit("INT-4", "hop-of", "CFG-X", {"order": 2}), "without a gap. Found: '1, 2, 2, 3'"),
        (LinkEdit("INT-4", "hop-of", "CFG-X"), "without a gap. Found: 'none, 1, 2, 3'"),
        (LinkEdit("INT-2", "hop-of", "CFG-X", remove=True), "without a gap. Found: '1, 3'"),
        (
            LinkEdit("INT-1", "hop-of", "CFG-X", {"order": 4}),
            "goes over the same interface twice. Found: 'INT-1'",
        ),
        (LinkEdit("CFG-X", "speaks", "PRO-B", {"hop": 7}), "PRO-B is spoken at a hop that there is not"),
    ],
)
def test_single_links_are_held_to_the_same(three: Database, link: LinkEdit, message: str) -> None:
    with pytest.raises(Refused) as refused:
        save(three, ME, ProposedChange(links=(link,), why="test"))
    assert message in str(refused.value)


def test_a_single_link_at_the_end_is_one_hop_more(three: Database) -> None:
    save(three, ME, ProposedChange(links=(LinkEdit("INT-4", "hop-of", "CFG-X", {"order": 4}),), why="test"))
    assert [entry[0] for entry in said(three)] == ["INT-1", "INT-2", "INT-3", "INT-4"]
    save(three, ME, ProposedChange(links=(LinkEdit("INT-4", "hop-of", "CFG-X", remove=True),), why="test"))
    assert said(three) == [FIRST, SECOND, THIRD]


def test_who_cites_a_configuration_looks_again_when_a_hop_changes_hands_and_its_hops_do_not(
    three: Database,
) -> None:
    agreement = NewItem("agreement", {"title": "Layer", "applies": "CFG-X"}, "AGR-01")
    save(three, ME, ProposedChange(new=(agreement,), why="test"))
    edit(three, owners=["utility", "customer", "customer"])
    assert [
        (link.relation, snapshot(three).items[link.source].code)
        for link in snapshot(three).links
        if link.suspect
    ] == [("applies-to", "AGR-01")]
