"""Redaction leaves no trace of the text, and a chain that still verifies."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from tests.postgresql import Filled
from workbench.graph.history import comments, history, revisions
from workbench.graph.proposed import ItemEdit, NewItem, ProposedChange
from workbench.graph.reading import read_snapshot
from workbench.graph.search import search
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.baselines import make_baseline
from workbench.process.changes import save
from workbench.process.comments import add_comment
from workbench.process.keeping import Database, open_database
from workbench.process.planning.preview import Refused
from workbench.process.redaction import redact
from workbench.process.verification import verify
from workbench.process.views import save_view
from workbench.record.ballots import Ballot, Position
from workbench.record.items import Item

SECRET = "Jane Quillfeather"


@pytest.fixture
def told(filled: Filled) -> Database:
    return filled(tell)


def tell(database: Database) -> None:
    new = (
        NewItem("issue", {"title": "A", "text": f"{SECRET} said so.", "depends": "ISS-002"}, "ISS-001"),
        NewItem("issue", {"title": f"Asked by {SECRET}", "readiness_reason": f"ask {SECRET}"}, "ISS-002"),
        NewItem("issue", {"title": "C"}, "ISS-003"),
    )
    save(database, ME, ProposedChange(new=new, why=f"from {SECRET}"))
    save(database, ME, ProposedChange(edits=(ItemEdit("ISS-001", {"priority": "high"}),)))
    add_comment(database, ME, "ISS-003", f"As {SECRET} wrote.")


def test_a_passage_goes_from_every_place(told: Database) -> None:
    done = redact(told, ME, passage=SECRET, ground="personal data, on request")
    assert set(done.codes) == {"ISS-001", "ISS-002"}
    with told.read() as session:
        snapshot = read_snapshot(session)
        assert snapshot.by_code["ISS-001"].text == "[redacted] said so."
        assert snapshot.by_code["ISS-002"].detail["readiness_reason"] == "ask [redacted]"
        assert not any(link.suspect for link in snapshot.links)
        assert search(session, "Quillfeather") == []
        assert [c.text for c in comments(session)] == ["As [redacted] wrote."]
        assert all(r.redacted for r in revisions(session, "ISS-001"))
        (tombstone,) = history(session, verb="redact")
        assert (tombstone.person, tombstone.why) == ("Local operator", "personal data, on request")
        for (name,) in session.execute(
            text(
                "SELECT name FROM sqlite_master WHERE type='table'"
                if told.is_sqlite
                else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            )
        ).all():
            rows = session.execute(text(f'SELECT * FROM "{name}"')).all()
            assert "Quillfeather" not in str(rows), name
    assert verify(told).sound


def test_nothing_of_the_text_stays_in_the_files_of_sqlite(tmp_path: Path) -> None:
    database, _ = open_database(str(tmp_path / "record.sqlite3"))
    tell(database)
    redact(database, ME, passage=SECRET, ground="personal data, on request")
    database.close()
    for file in tmp_path.iterdir():
        assert b"Quillfeather" not in file.read_bytes(), file.name


def test_a_field_goes_whole_from_every_revision(told: Database) -> None:
    redact(told, ME, code="ISS-001", field="text", ground="marked confidential")
    with told.read() as session:
        assert read_snapshot(session, change=1).by_code["ISS-001"].text == "[redacted]"
        assert read_snapshot(session).by_code["ISS-002"].title == f"Asked by {SECRET}"
    assert verify(told).sound


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ({"passage": SECRET, "ground": ""}, "needs a ground"),
        ({"passage": SECRET, "ground": f"about {SECRET}"}, "repeats the words"),
        ({"passage": "xy", "ground": "g"}, "shorter than 3"),
        ({"passage": "not there at all", "ground": "g"}, "stand nowhere"),
        ({"ground": "g"}, "either a field or a passage"),
        ({"field": "text", "ground": "g"}, "in one item only"),
        ({"field": "colour", "code": "ISS-001", "ground": "g"}, "has no field 'colour'"),
        ({"field": "text", "code": "ISS-999", "ground": "g"}, "no item ISS-999"),
    ],
)
def test_a_redaction_that_is_not_clear_is_refused(
    told: Database, request_: dict[str, str], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        redact(told, ME, **request_)
    assert verify(told).sound


def test_positions_and_comments_do_not_look_overtaken_by_a_redaction(demo: Database) -> None:
    def cited() -> list[tuple[str, str, str]]:
        with demo.read() as session:
            rows = session.exec(
                select(Item.code, Item.fingerprint, Position.fingerprint)
                .where(col(Ballot.uuid) == col(Position.ballot), col(Item.uuid) == col(Ballot.item))
                .order_by(col(Position.uuid))
            )
            return [(code, now, then) for code, now, then in rows]

    before = [(code, now == then) for code, now, then in cited()]
    texts = {code for code, _ in before}
    redact(demo, ME, code=min(texts), field="text", ground="on request")
    assert [(code, now == then) for code, now, then in cited()] == before
    assert {kept for _, kept in before} == {True, False}
    assert verify(demo).sound


def test_a_passage_leaves_days_and_fixed_words_as_they_are(database: Database) -> None:
    fields = {"title": "A", "text": "verified on 2014-06-12", "certainty": "verified", "due": "2014-06-12"}
    save(database, ME, ProposedChange(new=(NewItem("issue", fields, "ISS-001"),)))
    for passage in ("verified", "2014-06-12"):
        redact(database, ME, passage=passage, ground="on request")
    with database.read() as session:
        item = read_snapshot(session).by_code["ISS-001"]
    assert item.text == "[redacted] on [redacted]"
    assert item.detail["certainty"] == "verified"
    save(database, ME, ProposedChange(edits=(ItemEdit("ISS-001", {"title": "B"}),)))
    assert verify(database).faults == ()


def test_a_field_of_fixed_words_takes_its_default(told: Database) -> None:
    save(told, ME, ProposedChange(edits=(ItemEdit("ISS-001", {"readiness": "ready"}),)))
    redact(told, ME, code="ISS-001", field="readiness", ground="on request")
    save(told, ME, ProposedChange(edits=(ItemEdit("ISS-001", {"title": "B"}),)))
    assert verify(told).faults == ()


def test_a_passage_goes_from_notes_of_baselines_and_from_saved_views(told: Database) -> None:
    make_baseline(told, ME, "first", note=f"asked for by {SECRET}")
    save_view(told, ME, "issues", f"of {SECRET}", "")
    redact(told, ME, passage=SECRET, ground="on request")
    with told.read() as session:
        kept = [session.execute(text(f"SELECT * FROM {table}")).all() for table in ("baseline", "saved_view")]
    assert SECRET not in str(kept)
    assert verify(told).faults == ()


def test_a_redacted_comment_raises_no_alarm_about_an_earlier_baseline(told: Database) -> None:
    make_baseline(told, ME, "first")
    redact(told, ME, code="ISS-003", passage=SECRET, ground="on request")
    assert verify(told).faults == ()


def test_a_baseline_made_after_a_redaction_is_verified(told: Database) -> None:
    redact(told, ME, passage=SECRET, ground="on request")
    make_baseline(told, ME, "after")
    assert verify(told).faults == ()
    with told.write() as session:
        session.execute(text("UPDATE baseline SET digest = 'x'"))
    assert any("baseline 'after'" in fault for fault in verify(told).faults)


def test_attributes_of_another_tool_are_redacted_like_any_field(told: Database) -> None:
    foreign = {"Contact": f"{SECRET}, 555-0100", "Risk": "high"}
    save(told, ME, ProposedChange(edits=(ItemEdit("ISS-003", {"foreign": foreign}),)))
    redact(told, ME, ground="personal data", passage=SECRET)
    with told.read() as session:
        kept = read_snapshot(session).by_code["ISS-003"].detail["foreign"]
    assert kept == {"Contact": "[redacted], 555-0100", "Risk": "high"}
    redact(told, ME, ground="personal data", code="ISS-003", field="foreign")
    with told.read() as session:
        assert "foreign" not in read_snapshot(session).by_code["ISS-003"].detail
        assert "555-0100" not in str(session.exec(select(Item)).all())
    assert verify(told).sound
