"""Rows that say something and are inserted once: how each is digested, which of its words can be redacted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from workbench.record.ballots import (
    Authorisation,
    Ballot,
    BallotStep,
    EditorialObjection,
    EditorialProposal,
    JointPosition,
    Position,
)
from workbench.record.comments import CommentResolution, ResolutionAnswer
from workbench.record.fingerprint import digest
from workbench.record.testimony import Attachment, Said, Statement

APART = frozenset(
    {
        "change",
        "salt",
        "digest",
        "redacted_in",
        "fingerprint",
        "from_fingerprint",
        "to_fingerprint",
        "content",
    }
)
"""Columns that no digest covers: the chain has the change, a redaction carries fingerprints over, and
``sha256`` stands for a file's content."""


@dataclass(frozen=True)
class Family:
    """One table of such rows.

    Args:
        name: what the entry in a change-set's digest begins with.
        words: columns that hold somebody's words.
    """

    name: str
    table: type[Said]
    words: tuple[str, ...]


FAMILIES = (
    Family("position", Position, ("reason", "answers", "change_wanted", "instruction")),
    Family("ballot-step", BallotStep, ("why", "detail")),
    Family("authorisation", Authorisation, ("filing",)),
    Family("joint-position", JointPosition, ("reason", "answers", "change_wanted")),
    Family("editorial-proposal", EditorialProposal, ("why",)),
    Family("editorial-objection", EditorialObjection, ("reason",)),
    Family("comment-resolution", CommentResolution, ("words", "deferred_to")),
    Family("resolution-answer", ResolutionAnswer, ("words",)),
    Family("statement", Statement, ("text",)),
    Family("attachment", Attachment, ("name",)),
)
FAMILY_OF: Mapping[type[Said], Family] = {family.table: family for family in FAMILIES}


def said_digest(row: Said) -> str:
    """Salted digest of everything that a row says."""
    return digest({"salt": row.salt, **said_values(row)})


def said_values(row: Said) -> dict[str, Any]:
    """Everything that a row says, by column."""
    return {name: _stored(getattr(row, name)) for name in type(row).model_fields if name not in APART}


def _stored(value: Any) -> Any:
    """A moment as the database gives it back: in UTC."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def ballot_digest(ballot: Ballot) -> str:
    """Digest of a ballot as it stands, without the fingerprints, which a redaction carries over."""
    values = {name: _stored(getattr(ballot, name)) for name in Ballot.model_fields if name not in APART}
    values["choices"] = [
        {k: v for k, v in choice.items() if k not in APART} if isinstance(choice, Mapping) else choice
        for choice in ballot.choices
    ]
    return digest(values)


def said_entry(row: Said) -> list[Any]:
    """What stands for a row in the digest of its change-set."""
    return [FAMILY_OF[type(row)].name, row.uuid, row.digest]
