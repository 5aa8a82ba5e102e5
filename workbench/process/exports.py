"""The event of an export: which document left the record, from which moment, with which bytes."""

from __future__ import annotations

from hashlib import sha256

from workbench.process.actor import Actor
from workbench.process.ledger import append_event
from workbench.record.database import Database


def note_export(database: Database, actor: Actor, name: str, content: bytes, *, change: int) -> str:
    """Write down that a document was exported, so that the file can be proven against the record later.

    Args:
        name: name of the document, such as ``submittal``.
        content: the file's bytes; only their digest is kept.
        change: the change number that the document was made from.

    Returns:
        Hash of the event, which is the chain's tip.

    Raises:
        NotPermitted: when the actor may not export.
    """
    actor.require("export")
    digest = sha256(content).hexdigest()
    with database.write() as session:
        event = append_event(
            session,
            actor,
            "export",
            subject=name,
            payload={"file": digest, "change": change, "bytes": len(content)},
        )
        return event.hash
