"""Files kept beside what they prove, such as the mail with an instruction."""

from __future__ import annotations

import hashlib
import uuid as uuids
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlmodel import Session

from workbench.graph.plain_text import printable
from workbench.process.ledger import Ledger
from workbench.process.refusing import refusal
from workbench.record.testimony import Attachment

LARGEST = 5_000_000
"""Bytes of one file."""


@dataclass(frozen=True)
class File:
    """A file as it came in; only its last name is kept."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


def attach(ledger: Ledger, file: File) -> str:
    """Keep a file in the change-set that is being written.

    Returns:
        Its uuid.

    Raises:
        Refused: when it is empty or too large.
    """
    if not file.content:
        raise refusal(f"The file '{file.name[:80]}' is empty.")
    if len(file.content) > LARGEST:
        raise refusal(
            f"The file '{file.name[:80]}' has {len(file.content):,} bytes; {LARGEST:,} are allowed."
        )
    name = " ".join(PurePosixPath(printable(file.name).replace("\\", "/")).name.split())
    row = Attachment(
        uuid=str(uuids.uuid4()),
        change=ledger.number,
        name=name[:200] or "file",
        media_type=printable(file.media_type)[:120],
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        content=file.content,
        person=ledger.actor.person,
        person_name=ledger.actor.name,
    )
    ledger.testify(row)
    return row.uuid


def attachment(session: Session, uuid: str) -> Attachment | None:
    """A file by its uuid, or None."""
    return session.get(Attachment, uuid)
