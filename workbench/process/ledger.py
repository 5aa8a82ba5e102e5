"""The one pen: opens a change-set, writes revisions, links and reviews, and closes it with its event.

Every verb of this room writes through here, so that each change has its number, digest, event and
search words in the same transaction.
"""

from __future__ import annotations

import secrets
import uuid as uuids
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, text, update
from sqlmodel import Session, col, select

from workbench.graph.reading import head_number
from workbench.process.actor import Actor
from workbench.process.clock import group_today, now
from workbench.process.said import FAMILY_OF, said_digest, said_entry
from workbench.record.base import Base
from workbench.record.changes import ChangeSet
from workbench.record.comments import Comment, MeetingNote
from workbench.record.events import GENESIS, Event
from workbench.record.fingerprint import digest
from workbench.record.items import Item, ItemRevision
from workbench.record.links import NEVER_HERE, Link, LinkReview
from workbench.record.testimony import Said

NOT_SEARCHED = frozenset({"certainty", "row_digest", "file_digest"})
CONTENT = ("title", "text", "status", "detail", "confidential")
"""The fields of an item that a revision keeps."""


def content_digest(salt: str, uuid: str, revision: int, content: Mapping[str, Any]) -> str:
    """Salted digest of one revision: what enters the chain in place of the text."""
    return digest({"salt": salt, "uuid": uuid, "revision": revision, **{k: content[k] for k in CONTENT}})


def words_digest(salt: str, words: str) -> str:
    """Salted digest of a reason, or of the words of a comment from before all of it was digested."""
    return digest({"salt": salt, "words": words})


def comment_digest(comment: Comment) -> str:
    """Salted digest of a comment: its words, who said them, for whom, when, and about which text."""
    return digest(
        {
            "salt": comment.salt,
            "words": comment.text,
            "item": comment.item,
            "ballot": comment.ballot,
            "revision": comment.revision,
            "person": comment.person,
            "person_name": comment.person_name,
            "organisation": comment.organisation,
            "said_on": comment.said_on.isoformat(),
            "in_reply_to": comment.in_reply_to,
            "origin": dict(comment.origin),
        }
    )


def note_digest(salt: str, note: MeetingNote) -> str:
    """Salted digest of a meeting note: its place, its words, and whom and what it concerns."""
    return digest(
        {
            "salt": salt,
            "meeting": note.meeting,
            "sequence": note.sequence,
            "kind": note.kind,
            "text": note.text,
            "organisation": note.organisation,
            "person": note.person,
            "item": note.item,
            "due": note.due.isoformat() if note.due else None,
        }
    )


def added_entry(link: Sequence[Any], revision: int, fingerprint: str) -> list[Any]:
    """What a change-set's digest covers of a link that it added.

    Args:
        link: source, relation, target and detail.
        revision: the target's that it cites; a text that the record never held is known by its fingerprint alone,
            which is covered then.
    """
    return ["+", *link, fingerprint] if revision == NEVER_HERE else ["+", *link]


def change_digest(number: int, why: str, wrote: Iterable[Any]) -> str:
    """Digest of a change-set over everything that it wrote, in whatever order it is read again."""
    return digest({"number": number, "why": why, "wrote": sorted(digest(entry) for entry in wrote)})


