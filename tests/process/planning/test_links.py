"""Links of a planned change: none doubled, none lost with what it carries, bad values in a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.postgresql import Filled
from workbench.graph.proposed import ItemEdit, LinkEdit, NewItem, ProposedChange
from workbench.graph.reading import read_snapshot
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.changes import preview, save
from workbench.process.keeping import Database
from workbench.process.planning.preview import Refused
from workbench.process.verification import verify


@pytest.fixture
def linked(filled: Filled) -> Database:
    return filled(begin)


def begin(database: Database) -> None:
    new = (
        *(NewItem("issue", {"title": f"Issue {n}"}, f"ISS-00{n}") for n in (1, 2, 3)),
        NewItem("source", {"title": "Minutes"}, "SRC-M"),
        NewItem("meeting", {"title": "First"}, "MTG-AA"),
        NewItem("meeting", {"title": "Second"}, "MTG-BB"),
        NewItem("interface", {"title": "Hop"}, "INT-1"),
        NewItem("interface", {"title": "Hop"}, "INT-2"),
        NewItem("configuration", {"title": "Way"}, "CFG-X"),
        NewItem("agreement", {"title": "Layer"}, "AGR-01"),
    )
    save(database, ME, ProposedChange(new=new))


def edit(code: str, revision: int | None = None, **fields: Any) -> ProposedChange:
    return ProposedChange(edits=(ItemEdit(code, fields, revision),))


def details(database: Database, relation: str) -> list[tuple[str, dict[str, Any]]]:
    with database.read() as session:
        now = read_snapshot(session)
    found = [(now.items[x.target].code, dict(x.detail)) for x in now.links if x.relation == relation]
    return sorted(found, key=lambda entry: (entry[0], sorted(entry[1].items())))


def test_a_code_that_stands_twice_makes_one_link(linked: Database) -> None:
    save(linked, ME, edit("ISS-001", depends=["ISS-002", "ISS-002"]))
    assert details(linked, "depends-on") == [("ISS-002", {})]


def test_the_same_link_twice_in_one_change_is_one(linked: Database) -> None:
    link = LinkEdit("ISS-001", "depends-on", "ISS-002")
    save(linked, ME, ProposedChange(links=(link, link)))
    assert details(linked, "depends-on") == [("ISS-002", {})]
    gone = LinkEdit("ISS-001", "depends-on", "ISS-002", remove=True)
    saved = save(linked, ME, ProposedChange(links=(gone, gone)))
    assert len(saved.preview.links_removed) == 1
    assert verify(linked).faults == ()


def test_a_bare_code_keeps_every_line_that_is_cited(linked: Database) -> None:
    save(linked, ME, edit("ISS-001", source="SRC-M#L1; SRC-M#L2"))
    assert preview(linked, ME, edit("ISS-001", source="SRC-M")).empty
    save(linked, ME, edit("ISS-001", source="SRC-M#L2; SRC-M#L3"))
    assert details(linked, "derived-from") == [("SRC-M", {"line": 2}), ("SRC-M", {"line": 3})]


def test_an_issue_moved_to_another_meeting_keeps_its_stages(linked: Database) -> None:
    stages = tuple(
        LinkEdit("ISS-001", "scheduled-in", "MTG-AA", {"stage": stage})
        for stage in ("consensus call", "final text")
    )
    save(linked, ME, ProposedChange(links=stages))
    save(linked, ME, edit("ISS-001", meeting="MTG-BB"))
    assert details(linked, "scheduled-in") == [
        ("MTG-BB", {"stage": "consensus call"}),
        ("MTG-BB", {"stage": "final text"}),
    ]


def test_hops_put_in_another_order_keep_what_else_is_said_of_them(linked: Database) -> None:
    hops = tuple(LinkEdit(f"INT-{n}", "hop-of", "CFG-X", {"order": n, "certainty": f"{n}"}) for n in (1, 2))
    save(linked, ME, ProposedChange(links=hops))
    save(linked, ME, edit("CFG-X", hops="INT-2; INT-1"))
    assert details(linked, "hop-of") == [
        ("CFG-X", {"certainty": "1", "order": 2}),
        ("CFG-X", {"certainty": "2", "order": 1}),
    ]


def test_no_item_is_linked_to_itself(linked: Database) -> None:
    with pytest.raises(Refused, match="linked to itself"):
        save(linked, ME, edit("AGR-01", applies="AGR-01"))


@pytest.mark.parametrize("value", [5, True, {"a": 1}, "SRC-M#L²", "SRC-M#Lx", "SRC-M#L99999999999999999999"])
def test_a_value_that_names_no_item_is_said(linked: Database, value: Any) -> None:
    with pytest.raises(Refused, match="is no item"):
        save(linked, ME, edit("ISS-001", source=value))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (float("nan"), "not finite"),
        (float("inf"), "not finite"),
        (10**30, "18 digits"),
        (object(), "neither text"),
        ("a\x00b", "control character"),
        ({"\x00": 1}, "control character"),
    ],
)
def test_a_detail_that_cannot_be_stored_is_said(linked: Database, value: Any, said: str) -> None:
    with pytest.raises(Refused, match=said):
        save(
            linked,
            ME,
            ProposedChange(links=(LinkEdit("ISS-001", "derived-from", "SRC-M", {"note": [value]}),)),
        )
    setting = NewItem("setting", {"title": "S", "value": [value]}, "SET-a")
    with pytest.raises(Refused, match=said):
        save(linked, ME, ProposedChange(new=(setting,)))


def test_a_day_in_a_detail_is_kept_as_its_words(linked: Database) -> None:
    link = LinkEdit("ISS-001", "derived-from", "SRC-M", {"on": date(2014, 6, 12)})
    save(linked, ME, ProposedChange(links=(link, LinkEdit("ISS-001", "depends-on", "ISS-002"))))
    assert details(linked, "derived-from") == [("SRC-M", {"on": "2014-06-12"})]
    assert verify(linked).faults == ()


def test_a_single_link_and_a_view_of_the_same_relation_collide(linked: Database) -> None:
    save(linked, ME, ProposedChange(links=(LinkEdit("ISS-001", "depends-on", "ISS-002"),)))
    found = preview(linked, ME, edit("ISS-001", 1, depends="ISS-003"))
    assert [(c.field, c.theirs) for c in found.conflicts] == [("depends", ["ISS-002"])]


def test_a_field_that_two_saves_wrote_is_one_conflict(linked: Database) -> None:
    save(linked, ME, edit("ISS-001", title="Second"))
    save(linked, ME, edit("ISS-001", title="Third"))
    found = preview(linked, ME, edit("ISS-001", 1, title="Mine"))
    assert [(c.field, c.seen, c.theirs, c.change) for c in found.conflicts] == [
        ("title", "Issue 1", "Third", 3)
    ]


def test_an_automatic_code_leaves_room_for_those_given(linked: Database) -> None:
    new = (NewItem("issue", {"title": "New"}), NewItem("issue", {"title": "Given"}, "ISS-004"))
    assert set(save(linked, ME, ProposedChange(new=new)).codes) == {"ISS-004", "ISS-005"}


def test_a_code_that_is_too_long_is_refused(linked: Database) -> None:
    with pytest.raises(Refused, match="longer than 80"):
        save(linked, ME, ProposedChange(new=(NewItem("source", {"title": "S"}, "SRC-" + "A" * 100),)))


def test_a_link_takes_no_effect_before_its_last_change(linked: Database) -> None:
    def dated(day: int, **fields: Any) -> ProposedChange:
        return replace(edit("ISS-001", **fields), effective_on=date(2031, 1, day))

    save(linked, ME, dated(20, meeting="MTG-AA"))
    with pytest.raises(Refused, match="'meeting' was last changed with effect from 2031-01-20"):
        save(linked, ME, dated(10, meeting="MTG-BB"))
    single = ProposedChange(
        links=(LinkEdit("ISS-001", "scheduled-in", "MTG-AA", remove=True),), effective_on=date(2031, 1, 10)
    )
    with pytest.raises(Refused, match="was last changed with effect from 2031-01-20"):
        save(linked, ME, single)
    save(linked, ME, dated(10, title="Another field"))
    save(linked, ME, dated(21, meeting="MTG-BB"))


def test_agreements_that_apply_to_each_other_are_refused(linked: Database) -> None:
    save(
        linked, ME, ProposedChange(new=(NewItem("agreement", {"title": "B", "applies": "AGR-01"}, "AGR-02"),))
    )
    with pytest.raises(Refused, match="closes a circle: AGR-01 applies to AGR-02, which applies to AGR-01"):
        save(linked, ME, edit("AGR-01", applies="AGR-02"))


def test_a_circle_of_thousands_is_refused_at_once_and_in_a_readable_sentence(database: Database) -> None:
    many = 4_000
    new = tuple(
        NewItem("issue", {"title": f"Issue {n}", "depends": f"ISS-{(n + 1) % many:04d}"}, f"ISS-{n:04d}")
        for n in range(many)
    )
    with pytest.raises(Refused) as refused:
        save(database, ME, ProposedChange(new=new))
    [sentence] = refused.value.preview.sentences()
    assert f"and so on through {many - 12:,} more back to" in sentence
    assert len(sentence) < 700
    with database.read() as session:
        assert not read_snapshot(session).items


def test_every_circle_that_a_change_closes_is_named(linked: Database) -> None:
    links = [(1, 2), (2, 1), (2, 3), (3, 2)]
    change = ProposedChange(links=tuple(LinkEdit(f"ISS-00{a}", "depends-on", f"ISS-00{b}") for a, b in links))
    said = preview(linked, ME, change).sentences()
    assert len(said) == 2
    assert "ISS-001 depends on ISS-002, which depends on ISS-001" in said[0]
    assert "ISS-002 depends on ISS-003, which depends on ISS-002" in said[1]


def test_thousands_of_codes_in_one_field_are_linked_kept_and_taken_away(linked: Database) -> None:
    many = 3_000
    codes = [f"HBK-{n:04d}" for n in range(many)]
    save(linked, ME, ProposedChange(new=tuple(NewItem("requirement", {"title": c}, c) for c in codes)))
    procedure = NewItem("procedure", {"title": "All", "verifies": "; ".join([*codes, codes[0]])}, "TST-ALL")
    assert len(save(linked, ME, ProposedChange(new=(procedure,))).preview.links_added) == many
    assert preview(linked, ME, edit("TST-ALL", verifies=codes)).empty
    looked = preview(linked, ME, edit("TST-ALL", verifies=codes[1:]))
    assert looked.links_removed == (("TST-ALL", "verifies", codes[0]),)
