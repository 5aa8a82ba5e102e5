"""Kinds, their statuses and the word lists, for the rooms that may not look into the record."""

from __future__ import annotations

from workbench.record.fingerprint import digest
from workbench.record.kind import FOREIGN, WITHDRAWN, DateSpec, Kind
from workbench.record.kinds import ALIASES, KINDS, PLURALS, UnknownKind, kind_named, kind_of_code
from workbench.record.vocabulary import LinkView, Relation, Vocabulary, shipped

__all__ = [
    "ALIASES",
    "FOREIGN",
    "KINDS",
    "PLURALS",
    "WITHDRAWN",
    "DateSpec",
    "Kind",
    "LinkView",
    "Relation",
    "UnknownKind",
    "Vocabulary",
    "digest",
    "kind_named",
    "kind_of_code",
    "shipped",
]
