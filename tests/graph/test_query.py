"""The filter language: what it reads, what it refuses, and what it finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.graph.query import Query, QueryError, parse, select
from workbench.graph.query.conditions import (
    Compared,
    Condition,
    Present,
    Searched,
    Value,
    all_of,
    any_of,
    negation,
)
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot


def _item(code: str, kind: str, title: str, status: str, **detail: Any) -> ItemView:
    text = detail.pop("text", "")
    return ItemView(
        f"u-{code}", code, kind, title, text, status, 2, "f", detail, effective_on=date(2014, 7, 2)
    )


def _link(source: str, relation: str, target: str, suspect: bool = False) -> LinkRow:
    return LinkRow(f"{source}{relation}{target}", f"u-{source}", relation, f"u-{target}", suspect=suspect)


HOPED = {"qualifier": "between", "start": "2014-08-01", "end": "2014-09-30", "words": "", "standing": "hoped"}
HELD = {"qualifier": "on", "start": "2014-06-12", "standing": "held"}
SNAPSHOT = Snapshot.of(
    [
        _item(
            "ISS-001",
            "issue",
            "Gateway between utility and facility",
            "in-discussion",
            theme="architecture",
            destination=["rule-21", "handbook"],
            due="2014-07-18",
            minutes=45,
            admitted=True,
            stages={"redlines due": "2014-07-01"},
        ),
        _item("ISS-002", "issue", "Cyber security", "listed", theme="security", text="No gateway here",
              due="2014-08-01"),
        _item("ISS-010", "issue", "Terms", "resolved", theme="security", destination=["guide"], readiness="not ready"),
        _item("ISS-011", "issue", "Dropped", "withdrawn"),
        _item("MTG-2014-06-12", "meeting", "June meeting", "held", date=HELD),
        _item("MTG-WORKSHOP", "meeting", "Workshop", "planned", date=HOPED),
        _item("ACT-01", "action", "Write the use cases", "open"),
        _item("ACT-02", "action", "Ask staff", "done"),
        _item("INT-E1", "interface", "Utility to facility", "drawn", inferred=False, number="1"),
        _item("INT-E1b", "interface", "Utility to home", "drawn", number="1"),
        _item("ACR-L4-COMMS", "actor", "Communications", "named"),
        _item("R21-01", "requirement", "Keep to one protocol", "draft"),
        _item("ORG-POWER", "organisation", "Example Power", "active", party=True),
    ],
    [
        _link("ISS-001", "depends-on", "ISS-002", suspect=True),
        _link("ISS-001", "pinned-to", "INT-E1"),
        _link("ISS-001", "scheduled-in", "MTG-2014-06-12"),
        _link("ISS-002", "owned-by", "ORG-POWER"),
        LinkRow("joined", "u-INT-E1b", "joins", "u-ACR-L4-COMMS", {"end": "from"}),
        _link("R21-01", "answers", "ISS-001"),
        _link("R21-01", "applies-to", "INT-E1b"),
    ],
)  # fmt: skip


def found(query: str, **rest: Any) -> list[str]:
    return [item.code for item in select(SNAPSHOT, query, **rest)]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("kind=issue", ["ISS-001", "ISS-002", "ISS-010"]),
        ("kind=party", ["ORG-POWER"]),
        ("kind=issue status!=closed", ["ISS-001", "ISS-002"]),
        ("kind=issue status=open", ["ISS-001", "ISS-002"]),
        ("kind=issue status=closed", ["ISS-010", "ISS-011"]),
        ("kind=issue status=withdrawn", ["ISS-011"]),
        ("kind=action status=open", ["ACT-01"]),
        ("kind=action status=closed", ["ACT-02"]),
        ("theme=Security", ["ISS-002", "ISS-010"]),
        ('status="In discussion"', ["ISS-001"]),
        ("kind=issue destination=rule-21|guide", ["ISS-001", "ISS-010"]),
        ("kind=issue destination!=rule-21|guide", ["ISS-002"]),
        ("kind=issue destination=none", ["ISS-002"]),
        ("kind=issue destination!=none", ["ISS-001", "ISS-010"]),
        ("has:owner", ["ISS-002"]),
        ("kind=issue not has:owner", ["ISS-001", "ISS-010"]),
        ('owner="example power"', ["ISS-002"]),
        ("suspect=yes", ["ISS-001"]),
        ("kind=issue suspect=no", ["ISS-002", "ISS-010"]),
        ("linked=INT-E1", ["ISS-001"]),
        ("linked=ISS-001", ["ISS-002", "R21-01", "MTG-2014-06-12", "INT-E1"]),
        ("linked=INT-1", ["ISS-001", "R21-01", "ACR-L4-COMMS"]),
        ('linked="interface 1"', ["ISS-001", "R21-01", "ACR-L4-COMMS"]),
        ("linked=int-e1b", ["R21-01", "ACR-L4-COMMS"]),
        ("kind=issue linked!=INT-1", ["ISS-002", "ISS-010"]),
        ("linked~home", ["R21-01", "ACR-L4-COMMS"]),
        ("kind=issue linked=none", ["ISS-010"]),
        ("kind=issue has:linked", ["ISS-001", "ISS-002"]),
        ("linked.kind=recommendation", ["ISS-001", "INT-E1b"]),
        ("kind=issue not linked.kind=recommendation", ["ISS-002", "ISS-010"]),
        ("linked.linked=ISS-002", ["ISS-002", "R21-01", "MTG-2014-06-12", "INT-E1"]),
        ("kind=requirement answers.depends=ISS-002", ["R21-01"]),
        ("answers.depends.theme=security", ["R21-01"]),
        ("answers.depends.theme!=security kind=requirement", []),
        ("answers.theme=none kind=requirement", []),
        ("kind=requirement has:answers.meeting", ["R21-01"]),
        ("kind=issue meeting.date<2014-07-01", ["ISS-001"]),
        ("kind=issue meeting.date.standing=held", ["ISS-001"]),
        ("from=ACR-L4-COMMS", ["INT-E1b"]),
        ("to=ACR-L4-COMMS", []),
        ("applies-to=INT-E1b", ["R21-01"]),
        ("applies-to=INT-E1", []),
        ("admitted!=none kind=issue", ["ISS-001"]),
        ("kind=issue has:admitted", ["ISS-001"]),
        ("kind=interface inferred!=none", ["INT-E1"]),
        ("kind=interface has:inferred", []),
        ("kind=action changed>=2014-07-02", ["ACT-01", "ACT-02"]),
        ("kind=action changed>2014-07-02", []),
        ("kind=action change>0", []),
        ("depends=ISS-002", ["ISS-001"]),
        ("depends-on=ISS-002", ["ISS-001"]),
        ("kind=issue due<2014-07-19", ["ISS-001"]),
        ("kind=issue due<=2014-07-18", ["ISS-001"]),
        ("kind=issue due<2014-07-18", []),
        ("kind=issue due=2014-08", ["ISS-002"]),
        ('due>"18 July 2014"', ["ISS-002"]),
        ("kind=meeting date>2014-06-12", ["MTG-WORKSHOP"]),
        ("kind=meeting date=2014-08-15", ["MTG-WORKSHOP"]),
        ("kind=meeting date<2014-08-15", ["MTG-2014-06-12"]),
        ("date.standing=hoped", ["MTG-WORKSHOP"]),
        ("minutes>=45", ["ISS-001"]),
        ("minutes<45", []),
        ("code>ISS-002 kind=issue", ["ISS-010"]),
        ('text~"gateway"', ["ISS-002"]),
        ('"gateway"', ["ISS-001", "ISS-002"]),
        ("kind=issue title!~gateway", ["ISS-002", "ISS-010"]),
        ("kind=issue (theme=security or minutes=45) not status=resolved", ["ISS-001", "ISS-002"]),
        ("readiness=not-ready", ["ISS-010"]),
        ("changed=2014-07-02 kind=action", ["ACT-01", "ACT-02"]),
        ("kind=issue and theme = security OR kind=interface", ["ISS-002", "ISS-010", "INT-E1", "INT-E1b"]),
        ("meeting=MTG-2014-06-12", ["ISS-001"]),
        ("party=yes", ["ORG-POWER"]),
        ("kind=issue due<today+7", ["ISS-001"]),
    ],
)
def test_what_a_query_finds(query: str, codes: list[str]) -> None:
    assert found(query, today=date(2014, 7, 14)) == codes


def test_an_empty_query_finds_what_is_not_withdrawn() -> None:
    assert found("", kind="issue") == ["ISS-001", "ISS-002", "ISS-010"]
    assert found("   ", kind="recommendation") == ["R21-01"]


@pytest.mark.parametrize(
    ("query", "position", "says"),
    [
        ("staus=listed", 1, "did you mean status"),
        ("kind=issue status=closd", 19, "did you mean closed"),
        ("kind=isue", 6, "did you mean issue"),
        ("due<2014-06-31", 5, "not a day of the calendar"),
        ("kind=issue due<soon", 16, "no date"),
        ("minutes>many", 9, "no number"),
        ("suspect=maybe", 9, "yes or no"),
        ("owner<none", 7, "cannot be compared"),
        ("kind=issue gateway", 19, "ends too early"),
        ("gateway theme=security", 9, "words to search for are put in quotes"),
        ("kind=", 6, "ends too early"),
        ("kind==issue", 6, "cannot stand here"),
        ("(kind=issue", 12, "ends too early"),
        ("kind=issue)", 11, "cannot stand here"),
        ('title~"open', 7, "never closed"),
        ("kind=issue or", 14, "ends too early"),
        ("has:nothing", 5, "is no field"),
    ],
)
def test_faults_name_their_place_and_what_was_expected(query: str, position: int, says: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(query)
    assert says in str(refused.value)
    assert refused.value.position == position
    assert refused.value.expected or "ends too early" not in says


@pytest.mark.parametrize(
    ("query", "position", "says"),
    [
        ("linked=INT-9", 8, "there is no item 'INT-9'"),
        ("kind=issue depends=ISS-020|ISS-001", 20, "there is no item 'ISS-020'; did you mean ISS-0"),
        ("code=ISS-003", 6, "there is no item"),
        ('owner="Example Powr"', 7, "there is no item"),
        ("answers.depends=ISS-444", 17, "there is no item"),
        ("theme=secrity", 7, "is no theme; did you mean security"),
    ],
)
def test_an_item_that_the_record_does_not_have_is_refused(query: str, position: int, says: str) -> None:
    with pytest.raises(QueryError, match=says) as refused:
        select(SNAPSHOT, query)
    assert refused.value.position == position
    earlier = replace(SNAPSHOT, as_of=date(2014, 6, 1))
    assert select(earlier, query) == [], "what came later is no mistake at an earlier moment"


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("kind=issue staus=open", "kind=issue status=open"),
        ("status=closd kind=issue", "status=closed kind=issue"),
        ("answers.staus=listed", "answers.status=listed"),
        ('linked="Exampl Power"', "linked=ORG-POWER"),
    ],
)
def test_what_was_probably_meant_is_offered_as_a_query(query: str, meant: str) -> None:
    with pytest.raises(QueryError) as refused:
        select(SNAPSHOT, query)
    offered = [corrected for _, corrected in refused.value.corrected(query)]
    assert meant in offered or meant.startswith("linked")
    for corrected in offered:
        parse(corrected)


@given(
    st.lists(st.sampled_from(["kind=issue", 'title~"\u6c34 \\" x"', "\n", "not has:owner"]), max_size=20).map(
        " ".join
    ),
    st.sampled_from(["staus=1", "kind==x", "(", '"open']),
)
def test_the_mark_stands_below_the_fault(before: str, wrong: str) -> None:
    query = f"{before} {wrong}"
    with pytest.raises(QueryError) as refused:
        parse(query)
    place = refused.value.position
    shown, mark = refused.value.pointed(query)
    at = mark.index("^")
    assert at <= len(shown) <= 80
    if place <= len(query) and query[place - 1].isprintable():
        assert shown[at] == query[place - 1]


def test_a_link_may_not_lead_too_far() -> None:
    assert parse("linked.linked.linked.linked.code=ISS-001")
    with pytest.raises(QueryError, match="more than 4 links"):
        parse("linked.linked.linked.linked.linked.code=ISS-001")
    with pytest.raises(QueryError, match="neither links nor parts"):
        parse("title.code=ISS-001")


def _walked(snapshot: Snapshot, code: str, steps: int) -> set[str]:
    """Codes within exactly so many links of an item, found by walking every link."""
    at = {f"u-{code}"}
    for _ in range(steps):
        at = {
            end
            for link in snapshot.links
            for here, end in ((link.source, link.target), (link.target, link.source))
            if here in at
        }
    return {snapshot.items[uuid].code for uuid in at}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25), st.integers(1, 3))
def test_links_over_several_steps_are_those_that_walking_finds(
    pairs: list[tuple[int, int]], steps: int
) -> None:
    items = [_item(f"ISS-{n:03d}", "issue", f"Issue {n}", "listed") for n in range(10)]
    links = [_link(f"ISS-{a:03d}", "depends-on", f"ISS-{b:03d}") for a, b in pairs if a != b]
    snapshot = Snapshot.of(items, links)
    query = f"{'linked.' * (steps - 1)}linked=ISS-003"
    assert {item.code for item in select(snapshot, query)} == _walked(snapshot, "ISS-003", steps)


def test_long_and_deep_queries_are_refused_in_a_sentence() -> None:
    with pytest.raises(QueryError, match="at most 2,000"):
        parse("kind=issue " * 500)
    with pytest.raises(QueryError, match="inside one another"):
        parse("(kind=issue or not (kind=action theme=x or " * 40 + "kind=issue" + "))" * 40)
    assert parse("(" * 900 + "kind=issue" + ")" * 900) == parse("kind=issue")


def test_vocabulary_of_the_record_decides() -> None:
    more = SNAPSHOT.vocabulary.extended({"statuses": {"issue": ["parked"]}})
    assert str(parse("status=parked", more)) == "status=parked"
    with pytest.raises(QueryError):
        parse("status=parked")


WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.one_of(
    st.builds(Value, st.from_regex(r"[A-Za-z0-9.+-]{1,8}", fullmatch=True)),
    st.builds(Value, WORDS, quoted=st.just(True)),
)
LEAVES: st.SearchStrategy[Condition] = st.one_of(
    st.builds(
        Compared,
        st.sampled_from(["title", "theme", "owner", "text", "linked"]),
        st.sampled_from(["=", "!=", "~", "!~"]),
        st.lists(VALUES, min_size=1, max_size=3).map(tuple),
    ).filter(lambda c: "~" not in c.operator or all(v.quoted or v.text.lower() != "none" for v in c.values)),
    st.builds(Present, st.sampled_from(["owner", "due", "suspect"])),
    st.builds(Searched, WORDS),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(all_of),
        st.lists(inner, min_size=1, max_size=3).map(any_of),
        inner.map(negation),
    ),
    max_leaves=8,
)


@given(CONDITIONS)
def test_a_query_reads_back_from_its_own_text(condition: Condition) -> None:
    query = Query(condition)
    assert parse(str(query)) == query


SCRAPS = [
    "kind", "due", "=", "!=", "<", "~", "|", "(", ")", "or", "not", " ", '"', "none", "issue", "has:", "2014-07-18",
    "\\", ".",
]  # fmt: skip


@settings(max_examples=300)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(SCRAPS),
            max_size=14,
        ).map("".join),
    )
)  # fmt: skip
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    try:
        query = parse(text)
    except QueryError as error:
        if not 1 <= error.position <= len(text) + 1:
            raise AssertionError(f"position {error.position} lies outside the query") from error
        return
    assert parse(str(query)) == query
    for item in SNAPSHOT.items.values():
        assert query.matches(SNAPSHOT, item, today=date(2014, 7, 1)) in (True, False)
