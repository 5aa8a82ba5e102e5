"""The filter language: what it reads, what it refuses, and what it finds."""

from __future__ import annotations

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
        _item("INT-E1", "interface", "Utility to facility", "drawn", inferred=False),
        _item("ORG-POWER", "organisation", "Example Power", "active", party=True),
    ],
    [
        _link("ISS-001", "depends-on", "ISS-002", suspect=True),
        _link("ISS-001", "pinned-to", "INT-E1"),
        _link("ISS-001", "scheduled-in", "MTG-2014-06-12"),
        _link("ISS-002", "owned-by", "ORG-POWER"),
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
        ("linked=ISS-001", ["ISS-002", "MTG-2014-06-12", "INT-E1"]),
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
        ("kind=issue and theme = security OR kind=interface", ["ISS-002", "ISS-010", "INT-E1"]),
        ("meeting=MTG-2014-06-12", ["ISS-001"]),
        ("party=yes", ["ORG-POWER"]),
        ("kind=issue due<today+7", ["ISS-001"]),
    ],
)
def test_what_a_query_finds(query: str, codes: list[str]) -> None:
    assert found(query, today=date(2014, 7, 14)) == codes


def test_an_empty_query_finds_what_is_not_withdrawn() -> None:
    assert found("", kind="issue") == ["ISS-001", "ISS-002", "ISS-010"]
    assert found("   ", kind="recommendation") == []


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
