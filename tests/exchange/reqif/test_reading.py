"""What was written comes back, whole: every item, every field, every link, whatever stands in the texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from workbench.exchange.exchanged import Exchanged, ExchangedItem
from workbench.exchange.record_heading import RecordHeading
from workbench.exchange.reqif.reading import read_reqif
from workbench.exchange.reqif.writing import packed, write_reqif
from workbench.graph.fields import fields_of
from workbench.graph.plain_text import fault, tidied
from workbench.graph.reading import read_snapshot
from workbench.graph.snapshot import ItemView, LinkRow, Snapshot
from workbench.graph.vocabulary import FOREIGN, KINDS
from workbench.process.keeping import Database

EMPTY: tuple[Any, ...] = (None, "", [])


@pytest.fixture(params=["bundled", "demo"])
def record(request: pytest.FixtureRequest) -> Snapshot:
    """Each of the two records that come with the workbench."""
    database: Database = request.getfixturevalue(request.param)
    with database.read() as session:
        return read_snapshot(session)


def came_back(snapshot: Snapshot) -> Exchanged:
    """Return what reading gives of what writing gave; nothing may stand in its way."""
    reading = read_reqif(write_reqif(snapshot, RecordHeading("record")), "record.reqif", snapshot.vocabulary)
    assert [problem.sentence() for problem in reading.problems] == []
    return reading


def said(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in EMPTY and name != FOREIGN}


def lost(snapshot: Snapshot, exchanged: Exchanged) -> list[str]:
    """Return the codes of items that did not come back as they were."""
    items: dict[str, ExchangedItem] = {item.uuid: item for item in exchanged.items}
    wrong = []
    for item in snapshot.public.items.values():
        if item.detail.get("confidential_value"):
            assert item.uuid not in items
            continue
        back = items.pop(item.uuid)
        links = sorted(
            json.dumps((x.relation, snapshot.items[x.target].code, x.detail, x.fingerprint), sort_keys=True)
            for x in snapshot.public.out(item)
        )
        links_back = sorted(
            json.dumps((x.relation, x.target_code, x.detail, x.fingerprint), sort_keys=True)
            for x in back.links
        )
        same = (
            (back.code, back.kind, back.title, back.text, back.status, back.revision)
            == (item.code, item.kind, item.title, item.text, item.status, item.revision)
            and said(back.fields) == said(item.detail)
            and dict(back.foreign) == (item.detail.get(FOREIGN) or {})
            and links == links_back
            and all(snapshot.by_code[x.target_code].uuid == x.target for x in back.links)
        )
        if not same:
            wrong.append(item.code)
    assert not items
    return wrong


def test_a_bundled_record_comes_back_whole(record: Snapshot) -> None:
    exchanged = came_back(record)
    assert lost(record, exchanged) == []
    assert exchanged.record_id == "record"
    assert exchanged.change == record.change
    assert exchanged.whole
    assert not exchanged.of_another_tool
    assert exchanged.notes == ()
    assert exchanged.not_taken == ()


def test_the_packed_file_reads_as_the_plain_one(demo: Database) -> None:
    with demo.read() as session:
        snapshot = read_snapshot(session)
    content = write_reqif(snapshot, RecordHeading("record"))
    assert read_reqif(packed(content), "record.reqif") == read_reqif(content, "record.reqif")


NASTY = [
    "* a\n* b\n\n    code", "a | b\n--- | ---\n1 | 2", "<script>x</script> & &amp; &#10;", "```\nfence\n```", "\ttab",
    "line  \nbreak\\\nbreak", "![alt](x.png)", "[a](<b c> 'd')", "# head\n\n1) one\n2) two\n\n> quote\n> more",
    " leading and trailing ", "\n\n", "]]>", "<![CDATA[x]]>", "a\u00a0b", "naïve — “quotes” 漢字 🎉", "`` ` ``", "***",
    "[x]: http://example.org 'title'\n\n[x]", "a" * 3000,
]  # fmt: skip
texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(alphabet=st.characters(codec="utf-8"), max_size=60),
    st.text(alphabet="*_`#>[]()!|~<&\\-+=1. \n\tab:/\"'", max_size=40),
).map(tidied).filter(lambda text: fault(text) is None)  # fmt: skip
lines = texts.map(lambda text: " ".join(text.split())[:200] or "x")
documents = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(lines, inner, max_size=3)),
    max_leaves=5,
)
VALUES: dict[str, Any] = {
    "text": texts,
    "integer": st.integers(-(2**63), 2**63 - 1),
    "yes-no": st.booleans(),
    "date": st.dates(min_value=date(1000, 1, 1)).map(date.isoformat),
    "dates": st.lists(st.dates().map(date.isoformat), max_size=3),
    "list": st.lists(texts, max_size=3),
    "pairs": st.dictionaries(lines, texts, max_size=3),
    "date-words": st.fixed_dictionaries({"qualifier": st.just("undated"), "words": texts}),
    "any": documents,
}
KEPT = st.one_of(
    st.builds(lambda value: {"date": value}, st.sampled_from(["2014-06-12T08:00:00.000+02:00", "tomorrow", ""])),
    st.builds(lambda value: {"real": value}, st.sampled_from(["1.5", "-1e5", "one"])),
    st.builds(lambda value: {"enumeration": value}, st.lists(lines, max_size=2, unique=True)),
    st.builds(lambda value: {"xhtml": value}, st.sampled_from([
        '<div xmlns="http://www.w3.org/1999/xhtml">a <b>b</b></div>', "<font>x</font>", "<div>", "&x;", "",
    ])),
)  # fmt: skip


@st.composite
def items(draw: st.DrawFn, kind: str, number: int) -> ItemView:
    detail: dict[str, Any] = {}
    status = "withdrawn"
    for spec in fields_of(kind).values():
        if spec.view is not None or spec.name in ("code", "title", "text", "revision"):
            continue
        if spec.name == "status":
            status = draw(st.sampled_from(spec.choices))
        elif spec.name == "confidential_value":
            continue
        elif draw(st.booleans()):
            strategy = VALUES.get(spec.form)
            if spec.form == "choice":
                strategy = st.sampled_from(spec.choices)
            elif spec.form == "choices":
                strategy = st.lists(st.sampled_from(spec.choices), unique=True, max_size=3)
            assert strategy is not None
            detail[spec.name] = draw(strategy)
    foreign = draw(st.dictionaries(lines, st.one_of(documents, KEPT), max_size=2))
    if foreign:
        detail[FOREIGN] = foreign
    uuid = str(draw(st.uuids()))
    return ItemView(
        uuid,
        f"X-{number}",
        kind,
        draw(lines),
        draw(texts),
        status,
        draw(st.integers(1, 99)),
        "f" * 64,
        detail,
    )


@st.composite
def records(draw: st.DrawFn) -> Snapshot:
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=4))
    made = [draw(items(kind, number)) for number, kind in enumerate(kinds)]
    links = [
        LinkRow(
            str(draw(st.uuids())), draw(st.sampled_from(made)).uuid, "derived-from", draw(st.sampled_from(made)).uuid,
            draw(st.dictionaries(lines, documents, max_size=2)), draw(st.sampled_from(["", "a" * 64])), 1,
        )
        for _ in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    return Snapshot.of(made, links)


@settings(max_examples=60, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(snapshot=records())
def test_any_record_is_valid_and_comes_back_whole(snapshot: Snapshot, reqif_schema: etree.XMLSchema) -> None:
    written = write_reqif(snapshot, RecordHeading("record"))
    reqif_schema.assertValid(etree.fromstring(written))
    assert lost(snapshot, came_back(snapshot)) == []
    assert write_reqif(snapshot, RecordHeading("record")) == written
