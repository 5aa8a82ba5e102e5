"""The form of ``record.json``: a whole record at one moment, from which ``docs/schema/record.schema.json`` is made."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

FORMAT = "siwg-workbench record"
VERSION = 1
SCHEMA_FILE = "record.schema.json"
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
DIGEST = r"[0-9a-f]{64}"


class FileLink(BaseModel):
    """A link out of the item that it stands in; the item cites the other."""

    model_config = ConfigDict(extra="forbid")

    relation: str = Field(
        description="Name of the relation; which kinds it may join is in the record's words."
    )
    target: str = Field(default="", pattern=f"^({UUID})?$", description="Uuid of the item that is cited.")
    code: str = Field(default="", description="Its code, for readers and where there is no uuid.")
    detail: dict[str, Any] = Field(
        default_factory=dict,
        description="What the link says besides, such as the line of a source or an interface's end.",
    )
    revision: int | None = Field(
        default=None, ge=0, description="The cited item's revision when somebody last looked at the link."
    )
    fingerprint: str = Field(
        default="",
        pattern=f"^({DIGEST})?$",
        description="The cited item's fingerprint then. Where it differs from the present one the link is suspect. "
        "Without it the link cites the item as it stands.",
    )
    suspect: bool = Field(
        default=False, description="Whether it differed when the file was written; not read."
    )


class FileItem(BaseModel):
    """An item at one revision. Names that are not in this schema are kept as attributes of another tool."""

    model_config = ConfigDict(extra="allow")

    uuid: str = Field(
        default="", pattern=f"^({UUID})?$", description="Never changes; by it an item is found again."
    )
    code: str = Field(default="", description="The human's name of it, never used again.")
    kind: str = Field(description="Which kind of item it is, in the singular.")
    title: str | None = Field(default=None, max_length=500)
    text: str | None = Field(default=None, description="Markdown.")
    status: str | None = None
    revision: int | None = Field(default=None, ge=0, description="Counts every change of the item.")
    fingerprint: str = Field(
        default="",
        pattern=f"^({DIGEST})?$",
        description="SHA-256 of the normative fields; not read, since it follows from them.",
    )
    digest: str = Field(
        default="",
        pattern=f"^({DIGEST})?$",
        description="SHA-256 of all that the item said when the file was written. Leave it as it is in an edited file: "
        "by it the import knows which state was edited.",
    )
    detail: dict[str, Any] = Field(default_factory=dict, description="Fields that only this kind has.")
    foreign: dict[str, Any] = Field(
        default_factory=dict,
        description="Attributes of other tools, by their names there; null takes one away.",
    )
    links: list[FileLink] = Field(default_factory=list)


class FileRecord(BaseModel):
    """Which record it is."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(default="", pattern=r"^([a-z0-9][a-z0-9-]{0,79})?$")
    title: str = ""
    group: str = ""
    docket: str = Field(
        default="", description="Number of the proceeding, for readers; it is a setting of the record."
    )
    reconstruction: bool = Field(default=False, description="The record was written down afterwards.")


class FileMoment(BaseModel):
    """At which moment the record was written out."""

    model_config = ConfigDict(extra="forbid")

    change: int | None = Field(
        default=None,
        ge=0,
        description="Number of the last change; null for a state read by the group's dates.",
    )
    effective_on: date | None = Field(default=None, description="The latest group's date of an item.")
    as_of: date | None = Field(default=None, description="The date that was asked for.")
    baseline: str | None = Field(default=None, description="The baseline that was asked for.")


class RecordFile(BaseModel):
    """A record, or a part of one, at one moment."""

    model_config = ConfigDict(extra="forbid")

    schema_: str = Field(default=SCHEMA_FILE, alias="$schema", description="Where this schema is found.")
    format: Literal["siwg-workbench record"] = Field(description="Says that it is such a file.")
    version: int = Field(ge=1, description="Version of the form; this one is 1.")
    title: str = Field(default="", description="Title of the record, for readers.")
    record: FileRecord = Field(default_factory=FileRecord)
    moment: FileMoment = Field(default_factory=FileMoment)
    whole: bool = Field(
        default=False,
        description="The file holds all that could be given, so that what it lacks was removed.",
    )
    vocabulary: dict[str, Any] = Field(
        default_factory=dict,
        description="The words that the record adds to the shipped ones, as in vocabulary.yaml.",
    )
    items: list[FileItem]
