"""Every table of the record, imported in one place so that none is missed."""

from __future__ import annotations

from workbench.record.access import RecordInfo, SavedView, SignInLink, WebSession
from workbench.record.ballots import (
    Authorisation,
    Ballot,
    BallotStep,
    EditorialObjection,
    EditorialProposal,
    JointPosition,
    Position,
    PositionCitation,
)
from workbench.record.base import Base
from workbench.record.changes import Baseline, ChangeSet, KindChange
from workbench.record.comments import Comment, CommentResolution, MeetingNote, ResolutionAnswer
from workbench.record.events import Event
from workbench.record.items import Item, ItemRevision
from workbench.record.links import Link, LinkReview
from workbench.record.runs import Finding, Run
from workbench.record.testimony import Attachment, Statement

metadata = Base.metadata

__all__ = [
    "Attachment",
    "Authorisation",
    "Ballot",
    "BallotStep",
    "Baseline",
    "ChangeSet",
    "Comment",
    "CommentResolution",
    "EditorialObjection",
    "EditorialProposal",
    "Event",
    "Finding",
    "Item",
    "ItemRevision",
    "JointPosition",
    "KindChange",
    "Link",
    "LinkReview",
    "MeetingNote",
    "Position",
    "PositionCitation",
    "RecordInfo",
    "ResolutionAnswer",
    "Run",
    "SavedView",
    "SignInLink",
    "Statement",
    "WebSession",
    "metadata",
]
