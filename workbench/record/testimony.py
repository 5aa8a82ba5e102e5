"""What somebody said, in rows beside the items: the columns that all of them share.

Such a row is inserted once. Its digest is salted and covers everything that it says, so that it can be
verified, and so that a redacted one, which loses its salt, gives nothing away and leaves the chain whole.
"""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlmodel import Field

from workbench.record.base import Base


class Said(Base):
    """Columns of a row that is inserted once and digested."""

    uuid: str = Field(primary_key=True, max_length=36)
    change: int = Field(foreign_key="change_set.number", index=True)
    salt: str = Field(default="", max_length=32)
    digest: str = Field(default="", max_length=64)
    redacted_in: int | None = Field(default=None)


class Attachment(Said, table=True):
    """A file kept beside what it proves, such as the mail with an instruction; ``sha256`` names its content."""

    __tablename__ = "attachment"

    name: str = Field(max_length=200)
    media_type: str = Field(default="application/octet-stream", max_length=120)
    size: int
    sha256: str = Field(max_length=64)
    content: bytes = Field(default=b"", sa_type=LargeBinary)
    person: str | None = Field(default=None, max_length=36)
    person_name: str = Field(default="", max_length=200)


class Statement(Said, table=True):
    """One version of an organisation's statement on an issue; the locked one is printed verbatim."""

    __tablename__ = "statement"

    ballot: str = Field(foreign_key="ballot.uuid", max_length=36, index=True)
    organisation: str = Field(foreign_key="item.uuid", max_length=36, index=True)
    version: int
    text: str
    locked: bool = False
    person: str | None = Field(default=None, max_length=36)
    person_name: str = Field(default="", max_length=200)
