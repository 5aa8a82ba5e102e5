"""An export leaves an event with the digest of the file, and the chain stays sound."""

from __future__ import annotations

from hashlib import sha256

from sqlmodel import select

from workbench.process.actor import LOCAL_OPERATOR as ME
from workbench.process.exports import note_export
from workbench.process.keeping import Database
from workbench.process.verification import verify
from workbench.record.events import Event


def test_the_file_can_be_proven_later(database: Database) -> None:
    tip = note_export(database, ME, "submittal", b"the very bytes", change=3)
    found = verify(database, tip=tip)
    assert found.sound
    assert found.tip == tip
    with database.read() as session:
        (event,) = session.exec(select(Event)).all()
    assert event.payload == {"file": sha256(b"the very bytes").hexdigest(), "change": 3, "bytes": 14}
