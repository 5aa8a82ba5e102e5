"""Whatever is altered behind the workbench's back in a call or in what was said is found."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.process.ballots.conftest import Clock, Group, copied_group
from workbench.graph import clock
from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.ballots.attachments import File
from workbench.process.ballots.authorising import authorise
from workbench.process.ballots.closing import ask_again, extend, void
from workbench.process.ballots.editorial import object_to_editorial, propose_editorial
from workbench.process.ballots.joint import propose_joint
from workbench.process.ballots.positions import NewPosition, take_position
from workbench.process.ballots.recording import contest, record_outcome
from workbench.process.ballots.statements import write_statement
from workbench.process.comments import add_comment
from workbench.process.ledger import Ledger
from workbench.process.redaction import redact
from workbench.process.said import FAMILIES
from workbench.process.verification import verify
from workbench.record.ballots import Ballot, PositionCitation
from workbench.record.comments import CommentResolution, ResolutionAnswer

TABLES = [family.table for family in FAMILIES] + [Ballot, PositionCitation]
COLUMNS = [(str(table.__tablename__), column) for table in TABLES for column in table.model_fields]


def say_everything(group: Group) -> None:
    """Let the record hold a row of every family, and a ballot with every column filled."""
    code = group.open()
    group.take(code, "BOB", "BIRCH", "object", reason="Too dear.", change_wanted="Cheaper.", form="f-1")
    authorise(group.database, group.person("BOB"), code, "ORG-BIRCH", "Report")
    on_behalf = NewPosition(
        code, "ORG-ELDER", "support", instruction="A mail", file=File("mail.eml", b"From: Elder", "message")
    )
    take_position(group.database, ME, on_behalf)
    new = NewPosition(code, "ORG-CEDAR", "support", "Together.")
    propose_joint(group.database, group.person("CAT"), new, ["ORG-DOVER"])
    group.edit("AGR-01", text="Every inverter speaks one Protocol.")
    proposed = propose_editorial(group.database, ME, "AGR-01", "A capital letter.")
    object_to_editorial(group.database, group.person("BOB"), proposed.uuid, "ORG-BIRCH", "It is a name.")
    extend(group.database, ME, code, group.clock.moment + timedelta(days=12), "Holidays.")
    choices = group.open(item="ISS-001", choices=("ISS-001-a", "ISS-001-b"), reservation="Nothing binds.")
    group.take(choices, "ANN", "AMBER", answers={"ISS-001-a": "support"}, preference="ISS-001-a")
    calls = group.open(kind="statement-call", item="ISS-001")
    write_statement(group.database, group.person("ANN"), calls, "ORG-AMBER", "Our words.", lock=True)
    comment = add_comment(group.database, ME, "ISS-001", "A comment.")
    with group.database.write() as session:
        ledger = Ledger(session, ME, "resolve-comment", "")
        resolution = CommentResolution(
            uuid=str(uuid.uuid4()),
            comment=comment.uuid,
            resolution="deferred",
            words="Later.",
            deferred_to="The next report",
            resolved_on=date(2026, 9, 1),
            change=0,
        )
        ledger.testify(resolution)
        session.flush()
        ledger.testify(
            ResolutionAnswer(
                uuid=str(uuid.uuid4()),
                resolution=resolution.uuid,
                satisfied=False,
                words="Not enough.",
                answered_on=date(2026, 9, 2),
                change=0,
            )
        )
        ledger.close(subject="ISS-001")
    group.clock.forward(days=30)
    record_outcome(group.database, ME, code, "no consensus", why="Nobody renewed.")
    contest(group.database, group.person("ANN"), code, "ORG-AMBER", "We were on leave.")
    void(group.database, ME, choices, "The wrong ones.")
    ask_again(group.database, ME, code, "On the new text.")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Group]:
    """Yield one record for all of these tests; each puts back what it altered."""
    hands = Clock()
    before, clock.SERVER_CLOCK = clock.SERVER_CLOCK, hands.now
    group = copied_group(tmp_path_factory.mktemp("told"), hands)
    say_everything(group)
    clock.SERVER_CLOCK = before
    assert verify(group.database).faults == ()
    yield group
    group.database.close()


def other(value: object) -> object:
    """Another value of the same kind."""
    if value is None:
        return 1
    if isinstance(value, bytes):
        return value + b"x"
    if isinstance(value, int):
        return value + 1 if value > 1 else 1 - value
    words = str(value)
    if words[:4].isdigit() and words[4:5] == "-":
        return f"2001{words[4:]}"
    if words[:1] in "[{":
        return '["x"]' if words[:1] == "[" else '{"x": "y"}'
    return f"x{words[1:]}" if words[:1] != "x" else f"y{words[1:]}"


SET_TO = {"closed_at": "2026-09-05 00:00:00.000000", "opens_at": None}


def connected(group: Group) -> sqlite3.Connection:
    assert isinstance(group.database.path, Path)
    return sqlite3.connect(group.database.path)


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda name: str(name))
def test_an_alteration_of_any_column_is_found(told: Group, table: str, column: str) -> None:
    connection = connected(told)
    rows = connection.execute(f'SELECT rowid, "{column}" FROM "{table}"').fetchall()
    assert rows, f"{table} holds nothing to alter"
    filled = [row for row in rows if row[1] not in (None, "", 0, "[]", "{}")]
    row, value = (filled or rows)[-1]
    altered = SET_TO.get(column, other(value))
    connection.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (altered, row))
    connection.commit()
    try:
        faults = verify(told.database).faults
    finally:
        connection.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (value, row))
        connection.commit()
        connection.close()
    assert faults, f"{table}.{column}: {value!r} became {altered!r}"


@pytest.mark.parametrize("table", [str(table.__tablename__) for table in TABLES])
def test_a_row_that_is_taken_away_is_found(told: Group, table: str) -> None:
    connection = connected(told)
    connection.execute(f'CREATE TEMP TABLE kept AS SELECT * FROM "{table}" ORDER BY rowid DESC LIMIT 1')
    connection.execute(f'DELETE FROM "{table}" WHERE rowid = (SELECT max(rowid) FROM "{table}")')
    connection.commit()
    faults = verify(told.database).faults
    connection.execute(f'INSERT INTO "{table}" SELECT * FROM kept')
    connection.commit()
    connection.close()
    assert faults
    assert verify(told.database).faults == ()


SECRETS = {
    "a reason": "Quillfeather reason",
    "a question": "Quillfeather question",
    "an attachment": "Quillfeather mail",
    "a statement": "Quillfeather statement",
    "an alternative's text": "Quillfeather way",
}


@pytest.mark.parametrize("what", SECRETS)
def test_a_redaction_takes_the_words_from_everywhere_and_leaves_the_record_sound(
    quick: Group, what: str
) -> None:
    secret = SECRETS[what]
    way = SECRETS["an alternative's text"]
    quick.edit("ISS-001-a", text=f"The {way} is best.")
    code = quick.open(question=f"Is {SECRETS['a question']} right?")
    quick.take(code, "ANN", "AMBER", "object", reason=f"As {SECRETS['a reason']} says.")
    mail = File(f"{SECRETS['an attachment']}.eml", f"From: {SECRETS['an attachment']}".encode())
    new = NewPosition(code, "ORG-ELDER", "support", instruction="A mail", file=mail)
    take_position(quick.database, ME, new)
    ways = quick.open(item="ISS-001", choices=("ISS-001-a", "ISS-001-b"))
    quick.take(ways, "ANN", "AMBER", answers={"ISS-001-a": "support"})
    calls = quick.open(kind="statement-call", item="ISS-001")
    write_statement(
        quick.database,
        quick.person("ANN"),
        calls,
        "ORG-AMBER",
        f"We say: {SECRETS['a statement']}.",
        lock=True,
    )
    before = {call: quick.row(call).latest() for call in (code, ways)}
    redact(quick.database, ME, passage=secret, ground="personal data, on request")
    quick.sound()
    assert isinstance(quick.database.path, Path)
    for file in quick.database.path.parent.iterdir():
        assert secret.encode() not in file.read_bytes(), file.name
    for call, positions in before.items():
        assert not any(p.overtaken for p in quick.row(call).latest().values()), call
        assert quick.row(call).latest().keys() == positions.keys()
    quick.clock.forward(days=11)
    record_outcome(quick.database, ME, code, "consensus with recorded dissent")
    quick.sound()


def test_an_alteration_after_a_redaction_is_found(quick: Group) -> None:
    code = quick.open(question="Is Quillfeather right?")
    redact(quick.database, ME, passage="Quillfeather", ground="personal data, on request")
    quick.sound()
    connection = connected(quick)
    assert {state for (state,) in connection.execute("SELECT state FROM ballot_step WHERE sequence = 1")} == {
        ""
    }
    connection.execute("UPDATE ballot SET outcome = 'consensus'")
    connection.commit()
    assert verify(quick.database).faults == (f"{code} was altered after its last step",)
    connection.execute("UPDATE ballot SET outcome = NULL")
    connection.commit()
    connection.close()


def test_a_mark_of_redaction_alone_hides_nothing(quick: Group) -> None:
    code = quick.open()
    quick.take(code, "ANN", "AMBER", "support")
    connection = connected(quick)
    connection.execute("UPDATE position SET position = 'object', reason = 'No', redacted_in = 1, salt = ''")
    connection.commit()
    connection.close()
    assert any("is marked as redacted in change 1" in fault for fault in verify(quick.database).faults)
