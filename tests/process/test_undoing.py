"""Undo puts back whole, or names every later change and does nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import Engine, event

from tests.postgresql import Filled
from workbench.graph.history import history
from workbench.graph.proposed import ItemEdit, LinkEdit, NewItem, Problem, ProposedChange, Review
from workbench.graph.reading import read_snapshot
from workbench.graph.snapshot import Snapshot
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.baselines import make_baseline
from workbench.process.changes import save
from workbench.process.comments import add_comment
from workbench.process.keeping import Database
from workbench.process.planning.preview import Refused
from workbench.process.undoing import preview_undo, undo
from workbench.process.verification import verify


def head(database: Database) -> Snapshot:
    with database.read() as session:
        return read_snapshot(session)


@pytest.fixture
def two_issues(filled: Filled) -> Database:
    return filled(begin)


def begin(database: Database) -> None:
    new = (
        NewItem("issue", {"title": "A", "depends": "ISS-002"}, "ISS-001"),
        NewItem("issue", {"title": "B"}, "ISS-002"),
    )
    save(database, ME, ProposedChange(new=new))


def edit(code: str, **fields: object) -> ProposedChange:
    return ProposedChange(edits=(ItemEdit(code, fields),))


def test_undo_brings_back_text_links_and_trust(two_issues: Database) -> None:
    before = head(two_issues)
    change = ProposedChange(
        edits=(ItemEdit("ISS-001", {"depends": ""}), ItemEdit("ISS-002", {"title": "B2", "theme": "x"}))
    )
    number = save(two_issues, ME, change).number
    shown = preview_undo(two_issues, ME, number)
    assert shown.summary() == "2 items changed, 1 link added."
    undo(two_issues, ME, number, "typed in the wrong row")
    after = head(two_issues)
    for code in ("ISS-001", "ISS-002"):
        assert after.by_code[code].fingerprint == before.by_code[code].fingerprint
        assert after.by_code[code].detail == before.by_code[code].detail
        assert after.by_code[code].revision == 3
    assert after.field(after.by_code["ISS-001"], "depends") == ["ISS-002"]
    assert not any(link.suspect for link in after.links)
    with two_issues.read() as session:
        rows = history(session)
    assert [(r.change, r.verb, r.undoes, r.undone_by) for r in rows] == [
        (3, "undo", 2, None),
        (2, "edit", None, 3),
        (1, "edit", None, None),
    ]
    assert verify(two_issues).sound


def test_undo_of_a_text_clears_what_it_made_suspect(two_issues: Database) -> None:
    number = save(two_issues, ME, edit("ISS-002", text="new words")).number
    assert [link.suspect for link in head(two_issues).links] == [True]
    undo(two_issues, ME, number)
    assert [link.suspect for link in head(two_issues).links] == [False]


def test_created_items_become_withdrawn(two_issues: Database) -> None:
    undo(two_issues, ME, 1)
    assert {item.status for item in head(two_issues).items.values()} == {"withdrawn"}
    assert head(two_issues).links == ()


def test_undo_is_refused_whole_when_something_moved_since(two_issues: Database) -> None:
    change = ProposedChange(
        edits=(ItemEdit("ISS-001", {"title": "A2"}), ItemEdit("ISS-002", {"title": "B2"}))
    )
    number = save(two_issues, ME, change).number
    save(two_issues, ME, edit("ISS-002", priority="low"))
    save(two_issues, ME, edit("ISS-002", priority="high"))
    with pytest.raises(Refused, match="ISS-002: it was changed again in change 3, 4; undo that first"):
        undo(two_issues, ME, number)
    assert head(two_issues).by_code["ISS-001"].title == "A2"


def test_a_change_is_undone_once_and_an_undo_can_be_undone(two_issues: Database) -> None:
    number = save(two_issues, ME, edit("ISS-001", title="A2")).number
    undone = undo(two_issues, ME, number).number
    with pytest.raises(Refused, match=f"undone already, by change {undone}"):
        undo(two_issues, ME, number)
    undo(two_issues, ME, undone)
    assert head(two_issues).by_code["ISS-001"].title == "A2"


def test_what_was_said_cannot_be_undone(two_issues: Database) -> None:
    add_comment(two_issues, ME, "ISS-001", "I think so too.")
    with pytest.raises(Refused, match="can only be voided"):
        undo(two_issues, ME, 2)
    with pytest.raises(Refused, match="there is no change 99"):
        undo(two_issues, ME, 99)


def test_undo_of_a_review_brings_the_doubt_back(two_issues: Database) -> None:
    save(two_issues, ME, edit("ISS-002", text="new words"))
    reviewed = save(
        two_issues, ME, ProposedChange(reviews=(Review("ISS-001", "depends-on", "ISS-002"),)), verb="review"
    )
    assert [link.suspect for link in head(two_issues).links] == [False]
    undo(two_issues, ME, reviewed.number)
    assert [link.suspect for link in head(two_issues).links] == [True]
    assert verify(two_issues).sound


def test_a_look_back_at_the_day_does_not_show_the_mistake(two_issues: Database) -> None:
    day = date(2030, 1, 1)
    number = save(
        two_issues, ME, ProposedChange(edits=(ItemEdit("ISS-001", {"title": "X"}),), effective_on=day)
    ).number
    undo(two_issues, ME, number)
    with two_issues.read() as session:
        assert read_snapshot(session, as_of=day).by_code["ISS-001"].title == "A"
        assert read_snapshot(session, change=number).by_code["ISS-001"].title == "X"


def test_several_saves_are_undone_one_after_the_other(two_issues: Database) -> None:
    numbers = [save(two_issues, ME, edit("ISS-001", title=title)).number for title in ("A2", "A3", "A4")]
    for number in reversed(numbers):
        undo(two_issues, ME, number)
    assert head(two_issues).by_code["ISS-001"].title == "A"
    with pytest.raises(Refused, match="undone already"):
        undo(two_issues, ME, numbers[0])
    assert verify(two_issues).sound


def test_an_added_link_can_be_undone_after_its_removal_was(two_issues: Database) -> None:
    def link(*, remove: bool) -> int:
        change = LinkEdit("ISS-002", "pinned-to", "ACR-X", {"why": "w"}, remove=remove)
        return save(two_issues, ME, ProposedChange(links=(change,))).number

    save(two_issues, ME, ProposedChange(new=(NewItem("actor", {"title": "X"}, "ACR-X"),)))
    added, removed = link(remove=False), link(remove=True)
    undo(two_issues, ME, removed)
    undo(two_issues, ME, added)
    assert {x.relation for x in head(two_issues).links} == {"depends-on"}
    assert verify(two_issues).sound


def test_an_undo_closes_no_circle(two_issues: Database) -> None:
    number = save(two_issues, ME, edit("ISS-001", depends="")).number
    save(two_issues, ME, edit("ISS-002", depends="ISS-001"))
    with pytest.raises(
        Refused, match="this closes a circle: ISS-001 depends on ISS-002, which depends on ISS-001"
    ):
        undo(two_issues, ME, number)


def test_an_undo_doubles_no_link(two_issues: Database) -> None:
    hop = ("INT-1", "hop-of", "CFG-X")
    new = (NewItem("interface", {"title": "I"}, "INT-1"), NewItem("configuration", {"title": "C"}, "CFG-X"))
    save(two_issues, ME, ProposedChange(new=new, links=(LinkEdit(*hop, {"order": 1}),)))
    number = save(two_issues, ME, edit("CFG-X", hops="")).number
    again = save(two_issues, ME, ProposedChange(links=(LinkEdit(*hop, {"order": 1}),))).number
    with pytest.raises(Refused, match=f"was added again in change {again}"):
        undo(two_issues, ME, number)


def test_a_change_whose_undo_was_undone_stands_in_the_history(two_issues: Database) -> None:
    number = save(two_issues, ME, edit("ISS-001", title="A2")).number
    first = undo(two_issues, ME, number).number
    second = undo(two_issues, ME, first).number
    with two_issues.read() as session:
        rows = {row.change: row.undone_by for row in history(session)}
    assert (rows[number], rows[first], rows[second]) == (None, second, None)
    undo(two_issues, ME, number)
    with pytest.raises(Refused, match="undone already"):
        undo(two_issues, ME, number)


def test_a_baseline_name_fits_both_databases(two_issues: Database) -> None:
    with pytest.raises(Refused, match="at most 200"):
        make_baseline(two_issues, ME, "x" * 201)
    assert make_baseline(two_issues, ME, "x" * 200).change == 1


def citing(database: Database, number: int) -> ProposedChange:
    """Return a change that lets so many new issues depend on ISS-002."""
    return ProposedChange(
        new=tuple(NewItem("issue", {"title": f"C{n}", "depends": "ISS-002"}) for n in range(number))
    )


def statements(database: Database, work: Callable[[], object]) -> int:
    """Count the statements that are sent to the database meanwhile."""
    sent = []
    with listening(database.engine, sent):
        work()
    return len(sent)


@contextmanager
def listening(engine: Engine, sent: list[str]) -> Iterator[None]:
    def heard(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", heard)
    yield
    event.remove(engine, "before_cursor_execute", heard)


def test_many_links_and_reviews_are_undone_in_few_queries(two_issues: Database) -> None:
    number = save(two_issues, ME, citing(two_issues, 120)).number
    codes = [f"ISS-{n:03d}" for n in range(3, 123)]
    moved = save(two_issues, ME, edit("ISS-002", text="Moved.")).number
    reviews = tuple(Review(code, "depends-on", "ISS-002", "Still holds") for code in codes)
    reviewed = save(two_issues, ME, ProposedChange(reviews=reviews)).number
    cleared = ProposedChange(edits=tuple(ItemEdit(code, {"depends": ""}) for code in codes))
    removed = save(two_issues, ME, cleared).number
    assert preview_undo(two_issues, ME, reviewed).problems == (
        Problem(f"120 links that it reviewed were removed in change {removed}"),
    )
    assert [p.message for p in preview_undo(two_issues, ME, number).problems if not p.code] == [
        f"120 links that it added were removed in change {removed}"
    ]
    assert statements(two_issues, lambda: preview_undo(two_issues, ME, removed)) < 30
    undo(two_issues, ME, removed)
    assert statements(two_issues, lambda: preview_undo(two_issues, ME, number)) < 30
    again = save(two_issues, ME, edit("ISS-002", text="Moved again.")).number
    save(two_issues, ME, ProposedChange(reviews=reviews))
    assert preview_undo(two_issues, ME, removed).problems
    undo(two_issues, ME, again + 1)
    undo(two_issues, ME, again)
    undo(two_issues, ME, moved)
    assert sum(link.suspect for link in head(two_issues).links) == 120