def append_event(
    session: Session,
    actor: Actor,
    verb: str,
    *,
    change: int | None = None,
    subject: str = "",
    payload: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Event:
    """Add one event to the end of the chain; the caller holds the writing session."""
    session.flush()
    last = session.connection().execute(_LAST_EVENT).first()
    event = Event(
        sequence=last.sequence + 1 if last else 1,
        recorded_at=at or now(),
        person=actor.person,
        person_name=actor.name,
        verb=verb,
        change=change,
        subject=subject,
        payload=dict(payload or {}),
        previous=last.hash if last else GENESIS,
        hash="",
    )
    event.hash = event.computed_hash()
    session.connection().execute(_EVENT, event.model_dump())
    return event


# Executed for every change: made once, and without the work of the object mapper.
_EVENT = insert(Event)
_CHANGE = insert(ChangeSet)
_CHANGE_DIGEST = (
    update(ChangeSet)
    .where(col(ChangeSet.number) == bindparam("of_number"))
    .values(digest=bindparam("new_digest"))
)
_LAST_EVENT = select(Event.sequence, Event.hash).order_by(col(Event.sequence).desc()).limit(1)


class Ledger:
    """One change-set being written.

    Args:
        session: a writing session.
        verb: what is done, in the words of the permission table.
        effective_on: the group's date; today in California where none is given.
    """

    def __init__(
        self,
        session: Session,
        actor: Actor,
        verb: str,
        why: str,
        *,
        effective_on: date | None = None,
        undoes: int | None = None,
    ) -> None:
        self.session = session
        self.actor = actor
        self.change = ChangeSet(
            number=head_number(session) + 1,
            recorded_at=now(),
            effective_on=effective_on or group_today(),
            person=actor.person,
            person_name=actor.name,
            verb=verb,
            why=why,
            salt=secrets.token_hex(16),
            undoes=undoes,
        )
        session.connection().execute(_CHANGE, self.change.model_dump())
        self._kinds: set[str] = set()
        self._digests: list[Any] = []
        self._search: dict[str, Mapping[str, Any]] = {}
        self._fresh: set[str] = set()
        self._codes: list[str] = []

    @property
    def number(self) -> int:
        return self.change.number

    def create(self, rows: Iterable[dict[str, Any]]) -> None:
        """Insert new items with their first revision; rows hold uuid, code, kind, content, fingerprint."""
        rows = [dict(row, revision=1, change=self.number) for row in rows]
        if not rows:
            return
        self.session.execute(insert(Item), rows)
        self._fresh.update(row["uuid"] for row in rows)
        self._revise(rows, {row["uuid"]: ["created"] for row in rows})

    def revise(self, rows: Iterable[dict[str, Any]], changed: Mapping[str, list[str]]) -> None:
        """Write the next revision of existing items; ``changed`` names the fields by uuid."""
        rows = [dict(row, change=self.number) for row in rows]
        if not rows:
            return
        fields = (
            "uuid",
            "title",
            "text",
            "status",
            "revision",
            "fingerprint",
            "detail",
            "confidential",
            "change",
        )
        self.session.execute(update(Item), [{k: row[k] for k in fields} for row in rows])
        self._revise(rows, changed)

    def _revise(self, rows: list[dict[str, Any]], changed: Mapping[str, list[str]]) -> None:
        revisions = []
        for row in rows:
            salt = secrets.token_hex(16)
            revisions.append(
                {
                    "uuid": row["uuid"],
                    "revision": row["revision"],
                    "change": self.number,
                    **{name: row[name] for name in CONTENT},
                    "fingerprint": row["fingerprint"],
                    "changed": changed[row["uuid"]],
                    "salt": salt,
                    "digest": content_digest(salt, row["uuid"], row["revision"], row),
                }
            )
            self._search[row["uuid"]] = row
            self._kinds.add(row["kind"])
            self._codes.append(row["code"])
        self.session.execute(insert(ItemRevision), revisions)
        self._digests.extend([r["uuid"], r["revision"], r["digest"]] for r in revisions)

    def add_links(self, rows: Iterable[dict[str, Any]]) -> None:
        """Insert links; rows hold source, relation, target, detail, revision, fingerprint."""
        rows = [dict(row, uuid=str(uuids.uuid4()), added_in=self.number, removed_in=None) for row in rows]
        if not rows:
            return
        self.session.execute(insert(Link), rows)
        reviewed = ("revision", "fingerprint")
        self.session.execute(
            insert(LinkReview),
            [
                {"link": row["uuid"], "change": self.number, "note": "", **{k: row[k] for k in reviewed}}
                for row in rows
            ],
        )
        self._digests.extend(
            added_entry(
                [r["source"], r["relation"], r["target"], r["detail"]], r["revision"], r["fingerprint"]
            )
            for r in rows
        )

    def remove_links(self, links: Iterable[Link]) -> None:
        """End links as of this change."""
        for link in links:
            link.removed_in = self.number
            self.session.add(link)
            self._digests.append(["-", link.source, link.relation, link.target, link.detail])

    def review(self, link: Link, *, revision: int, fingerprint: str, note: str) -> None:
        """Record that a link was looked at again, and what it cites from now on."""
        link.revision, link.fingerprint = revision, fingerprint
        self.session.add(link)
        self.session.add(
            LinkReview(
                link=link.uuid, change=self.number, revision=revision, fingerprint=fingerprint, note=note
            )
        )
        self._digests.append(["~", link.source, link.relation, link.target, revision])

    def testify(self, row: Said) -> None:
        """Insert a row that says something, with its salt and digest, and let it enter this change-set."""
        row.change = self.number
        row.salt = secrets.token_hex(16)
        row.digest = said_digest(row)
        self.session.add(row)
        self._digests.append(said_entry(row))
        self._kinds.add(FAMILY_OF[type(row)].name)

    def note(self, *entry: Any) -> None:
        """Let something written beside items and links enter the change-set's digest."""
        self._digests.append(list(entry))

    def touches(self, kind: str) -> None:
        """Mark a kind (or another family of rows) as changed for caches."""
        self._kinds.add(kind)

    def close(self, *, subject: str = "", payload: Mapping[str, Any] | None = None) -> Event:
        """Write digest, caches' numbers, search words and the event; the caller commits."""
        why = words_digest(self.change.salt, self.change.why)
        self.change.digest = change_digest(self.number, why, self._digests)
        self.session.connection().execute(
            _CHANGE_DIGEST, {"of_number": self.number, "new_digest": self.change.digest}
        )
        counted = Base.metadata.tables["kind_change"]
        for kind in sorted(self._kinds):
            known = update(counted).where(counted.c.kind == kind).values(change=self.number)
            if not self.session.connection().execute(known).rowcount:
                self.session.connection().execute(insert(counted).values(kind=kind, change=self.number))
        index_words(self.session, self._search, fresh=self._fresh)
        body: dict[str, Any] = {
            "digest": self.change.digest,
            "why": why,
            "effective_on": self.change.effective_on.isoformat(),
            "items": len(self._codes),
            **(payload or {}),
        }
        if self.change.undoes is not None:
            body["undoes"] = self.change.undoes
        if not subject and len(self._codes) == 1:
            subject = self._codes[0]
        return append_event(
            self.session,
            self.actor,
            self.change.verb,
            change=self.number,
            subject=subject,
            payload=body,
            at=self.change.recorded_at,
        )


def index_words(
    session: Session, rows: Mapping[str, Mapping[str, Any]], *, fresh: Collection[str] = ()
) -> None:
    """Put the words of items into the search table in place of their earlier ones.

    Args:
        rows: code, title, text and detail by uuid.
        fresh: uuids that the table cannot hold yet; nothing is looked for in their place.
    """
    if not rows:
        return
    session.flush()
    # The search table has no index on the uuid, so all are deleted in few passes and not one by one.
    earlier = [uuid for uuid in rows if uuid not in fresh]
    delete = text("DELETE FROM item_search WHERE uuid IN :uuids").bindparams(
        bindparam("uuids", expanding=True)
    )
    for start in range(0, len(earlier), 500):
        session.execute(delete, {"uuids": earlier[start : start + 500]})
    session.execute(
        text("INSERT INTO item_search (uuid, code, title, body) VALUES (:uuid, :code, :title, :body)"),
        [
            {"uuid": uuid, "code": row["code"], "title": row["title"], "body": _words(row)}
            for uuid, row in rows.items()
        ],
    )


def _words(row: Mapping[str, Any]) -> str:
    found = [row["text"]]

    def gather(value: Any) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, Mapping):
            for name, inner in value.items():
                if name not in NOT_SEARCHED:
                    gather(inner)
        elif isinstance(value, list):
            for inner in value:
                gather(inner)

    gather(row["detail"])
    return "\n".join(found)
