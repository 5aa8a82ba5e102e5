"""Every table of the record, imported in one place so that none is missed."""

from __future__ import annotations

from workbench.record.access import RecordInfo, SavedView, SignInLink, WebSession
from workbench.record.ballots import Ballot, Position
from workbench.record.base import Base
from workbench.record.changes import Baseline, ChangeSet, KindChange
from workbench.record.comments import Comment, MeetingNote
from workbench.record.events import Event
from workbench.record.items import Item, ItemRevision
from workbench.record.links import Link, LinkReview
from workbench.record.runs import Finding, Run

metadata = Base.metadata

__all__ = [
    "Ballot",
    "Baseline",
    "ChangeSet",
    "Comment",
    "Event",
    "Finding",
    "Item",
    "ItemRevision",
    "KindChange",
    "Link",
    "LinkReview",
    "MeetingNote",
    "Position",
    "RecordInfo",
    "Run",
    "SavedView",
    "SignInLink",
    "WebSession",
    "metadata",
]
